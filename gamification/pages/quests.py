"""The pages of quests: what there is for oneself, and, for those who offer them, the desk's."""

from collections.abc import Callable, Mapping

from flask import flash, redirect, request
from werkzeug.wrappers import Response

from gamification import queries
from gamification.actions import quest_offers, quests
from gamification.pages.blueprint import ID, is_playing, pages, require_play
from gamification.quests import desk
from gamification.quests.forms import DeclineDraft, QuestDraft
from gamification.quests.queries import earlier, quests_board
from portal.core.permissions import Permission, may, require
from portal.core.refusals import Conflict, Invalid, NotFound
from portal.web.forms import errors_of, read_form
from portal.web.rendering import page
from portal.web.viewer import actor, viewer

Answer = str | Response | tuple[str, int]


@pages.get("/quests")
def quest_board() -> str:
    """What fits me, what I am on, and what several of us are after."""
    _for_players()
    return page(
        "gamification/quests.html",
        board=quests_board(viewer().id, viewer().role, viewer().department_id),
        earlier=earlier(viewer().id, request.args.get("after")),
        impact=queries.impact(viewer().id),
        proposes=may(Permission.PROPOSE_QUEST, actor()),
        offers=may(Permission.OFFER_QUEST, actor()),
    )


@pages.post(f"/quests/<{ID}:quest_id>/take")
def take(quest_id: int) -> Response:
    """Take one on."""
    _for_players()
    _try(lambda: quests.take_quest(actor(), quest_id), "It is yours from now on. Leave it whenever you like.")
    return redirect("/quests", 303)


@pages.post(f"/quests/<{ID}:quest_id>/leave")
def leave(quest_id: int) -> Response:
    """Leave one."""
    _for_players()
    _try(lambda: quests.leave_quest(actor(), quest_id), "You left it, and nothing of it is kept.")
    return redirect("/quests", 303)


@pages.get("/quests/new")
def new_quest() -> str:
    """Offer a quest, or propose one to IT."""
    _for_those_who_propose()
    return _new({"template": request.args.get("template", "")}, {})


@pages.post("/quests/new")
def make_quest() -> Answer:
    """Offer it, or propose it."""
    _for_those_who_propose()
    offers = may(Permission.OFFER_QUEST, actor())
    act = quest_offers.offer_quest if offers else quest_offers.propose_quest
    try:
        act(actor(), read_form(QuestDraft, request.form))
    except (Conflict, Invalid) as refusal:
        return _new(request.form, errors_of(refusal)), refusal.status
    flash("Offered." if offers else "Proposed. IT decides, and you hear of it.", "success")
    return redirect("/desk/quests" if offers else "/quests", 303)


def _new(typed: Mapping[str, str], errors: Mapping[str, str]) -> str:
    return page(
        "gamification/quest_new.html",
        typed=typed,
        errors=errors,
        templates=desk.offerable(),
        departments=desk.departments(),
        offers=may(Permission.OFFER_QUEST, actor()),
    )


@pages.get("/desk/quests")
def desk_quests() -> str:
    """What is proposed, what runs, what is over."""
    _for_those_who_offer()
    tab = request.args.get("tab", "")
    tab = tab if tab in desk.TABS else "running"
    return page(
        "gamification/desk_quests.html",
        tab=tab,
        found=desk.desk_quests(tab, request.args.get("after")),
        proposals=desk.proposals(),
    )


@pages.post(f"/desk/quests/<{ID}:quest_id>/<act>")
def change_quest(quest_id: int, act: str) -> Response:
    """Approve or decline what was proposed, or end what is offered."""
    _for_those_who_offer()
    person = actor()
    does: dict[str, tuple[Callable[[], None], str]] = {
        "approve": (lambda: quest_offers.approve_quest(person, quest_id), "Offered."),
        "decline": (
            lambda: quest_offers.decline_quest(person, quest_id, read_form(DeclineDraft, request.form)),
            "Not offered. Whoever proposed it hears why.",
        ),
        "end": (lambda: quest_offers.end_quest(person, quest_id), "It is no longer offered."),
    }
    if act not in does:
        raise NotFound
    _try(*does[act])
    return redirect("/desk/quests" if act == "end" else "/desk/quests?tab=proposed", 303)


def _try(act: Callable[[], object], said: str) -> None:
    try:
        act()
        flash(said, "success")
    except (Conflict, Invalid) as refusal:
        flash(refusal.sentence, "warn")


def _for_players() -> None:
    """Who takes no part in the game finds nothing here."""
    require_play()
    if not is_playing():
        raise NotFound


def _for_those_who_propose() -> None:
    require_play()
    if not may(Permission.OFFER_QUEST, actor()):
        _for_players()
    require(Permission.PROPOSE_QUEST, actor())


def _for_those_who_offer() -> None:
    require_play()
    require(Permission.OFFER_QUEST, actor())

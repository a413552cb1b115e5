"""The desk's pages of fair play: what is held, with its evidence, for a person to decide."""

from flask import flash, redirect, request
from werkzeug.wrappers import Response

from gamification.actions import cases
from gamification.fairplay import queries
from gamification.fairplay.drawing import draw
from gamification.forms import DecisionDraft
from gamification.pages.blueprint import ID, pages, require_play
from portal.core.permissions import Permission, require
from portal.core.refusals import NotFound, Refused
from portal.web.forms import read_form
from portal.web.rendering import page
from portal.web.viewer import actor


@pages.get("/desk/fair-play")
def fair_play() -> str:
    """What waits, and what was decided."""
    _for_it()
    state = "decided" if request.args.get("state") == "decided" else "open"
    found = queries.cases(state, request.args.get("after"))
    return page("gamification/cases.html", found=found, state=state, waiting=queries.waiting())


@pages.get(f"/desk/fair-play/<{ID}:case_id>")
def case(case_id: int) -> str:
    """One case: who, when, how much from whom to whom. That somebody looked is in the log."""
    _for_it()
    cases.note_look(actor(), case_id)
    found = queries.case(case_id)
    if found is None:
        raise NotFound
    return page(
        "gamification/case.html",
        case=found,
        drawing=draw(found.ties),
        lines=queries.lines(case_id, request.args.get("after")),
        decides=found.is_open or (found.is_appealed and actor().id != found.decided_by_id),
    )


@pages.post(f"/desk/fair-play/<{ID}:case_id>")
def decide(case_id: int) -> Response:
    """Let it count, or take it back."""
    _for_it()
    found = queries.case(case_id)
    if found is None:
        raise NotFound
    act = cases.decide_appeal if found.is_appealed else cases.decide_case
    try:
        act(actor(), case_id, read_form(DecisionDraft, request.form))
    except Refused as refusal:
        flash(refusal.sentence, "warn")
        return redirect(f"/desk/fair-play/{case_id}", 303)
    flash("Decided. The people know what they have to.", "success")
    return redirect("/desk/fair-play", 303)


def _for_it() -> None:
    require_play()
    require(Permission.DECIDE_CASES, actor())

"""The administrator's pages of the game: switches, proofs, rules to come, badges of one's own design, licences."""

from collections.abc import Callable, Mapping

from flask import flash, redirect, request
from sqlalchemy import select
from werkzeug.wrappers import Response

from gamification import licences, overview
from gamification.actions import badges as acts
from gamification.actions import switches
from gamification.designs import every_badge
from gamification.forms import BLOCKS, PICTURES, AwardDraft, DesignDraft, LicenceDraft, SwitchesDraft
from gamification.pages.blueprint import pages
from gamification.quests.desk import waiting
from portal.core.db import session
from portal.core.models import User
from portal.core.permissions import Permission, require
from portal.core.play import BoardsShown, play
from portal.core.refusals import Invalid, NotFound, Refused
from portal.people.sections import admin_sections
from portal.web.forms import errors_of, read_form
from portal.web.rendering import page
from portal.web.viewer import actor

Answer = str | Response | tuple[str, int]
BOARDS = {
    BoardsShown.ALL: ("All of them", "Departments, and people who chose to be seen."),
    BoardsShown.TEAM: ("Departments only", "Nobody is named."),
    BoardsShown.NONE: ("None", "What all help came to is still shown."),
}


@pages.get("/admin/game")
def game() -> str:
    """How the company plays, and whether everything adds up."""
    require(Permission.RUN_GAME, actor())
    return _game({})


@pages.post("/admin/game")
def turn() -> Answer:
    """Turn the switches."""
    require(Permission.RUN_GAME, actor())
    try:
        switches.turn_switches(actor(), read_form(SwitchesDraft, request.form))
    except Invalid as refusal:
        return _game(errors_of(refusal)), refusal.status
    flash("Saved. It holds at once, for everybody.", "success")
    return redirect("/admin/game", 303)


def _game(errors: Mapping[str, str]) -> str:
    return _page(
        "/admin/game",
        "admin/game.html",
        now=play(),
        boards=BOARDS,
        overview=overview.overview(),
        waiting=waiting(),
        errors=errors,
    )


@pages.get("/admin/badges")
def designs() -> str:
    """The badges there are, and designing one."""
    require(Permission.RUN_GAME, actor())
    return _designs({}, {})


@pages.post("/admin/badges")
def design() -> Answer:
    """Design a badge."""
    require(Permission.RUN_GAME, actor())
    try:
        acts.design_badge(actor(), read_form(DesignDraft, request.form))
    except Invalid as refusal:
        return _designs(request.form, errors_of(refusal)), refusal.status
    flash("Designed. Who has earned it already gets it within a day.", "success")
    return redirect("/admin/badges", 303)


def _designs(typed: Mapping[str, str], errors: Mapping[str, str]) -> str:
    return _page(
        "/admin/badges",
        "admin/badges.html",
        designs=overview.designs(),
        known=[badge for badge in every_badge().values() if not badge.waits_for],
        off=play().badges_off,
        pictures=PICTURES,
        blocks=BLOCKS,
        typed=typed,
        errors=errors,
    )


@pages.post("/admin/badges/<badge_id>/<act>")
def change_badge(badge_id: str, act: str) -> Response:
    """Give or withdraw a badge, retire it, or let it not be earned for now."""
    person = actor()
    does: dict[str, tuple[Callable[[], None], str]] = {
        "give": (lambda: acts.give_badge(person, badge_id, read_form(AwardDraft, request.form)), "Given."),
        "withdraw": (lambda: acts.withdraw_badge(person, badge_id, read_form(AwardDraft, request.form)), "Taken back."),
        "retire": (lambda: acts.retire_badge(person, badge_id), "Retired. Who has it keeps it."),
        "off": (lambda: _turn(badge_id, is_off=True), "It cannot be earned for now."),
        "on": (lambda: _turn(badge_id, is_off=False), "It can be earned again."),
    }
    if act not in does:
        raise NotFound
    require(Permission.RUN_GAME, person)
    _try(*does[act])
    return redirect("/admin/badges", 303)


def _turn(badge_id: str, *, is_off: bool) -> None:
    if badge_id not in every_badge():
        raise NotFound
    switches.turn_badge(actor(), badge_id, is_off=is_off)


@pages.get("/admin/licences")
def licence_list() -> str:
    """Who has a licence for knowledge."""
    require(Permission.GRANT_LICENCES, actor())
    return _page(
        "/admin/licences",
        "admin/licences.html",
        found=overview.licences(request.args.get("after")),
        words=licences.WORDS,
    )


@pages.post("/admin/licences/<act>")
def change_licence(act: str) -> Response:
    """Give a licence, or take it back."""
    require(Permission.GRANT_LICENCES, actor())
    if act not in ("grant", "end"):
        raise NotFound
    _try(_grant if act == "grant" else _end, "Saved.")
    return redirect("/admin/licences", 303)


def _grant() -> None:
    draft = read_form(LicenceDraft, request.form)
    licences.grant_licence(actor(), _named(draft.handle), draft.rank, draft.reason)


def _end() -> None:
    draft = read_form(AwardDraft, request.form)
    licences.end_licence(actor(), _named(draft.handle), draft.reason)


def _named(handle: str) -> int:
    wanted = select(User.id).where(User.handle == handle.lstrip("@").lower(), User.is_imported.is_(False))
    found = session().scalar(wanted)
    if found is None:
        raise Invalid({"handle": "Nobody has this handle."})
    return found


def _try(act: Callable[[], None], said: str) -> None:
    try:
        act()
        flash(said, "success")
    except NotFound:
        raise
    except Refused as refusal:
        flash(refusal.sentence, "warn")


def _page(section: str, template: str, **context: object) -> str:
    return page(template, sections=admin_sections(section), sections_label="Administration", **context)

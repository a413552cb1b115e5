"""The desk's pages about search: what colleagues do not find, words that mean the same, pinned answers, duplicates."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, request
from sqlalchemy import select
from werkzeug.wrappers import Response

from portal.core.db import session
from portal.core.permissions import Actor, Permission, require
from portal.core.refusals import Invalid, NotFound, Refused
from portal.finding import duplicates, gaps, sources
from portal.finding.actions import curating
from portal.finding.actions import gaps as remedies
from portal.finding.forms import PinDraft, SynonymDraft
from portal.finding.models import Pin, SynonymRow
from portal.finding.rules import finding_rules
from portal.web.forms import read_form
from portal.web.rendering import page
from portal.web.viewer import actor, login_required

pages = Blueprint("search_desk", __name__, url_prefix="/desk/search")


def _analyst() -> Actor:
    person = actor()
    require(Permission.USE_DESK, person)
    return person


@pages.get("")
@login_required
def show_gaps() -> str:
    """What colleagues search for and do not find."""
    _analyst()
    told = finding_rules().gaps
    return page(
        "search/desk_gaps.html",
        gaps=gaps.find_gaps(),
        figures=gaps.figures(),
        least=gaps.least_people(),
        days=told.days,
    )


@pages.post("/gaps/<act>")
@login_required
def see_to_gap(act: str) -> Response:
    """Turn a gap into something, in one step."""
    analyst, key = _analyst(), request.form.get("key", "")[:200]
    try:
        return redirect(_REMEDIES[act](analyst, key) if act in _REMEDIES else _unknown(), 303)
    except Refused as refusal:
        flash(_sentence(refusal), "warn")
        return redirect("/desk/search", 303)


@pages.get("/synonyms")
@login_required
def show_synonyms() -> str:
    """Words that mean the same here, and pairs that searches suggest."""
    _analyst()
    rows = session().scalars(
        select(SynonymRow)
        .where(SynonymRow.is_declined.is_(False))
        .order_by(SynonymRow.typed)
        .limit(finding_rules().curation.most_synonyms)
    )
    return page("search/desk_synonyms.html", rows=rows.all(), suggested=gaps.suggest_synonyms())


@pages.post("/synonyms")
@login_required
def save_synonym() -> Response:
    """Let words mean the same, or say of suggested ones that they do not."""
    analyst = _analyst()

    def save() -> str:
        draft = read_form(SynonymDraft, request.form)
        if request.form.get("decline"):
            curating.decline_synonym(analyst, draft)
            return "It is not suggested again."
        curating.save_synonym(analyst, draft)
        return "Saved. Searches know it from now on."

    return _done(save, "/desk/search/synonyms")


@pages.post("/synonyms/<int:synonym_id>/remove")
@login_required
def remove_synonym(synonym_id: int) -> Response:
    """Let them no longer mean the same."""
    analyst = _analyst()

    def remove() -> str:
        curating.remove_synonym(analyst, synonym_id)
        return "Taken away."

    return _done(remove, "/desk/search/synonyms")


@pages.get("/pins")
@login_required
def show_pins() -> str:
    """What comes first for a search because IT says so."""
    analyst = _analyst()
    pins = session().scalars(select(Pin).order_by(Pin.typed, Pin.id).limit(finding_rules().curation.most_pins)).all()
    lines = sources.find_briefly(analyst, [pin.thread for pin in pins])
    return page("search/desk_pins.html", pins=[(pin, lines.get(pin.thread)) for pin in pins])


@pages.post("/pins")
@login_required
def pin_answer() -> Response:
    """Let something come first for a search."""
    analyst = _analyst()

    def pin() -> str:
        curating.pin_answer(analyst, read_form(PinDraft, request.form))
        return "Pinned. It comes first for these words from now on."

    return _done(pin, "/desk/search/pins")


@pages.post("/pins/<int:pin_id>/remove")
@login_required
def unpin_answer(pin_id: int) -> Response:
    """Let it stand where its words put it."""
    analyst = _analyst()

    def unpin() -> str:
        curating.unpin_answer(analyst, pin_id)
        return "No longer pinned."

    return _done(unpin, "/desk/search/pins")


@pages.get("/duplicates")
@login_required
def show_duplicates() -> str:
    """Questions, or articles, that may be the same."""
    analyst, cursor = _analyst(), request.args.get("after")
    is_of_articles = request.args.get("of") == "articles"
    find = duplicates.suspect_articles if is_of_articles else duplicates.suspect_questions
    return page("search/desk_duplicates.html", found=find(analyst, cursor), is_of_articles=is_of_articles)


def _ask(analyst: Actor, key: str) -> str:
    question_id = remedies.ask_about_gap(analyst, key)
    flash("Asked. Whoever knows will answer, and searches find it.", "success")
    return f"/questions/{question_id}"


def _request_article(analyst: Actor, key: str) -> str:
    article_id = remedies.request_article(analyst, key)
    flash("The draft is there, and waits at the desk until somebody has written it.", "success")
    return f"/knowledge/{article_id}/edit"


def _explain(analyst: Actor, key: str) -> str:
    remedies.explain_gap(analyst, key, read_form(SynonymDraft, request.form))
    flash("Saved. Searches know it from now on.", "success")
    return "/desk/search"


def _pin(analyst: Actor, key: str) -> str:
    remedies.answer_gap(analyst, key, read_form(PinDraft, request.form))
    flash("Pinned. It comes first for these words from now on.", "success")
    return "/desk/search"


def _dismiss(analyst: Actor, key: str) -> str:
    remedies.dismiss_gap(analyst, key)
    flash("Out of the way, until it goes on.", "success")
    return "/desk/search"


_REMEDIES: dict[str, Callable[[Actor, str], str]] = {
    "question": _ask,
    "article": _request_article,
    "synonym": _explain,
    "pin": _pin,
    "dismiss": _dismiss,
}


def _unknown() -> str:
    raise NotFound


def _done(act: Callable[[], str], back: str) -> Response:
    try:
        flash(act(), "success")
    except Refused as refusal:
        flash(_sentence(refusal), "warn")
    return redirect(back, 303)


def _sentence(refusal: Refused) -> str:
    return next(iter(refusal.errors.values())) if isinstance(refusal, Invalid) else refusal.sentence

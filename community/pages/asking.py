"""Asking a question, and changing one."""

from collections.abc import Mapping

from flask import flash, make_response, render_template, request
from werkzeug.wrappers import Response

from community.actions import questions, suggestions
from community.actions.drafts import find_draft
from community.finding import MOST_ID, find_question
from community.forms import QuestionDraft, QuestionEdit, QuestionSuggestion
from community.links import question_href
from community.models import Question
from community.pages.blueprint import ID, pages
from community.pages.going import back_to_question
from community.queries.asking import choices, expectation, own_context
from portal.core.diff import compare
from portal.core.permissions import Permission, may, require
from portal.core.refusals import Conflict, Invalid, Refused
from portal.web.forms import read_form
from portal.web.rendering import page
from portal.web.similar import similar
from portal.web.viewer import actor

LONGEST_BODY = 2_000
FILLED_IN_BY_ADDRESS = ("title", "body", "tags", "application_id")


@pages.get("/ask")
def ask_form() -> Response:
    """Ask: the draft that was being typed, what the address brings along, and one's own context filled in."""
    brought = {name: request.args[name] for name in FILLED_IN_BY_ADDRESS if request.args.get(name)}
    kept = find_draft(actor(), "question:new") or {}
    if brought.get("title") not in (None, kept.get("title")):
        return _ask_form(brought, other_draft=kept.get("title", ""))
    return _ask_form({**kept, **brought})


@pages.post("/ask")
def ask() -> Response:
    """Ask; or, where no script could do it while the title was typed, look first for what is similar."""
    if "check" in request.form:
        return _ask_form(request.form.to_dict())
    try:
        question_id = questions.ask_question(actor(), read_form(QuestionDraft, request.form))
    except Refused as refusal:
        return _ask_form(request.form.to_dict(), refusal)
    return back_to_question(question_id)


@pages.get("/ask/similar")
def looks_alike() -> str:
    """What looks like a title, and the better the more of the body is there, while both are typed: a part of a page."""
    title, body = request.args.get("title", "")[:400], request.args.get("body", "")[:LONGEST_BODY]
    return render_template("community/similar.html", items=similar(title, body, actor()))


@pages.get(f"/questions/<{ID}:question_id>/edit")
def edit_question_form(question_id: int) -> Response:
    """Change a question, or suggest how."""
    found = find_question(actor(), question_id)
    if not may(Permission.EDIT_QUESTION, actor(), found):
        require(Permission.SUGGEST_EDIT, actor(), found)
    return _edit_form(found, {**_values(found), **(find_draft(actor(), f"question:{question_id}") or {})})


@pages.post(f"/questions/<{ID}:question_id>/edit")
def edit_question(question_id: int) -> Response:
    """Change a question."""
    try:
        questions.edit_question(actor(), question_id, read_form(QuestionEdit, request.form))
    except Refused as refusal:
        return _edit_again(question_id, refusal)
    flash("Changed. How it was stays in its history.", "success")
    return back_to_question(question_id)


@pages.post(f"/questions/<{ID}:question_id>/suggestions")
def suggest_edit(question_id: int) -> Response:
    """Suggest a better wording."""
    try:
        made = suggestions.suggest_question_edit(actor(), question_id, read_form(QuestionSuggestion, request.form))
    except Refused as refusal:
        return _edit_again(question_id, refusal)
    said = "Thank you. Its author and IT decide, and you will hear." if made else "Thank you. The tags are changed."
    flash(said, "success")
    return back_to_question(question_id)


def _ask_form(values: Mapping[str, str], refusal: Refused | None = None, other_draft: str = "") -> Response:
    context = own_context(actor())
    filled = {
        "site_id": str(context.site_id or ""),
        "device": context.device,
        "language": context.languages[0],
        **values,
    }
    html = page(
        "community/ask.html",
        values=filled,
        errors=_errors(refusal),
        choices=choices(context),
        expectation=expectation(actor(), _id(filled.get("application_id", ""))),
        similar=similar(filled.get("title", ""), filled.get("body", ""), actor()),
        other_draft=other_draft,
    )
    return make_response(html, refusal.status if refusal else 200)


def _edit_again(question_id: int, refusal: Refused) -> Response:
    found = find_question(actor(), question_id)
    return _edit_form(found, {**_values(found), **request.form.to_dict(), "version": found.text_version}, refusal)


def _edit_form(found: Question, values: Mapping[str, object], refusal: Refused | None = None) -> Response:
    edits = may(Permission.EDIT_QUESTION, actor(), found)
    is_conflict = isinstance(refusal, Conflict)
    now = _values(found)
    html = page(
        "community/edit_question.html",
        question_id=found.id,
        question_title=found.title,
        back=question_href(found.id, found.title),
        address=f"/questions/{found.id}/{'edit' if edits else 'suggestions'}",
        is_suggestion=not edits,
        may_open_or_close=edits and (actor().is_analyst or found.author_id == actor().id),
        values=values,
        errors=_errors(refusal),
        choices=choices(own_context(actor())) if edits else None,
        other_text=_as_text(now) if is_conflict else None,
        other_lines=compare(_as_text(now), _as_text(values)) if is_conflict else None,
    )
    return make_response(html, refusal.status if refusal else 200)


def _values(found: Question) -> dict[str, object]:
    return {
        "title": found.title,
        "body": found.body_source,
        "tags": found.tag_names.replace(",", ", "),
        "application_id": found.application_id or "",
        "site_id": found.site_id or "",
        "device": found.device,
        "visibility": found.visibility.value,
        "version": found.text_version,
    }


def _as_text(values: Mapping[str, object]) -> str:
    return f"{values.get('title', '')}\n{values.get('tags', '')}\n\n{values.get('body', '')}"


def _errors(refusal: Refused | None) -> Mapping[str, str]:
    if refusal is None:
        return {}
    return refusal.errors if isinstance(refusal, Invalid) else {"": refusal.sentence}


def _id(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 and int(text) <= MOST_ID else None

"""What one does with an answer: mark it, say whether it worked, edit it, remove it and bring it back."""

from collections.abc import Mapping

from flask import flash, make_response, request
from werkzeug.wrappers import Response

from community.actions import answers, signals, suggestions
from community.actions.drafts import find_draft
from community.finding import AnswerInPlace, find_answer
from community.forms import AnswerEdit, AnswerSuggestion, NoteDraft
from community.links import answer_href, question_href
from community.pages.blueprint import ID, pages
from community.pages.going import back_to_answer, back_to_question
from portal.core.permissions import Actor, Permission, may, require
from portal.core.refusals import Conflict, Invalid, Refused
from portal.web.forms import read_form
from portal.web.rendering import flash_with_undo, page
from portal.web.viewer import actor


@pages.post(f"/answers/<{ID}:answer_id>/helpful")
def helpful(answer_id: int) -> Response:
    """Find an answer helpful."""
    signals.mark_helpful(actor(), answer_id)
    return back_to_answer(answer_id)


@pages.post(f"/answers/<{ID}:answer_id>/helpful/withdraw")
def not_helpful(answer_id: int) -> Response:
    """Take that back."""
    signals.unmark_helpful(actor(), answer_id)
    return back_to_answer(answer_id)


@pages.post(f"/answers/<{ID}:answer_id>/accept")
def accept(answer_id: int) -> Response:
    """Say that this is what helped."""
    answers.accept_answer(actor(), answer_id)
    return back_to_answer(answer_id)


@pages.post(f"/answers/<{ID}:answer_id>/accept/withdraw")
def unaccept(answer_id: int) -> Response:
    """Take that back."""
    answers.unaccept_answer(actor(), answer_id)
    return back_to_answer(answer_id)


@pages.post(f"/answers/<{ID}:answer_id>/endorse")
def endorse(answer_id: int) -> Response:
    """Vouch for an answer in the name of IT."""
    answers.endorse_answer(actor(), answer_id)
    return back_to_answer(answer_id)


@pages.post(f"/answers/<{ID}:answer_id>/endorse/withdraw")
def unendorse(answer_id: int) -> Response:
    """No longer vouch for it."""
    answers.withdraw_endorsement(actor(), answer_id)
    return back_to_answer(answer_id)


@pages.post(f"/answers/<{ID}:answer_id>/solved")
def solved(answer_id: int) -> Response:
    """Say that it solved it."""
    signals.say_it_worked(actor(), answer_id)
    return back_to_answer(answer_id)


@pages.post(f"/answers/<{ID}:answer_id>/failed")
def failed(answer_id: int) -> Response:
    """Say that it did not, to its author and IT."""
    signals.say_it_did_not_work(actor(), answer_id, read_form(NoteDraft, request.form))
    return back_to_answer(answer_id)


@pages.post(f"/answers/<{ID}:answer_id>/verdict/withdraw")
def no_verdict(answer_id: int) -> Response:
    """Say neither."""
    signals.take_back_verdict(actor(), answer_id)
    return back_to_answer(answer_id)


@pages.get(f"/answers/<{ID}:answer_id>/edit")
def edit_form(answer_id: int) -> Response:
    """Change an answer, or suggest how."""
    place = find_answer(actor(), answer_id)
    if not may(Permission.EDIT_ANSWER, actor(), place):
        require(Permission.SUGGEST_EDIT, actor(), place)
    kept = find_draft(actor(), f"answer-edit:{answer_id}") or {}
    return _form(place, {"body": place.answer.body_source, "version": place.answer.version, **kept})


@pages.post(f"/answers/<{ID}:answer_id>/edit")
def edit(answer_id: int) -> Response:
    """Change an answer."""
    try:
        answers.edit_answer(actor(), answer_id, read_form(AnswerEdit, request.form))
    except Refused as refusal:
        return _form_again(find_answer(actor(), answer_id), refusal)
    flash("Changed. How it was stays in its history.", "success")
    return back_to_answer(answer_id)


@pages.post(f"/answers/<{ID}:answer_id>/suggestions")
def suggest(answer_id: int) -> Response:
    """Suggest a better text."""
    try:
        suggestions.suggest_answer_edit(actor(), answer_id, read_form(AnswerSuggestion, request.form))
    except Refused as refusal:
        return _form_again(find_answer(actor(), answer_id), refusal)
    flash("Thank you. Its author and IT decide, and you will hear.", "success")
    return back_to_answer(answer_id)


@pages.post(f"/answers/<{ID}:answer_id>/delete")
def remove_answer(answer_id: int) -> Response:
    """Take an answer out of sight."""
    place = find_answer(actor(), answer_id)
    answers.delete_answer(actor(), answer_id)
    flash_with_undo("The answer is removed.", f"/answers/{answer_id}/restore")
    return back_to_question(place.question.id, "answers")


@pages.post(f"/answers/<{ID}:answer_id>/restore")
def restore_answer(answer_id: int) -> Response:
    """Bring it back."""
    answers.restore_answer(actor(), answer_id)
    flash("The answer is back.", "success")
    return back_to_answer(answer_id)


def show_both(who: Actor, question_id: int, typed: str, conflict: Conflict) -> Response:
    """The form of somebody's own answer with what they typed as another one, both texts in sight."""
    own = answers.find_own_answer(who, question_id)
    if own is None:
        raise conflict
    values = {"body": typed, "version": own.version}
    return _form(find_answer(who, own.id), values, conflict)


def _form_again(place: AnswerInPlace, refusal: Refused) -> Response:
    return _form(place, {**request.form.to_dict(), "version": place.answer.version}, refusal)


def _form(place: AnswerInPlace, values: Mapping[str, object], refusal: Refused | None = None) -> Response:
    errors = {"": refusal.sentence} if refusal else {}
    if isinstance(refusal, Invalid):
        errors = refusal.errors
    edits = may(Permission.EDIT_ANSWER, actor(), place)
    html = page(
        "community/edit_answer.html",
        answer_id=place.answer.id,
        question_title=place.question.title,
        back=answer_href(place.answer.id),
        question_href=question_href(place.question.id, place.question.title),
        address=f"{answer_href(place.answer.id)}/{'edit' if edits else 'suggestions'}",
        is_suggestion=not edits,
        values=values,
        errors=errors,
        other_text=place.answer.body_source if isinstance(refusal, Conflict) else None,
    )
    return make_response(html, refusal.status if refusal else 200)

"""What one does with a question as a whole: follow it, have it too, answer it, remove it and bring it back."""

from flask import flash, redirect, request
from werkzeug.wrappers import Response

from community.actions import answers, questions, signals
from community.finding import find_question
from community.forms import AnswerDraft
from community.pages.answers import show_both
from community.pages.blueprint import ID, pages
from community.pages.going import back_to_answer, back_to_question
from community.pages.reading import Typed, show_again
from portal.core.refusals import Conflict, Refused
from portal.web.forms import read_form
from portal.web.rendering import flash_with_undo
from portal.web.viewer import actor


@pages.post(f"/questions/<{ID}:question_id>/follow")
def follow(question_id: int) -> Response:
    """Hear how a question goes on."""
    signals.follow_question(actor(), question_id)
    return back_to_question(question_id)


@pages.post(f"/questions/<{ID}:question_id>/follow/withdraw")
def unfollow(question_id: int) -> Response:
    """Hear of it no more."""
    signals.unfollow_question(actor(), question_id)
    return back_to_question(question_id)


@pages.post(f"/questions/<{ID}:question_id>/me-too")
def me_too(question_id: int) -> Response:
    """Have the same question."""
    signals.say_me_too(actor(), question_id)
    return back_to_question(question_id)


@pages.post(f"/questions/<{ID}:question_id>/me-too/withdraw")
def not_me(question_id: int) -> Response:
    """Have it no longer."""
    signals.take_back_me_too(actor(), question_id)
    return back_to_question(question_id)


@pages.post(f"/questions/<{ID}:question_id>/answers")
def answer_it(question_id: int) -> Response:
    """Answer. Whoever did before sees both texts, and nobody's words are lost."""
    find_question(actor(), question_id)
    typed = request.form.get("body", "")
    try:
        return back_to_answer(answers.post_answer(actor(), question_id, read_form(AnswerDraft, request.form)))
    except Conflict as conflict:
        return show_both(actor(), question_id, typed, conflict)
    except Refused as refusal:
        return show_again(question_id, Typed("answer", typed, refusal.sentence), refusal.status)


@pages.post(f"/questions/<{ID}:question_id>/delete")
def remove(question_id: int) -> Response:
    """Take a question out of sight."""
    questions.delete_question(actor(), question_id)
    flash_with_undo("The question is removed.", f"/questions/{question_id}/restore")
    return redirect("/questions", 303)


@pages.post(f"/questions/<{ID}:question_id>/restore")
def restore(question_id: int) -> Response:
    """Bring it back."""
    questions.restore_question(actor(), question_id)
    flash("The question is back.", "success")
    return back_to_question(question_id)

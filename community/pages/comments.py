"""Commenting under a question or an answer, and what one does with a comment."""

from flask import flash, make_response, request
from werkzeug.wrappers import Response

from community.actions import comments
from community.finding import CommentInPlace, find_answer, find_comment, find_question
from community.forms import CommentDraft
from community.links import comment_href
from community.pages.blueprint import ID, pages
from community.pages.going import back_to_comment, back_to_question
from community.pages.reading import Typed, show_again
from portal.core.permissions import Permission, require
from portal.core.refusals import Refused
from portal.web.forms import read_form
from portal.web.rendering import flash_with_undo, page
from portal.web.viewer import actor


@pages.post(f"/questions/<{ID}:question_id>/comments")
def comment_on_question(question_id: int) -> Response:
    """Comment on a question."""
    find_question(actor(), question_id)
    return _post(question_id, None, "question")


@pages.post(f"/answers/<{ID}:answer_id>/comments")
def comment_on_answer(answer_id: int) -> Response:
    """Comment on an answer."""
    place = find_answer(actor(), answer_id)
    return _post(place.question.id, answer_id, f"answer-{answer_id}")


def _post(question_id: int, answer_id: int | None, form: str) -> Response:
    try:
        draft = read_form(CommentDraft, request.form)
        return back_to_comment(comments.post_comment(actor(), question_id, answer_id, draft))
    except Refused as refusal:
        return show_again(question_id, Typed(form, request.form.get("body", ""), refusal.sentence), refusal.status)


@pages.get(f"/comments/<{ID}:comment_id>/edit")
def edit_comment_form(comment_id: int) -> Response:
    """Change a comment."""
    place = find_comment(actor(), comment_id)
    require(Permission.EDIT_COMMENT, actor(), place)
    return _form(place, place.comment.body_source)


@pages.post(f"/comments/<{ID}:comment_id>/edit")
def edit_comment(comment_id: int) -> Response:
    """Change a comment."""
    try:
        comments.edit_comment(actor(), comment_id, read_form(CommentDraft, request.form))
    except Refused as refusal:
        return _form(find_comment(actor(), comment_id), request.form.get("body", ""), refusal)
    return back_to_comment(comment_id)


@pages.post(f"/comments/<{ID}:comment_id>/delete")
def remove_comment(comment_id: int) -> Response:
    """Take a comment out of sight."""
    place = find_comment(actor(), comment_id)
    comments.delete_comment(actor(), comment_id)
    flash_with_undo("The comment is removed.", f"{comment_href(comment_id)}/restore")
    anchor = f"answer-{place.answer.id}" if place.answer else "question-comments"
    return back_to_question(place.question.id, anchor)


@pages.post(f"/comments/<{ID}:comment_id>/restore")
def restore_comment(comment_id: int) -> Response:
    """Bring it back."""
    comments.restore_comment(actor(), comment_id)
    flash("The comment is back.", "success")
    return back_to_comment(comment_id)


def _form(place: CommentInPlace, body: str, refusal: Refused | None = None) -> Response:
    html = page(
        "community/edit_comment.html",
        question_title=place.question.title,
        back=comment_href(place.comment.id),
        address=f"{comment_href(place.comment.id)}/edit",
        body=body,
        error=refusal.sentence if refusal else None,
    )
    return make_response(html, refusal.status if refusal else 200)

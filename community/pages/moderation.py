"""Flagging a post; and for IT, locking a question, letting it go on, opening it again. Closing is done at the desk."""

from collections.abc import Mapping

from flask import flash, make_response, redirect, request
from sqlalchemy import select
from werkzeug.wrappers import Response

from community.actions import moderation
from community.finding import find_post
from community.forms import FlagDraft
from community.links import answer_href, comment_href
from community.models import Answer, Comment, FlagReason, PostType
from community.pages.blueprint import ID, pages
from community.pages.going import back_to_answer, back_to_comment, back_to_question
from portal.core.db import session
from portal.core.permissions import Permission, require
from portal.core.refusals import Invalid, NotFound, Refused
from portal.web.forms import read_form
from portal.web.rendering import page
from portal.web.viewer import actor

REASONS = (
    (FlagReason.OUTDATED, "It is out of date"),
    (FlagReason.WRONG, "It is wrong"),
    (FlagReason.DUPLICATE, "It was asked before"),
    (FlagReason.UNCLEAR, "It cannot be understood"),
    (FlagReason.UNSAFE, "It would do harm; hides it until IT has looked"),
    (FlagReason.SENSITIVE, "It shows something confidential; hides it until IT has looked"),
    (FlagReason.RUDE, "It is rude"),
)
_HREF = {
    PostType.QUESTION: lambda post_id: f"/questions/{post_id}",
    PostType.ANSWER: answer_href,
    PostType.COMMENT: comment_href,
}


@pages.route(f"/questions/<{ID}:post_id>/flag", methods=["GET", "POST"])
def flag_question(post_id: int) -> Response:
    """Tell IT that something is wrong with a question."""
    return _flag(PostType.QUESTION, post_id)


@pages.route(f"/answers/<{ID}:post_id>/flag", methods=["GET", "POST"])
def flag_answer(post_id: int) -> Response:
    """Tell IT that something is wrong with an answer."""
    return _flag(PostType.ANSWER, post_id)


@pages.route(f"/comments/<{ID}:post_id>/flag", methods=["GET", "POST"])
def flag_comment(post_id: int) -> Response:
    """Tell IT that something is wrong with a comment."""
    return _flag(PostType.COMMENT, post_id)


@pages.post(f"/questions/<{ID}:question_id>/reopen")
def reopen(question_id: int) -> Response:
    """Let a question take answers again."""
    moderation.reopen_question(actor(), question_id)
    flash("The question is open again.", "success")
    return back_to_question(question_id)


@pages.post(f"/questions/<{ID}:question_id>/lock")
def lock(question_id: int) -> Response:
    """Freeze a question."""
    moderation.lock_question(actor(), question_id)
    flash("The question is locked.", "success")
    return back_to_question(question_id)


@pages.post(f"/questions/<{ID}:question_id>/unlock")
def unlock(question_id: int) -> Response:
    """Let it go on."""
    moderation.unlock_question(actor(), question_id)
    flash("The question goes on.", "success")
    return back_to_question(question_id)


def _flag(kind: PostType, post_id: int) -> Response:
    if request.method == "GET":
        place = find_post(actor(), kind, post_id)
        require(Permission.FLAG, actor(), place)
        return _flag_form(kind, post_id, {})
    try:
        moderation.flag_post(actor(), kind, post_id, read_form(FlagDraft, request.form))
    except Refused as refusal:
        if isinstance(refusal, NotFound):
            raise
        return _flag_form(kind, post_id, request.form.to_dict(), refusal)
    flash("Thank you. IT will look at it, and you will hear.", "success")
    return _after_flag(kind, post_id)


def _after_flag(kind: PostType, post_id: int) -> Response:
    """Back to the post; or, where the flag has just taken it out of sight, to what is left around it."""
    try:
        place = find_post(actor(), kind, post_id)
    except NotFound:
        return redirect("/questions", 303) if kind is PostType.QUESTION else _question_around(kind, post_id)
    if kind is PostType.QUESTION:
        return back_to_question(place.question.id)
    return back_to_answer(post_id) if kind is PostType.ANSWER else back_to_comment(post_id)


def _question_around(kind: PostType, post_id: int) -> Response:
    of_post = Answer if kind is PostType.ANSWER else Comment
    return back_to_question(session().scalars(select(of_post.question_id).where(of_post.id == post_id)).one())


def _flag_form(kind: PostType, post_id: int, values: Mapping[str, str], refusal: Refused | None = None) -> Response:
    html = page(
        "community/flag.html",
        kind=kind.value,
        back=_HREF[kind](post_id),
        address=f"{_HREF[kind](post_id)}/flag",
        reasons=REASONS,
        values=values,
        errors=_errors(refusal),
    )
    return make_response(html, refusal.status if refusal else 200)


def _errors(refusal: Refused | None) -> Mapping[str, str]:
    if refusal is None:
        return {}
    return refusal.errors if isinstance(refusal, Invalid) else {"": refusal.sentence}

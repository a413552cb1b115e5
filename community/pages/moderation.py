"""Flagging a post, and what IT does with a question: close it, as a duplicate or otherwise, lock it, let it go on."""

import re
from collections.abc import Mapping
from typing import Annotated

from flask import flash, make_response, redirect, request
from pydantic import BeforeValidator, Field
from sqlalchemy import select
from werkzeug.wrappers import Response

from community.actions import moderation
from community.finding import MOST_ID, find_post, find_question
from community.forms import FlagDraft
from community.links import answer_href, comment_href, question_href
from community.models import Answer, ClosedAs, Comment, FlagReason, PostType
from community.pages.blueprint import ID, pages
from community.pages.going import back_to_answer, back_to_comment, back_to_question
from portal.core.db import session
from portal.core.permissions import Permission, require
from portal.core.refusals import Invalid, NotFound, Refused
from portal.web.forms import FormDraft, read_form
from portal.web.rendering import page
from portal.web.similar import similar
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


def _number_in(text: object) -> object:
    found = re.search(r"(?:/questions/|\A\s*#?)([0-9]{1,19})\b", text) if isinstance(text, str) else None
    return found[1] if found else text


class DuplicateDraft(FormDraft):
    """Which question another one is a duplicate of: its number, or its address pasted as it is."""

    of_id: Annotated[int, BeforeValidator(_number_in), Field(ge=1, le=MOST_ID)]


class ClosingDraft(FormDraft):
    """Why a question is closed."""

    closed_as: ClosedAs


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


@pages.get(f"/questions/<{ID}:question_id>/close")
def close_form(question_id: int) -> Response:
    """Close a question: as a duplicate, or otherwise."""
    return _close_form(question_id)


@pages.post(f"/questions/<{ID}:question_id>/close")
def close(question_id: int) -> Response:
    """Close a question."""
    try:
        moderation.close_question(actor(), question_id, read_form(ClosingDraft, request.form).closed_as)
    except Invalid as problem:
        return _close_form(question_id, problem)
    flash("The question is closed.", "success")
    return back_to_question(question_id)


@pages.post(f"/questions/<{ID}:question_id>/duplicate")
def close_as_duplicate(question_id: int) -> Response:
    """Let a question lead to the one it repeats."""
    try:
        moderation.close_as_duplicate(actor(), question_id, read_form(DuplicateDraft, request.form).of_id)
    except Invalid as problem:
        return _close_form(question_id, problem)
    flash("Closed. Whoever comes to it is led on to this question.", "success")
    return back_to_question(question_id)


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


def _close_form(question_id: int, refusal: Invalid | None = None) -> Response:
    found = find_question(actor(), question_id)
    require(Permission.MODERATE, actor(), found)
    html = page(
        "community/close.html",
        question_id=question_id,
        question_title=found.title,
        back=question_href(question_id, found.title),
        closed_as=found.closed_as,
        values=request.values,
        errors=_errors(refusal),
        related=[
            item
            for item in similar(found.title, found.excerpt, actor(), frozenset({f"question:{question_id}"}))
            if item.kind == "question"
        ],
    )
    return make_response(html, refusal.status if refusal else 200)


def _errors(refusal: Refused | None) -> Mapping[str, str]:
    if refusal is None:
        return {}
    return refusal.errors if isinstance(refusal, Invalid) else {"": refusal.sentence}

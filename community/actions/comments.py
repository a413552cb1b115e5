"""Commenting on a question or one of its answers, and what an author can do with a comment afterwards."""

from typing import Any

from sqlalchemy import delete, select

from community.events import CommentDeleted, CommentEdited, CommentPosted, CommentRestored
from community.finding import AnswerInPlace, CommentInPlace, QuestionInPlace, find_answer, find_comment, find_question
from community.forms import CommentDraft
from community.limits import heed_comments, heed_edits, stand_in_line
from community.models import Comment, Draft
from community.rules import rules
from community.telling import about_question, mentioned, stir, touch
from portal.core import clock
from portal.core.db import action, session
from portal.core.facts import record
from portal.core.markup import render_inline
from portal.core.permissions import Actor, Permission, require
from portal.core.refusals import Conflict, NotFound


@action
def post_comment(actor: Actor, question_id: int, answer_id: int | None, draft: CommentDraft) -> int:
    """Comment on a question, or on the answer `answer_id` to it. Returns the comment's id; sent twice is once."""
    place = _place(actor, question_id, answer_id)
    require(Permission.COMMENT, actor, place)
    stand_in_line(actor)
    if (sent_before := _just_posted(actor, question_id, answer_id, draft.body)) is not None:
        return sent_before
    heed_comments(actor)
    rendered = render_inline(draft.body)
    comment = Comment(
        question_id=question_id,
        answer_id=answer_id,
        author_id=actor.id,
        body_source=draft.body,
        body_html=rendered.html,
        created_at=clock.now(),
    )
    session().add(comment)
    stir(place.question)
    under = f"comment:question:{question_id}" if answer_id is None else f"comment:answer:{answer_id}"
    session().execute(delete(Draft).where(Draft.user_id == actor.id, Draft.key == under))
    session().flush()
    record(
        CommentPosted(
            **about_question(place.question),
            comment_id=comment.id,
            answer_id=answer_id,
            told_id=place.author_id,
            mentioned=mentioned(rendered),
        ),
        actor.id,
    )
    return comment.id


@action
def edit_comment(actor: Actor, comment_id: int, draft: CommentDraft) -> None:
    """Change one's own comment. Twice is once."""
    place = find_comment(actor, comment_id)
    require(Permission.EDIT_COMMENT, actor, place)
    comment = place.comment
    if comment.body_source == draft.body:
        return
    heed_edits(actor)
    called_before = render_inline(comment.body_source).mentions
    rendered = render_inline(draft.body)
    comment.body_source = draft.body
    comment.body_html = rendered.html
    comment.edited_at = clock.now()
    touch(place.question)
    record(CommentEdited(**_about(place), mentioned=mentioned(rendered, called_before)), actor.id)


@action
def delete_comment(actor: Actor, comment_id: int) -> None:
    """Take a comment out of sight. Twice is once."""
    place = find_comment(actor, comment_id)
    require(Permission.DELETE_POST, actor, place)
    if place.comment.deleted_at is not None:
        return
    place.comment.deleted_at = clock.now()
    place.comment.deleted_by_id = actor.id
    touch(place.question)
    record(CommentDeleted(**_about(place)), actor.id)


@action
def restore_comment(actor: Actor, comment_id: int) -> None:
    """Bring a removed comment back. What IT removed, only IT brings back. Twice is once."""
    place = find_comment(actor, comment_id)
    require(Permission.DELETE_POST, actor, place)
    if place.comment.deleted_at is None:
        return
    if place.comment.deleted_by_id != actor.id and not actor.is_analyst:
        raise Conflict("IT removed this comment, so only IT can bring it back.")
    place.comment.deleted_at = place.comment.deleted_by_id = None
    touch(place.question)
    record(CommentRestored(**_about(place)), actor.id)


def _place(actor: Actor, question_id: int, answer_id: int | None) -> QuestionInPlace | AnswerInPlace:
    if answer_id is None:
        return QuestionInPlace(find_question(actor, question_id))
    place = find_answer(actor, answer_id)
    if place.question.id != question_id:
        raise NotFound
    return place


def _just_posted(actor: Actor, question_id: int, answer_id: int | None, body: str) -> int | None:
    """The id of the same comment, where it was sent a moment ago already."""
    return session().scalar(
        select(Comment.id).where(
            Comment.question_id == question_id,
            Comment.answer_id == answer_id if answer_id is not None else Comment.answer_id.is_(None),
            Comment.author_id == actor.id,
            Comment.created_at > clock.now() - rules().posts.same_again,
            Comment.body_source == body,
            Comment.deleted_at.is_(None),
        )
    )


def _about(place: CommentInPlace) -> dict[str, Any]:
    return {
        **about_question(place.question),
        "comment_id": place.comment.id,
        "answer_id": place.comment.answer_id,
    }

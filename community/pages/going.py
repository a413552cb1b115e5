"""Where a person stands after having done something: back where it shows."""

from flask import redirect
from sqlalchemy import select
from werkzeug.wrappers import Response

from community.links import question_href
from community.models import Answer, Comment, Question
from portal.core.db import session
from portal.core.refusals import NotFound


def back_to_question(question_id: int, anchor: str = "") -> Response:
    """The question's page, at one of its parts. For somebody who has just done something there."""
    title = session().scalar(select(Question.title).where(Question.id == question_id))
    if title is None:
        raise NotFound
    return redirect(question_href(question_id, title) + (f"#{anchor}" if anchor else ""), 303)


def back_to_answer(answer_id: int, status: int = 303) -> Response:
    """The question's page, at this answer, whichever of its pages that is on."""
    row = session().execute(_QUESTION_OF_ANSWER.where(Answer.id == answer_id)).first()
    if row is None:
        raise NotFound
    return redirect(f"{question_href(row.id, row.title)}?answer={answer_id}#answer-{answer_id}", status)


def back_to_comment(comment_id: int, status: int = 303) -> Response:
    """The question's page, at this comment, all others of its post unfolded."""
    row = session().execute(_QUESTION_OF_COMMENT.where(Comment.id == comment_id)).first()
    if row is None:
        raise NotFound
    shown = f"?answer={row.answer_id}&comments={row.answer_id}" if row.answer_id else "?comments=0"
    return redirect(f"{question_href(row.id, row.title)}{shown}#comment-{comment_id}", status)


_QUESTION_OF_ANSWER = select(Question.id, Question.title).join(Answer, Answer.question_id == Question.id)
_QUESTION_OF_COMMENT = select(Question.id, Question.title, Comment.answer_id).join(
    Comment, Comment.question_id == Question.id
)

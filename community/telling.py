"""How a post is told about in facts, and how its page is kept true: written once, used by every action."""

from typing import Any

from sqlalchemy import func, select, update

from community.finding import AnswerInPlace, PostInPlace, in_sight
from community.models import Answer, Comment, PostType, Question
from portal.core import clock
from portal.core.db import session
from portal.core.markup import Rendered

MOST_MENTIONS = 20
"""So many people one post calls by name; further names are only links."""


def about_question(question: Question) -> dict[str, Any]:
    """The fields every fact about `question` has."""
    return {
        "question_id": question.id,
        "asker_id": question.author_id,
        "title": question.title,
        "application_id": question.application_id,
        "tags": question.tag_names,
        "is_private": question.is_private,
        "asked_at": int(question.created_at.timestamp()),
        "asked_length": len(question.body_source),
    }


def about_answer(place: AnswerInPlace) -> dict[str, Any]:
    """The fields every fact about an answer has."""
    question, answer = place.question, place.answer
    earlier = session().scalar(
        select(Answer.id)
        .where(
            Answer.question_id == question.id,
            Answer.author_id.not_in((answer.author_id, question.author_id)),
            Answer.id < answer.id,
        )
        .limit(1)
    )
    return {
        **about_question(question),
        "answer_id": answer.id,
        "answerer_id": answer.author_id,
        "answered_at": int(answer.created_at.timestamp()),
        "was_first": earlier is None,
    }


def about_post(place: PostInPlace) -> dict[str, Any]:
    """The fields a fact about any kind of post has: which it is, and whose."""
    return {
        **about_question(place.question),
        "post_type": post_type(place),
        "post_id": place.post.id,
        "author_id": place.author_id,
    }


def post_type(place: PostInPlace) -> PostType:
    """Which kind of post stands in this place."""
    if isinstance(place.post, Answer):
        return PostType.ANSWER
    return PostType.COMMENT if isinstance(place.post, Comment) else PostType.QUESTION


def mentioned(rendered: Rendered, before: frozenset[str] = frozenset()) -> str:
    """The handles a text calls by name, as facts carry them; those it called `before` have heard already."""
    return ",".join(sorted(rendered.mentions - before)[:MOST_MENTIONS])


def recount(question: Question) -> None:
    """Put a question's counted and yes-or-no columns right from its answers, in one statement."""
    seen = (Answer.question_id == question.id) & in_sight(Answer)
    session().flush()
    session().execute(
        update(Question)
        .where(Question.id == question.id)
        .values(
            answer_count=select(func.count()).where(seen).scalar_subquery(),
            has_accepted=select(Answer.id).where(seen, Answer.accepted_at.is_not(None)).exists(),
            has_endorsed=select(Answer.id).where(seen, Answer.endorsed_at.is_not(None)).exists(),
        ),
        execution_options={"synchronize_session": False},
    )
    session().refresh(question, ["answer_count", "has_accepted", "has_endorsed"])


def touch(question: Question) -> None:
    """Tell open pages that something about a question changed."""
    question.version += 1


def stir(question: Question) -> None:
    """The same, and move the question to the top of the active ones."""
    question.active_at = clock.now()
    touch(question)

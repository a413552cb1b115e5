"""How a post is told about in facts, and marked for the search index: written once, used by every action."""

from typing import Any

from sqlalchemy import func, select, update

from community.finding import AnswerInPlace
from community.models import Answer, Question
from portal.core import clock
from portal.core.db import session


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
    earlier = session().scalar(
        select(Answer.id).where(Answer.question_id == place.question.id, Answer.id < place.answer.id).limit(1)
    )
    return {
        **about_question(place.question),
        "answer_id": place.answer.id,
        "answerer_id": place.answer.author_id,
        "answered_at": int(place.answer.created_at.timestamp()),
        "was_first": earlier is None,
    }


def recount(question: Question) -> None:
    """Put a question's counted and yes-or-no columns right from its answers, in one statement."""
    standing = (Answer.question_id == question.id) & Answer.deleted_at.is_(None)
    session().flush()
    session().execute(
        update(Question)
        .where(Question.id == question.id)
        .values(
            answer_count=select(func.count()).where(standing).scalar_subquery(),
            has_accepted=select(Answer.id).where(standing, Answer.accepted_at.is_not(None)).exists(),
            has_endorsed=select(Answer.id).where(standing, Answer.endorsed_at.is_not(None)).exists(),
        ),
        execution_options={"synchronize_session": False},
    )
    session().refresh(question, ["answer_count", "has_accepted", "has_endorsed"])


def stir(question: Question) -> None:
    """Move a question to the top of the active ones, and tell open pages that it changed."""
    question.active_at = clock.now()
    question.version += 1

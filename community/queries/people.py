"""Colleagues, as far as the community speaks of them: whom to mention, and how many somebody has helped."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select, union

from community.finding import in_sight
from community.models import Answer, AnswerVerdict, Question, Verdict
from portal.core.db import session
from portal.core.models import User

MOST_MENTIONED = 8


@dataclass(frozen=True, slots=True)
class Mentionable:
    """Somebody who can be called by name."""

    handle: str
    name: str


def people_to_mention(typed: str) -> Sequence[Mentionable]:
    """Colleagues with a handle, or a part of their name, that begins like what was typed; those by handle first."""
    begins = typed.strip().lower()
    by_handle = User.handle.startswith(begins, autoescape=True)
    name = func.lower(User.name)
    by_name = or_(name.startswith(begins, autoescape=True), name.contains(f" {begins}", autoescape=True))
    rows = session().execute(
        select(User.handle, User.name)
        .where(User.disabled_at.is_(None), User.is_imported.is_(False), or_(by_handle, by_name))
        .order_by(by_handle.desc(), User.name, User.id)
        .limit(MOST_MENTIONED)
    )
    return [Mentionable(*row) for row in rows]


def people_helped(user_id: int) -> int:
    """How many different colleagues somebody has helped: those whose question they solved, and those who said so."""
    answers = select(Answer.id).where(Answer.author_id == user_id, in_sight(Answer))
    askers = (
        select(Question.author_id.label("helped_id"))
        .join(Answer, Answer.question_id == Question.id)
        .where(
            Answer.author_id == user_id,
            in_sight(Answer),
            or_(Answer.accepted_at.is_not(None), Answer.endorsed_at.is_not(None)),
        )
    )
    solved = select(AnswerVerdict.user_id).where(
        AnswerVerdict.answer_id.in_(answers), AnswerVerdict.verdict == Verdict.SOLVED
    )
    helped = union(askers, solved).subquery()
    return session().scalar(select(func.count()).where(helped.c.helped_id != user_id)) or 0

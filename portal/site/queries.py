"""What Home shows: what concerns this person now, from every room."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from community.cards import QuestionRow
from community.finding import listed
from community.models import Answer, Question, Visibility
from community.queries.lists import ROWS, row_card
from knowledge.cards import ArticleCard
from knowledge.queries import newest_official
from portal.core.db import session
from portal.core.models import Application, user_applications
from portal.core.permissions import Actor

OWN, NEW, FRESH = 3, 5, 3


@dataclass(frozen=True)
class Home:
    """The home page of one person."""

    own: Sequence[QuestionRow]
    new: Sequence[QuestionRow]
    applications: Sequence[str]
    could_answer: QuestionRow | None
    articles: Sequence[ArticleCard]


def home(actor: Actor) -> Home:
    """What concerns `actor` now."""
    applications = {
        row.id: row.name
        for row in session().execute(
            select(Application.id, Application.name)
            .join(user_applications, user_applications.c.application_id == Application.id)
            .where(user_applications.c.user_id == actor.id, Application.retired_at.is_(None))
            .order_by(Application.name)
        )
    }
    return Home(
        own=_own_open(actor),
        new=_new(actor, list(applications)),
        applications=list(applications.values()),
        could_answer=_could_answer(actor, list(applications)),
        articles=newest_official(list(applications), FRESH),
    )


def _own_open(actor: Actor) -> list[QuestionRow]:
    """The person's own questions that nothing has solved yet, the newest first."""
    rows = session().execute(
        ROWS.where(
            Question.author_id == actor.id,
            Question.deleted_at.is_(None),
            Question.closed_at.is_(None),
            Question.has_accepted.is_(False),
        )
        .order_by(Question.created_at.desc(), Question.id.desc())
        .limit(OWN)
    )
    return [row_card(row) for row in rows]


def _new(actor: Actor, applications: Sequence[int]) -> list[QuestionRow]:
    """The newest questions about the person's applications; about anything, where none are known."""
    wanted = ROWS.where(listed(actor), Question.author_id != actor.id)
    if applications:
        wanted = wanted.where(Question.application_id.in_(applications))
    rows = session().execute(wanted.order_by(Question.created_at.desc(), Question.id.desc()).limit(NEW))
    return [row_card(row) for row in rows]


def _could_answer(actor: Actor, applications: Sequence[int]) -> QuestionRow | None:
    """The question that has waited longest for an answer about something the person works with."""
    answered = select(Answer.id).where(Answer.question_id == Question.id, Answer.author_id == actor.id)
    row = (
        session()
        .execute(
            ROWS.where(
                Question.answer_count == 0,
                Question.closed_at.is_(None),
                Question.deleted_at.is_(None),
                Question.hidden_at.is_(None),
                Question.visibility == Visibility.EVERYONE,
                Question.author_id != actor.id,
                ~answered.exists(),
                or_(Question.application_id.in_(applications), Question.application_id.is_(None)),
            )
            .order_by(Question.created_at, Question.id)
            .limit(1)
        )
        .first()
    )
    return row_card(row) if row is not None else None

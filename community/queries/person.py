"""What somebody wrote in the community, as far as whoever looks may read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select

from community.cards import Trust
from community.finding import LISTED, Reader, in_sight
from community.links import answer_href
from community.models import Answer, Question
from portal.core.db import session
from portal.core.permissions import Actor

SHOWN = 8


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """An answer in one line: to what, how far it is to be trusted, and when."""

    href: str
    title: str
    trust: Trust
    at: datetime


_LATEST = {
    reader: select(Answer.id, Answer.accepted_at, Answer.endorsed_at, Answer.created_at, Question.title)
    .join(Question, Question.id == Answer.question_id)
    .where(Answer.author_id == bindparam("person"), in_sight(Answer), LISTED[reader])
    .order_by(Answer.created_at.desc(), Answer.id.desc())
    .limit(SHOWN)
    for reader in Reader
}


def latest_answers(viewer: Actor, person_id: int) -> Sequence[AnswerLine]:
    """Somebody's newest answers."""
    rows = session().execute(_LATEST[Reader.of(viewer)], {"person": person_id, "me": viewer.id})
    return [_line(row) for row in rows]


def _line(row: Row[*tuple[Any, ...]]) -> AnswerLine:
    trust = Trust.ENDORSED if row.endorsed_at else Trust.ACCEPTED if row.accepted_at else Trust.COMMUNITY
    return AnswerLine(answer_href(row.id), row.title, trust, row.created_at)

"""What somebody wrote in the community, as far as whoever looks may read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, select

from community.cards import Trust
from community.finding import LISTED, Reader, in_sight
from community.links import answer_href
from community.models import Answer, Comment, Question, Visibility
from portal.core.db import session
from portal.core.markup import excerpt
from portal.core.markup.plain import text_of
from portal.core.models import User
from portal.core.permissions import Actor

SHOWN = 8
LONGEST_SAID = 240


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


@dataclass(frozen=True, slots=True)
class Said:
    """What an asker wrote under the answer they had accepted, in plain words."""

    words: str
    name: str
    at: datetime


def said_by_askers(person_id: int, since: datetime, until: datetime, most: int) -> Sequence[Said]:
    """What those whom somebody's answers had helped wrote under them within a time, the newest first.

    Only of questions that everybody may read, and of what stands.
    """
    rows = session().execute(
        select(Comment.body_html, Comment.created_at, User.name)
        .join(Answer, Answer.id == Comment.answer_id)
        .join(Question, and_(Question.id == Answer.question_id, Question.author_id == Comment.author_id))
        .join(User, User.id == Comment.author_id)
        .where(
            Answer.author_id == person_id,
            Answer.accepted_at.is_not(None),
            Comment.author_id != person_id,
            Comment.created_at >= since,
            Comment.created_at < until,
            in_sight(Comment),
            in_sight(Answer),
            in_sight(Question),
            Question.visibility == Visibility.EVERYONE,
        )
        .order_by(Comment.created_at.desc(), Comment.id.desc())
        .limit(most)
    )
    return [Said(excerpt(text_of(row.body_html), LONGEST_SAID), row.name, row.created_at) for row in rows]


def _line(row: Row[*tuple[Any, ...]]) -> AnswerLine:
    trust = Trust.ENDORSED if row.endorsed_at else Trust.ACCEPTED if row.accepted_at else Trust.COMMUNITY
    return AnswerLine(answer_href(row.id), row.title, trust, row.created_at)

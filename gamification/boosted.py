"""Which questions have a boost, kept in memory: few have one, and every question's page would ask.

Read anew by a chore every few seconds, since another process may have written one, and by whoever wrote one here.
"""

from dataclasses import dataclass

from sqlalchemy import select

from gamification.models import Boost, BoostState
from portal.core.db import Database, database, session


@dataclass(frozen=True)
class _Known:
    database: Database
    questions: frozenset[int]


_known: _Known | None = None


def is_boosted(question_id: int) -> bool:
    """Whether a question has a boost, as it was last looked at."""
    known = _known
    questions = known.questions if known is not None and known.database is database() else look_at_boosts()
    return question_id in questions


def look_at_boosts() -> frozenset[int]:
    """Read them anew."""
    global _known  # noqa: PLW0603
    rows = session().scalars(select(Boost.question_id).where(Boost.state != BoostState.REFUNDED))
    _known = _Known(database(), frozenset(rows))
    return _known.questions


def forget_boosts() -> None:
    """Read them anew the next time: this process has written one."""
    global _known  # noqa: PLW0603
    _known = None

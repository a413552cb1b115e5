"""Which questions have a boost, and what is left in the pools, kept in memory: every question's page would ask.

Read anew by a chore every few seconds, since another process may have written one, and by whoever wrote one here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from gamification.models import Boost, BoostPool, BoostState
from gamification.numbers import numbers
from gamification.seasons import season
from portal.core import clock
from portal.core.db import Database, database, session
from portal.core.models import User

OF_IT = "it"


@dataclass(frozen=True)
class Pool:
    """Season points: what there is for this season, and what is left of it."""

    points: int
    left: int


@dataclass(frozen=True)
class _Known:
    database: Database
    questions: frozenset[int]
    pools: Mapping[str, Pool]


_known: _Known | None = None


def is_boosted(question_id: int) -> bool:
    """Whether a question has a boost, as it was last looked at."""
    return question_id in _now().questions


def pool_of(owner: str) -> Pool:
    """What an owner's pool held when it was last looked at."""
    return _now().pools.get(owner, Pool(0, 0))


def of_department(department_id: int) -> str:
    """The owner that a department is."""
    return f"department:{department_id}"


def season_key(now: datetime) -> str:
    """The season a pool is for, by its first day."""
    return season(now).start.date().isoformat()


def pool_sizes() -> dict[str, int]:
    """How much each owner's pool holds that nobody has spent anything of: so much for every fifty heads begun."""
    rows = session().execute(
        select(User.department_id, func.count())
        .where(User.disabled_at.is_(None), User.is_imported.is_(False))
        .group_by(User.department_id)
    )
    heads = {row[0]: row[1] for row in rows}
    owners = {of_department(one): count for one, count in heads.items() if one is not None}
    owners[OF_IT] = sum(heads.values())
    rules = numbers().boosts
    return {owner: rules.pool_points * -(-count // rules.pool_heads) for owner, count in owners.items()}


def _now() -> _Known:
    known = _known
    return known if known is not None and known.database is database() else look_at_boosts()


def look_at_boosts() -> _Known:
    """Read them anew."""
    global _known  # noqa: PLW0603
    boosted = session().scalars(select(Boost.question_id).where(Boost.state != BoostState.REFUNDED))
    _known = _Known(database(), frozenset(boosted), _pools())
    return _known


def _pools() -> dict[str, Pool]:
    begun = session().execute(
        select(BoostPool.owner, BoostPool.points, BoostPool.spent).where(BoostPool.season == season_key(clock.now()))
    )
    return {owner: Pool(size, size) for owner, size in pool_sizes().items()} | {
        row.owner: Pool(row.points, row.points - row.spent) for row in begun
    }


def forget_boosts() -> None:
    """Read them anew the next time: this process has written one."""
    global _known  # noqa: PLW0603
    _known = None

"""Which questions have a boost, and what is left in the pools, kept in memory: every question's page would ask.

Read anew by a chore every few seconds, since another process may have written one, and by whoever wrote one here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

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


def pool_points(heads: int) -> int:
    """How much a pool holds for a season: so much for every fifty heads that are begun."""
    rules = numbers().boosts
    return rules.pool_points * -(-heads // rules.pool_heads)


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
    rows = session().execute(
        select(User.department_id, func.count())
        .where(User.disabled_at.is_(None), User.is_imported.is_(False))
        .group_by(User.department_id)
    )
    heads = {row[0]: row[1] for row in rows}
    sizes = {of_department(one): pool_points(count) for one, count in heads.items() if one is not None}
    sizes[OF_IT] = pool_points(sum(heads.values()))
    key = season(clock.now()).start.date().isoformat()
    begun = session().execute(select(BoostPool.owner, BoostPool.points, BoostPool.spent).where(BoostPool.season == key))
    return {owner: Pool(size, size) for owner, size in sizes.items()} | {
        row.owner: Pool(row.points, row.points - row.spent) for row in begun
    }


def forget_boosts() -> None:
    """Read them anew the next time: this process has written one."""
    global _known  # noqa: PLW0603
    _known = None

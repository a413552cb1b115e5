"""How near a person is to a badge: counted over the final, standing lines of the ledger and over facts.

Each function gives, per thing a badge can be earned with ("" for the badge as a whole), what was reached of each
number the criterion asks for.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, String, and_, case, cast, func, select
from sqlalchemy.orm import aliased

from community.events import AnswerSolvedIt, FlagConfirmed, FlagDismissed
from gamification.catalogue import Badge, Counting
from gamification.engine.events import Credit
from gamification.ledger import STANDING
from gamification.models import LedgerEntry
from knowledge.events import ArticleSolvedIt
from portal.core.db import session
from portal.core.models import Department, FactRow, User


@dataclass(frozen=True)
class Reached:
    """What somebody reached: pairs of how much and of how much, and the title of the thing it was reached with."""

    parts: tuple[tuple[float, float], ...]
    title: str = ""

    @property
    def is_met(self) -> bool:
        """Whether every part is reached."""
        return all(have >= need for have, need in self.parts)

    @property
    def share(self) -> float:
        """How far on the way, 0 to 1: the part that lacks most."""
        return min((min(1.0, have / need) for have, need in self.parts if need), default=1.0)


Progress = Mapping[str, Reached]


def progress(badge: Badge, person: int, now: datetime) -> Progress:
    """How near `person` is to `badge` at `now`."""
    return _COUNTERS[badge.counts](badge, person, now)


def _lines(badge: Badge, person: int, now: datetime) -> ColumnElement[bool]:
    return and_(
        STANDING,
        LedgerEntry.user_id == person,
        LedgerEntry.event.in_(badge.events),
        LedgerEntry.credit == Credit.LEAD.value,
        LedgerEntry.final_at <= now,
        LedgerEntry.reason != "own",
        (LedgerEntry.rule.is_(None)) | (LedgerEntry.rule != "in_doubt"),
    )


def _needs(badge: Badge, **reached: float) -> tuple[tuple[float, float], ...]:
    return tuple((have, getattr(badge, name)) for name, have in reached.items() if getattr(badge, name))


def _items(badge: Badge, person: int, now: datetime) -> Progress:
    row = (
        session()
        .execute(
            select(func.count(func.distinct(LedgerEntry.item)), func.count(func.distinct(LedgerEntry.giver_id))).where(
                _lines(badge, person, now)
            )
        )
        .one()
    )
    return {"": Reached(_needs(badge, items=row[0], people=row[1]))}


def _one_item(badge: Badge, person: int, now: datetime) -> Progress:
    giver = aliased(User, name="giver")
    wanted = (
        select(
            LedgerEntry.item,
            func.max(LedgerEntry.title).label("title"),
            func.count(func.distinct(LedgerEntry.giver_id)).label("people"),
            func.count(func.distinct(giver.department_id)).label("departments"),
        )
        .join(giver, giver.id == LedgerEntry.giver_id)
        .where(_lines(badge, person, now))
        .group_by(LedgerEntry.item)
    )
    if badge.on:
        wanted = wanted.where(LedgerEntry.item.startswith(f"{badge.on}:"))
    best = wanted.order_by(func.count(func.distinct(LedgerEntry.giver_id)).desc()).limit(500)
    return {
        row.item: Reached(_needs(badge, people=row.people, departments=row.departments), row.title)
        for row in session().execute(best)
    }


def _unvoted(badge: Badge, person: int, now: datetime) -> Progress:
    vote = aliased(LedgerEntry, name="vote")
    voted = select(vote.id).where(
        vote.item == LedgerEntry.item, vote.event == "helpful_vote", vote.giver_id != LedgerEntry.giver_id
    )
    ripe = LedgerEntry.at <= now - timedelta(days=badge.after_days)
    number = session().scalar(
        select(func.count(func.distinct(LedgerEntry.item))).where(_lines(badge, person, now), ripe, ~voted.exists())
    )
    return {"": Reached(_needs(badge, items=number or 0))}


def _other_departments(badge: Badge, person: int, now: datetime) -> Progress:
    giver = aliased(User, name="giver")
    own = select(User.department_id).where(User.id == person).scalar_subquery()
    reached = session().scalar(
        select(func.count(func.distinct(giver.department_id)))
        .join_from(LedgerEntry, giver, giver.id == LedgerEntry.giver_id)
        .where(_lines(badge, person, now), giver.department_id != func.coalesce(own, 0))
    )
    there_are = session().scalar(select(func.count()).select_from(Department)) or 0
    need = badge.departments if there_are >= 2 * badge.departments else max(1, -(-there_are // 2))
    return {"": Reached(((reached or 0, need),))}


def _counted_lines(badge: Badge, person: int, now: datetime) -> Progress:
    row = (
        session()
        .execute(select(func.count(), func.count(func.distinct(LedgerEntry.item))).where(_lines(badge, person, now)))
        .one()
    )
    return {"": Reached(_needs(badge, lines=row[0], items=row[1]))}


def _endorsements(badge: Badge, person: int, now: datetime) -> Progress:
    reversal = aliased(LedgerEntry, name="taken_back")
    rows = (
        session()
        .execute(
            select(LedgerEntry.item, func.min(case((reversal.id.is_(None), 0), else_=1)).label("withdrawn"))
            .outerjoin(reversal, reversal.reverses_id == LedgerEntry.id)
            .where(
                LedgerEntry.user_id == person,
                LedgerEntry.event.in_(badge.events),
                LedgerEntry.reverses_id.is_(None),
                LedgerEntry.final_at <= now,
            )
            .group_by(LedgerEntry.item)
            .order_by(func.max(LedgerEntry.id).desc())
        )
        .all()
    )
    standing = sum(1 for row in rows if not row.withdrawn)
    looked_at = rows[: badge.withdrawn_of_last] if badge.withdrawn_of_last else rows
    withdrawn = sum(1 for row in looked_at if row.withdrawn) / len(looked_at) if looked_at else 0.0
    clean = 1.0 if withdrawn <= badge.withdrawn_share else 0.0
    return {"": Reached((*_needs(badge, items=standing), (clean, 1.0)))}


def _flags(badge: Badge, person: int, now: datetime) -> Progress:
    flagger = FactRow.payload["flagger_id"].as_integer()
    rows = session().execute(
        select(FactRow.kind, func.count(func.distinct(FactRow.subject_id)))
        .where(FactRow.kind.in_((FlagConfirmed.kind(), FlagDismissed.kind())), flagger == person, FactRow.at <= now)
        .group_by(FactRow.kind)
    )
    decided = {row[0]: row[1] for row in rows}
    right = decided.get(FlagConfirmed.kind(), 0)
    accuracy = right / sum(decided.values()) if decided else 0.0
    return {"": Reached(_needs(badge, items=right, accuracy=accuracy))}


def _solved_own(badge: Badge, person: int, now: datetime) -> Progress:
    number = session().scalar(
        select(func.count(func.distinct(FactRow.subject_type + ":" + cast(FactRow.subject_id, String)))).where(
            FactRow.actor_id == person,
            FactRow.kind.in_((AnswerSolvedIt.kind(), ArticleSolvedIt.kind())),
            FactRow.at <= now,
        )
    )
    return {"": Reached(_needs(badge, items=number or 0))}


_COUNTERS: dict[Counting, Callable[[Badge, int, datetime], Progress]] = {
    Counting.ITEMS: _items,
    Counting.ONE_ITEM: _one_item,
    Counting.UNVOTED: _unvoted,
    Counting.OTHER_DEPARTMENTS: _other_departments,
    Counting.LINES: _counted_lines,
    Counting.ENDORSEMENTS: _endorsements,
    Counting.FLAGS: _flags,
    Counting.SOLVED_OWN: _solved_own,
}

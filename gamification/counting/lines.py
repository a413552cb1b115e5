"""Counting over the ledger: final lines that nothing has taken back, and no people of an open ring."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from gamification.catalogue import Criterion
from gamification.counting.reached import Progress, Reached, needs, whole
from gamification.engine.events import Credit
from gamification.fairplay.cases import ring_members
from gamification.lines import STANDING, counted
from gamification.models import LedgerEntry
from portal.core.db import session
from portal.core.models import Department, User

REOPENED_WITHIN = timedelta(days=7)
USED_WITHIN = timedelta(days=180)
_MOST_ITEMS = 500


def theirs(badge: Criterion, person: int, now: datetime) -> ColumnElement[bool]:
    """The lines a badge counts."""
    return and_(
        STANDING,
        LedgerEntry.user_id == person,
        LedgerEntry.event.in_(badge.events),
        LedgerEntry.credit == Credit.LEAD.value,
        counted(now),
        LedgerEntry.reason != "own",
        or_(LedgerEntry.giver_id.is_(None), LedgerEntry.giver_id.not_in(ring_members())),
        *([_in(badge.tag)] if badge.tag else []),
        *([LedgerEntry.application_id == badge.application_id] if badge.application_id else []),
        *([LedgerEntry.at >= now - timedelta(days=badge.within_days)] if badge.within_days else []),
        *([LedgerEntry.at >= badge.since] if badge.since else []),
        *([LedgerEntry.at < badge.until] if badge.until else []),
    )


def _in(tag: str) -> ColumnElement[bool]:
    return ("," + LedgerEntry.tags + ",").contains(f",{tag},", autoescape=True)


def items(badge: Criterion, person: int, now: datetime) -> Progress:
    """Different things helped with, for so many different people."""
    row = (
        session()
        .execute(
            select(func.count(func.distinct(LedgerEntry.item)), func.count(func.distinct(LedgerEntry.giver_id))).where(
                theirs(badge, person, now)
            )
        )
        .one()
    )
    return whole(badge, items=row[0], people=row[1])


def counted_lines(badge: Criterion, person: int, now: datetime) -> Progress:
    """Outcomes, on so many different things."""
    row = (
        session()
        .execute(select(func.count(), func.count(func.distinct(LedgerEntry.item))).where(theirs(badge, person, now)))
        .one()
    )
    return whole(badge, lines=row[0], items=row[1])


def one_item(badge: Criterion, person: int, now: datetime) -> Progress:
    """People, and their departments, for one thing; each thing that reaches it earns the badge."""
    giver = aliased(User, name="giver")
    people = func.count(func.distinct(LedgerEntry.giver_id))
    wanted = (
        select(
            LedgerEntry.item,
            func.max(LedgerEntry.title).label("title"),
            people.label("people"),
            func.count(func.distinct(giver.department_id)).label("departments"),
        )
        .join(giver, giver.id == LedgerEntry.giver_id)
        .where(theirs(badge, person, now))
        .group_by(LedgerEntry.item)
    )
    if badge.on:
        wanted = wanted.where(LedgerEntry.item.startswith(f"{badge.on}:"))
    best = wanted.order_by(people.desc(), LedgerEntry.item).limit(_MOST_ITEMS)
    return {
        row.item: Reached(needs(badge, people=row.people, departments=row.departments), row.title)
        for row in session().execute(best)
    }


def unvoted(badge: Criterion, person: int, now: datetime) -> Progress:
    """Answers that helped and that nobody else voted for, so many days later."""
    vote = aliased(LedgerEntry, name="vote")
    voted = select(vote.id).where(
        vote.item == LedgerEntry.item,
        vote.event == "helpful_vote",
        vote.giver_id != LedgerEntry.giver_id,
        vote.reverses_id.is_(None),
    )
    ripe = LedgerEntry.at <= now - timedelta(days=badge.after_days)
    number = session().scalar(
        select(func.count(func.distinct(LedgerEntry.item))).where(theirs(badge, person, now), ripe, ~voted.exists())
    )
    return whole(badge, items=number or 0)


def other_departments(badge: Criterion, person: int, now: datetime) -> Progress:
    """Departments other than one's own; half of those there are, where they are few."""
    giver = aliased(User, name="giver")
    own = select(User.department_id).where(User.id == person).scalar_subquery()
    reached = session().scalar(
        select(func.count(func.distinct(giver.department_id)))
        .join_from(LedgerEntry, giver, giver.id == LedgerEntry.giver_id)
        .where(theirs(badge, person, now), giver.department_id != func.coalesce(own, 0))
    )
    there_are = session().scalar(select(func.count()).select_from(Department)) or 0
    need = badge.departments if there_are >= 2 * badge.departments else max(1, -(-there_are // 2))
    return {"": Reached(((reached or 0, need),))}


def elsewhere(badge: Criterion, person: int, now: datetime) -> Progress:
    """Different things helped with, of people who work in other departments."""
    giver = aliased(User, name="giver")
    own = select(User.department_id).where(User.id == person).scalar_subquery()
    number = session().scalar(
        select(func.count(func.distinct(LedgerEntry.item)))
        .join_from(LedgerEntry, giver, giver.id == LedgerEntry.giver_id)
        .where(theirs(badge, person, now), giver.department_id != func.coalesce(own, 0))
    )
    return whole(badge, items=number or 0)


def kept(badge: Criterion, person: int, now: datetime) -> Progress:
    """Things that still stand, with a bounded share of the last ones taken back."""
    reversal = aliased(LedgerEntry, name="taken_back")
    rows = (
        session()
        .execute(
            select(
                LedgerEntry.item,
                func.max(LedgerEntry.giver_id).label("giver"),
                func.min(case((reversal.id.is_(None), 0), else_=1)).label("withdrawn"),
            )
            .outerjoin(reversal, reversal.reverses_id == LedgerEntry.id)
            .where(
                LedgerEntry.user_id == person,
                LedgerEntry.event.in_(badge.events),
                LedgerEntry.reverses_id.is_(None),
                LedgerEntry.reason != "own",
                counted(now),
            )
            .group_by(LedgerEntry.item)
            .order_by(func.max(LedgerEntry.id).desc())
        )
        .all()
    )
    standing = [row for row in rows if not row.withdrawn]
    looked_at = rows[: badge.withdrawn_of_last] if badge.withdrawn_of_last else rows
    withdrawn = sum(1 for row in looked_at if row.withdrawn) / len(looked_at) if looked_at else 0.0
    clean = 1.0 if withdrawn <= badge.withdrawn_share else 0.0
    people = len({row.giver for row in standing})
    return {"": Reached((*needs(badge, items=len(standing), people=people), (clean, 1.0)))}


def people(badge: Criterion, person: int, now: datetime) -> Progress:
    """Different people it came from, and their departments."""
    giver = aliased(User, name="giver")
    row = (
        session()
        .execute(
            select(func.count(func.distinct(giver.id)), func.count(func.distinct(giver.department_id)))
            .join_from(LedgerEntry, giver, giver.id == LedgerEntry.giver_id)
            .where(theirs(badge, person, now))
        )
        .one()
    )
    return whole(badge, people=row[0], departments=row[1])


def unbroken(badge: Criterion, person: int, now: datetime) -> Progress:
    """The longest run of things none of which was taken back within a week; of things, never of days."""
    reversal = aliased(LedgerEntry, name="reopened")
    rows = session().execute(
        select(LedgerEntry.item, LedgerEntry.at, reversal.at.label("reopened_at"))
        .outerjoin(reversal, reversal.reverses_id == LedgerEntry.id)
        .where(
            LedgerEntry.user_id == person,
            LedgerEntry.event.in_(badge.events),
            LedgerEntry.reverses_id.is_(None),
            LedgerEntry.reason != "own",
            LedgerEntry.at <= now - REOPENED_WITHIN,
            counted(now),
        )
        .order_by(LedgerEntry.id)
    )
    run: set[str] = set()
    longest = 0
    for row in rows:
        if row.reopened_at is not None and row.reopened_at - row.at <= REOPENED_WITHIN:
            run = set()
        elif row.item is not None:
            run.add(row.item)
            longest = max(longest, len(run))
    return whole(badge, items=longest)


def used_articles(badge: Criterion, person: int, now: datetime) -> Progress:
    """Official articles of one's own that solved it for enough colleagues soon after."""
    use: Any = aliased(LedgerEntry, name="article_use")
    taken_back: Any = aliased(LedgerEntry, name="use_taken_back")
    rows = session().execute(
        select(LedgerEntry.item, LedgerEntry.at, use.at.label("used_at"), use.giver_id, use.event)
        .join(use, use.item == LedgerEntry.item)
        .where(
            theirs(badge, person, now),
            use.event.in_(("solved_it", "item_reused")),
            use.reverses_id.is_(None),
            use.giver_id != person,
            use.final_at <= now,
            ~select(taken_back.id).where(taken_back.reverses_id == use.id).exists(),
        )
    )
    solved: dict[str, set[int]] = {}
    linked: dict[str, int] = {}
    for row in rows:
        if not timedelta(0) <= row.used_at - row.at <= USED_WITHIN:
            continue
        if row.event == "solved_it":
            solved.setdefault(row.item, set()).add(row.giver_id)
        else:
            linked[row.item] = linked.get(row.item, 0) + 1
    used = {item for item, people in solved.items() if len(people) >= badge.solved_each}
    used |= {item for item, times in linked.items() if times >= badge.linked_each}
    return whole(badge, items=len(used))

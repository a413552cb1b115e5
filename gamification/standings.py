"""What follows from the ledger once its lines are final: reputation, level, badges. All of it can be made again."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select, update

from gamification.catalogue import Badge, Kind, catalogue
from gamification.counting import progress
from gamification.events import BadgeEarned, LevelReached
from gamification.ledger import reputation_of, rules
from gamification.models import BadgeAward, LedgerEntry, Marker
from portal.core import clock
from portal.core.db import insert_once, session, transaction
from portal.core.facts import record
from portal.core.levels import level_at
from portal.core.models import PointsVisibility, Role, User

_MARKER = "final"
_STAFF = (Role.ANALYST, Role.ADMINISTRATOR)
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def settle_final_lines() -> int:
    """Bring those up to date whose lines have become final since the last time. Returns how many people that were."""
    now = clock.now()
    marker = session().get(Marker, _MARKER)
    since = marker.done_until if marker is not None else _LONG_AGO
    rows = session().execute(
        select(LedgerEntry.user_id, LedgerEntry.event)
        .where(LedgerEntry.final_at > since, LedgerEntry.final_at <= now)
        .distinct()
        .order_by(LedgerEntry.user_id)
    )
    people: dict[int, set[str]] = {}
    for row in rows:
        people.setdefault(row.user_id, set()).add(row.event)
    # Badges that look at time gone by, and at facts rather than lines, are looked at once a day for everybody.
    for person, new_events in people.items():
        with transaction():
            settle_person(person, now, new_events)
    with transaction():
        # a line that was written meanwhile with an earlier moment is caught by looking back a little
        _mark(now - timedelta(minutes=5) if people else now)
    return len(people)


def _mark(until: datetime) -> None:
    if not insert_once(Marker, name=_MARKER, done_until=until):
        session().execute(update(Marker).where(Marker.name == _MARKER).values(done_until=until))


def settle_person(person: int, now: datetime, new_events: Set[str] | None = None) -> None:
    """Bring one person's reputation, level and badges up to date. Twice is once.

    Of the badges, those that count one of `new_events`; all of them where it is not known what is new.
    """
    user = session().scalar(select(User).where(User.id == person).with_for_update())
    if user is None:
        return
    if user.is_imported:
        return
    before = user.level
    user.reputation = max(0, reputation_of(person, final_by=now))
    user.level = level_at(user.reputation).number
    session().flush()
    if user.level > before:
        record(LevelReached(user_id=person, level=user.level), None)
    if user.points_visibility is not PointsVisibility.OFF:
        concerned = (
            badge for badge in catalogue().values() if new_events is None or not new_events.isdisjoint(badge.events)
        )
        award_badges(user, now, concerned)


def award_badges(user: User, now: datetime, badges: Iterable[Badge]) -> int:
    """Give a person those `badges` they have earned by `now`, each once or once per thing. Returns how many are new."""
    has = {
        (row.badge, row.item)
        for row in session().execute(select(BadgeAward.badge, BadgeAward.item).where(BadgeAward.user_id == user.id))
    }
    new = 0
    for badge in badges:
        if badge.kind is Kind.HELPFUL and user.role in _STAFF:
            continue
        if not badge.repeatable and (badge.id, "") in has:
            continue
        for item, reached in progress(badge, user.id, now).items():
            if (badge.id, item) in has or not reached.is_met:
                continue
            if insert_once(BadgeAward, user_id=user.id, badge=badge.id, item=item, title=reached.title, at=now):
                record(BadgeEarned(user_id=user.id, badge=badge.id, item=item, title=reached.title), None)
                new += 1
    return new


def review_everybodys_badges() -> int:
    """Look at everybody's badges, for those that time alone can bring, and those whose rule is new."""
    now = clock.now()
    people = (
        session()
        .scalars(
            select(User.id).where(
                User.is_imported.is_(False),
                User.disabled_at.is_(None),
                User.points_visibility != PointsVisibility.OFF,
            )
        )
        .all()
    )
    new = 0
    for person in people:
        with transaction():
            user = session().scalar(select(User).where(User.id == person).with_for_update())
            if user is not None:
                new += award_badges(user, now, catalogue().values())
    return new


@dataclass(frozen=True)
class Mismatch:
    """Somebody whose shown reputation is not the sum of their final lines."""

    user_id: int
    handle: str
    shown: int
    summed: int


def prove_balances() -> list[Mismatch]:
    """Everybody whose cached reputation or level does not follow from the ledger; empty is the proof."""
    now = clock.now()
    summed = (
        select(LedgerEntry.user_id, func.sum(LedgerEntry.reputation).label("total"))
        .where(LedgerEntry.final_at <= now)
        .group_by(LedgerEntry.user_id)
        .subquery()
    )
    total = func.coalesce(summed.c.total, 0)
    rows = session().execute(
        select(User.id, User.handle, User.reputation, User.level, User.is_imported, total.label("total")).outerjoin(
            summed, summed.c.user_id == User.id
        )
    )
    wrong = []
    for row in rows:
        start = rules("stackexchange").start if row.is_imported else 0
        expected = max(0, row.total + start if row.total or not row.is_imported else row.reputation)
        if row.reputation != expected or row.level != level_at(row.reputation).number:
            wrong.append(Mismatch(row.id, row.handle, row.reputation, expected))
    return wrong


def rebuild(people: Iterable[int] | None = None) -> int:
    """Make everything that follows from the ledger again; badges stay earned. Returns how many people that were."""
    now = clock.now()
    chosen = (
        list(people)
        if people is not None
        else list(session().scalars(select(User.id).where(User.is_imported.is_(False))))
    )
    for person in chosen:
        with transaction():
            settle_person(person, now)
    return len(chosen)

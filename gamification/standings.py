"""What follows from the ledger once its lines are final: reputation, level, badges. All of it can be made again."""

from collections.abc import Iterable, Set
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update

from gamification.catalogue import Badge, Kind
from gamification.counting import progress
from gamification.designs import badges_in_use
from gamification.events import BadgeEarned, LevelReached
from gamification.fairplay.cases import rights_paused
from gamification.ledger import reputation_of
from gamification.models import BadgeAward, LedgerEntry, Marker
from portal.core import clock
from portal.core.db import insert_once, session, transaction
from portal.core.facts import record
from portal.core.levels import level_at
from portal.core.models import PointsVisibility, Role, User

_MARKER = "final"
_NOT_FOR_STAFF = (Kind.HELPFUL, Kind.QUEST)
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
    user.level = 1 if person in rights_paused(now) else level_at(user.reputation).number
    session().flush()
    if user.level > before:
        record(LevelReached(user_id=person, level=user.level), None)
    if user.points_visibility is not PointsVisibility.OFF:
        concerned = (
            badge for badge in badges_in_use().values() if new_events is None or not new_events.isdisjoint(badge.events)
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
        if badge.kind in _NOT_FOR_STAFF and user.role in _STAFF:
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
    known = list(badges_in_use().values())
    for person in people:
        with transaction():
            user = session().scalar(select(User).where(User.id == person).with_for_update())
            if user is not None:
                new += award_badges(user, now, known)
    return new

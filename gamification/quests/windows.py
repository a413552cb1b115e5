"""How long a quest runs: working days in the calendar of the person, or of where most of a department works."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from gamification.quests.templates import quests_book
from gamification.versions import rules_at
from portal.core.db import session
from portal.core.models import Role, Site, User
from portal.core.worktime import WorkingHours

PLAYERS = (Role.EMPLOYEE, Role.SUPERUSER)
_HOURS = (Site.timezone, Site.opens, Site.closes, Site.working_days)


def hours_of_person(person: int) -> WorkingHours:
    """When somebody works: the days of their site, in the zone they live in."""
    found = (
        session()
        .execute(
            select(User.timezone.label("own"), *_HOURS)
            .outerjoin(Site, Site.id == User.site_id)
            .where(User.id == person)
        )
        .first()
    )
    return _hours(found, found.own) if found is not None else WorkingHours()


def hours_of_department(department: int) -> WorkingHours:
    """When most of a department works."""
    found = session().execute(
        select(*_HOURS)
        .join(User, User.site_id == Site.id)
        .where(*members_of(department))
        .group_by(Site.id)
        .order_by(func.count().desc(), Site.id)
        .limit(1)
    )
    return _hours(found.first(), "")


def _hours(row: Any, own_zone: str) -> WorkingHours:
    if row is None or row.timezone is None:
        return WorkingHours(timezone=own_zone or "UTC")
    return WorkingHours(own_zone or row.timezone, row.opens, row.closes, row.working_days)


def members_of(department: int | None) -> tuple[Any, ...]:
    """Who a department's goal is about: those who are here and are not IT's; of any department, if none is given."""
    return (
        User.department_id == department if department is not None else User.department_id.is_not(None),
        User.disabled_at.is_(None),
        User.is_imported.is_(False),
        User.role.in_(PLAYERS),
    )


def headcount(department: int) -> int:
    """How many they are."""
    return session().scalar(select(func.count()).select_from(User).where(*members_of(department))) or 0


def free_again(ended_at: datetime, hours: WorkingHours) -> datetime:
    """From when on the same kind of quest can be taken on again."""
    return hours.end_of_day(ended_at, quests_book().limits.pause_days)


def judged_at(ends_at: datetime) -> datetime:
    """When the last lines of a window are final."""
    return ends_at + pending(ends_at)


def pending(moment: datetime) -> timedelta:
    """How long a line waits before it counts."""
    return rules_at(moment).pending

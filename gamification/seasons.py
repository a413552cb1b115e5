"""Seasons: a quarter of twelve weeks and a quiet rest, in which there are no boards."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

WEEKS = 12


@dataclass(frozen=True)
class Period:
    """A stretch of time that points are counted over, its end not included."""

    name: str
    start: datetime
    end: datetime


def month(now: datetime) -> Period:
    """The calendar month of `now`, in UTC."""
    start = datetime(now.year, now.month, 1, tzinfo=UTC)
    following = start + timedelta(days=32)
    return Period(f"{start:%B %Y}", start, datetime(following.year, following.month, 1, tzinfo=UTC))


def season(now: datetime) -> Period:
    """The season of `now`: the first twelve weeks of its quarter, in UTC."""
    quarter = (now.month - 1) // 3
    start = datetime(now.year, 3 * quarter + 1, 1, tzinfo=UTC)
    name = ("Winter", "Spring", "Summer", "Autumn")[quarter]
    return Period(f"{name} season {now.year}", start, start + timedelta(weeks=WEEKS))


def last_quarter(now: datetime) -> Period:
    """The whole quarter before that of `now`, in UTC: what comes after is compared with it."""
    end = season(now).start
    begun = season(end - timedelta(days=1))
    return Period(begun.name, begun.start, end)


def is_quiet(now: datetime) -> bool:
    """Whether the season is over and the next has not begun."""
    return now >= season(now).end

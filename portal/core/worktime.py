"""Business time: how much of a stretch of time a site was at work. Its own days and hours, DST-safe."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

BUSINESS_DAY = timedelta(hours=8)
LONGEST = timedelta(days=400)


@dataclass(frozen=True)
class WorkingHours:
    """When a site is at work: its zone, the hours of a working day, and which ISO weekdays those are."""

    timezone: str = "UTC"
    opens: str = "09:00"
    closes: str = "17:00"
    working_days: str = "12345"

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The business time between two aware moments; stretches over 400 days count as 400."""
        if end <= start:
            return timedelta(0)
        end = min(end, start + LONGEST)
        place = zone(self.timezone)
        total = timedelta(0)
        day = start.astimezone(place).date()
        last = end.astimezone(place).date()
        while day <= last:
            if str(day.isoweekday()) in self.working_days:
                opened = datetime.combine(day, time.fromisoformat(self.opens), place)
                closed = datetime.combine(day, time.fromisoformat(self.closes), place)
                total += max(timedelta(0), min(end, closed) - max(start, opened))
            day += timedelta(days=1)
        return total

    def end_of_day(self, start: datetime, days: int) -> datetime:
        """The end of the `days`-th working day after the day of `start`: the day it begins on is a gift.

        In a place that never works every day counts.
        """
        place = zone(self.timezone)
        day = start.astimezone(place).date()
        left = days
        while left:
            day += timedelta(days=1)
            left -= not self.working_days or str(day.isoweekday()) in self.working_days
        return datetime.combine(day + timedelta(days=1), time.min, place)


@lru_cache(maxsize=256)
def zone(name: str) -> ZoneInfo:
    """The IANA zone of this name, UTC for one that is not known."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def local_day(moment: datetime, timezone: str) -> date:
    """The calendar day of a moment in a zone."""
    return moment.astimezone(zone(timezone)).date()

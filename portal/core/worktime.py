"""Business time: how much of a stretch of time a site was at work. Its own days and hours, DST-safe."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
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

    def before(self, end: datetime, amount: timedelta) -> datetime:
        """The latest moment from which `amount` of business time has passed at `end`; at most 400 days before it."""
        place, left, earliest = zone(self.timezone), amount, end - LONGEST
        day = end.astimezone(place).date()
        while day >= earliest.date():
            opened, closed = self._open(day, place)
            closed = min(closed, end)
            if closed > opened:
                if closed - opened >= left:
                    return closed - left
                left -= closed - opened
            day -= timedelta(days=1)
        return earliest

    def after(self, start: datetime, amount: timedelta) -> datetime:
        """The earliest moment at which `amount` of business time has passed since `start`; at most 400 days later."""
        place, left, latest = zone(self.timezone), amount, start + LONGEST
        day = start.astimezone(place).date()
        while day <= latest.date():
            opened, closed = self._open(day, place)
            opened = max(opened, start)
            if closed > opened:
                if closed - opened >= left:
                    return opened + left
                left -= closed - opened
            day += timedelta(days=1)
        return latest

    def _open(self, day: date, place: ZoneInfo) -> tuple[datetime, datetime]:
        """When the site opens and closes on a day, in UTC; at once where it is no working day."""
        opened = datetime.combine(day, time.fromisoformat(self.opens), place).astimezone(UTC)
        if str(day.isoweekday()) not in self.working_days:
            return opened, opened
        return opened, datetime.combine(day, time.fromisoformat(self.closes), place).astimezone(UTC)


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

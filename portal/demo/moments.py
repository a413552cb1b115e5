"""When things happened: written relative to the load day, resolved into aware UTC, never ahead of now.

Written forms: `-142d 09:14` is nine fourteen on the wall clock of the person's site, 142 days before the load
day; `-95m` is 95 minutes before the loading itself.
"""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from portal.demo.cast import Site

FRESH_DAYS = 3
"""The last days stay where they are written, working day or not: loaded on a Sunday it still looks alive."""

TRIES = 40
"""How many days are tried before a small tap may fall outside working hours."""

HEADROOM = timedelta(minutes=1)
"""Nothing happens later than this before the loading."""


@dataclass(frozen=True)
class DayAndTime:
    """A wall-clock time, some days before the load day."""

    days_ago: int
    wall: time


@dataclass(frozen=True)
class MinutesAgo:
    minutes: int


Moment = DayAndTime | MinutesAgo


def parse_moment(text: str) -> Moment:
    """Read `-142d 09:14`, `0d 09:14` or `-95m`; anything else is a ValueError that quotes it."""
    if found := re.fullmatch(r"-?(\d{1,4})d (\d\d):(\d\d)", text):
        return DayAndTime(int(found[1]), time(int(found[2]), int(found[3])))
    if found := re.fullmatch(r"-(\d{1,4})m", text):
        return MinutesAgo(int(found[1]))
    raise ValueError(f"not a moment: {text!r} (write -142d 09:14 or -95m)")


@dataclass(frozen=True)
class Step:
    """Something written to happen at `moment`, on the clock of `site`."""

    moment: Moment
    site: Site


class Calendar:
    """Resolves moments for one loading. `now` is aware; the load day is its date in UTC."""

    def __init__(self, now: datetime) -> None:
        self.now = now.astimezone(UTC)
        self.latest = self.now - HEADROOM

    def as_written(self, moment: Moment, site: Site) -> datetime:
        """The moment taken literally, in UTC; may fall on a day off, or ahead of now."""
        if isinstance(moment, MinutesAgo):
            return self.now - timedelta(minutes=moment.minutes)
        day = self.now.date() - timedelta(days=moment.days_ago)
        return datetime.combine(day, moment.wall, site.zone).astimezone(UTC)

    def settle(self, steps: Sequence[Step], not_before: datetime | None = None) -> list[datetime]:
        """Times for steps that belong together: strictly rising, in the order given, none after `latest`.

        Older steps on a day off go to the working day before; where that would overtake the step before, to
        the one after; where that is too late, to a few minutes after the step before. Steps ahead of now
        are moved back: the whole by days while its first step is ahead, the rest squeezed in before now.
        """
        written = [self.as_written(step.moment, step.site) for step in steps]
        while written and written[0] > self.latest:
            written = [moment - timedelta(days=1) for moment in written]
        times: list[datetime] = []
        previous = not_before
        for step, moment in zip(steps, written, strict=True):
            previous = self._settle_one(step, moment, previous)
            times.append(previous)
        return self._squeeze(times, not_before)

    def _settle_one(self, step: Step, written: datetime, previous: datetime | None) -> datetime:
        before = self._on_working_day(written, step, -1)
        if previous is None or before > previous:
            return before
        after = self._on_working_day(written, step, +1)
        if previous < after <= self.latest:
            return after
        return previous + timedelta(minutes=4 + (previous.minute + written.minute) % 9)

    def _on_working_day(self, written: datetime, step: Step, direction: int) -> datetime:
        if isinstance(step.moment, MinutesAgo) or step.moment.days_ago <= FRESH_DAYS:
            return written
        local = written.astimezone(step.site.zone)
        while local.isoweekday() not in step.site.working_days:
            local += timedelta(days=direction)
        return local.astimezone(UTC)

    def _squeeze(self, times: list[datetime], not_before: datetime | None) -> list[datetime]:
        ahead = [moment for moment in times if moment > self.latest]
        if not ahead:
            return times
        kept = times[: len(times) - len(ahead)]
        start = kept[-1] if kept else not_before or self.latest - timedelta(hours=1)
        pace = (self.latest - start) / (len(ahead) + 1)
        return kept + [start + pace * number for number in range(1, len(ahead) + 1)]

    def soon_after(self, seed: str, start: datetime, until: datetime, site: Site) -> datetime:
        """A time in working hours at `site` between the two, likelier early; the same for the same seed."""
        chance = random.Random(seed)
        days = (timedelta(days=chance.expovariate(1 / 6)) for _ in range(TRIES))
        return self._in_hours(chance, [start + later for later in days], start, until, site)

    def some_time_between(self, seed: str, start: datetime, until: datetime, site: Site) -> datetime:
        """A time in working hours at `site` between the two, evenly spread; the same for the same seed."""
        chance = random.Random(seed)
        shares = (chance.random() for _ in range(TRIES))
        return self._in_hours(chance, [start + (until - start) * share for share in shares], start, until, site)

    def _in_hours(
        self, chance: random.Random, days: Sequence[datetime], start: datetime, until: datetime, site: Site
    ) -> datetime:
        """A time on the first of `days` that has one in working hours; at any hour if none has."""
        for near in days:
            day = near.astimezone(site.zone).date()
            opens = datetime.combine(day, site.opens, site.zone)
            closes = datetime.combine(day, site.closes, site.zone)
            moment = (opens + (closes - opens) * chance.random()).astimezone(UTC).replace(microsecond=0)
            if day.isoweekday() in site.working_days and start < moment < until:
                return moment
        return start + (until - start) * chance.uniform(0.1, 0.9)

"""Gives written acts their times: the stage on which threads and articles are played."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from portal.demo.acts import Act
from portal.demo.cast import Company
from portal.demo.moments import Calendar, Moment, Step


class Make(Protocol):
    """An act that lacks only its time and its person."""

    def __call__(self, *, at: datetime, by: str) -> Act: ...


@dataclass(frozen=True)
class Written:
    """An act whose moment is written down, not yet resolved."""

    moment: Moment
    by: str
    make: Make


class Stage:
    """One loading of the company: who, and on which calendar."""

    def __init__(self, company: Company, calendar: Calendar) -> None:
        self.company = company
        self.calendar = calendar

    def joined_at(self, handle: str) -> datetime:
        return self.calendar.now - timedelta(days=self.company.person(handle).joined_days_ago)

    def resolve(self, written: Sequence[Written], not_before: datetime | None = None) -> list[Act]:
        """Acts in the order of their written moments, equal ones as given."""

        def literally(one: Written) -> datetime:
            return self.calendar.as_written(one.moment, self.company.site_of(one.by))

        ordered = sorted(written, key=literally)
        steps = [Step(one.moment, self.company.site_of(one.by)) for one in ordered]
        times = self.calendar.settle(steps, not_before)
        return [one.make(at=at, by=one.by) for one, at in zip(ordered, times, strict=True)]

    def taps(self, seed: str, people: Sequence[str], since: datetime, until: datetime, make: Make) -> Iterator[Act]:
        """One act per person at a likely time after `since`: the small taps nobody writes down."""
        for handle in people:
            start = max(since, self.joined_at(handle))
            at = self.calendar.soon_after(f"{seed}/{handle}", start, until, self.company.site_of(handle))
            yield make(at=at, by=handle)

    def readings(self, seed: str, people: Sequence[str], since: datetime, until: datetime, make: Make) -> Iterator[Act]:
        """Like taps, but spread evenly: an article is found again and again."""
        for handle in people:
            start = max(since, self.joined_at(handle))
            at = self.calendar.some_time_between(f"{seed}/{handle}", start, until, self.company.site_of(handle))
            yield make(at=at, by=handle)

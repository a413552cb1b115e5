"""A year of somebody's help, month by month: outcomes for others, and nothing about days in a row."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select

from gamification.lines import STANDING
from gamification.models import LedgerEntry
from portal.core import clock
from portal.core.db import session

MONTHS = 12
ANSWERS = ("answer_accepted", "answer_endorsed")
USES = ("helpful_vote", "solved_it", "item_reused", "kudos")
KNOWLEDGE = ("promoted", "curated", "article_official", "improvement", "review_done", "translation", "gap_closed")
PARTS = (
    ("answers", "Answers that helped", ANSWERS),
    ("uses", "Colleagues who said so", USES),
    ("knowledge", "Knowledge made or mended", KNOWLEDGE),
)
"""What the picture tells apart, what it is called, and the events that are counted."""


@dataclass(frozen=True)
class Month:
    """A month: its first day, and how much of each part was in it."""

    start: datetime
    counts: Sequence[int]

    @property
    def total(self) -> int:
        """All of it."""
        return sum(self.counts)


@dataclass(frozen=True)
class Year:
    """The last twelve months, this one included, the oldest first."""

    labels: Sequence[str]
    months: Sequence[Month]

    @property
    def total(self) -> int:
        """All of it."""
        return sum(month.total for month in self.months)


def year_of(person: int) -> Year:
    """What a person's help came to in each of the last twelve months: different things, or people, never points."""
    starts = _starts(clock.now())
    rows = session().execute(
        select(LedgerEntry.event, LedgerEntry.item, LedgerEntry.giver_id, LedgerEntry.at).where(
            STANDING,
            LedgerEntry.user_id == person,
            LedgerEntry.at >= starts[0],
            LedgerEntry.reason != "own",
            LedgerEntry.event.in_([event for _, _, events in PARTS for event in events]),
        )
    )
    found: dict[tuple[int, int], set[object]] = defaultdict(set)
    of_event = {event: number for number, (_, _, events) in enumerate(PARTS) for event in events}
    for row in rows:
        part = of_event[row.event]
        month = row.at.astimezone(UTC)
        # an answer that was accepted and endorsed helped once; everybody who said so said it
        what = (row.item, row.giver_id) if PARTS[part][0] == "uses" else row.item
        found[month.year * MONTHS + month.month, part].add(what)
    return Year(
        [label for _, label, _ in PARTS],
        [Month(one, [len(found[one.year * MONTHS + one.month, part]) for part in range(len(PARTS))]) for one in starts],
    )


def _starts(now: datetime) -> list[datetime]:
    last = now.year * MONTHS + now.month - 1
    return [
        datetime(number // MONTHS, number % MONTHS + 1, 1, tzinfo=UTC) for number in range(last - MONTHS + 1, last + 1)
    ]

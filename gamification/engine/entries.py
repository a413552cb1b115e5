"""What comes out of the engine: one line for the ledger, also where it is worth nothing, with its reason."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from gamification.engine.events import Credit, EventKind


class Reason(StrEnum):
    """Why a line is worth what it is worth."""

    PAID = "paid"
    """In full."""
    OWN = "own"
    """Nobody is paid for what they did to their own."""
    CIRCUMSTANCE = "circumstance"
    """The rule set pays nothing for it under this circumstance."""
    LIMIT = "limit"
    """A limit left less of it, or nothing."""
    PAIR = "pair"
    """The same two people too often."""
    FLOOR = "floor"
    """The balance cannot go lower."""
    REVERSAL = "reversal"
    """A counter-line: exactly what the reversed line had paid, negated."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. `reputation` and `season` are what is really paid; `due` is it without any limit."""

    key: str
    kind: EventKind
    at: datetime
    final_at: datetime
    """Until then it is pending: shown, but not counted for levels, badges and boards."""
    day: date
    """The day whose limits it counts against; a counter-line counts against the day of its original."""
    receiver: int
    giver: int | None
    item: str | None
    credit: Credit
    reputation: int
    season: int
    due: int
    reason: Reason
    rule: str | None = None
    """What reduced it: the id of the limit, or the circumstance."""
    reverses: str | None = None
    """The key of the line this one takes back."""
    held: str | None = None
    """Why a person has to look before it counts: the circumstance, or the id of the watch."""
    alert: bool = False
    """With this line the person's day went over what anybody should look at."""

    @property
    def is_paid(self) -> bool:
        return self.reputation != 0 or self.season != 0

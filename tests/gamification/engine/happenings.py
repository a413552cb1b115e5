"""Makers of events for the engine's tests, and the shortest way to let some happen."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import count

from gamification.engine.entries import Entry
from gamification.engine.events import Circumstance, Credit, Event, EventKind, Happening, Reversal
from gamification.engine.loading import load_rules
from gamification.engine.memory import RememberingState
from gamification.engine.points import score
from gamification.engine.rules import Rules

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SAM, EMMA, OTTO = 1, 2, 3
_keys = count(1)


def happened(
    kind: str,
    receiver: int = SAM,
    *,
    giver: int | None = EMMA,
    item: str | None = "answer:7",
    at: datetime = NOON,
    day: date | None = None,
    credit: Credit = Credit.LEAD,
    amount: int | None = None,
    under: Iterable[Circumstance] = (),
) -> Event:
    """An event; its day is the one it happened on in UTC."""
    return Event(
        key=f"event:{next(_keys)}",
        kind=EventKind(kind),
        at=at,
        day=day or at.date(),
        receiver=receiver,
        giver=giver,
        item=item,
        credit=credit,
        amount=amount,
        circumstances=frozenset(under),
    )


def many(kind: str, times: int, *, apart: timedelta = timedelta(minutes=1), at: datetime = NOON) -> list[Event]:
    """The same from as many different givers, each about an item of its own."""
    return [happened(kind, giver=100 + n, item=f"answer:{100 + n}", at=at + n * apart) for n in range(times)]


def taken_back(event: Event, after: timedelta = timedelta(hours=1)) -> Reversal:
    return Reversal(key=f"{event.key}!", of=event.key, at=event.at + after)


def lines(*happenings: Happening, rules: Rules | None = None) -> list[Entry]:
    """What the ledger says after these have happened, under the default rules."""
    rules = rules or load_rules("default")
    return list(score(happenings, rules, RememberingState(rules)))


def paid(*happenings: Happening, rules: Rules | None = None) -> list[int]:
    """The reputation on each of these lines."""
    return [entry.reputation for entry in lines(*happenings, rules=rules)]

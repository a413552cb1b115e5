"""What goes into the engine: something that happened and may be worth points, or the taking back of it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

EventKind = NewType("EventKind", str)
"""The id of an event in a rule set: `helpful_vote`."""

BadgeId = NewType("BadgeId", str)
"""The id of a badge in a rule set: `nice_answer`."""


class Credit(StrEnum):
    """Which part in the outcome is paid."""

    LEAD = "lead"
    CO_AUTHOR = "co_author"
    EDITOR = "editor"


class Circumstance(StrEnum):
    """What a rule set may refuse or put off payment for. Whoever makes the event says which of them hold."""

    COMMUNITY_WIKI = "community_wiki"
    """The item belongs to everybody."""
    TRIVIAL = "trivial"
    """An edit that changed next to nothing."""
    SELF_ANSWERED = "self_answered"
    """The author of the answer asked the question."""
    IN_DOUBT = "in_doubt"
    """Waits for a person to look at it: accepted within minutes, or under a question of a few words."""
    RETURNED = "returned"
    """The two thanked each other within a few days."""


@dataclass(frozen=True, slots=True)
class Event:
    """One outcome for one person. `key` is unique among all events and names it forever."""

    key: str
    kind: EventKind
    at: datetime
    day: date
    """The day in the receiver's own calendar."""
    receiver: int
    giver: int | None = None
    """Who was helped, voted or accepted; None where it is nobody, or not known who."""
    item: str | None = None
    """What it happened to, as `answer:7`."""
    credit: Credit = Credit.LEAD
    amount: int | None = None
    """Points that the event itself brings (a bounty), for kinds that say so."""
    circumstances: frozenset[Circumstance] = frozenset()


@dataclass(frozen=True, slots=True)
class Reversal:
    """An event is taken back: a vote withdrawn, an acceptance moved, a post deleted."""

    key: str
    of: str
    """The key of the event."""
    at: datetime


Happening = Event | Reversal

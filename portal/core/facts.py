"""Facts: what happened, written in the transaction that made it true, together with who must hear of it.

A transactional outbox: `record` writes one fact row and one delivery row per subscriber; the worker makes the
deliveries after the commit (`portal.core.deliveries`). Only `portal.wiring` says who subscribes to what.
"""

import dataclasses
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, TypeVar

from sqlalchemy import insert

from portal.core import clock
from portal.core.db import after_commit, session
from portal.core.models import Delivery, DeliveryState, FactRow


@dataclass(frozen=True, kw_only=True)
class Event:
    """A fact's content: plain ids and words. Subclasses are named in the past tense and say what they are about.

    `subject` names the field with the id of the thing it happened to; the subject's type is that name without _id.
    """

    subject: ClassVar[str]
    is_moderation: ClassVar[bool] = False

    @classmethod
    def kind(cls) -> str:
        """The fact's name in the database: AnswerPosted is "answer_posted"."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()

    @property
    def subject_id(self) -> int:
        """The id of the thing it happened to."""
        return int(getattr(self, self.subject))


@dataclass(frozen=True)
class Fact:
    """A fact as its subscribers see it: when, by whom, and the event itself. `actor_id` is None for the portal."""

    id: int
    at: datetime
    actor_id: int | None
    event: Event


E = TypeVar("E", bound=Event)
Reaction = Callable[[Any, Fact], None]


class Subscriptions:
    """Who must hear of what. A subscriber's name is kept in the database: renaming one loses its deliveries."""

    def __init__(self) -> None:
        self._events: dict[str, type[Event]] = {}
        self._names: dict[str, list[str]] = {}
        self._reactions: dict[tuple[str, str], Reaction] = {}

    def add(self, name: str, event: type[E], reaction: Callable[[E, Fact], None]) -> None:
        """Let `reaction` hear of every `event`, as `name`."""
        kind = event.kind()
        if (name, kind) in self._reactions:
            raise ValueError(f"{name} already hears of {kind}")
        self.know(event)
        self._names.setdefault(kind, []).append(name)
        self._reactions[name, kind] = reaction

    def know(self, event: type[Event]) -> None:
        """Make an event's class known, so that its facts can be read back."""
        known = self._events.setdefault(event.kind(), event)
        if known is not event:
            raise ValueError(f"two events are called {event.kind()}")

    def clear(self) -> None:
        """Forget everybody; the wiring starts from here."""
        self._events.clear()
        self._names.clear()
        self._reactions.clear()

    def names(self, kind: str) -> list[str]:
        """The subscribers of a kind of fact."""
        return self._names.get(kind, [])

    def subscribers(self) -> frozenset[str]:
        """Everybody who subscribed to anything, by name."""
        return frozenset(name for name, _ in self._reactions)

    def kinds(self) -> list[str]:
        """Every kind of fact that is known."""
        return sorted(self._events)

    def reaction(self, name: str, kind: str) -> Reaction | None:
        """What `name` does about `kind`; None where it no longer cares."""
        return self._reactions.get((name, kind))

    def read(self, row: FactRow) -> Fact:
        """A fact row as a fact. Raises KeyError for a kind nobody knows any more."""
        return Fact(row.id, row.at, row.actor_id, self.read_event(row.kind, row.payload))

    def read_event(self, kind: str, payload: Mapping[str, Any]) -> Event:
        """What a fact row says, as its event. Raises KeyError for a kind nobody knows any more."""
        event = self._events[kind]
        known = {field.name for field in dataclasses.fields(event)}
        return event(**{k: v for k, v in payload.items() if k in known})


subscriptions = Subscriptions()
_wakers: list[Callable[[], None]] = []


def on_facts(wake: Callable[[], None]) -> None:
    """Let `wake` be called after each commit that recorded facts, from now on."""
    _wakers.append(wake)


def no_longer_on_facts(wake: Callable[[], None]) -> None:
    """Let `wake` sleep. Twice is once."""
    if wake in _wakers:
        _wakers.remove(wake)


def record(event: Event, actor_id: int | None) -> int:
    """Write that `event` happened, by `actor_id` (None: by the portal itself). Returns the fact's id.

    Must be called inside a transaction, after the rows it speaks of are flushed.
    """
    kind, at = event.kind(), clock.now()
    row = FactRow(
        kind=kind,
        at=at,
        actor_id=actor_id,
        subject_type=event.subject.removesuffix("_id"),
        subject_id=event.subject_id,
        payload=dataclasses.asdict(event),
        is_moderation=event.is_moderation,
    )
    session().add(row)
    session().flush()
    _address(row.id, at, subscriptions.names(kind))
    for wake in _wakers:
        after_commit(wake)
    return row.id


def _address(fact_id: int, at: datetime, names: Iterable[str]) -> None:
    rows = [
        {"fact_id": fact_id, "subscriber": name, "state": DeliveryState.PENDING, "attempts": 0, "due_at": at}
        for name in names
    ]
    if rows:
        session().execute(insert(Delivery), rows)

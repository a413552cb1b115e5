"""Who watches what, and telling them. Rights are asked when somebody begins to watch, and again at every word.

A word says that something happened, and where. The page that hears it fetches its parts over HTTP, where the ordinary
rights hold, so a socket can never say more than a page would.
"""

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Protocol

from sqlalchemy import select

from portal.core import clock
from portal.core.db import session
from portal.core.models import User
from portal.core.permissions import Actor
from portal.live.topics import FINDERS, Finder, Kind, Room, Topic, Watched

MOST_TOPICS_A_SOCKET = 4
SECONDS_BETWEEN_ANSWERING = 2.0
"""So often at most one page says that somebody there is answering."""


@dataclass(frozen=True)
class Owner:
    """Whose socket it is: the person, and the sign-in epoch of the session it was opened with."""

    id: int
    version: int


@dataclass(frozen=True)
class Word:
    """What a watching page hears: something of `kind` happened to `topic`."""

    topic: str
    kind: str


class Wire(Protocol):
    """How words reach a socket, and how one is cut."""

    def emit(self, event: str, payload: dict[str, str], *, to: str) -> None:
        """Send to one socket."""

    def cut(self, socket_id: str) -> None:
        """End one socket, and tell its page not to come back by itself."""


class Hub:
    """The watchers of this process. Safe to use from many threads; no lock is held while the wire is used."""

    def __init__(
        self,
        wire: Wire,
        finders: Mapping[Room, Finder] = FINDERS,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wire = wire
        self._finders = finders
        self._now = now
        self._lock = threading.Lock()
        self._owners: dict[str, Owner] = {}
        self._watching: dict[Topic, set[str]] = {}
        self._answered_at: dict[str, float] = {}

    @property
    def is_empty(self) -> bool:
        """Whether nobody is here."""
        return not self._owners

    def enter(self, socket_id: str, owner: Owner) -> None:
        """Take a socket in."""
        with self._lock:
            self._owners[socket_id] = owner

    def leave(self, socket_id: str) -> None:
        """Forget a socket. Twice is once."""
        with self._lock:
            self._owners.pop(socket_id, None)
            self._answered_at.pop(socket_id, None)
            for topic in [topic for topic, sockets in self._watching.items() if socket_id in sockets]:
                self._drop(topic, socket_id)

    def watch(self, socket_id: str, topic: Topic) -> int | None:
        """Let a socket hear of `topic`, if its person may. Returns the topic's state; None where it does not hear."""
        with self._lock:
            owner = self._owners.get(socket_id)
        if owner is None:
            return None
        actor = self._actors([owner]).get(owner)
        if actor is None:
            self._wire.cut(socket_id)
            return None
        with self._lock:
            watched_already = sum(socket_id in sockets for sockets in self._watching.values())
            if socket_id not in self._owners or watched_already >= MOST_TOPICS_A_SOCKET:
                return None
            self._watching.setdefault(topic, set()).add(socket_id)
        # Only now is the state read: what changes from here on is heard of, so nothing falls in between.
        watched = self._find(topic)
        if watched is None or not watched.may(actor):
            with self._lock:
                self._drop(topic, socket_id)
            return None
        return watched.state

    def is_watching(self, socket_id: str, topic: Topic) -> bool:
        """Whether a socket hears of `topic`."""
        with self._lock:
            return socket_id in self._watching.get(topic, ())

    def tell(self, topic: Topic, kind: Kind, *, but: str | None = None) -> int:
        """Say a word to everybody who watches `topic` and still may, `but` one socket. Returns to how many."""
        with self._lock:
            sockets = {one: self._owners[one] for one in self._watching.get(topic, ()) if one != but}
        if not sockets:
            return 0
        watched, actors = self._find(topic), self._actors(sockets.values())
        payload = asdict(Word(str(topic), kind.value))
        told = 0
        for socket_id, owner in sockets.items():
            actor = actors.get(owner)
            if actor is None:
                self._wire.cut(socket_id)
            elif watched is not None and watched.may(actor):
                self._wire.emit("word", payload, to=socket_id)
                told += 1
            else:
                with self._lock:
                    self._drop(topic, socket_id)
        return told

    def say_answering(self, socket_id: str, topic: Topic) -> int:
        """Let the others on a page know that somebody is answering, not who. Returns how many were told."""
        if topic.room is not Room.QUESTION or not self.is_watching(socket_id, topic):
            return 0
        with self._lock:
            owner, now = self._owners.get(socket_id), self._now()
            if owner is None or now - self._answered_at.get(socket_id, float("-inf")) < SECONDS_BETWEEN_ANSWERING:
                return 0
            self._answered_at[socket_id] = now
        actor, watched = self._actors([owner]).get(owner), self._find(topic)
        if actor is None or actor.is_suspended or watched is None or not watched.may(actor):
            return 0
        return self.tell(topic, Kind.ANSWERING, but=socket_id)

    def cut_off(self, user_id: int) -> None:
        """End every socket of a person, if the session it was opened with has ended."""
        with self._lock:
            sockets = {one: owner for one, owner in self._owners.items() if owner.id == user_id}
        known = self._actors(sockets.values()) if sockets else {}
        for socket_id, owner in sockets.items():
            if owner not in known:
                self._wire.cut(socket_id)

    def _drop(self, topic: Topic, socket_id: str) -> None:
        sockets = self._watching.get(topic, set())
        sockets.discard(socket_id)
        if not sockets:
            self._watching.pop(topic, None)

    def _find(self, topic: Topic) -> Watched | None:
        return self._finders[topic.room](topic.id)

    def _actors(self, owners: Iterable[Owner]) -> dict[Owner, Actor]:
        """The people behind sockets as they are now; those whose sessions have ended are absent. One query."""
        wanted = {owner.id for owner in owners}
        rows = session().execute(
            select(
                User.id, User.auth_version, User.handle, User.name, User.role, User.level, User.suspended_until
            ).where(User.id.in_(wanted), User.disabled_at.is_(None))
        )
        now = clock.now()
        return {
            Owner(row.id, row.auth_version): Actor(
                row.id,
                row.handle,
                row.name,
                row.role,
                row.level,
                row.suspended_until is not None and row.suspended_until > now,
            )
            for row in rows
        }

"""Who watches what, and telling them. Rights are asked when somebody starts to watch and again at every word.

A word carries ids alone. The page that hears it fetches its parts over HTTP, where the ordinary rights hold, so a
socket can never say more than a page would.
"""

import threading
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Protocol

from sqlalchemy import select

from portal.core import clock
from portal.core.db import session
from portal.core.models import User
from portal.core.permissions import Actor

MayWatch = Callable[[Actor, int], bool]
MOST_TOPICS_A_SOCKET = 8


@dataclass(frozen=True)
class Topic:
    """Something to watch: question 7, the desk, one's own bell."""

    name: str
    id: int = 0

    @classmethod
    def parse(cls, text: object) -> "Topic | None":
        """ "question:7" as a topic; None for anything else."""
        if not isinstance(text, str) or len(text) > 40:
            return None
        name, _, number = text.partition(":")
        if not name.isascii() or not name.isalpha() or (number and not (number.isascii() and number.isdecimal())):
            return None
        return cls(name, int(number or 0))

    def __str__(self) -> str:
        return f"{self.name}:{self.id}"


@dataclass(frozen=True)
class Word:
    """What a watching page hears: something of `kind` happened; `id` is the thing it happened to."""

    topic: str
    kind: str
    id: int


class Wire(Protocol):
    """How words reach a socket, and how one is cut."""

    def emit(self, event: str, payload: dict[str, object], *, to: str) -> None:
        """Send to one socket."""

    def disconnect(self, socket_id: str) -> None:
        """Cut one socket."""


class Hub:
    """The watchers of this process. Safe to use from many threads."""

    def __init__(self, wire: Wire, may_watch: dict[str, MayWatch], most_sockets: int) -> None:
        self._wire = wire
        self._may_watch = may_watch
        self._most_sockets = most_sockets
        self._lock = threading.Lock()
        self._people: dict[str, tuple[int, int]] = {}
        self._watching: dict[Topic, set[str]] = {}

    def enter(self, socket_id: str, user_id: int, auth_version: int) -> bool:
        """Take a socket in; False when there is no room for another one, which then lives by ordinary pages."""
        with self._lock:
            if len(self._people) >= self._most_sockets:
                return False
            self._people[socket_id] = (user_id, auth_version)
            return True

    def leave(self, socket_id: str) -> None:
        """Forget a socket; twice is once."""
        with self._lock:
            self._people.pop(socket_id, None)
            for watchers in self._watching.values():
                watchers.discard(socket_id)
            self._watching = {topic: watchers for topic, watchers in self._watching.items() if watchers}

    def watch(self, socket_id: str, topic: Topic) -> bool:
        """Let a socket hear of `topic`, if its person may. Returns whether it does."""
        actors = self._actors([socket_id])
        if socket_id not in actors or not self._may(actors[socket_id], topic):
            return False
        with self._lock:
            if sum(socket_id in watchers for watchers in self._watching.values()) >= MOST_TOPICS_A_SOCKET:
                return False
            self._watching.setdefault(topic, set()).add(socket_id)
        return True

    def is_watching(self, socket_id: str, topic: Topic) -> bool:
        """Whether a socket hears of `topic`."""
        with self._lock:
            return socket_id in self._watching.get(topic, ())

    def tell(self, topic: Topic, kind: str, subject_id: int, *, but: str | None = None) -> int:
        """Say a word to everybody who watches `topic` and still may, `but` one socket. Returns to how many."""
        with self._lock:
            sockets = self._watching.get(topic, set()) - {but}
        if not sockets:
            return 0
        actors = self._actors(sockets)
        payload = asdict(Word(str(topic), kind, subject_id))
        told = 0
        for socket_id in sockets:
            actor = actors.get(socket_id)
            if actor is None:
                self._wire.disconnect(socket_id)
            elif self._may(actor, topic):
                self._wire.emit("word", payload, to=socket_id)
                told += 1
            else:
                with self._lock:
                    self._watching.get(topic, set()).discard(socket_id)
        return told

    def cut_off(self, user_id: int) -> None:
        """Disconnect every socket of a person whose sessions have ended."""
        with self._lock:
            sockets = [socket_id for socket_id, (owner, _) in self._people.items() if owner == user_id]
        for socket_id in sockets:
            self._wire.disconnect(socket_id)

    def _may(self, actor: Actor, topic: Topic) -> bool:
        rule = self._may_watch.get(topic.name)
        return rule is not None and rule(actor, topic.id)

    def _actors(self, socket_ids: Iterable[str]) -> dict[str, Actor]:
        """The people behind sockets as they are now; those whose sessions have ended are absent. One query."""
        with self._lock:
            owners = {socket_id: self._people[socket_id] for socket_id in socket_ids if socket_id in self._people}
        wanted = {user_id for user_id, _ in owners.values()}
        rows = session().execute(
            select(
                User.id, User.auth_version, User.handle, User.name, User.role, User.level, User.suspended_until
            ).where(User.id.in_(wanted), User.disabled_at.is_(None))
        )
        now = clock.now()
        known = {
            (row.id, row.auth_version): Actor(
                row.id,
                row.handle,
                row.name,
                row.role,
                row.level,
                row.suspended_until is not None and row.suspended_until > now,
            )
            for row in rows
        }
        return {socket_id: known[owner] for socket_id, owner in owners.items() if owner in known}

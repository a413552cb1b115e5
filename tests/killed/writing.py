"""Colleagues who go on writing into a portal that is killed under them, and remember what it confirmed."""

import http.client
import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.support.portals import RunningPortal
from tests.support.visitors import Visitor

PATIENCE = 120.0
_UNFIT = "q.deleted_at IS NULL AND q.closed_at IS NULL AND q.locked_at IS NULL AND q.visibility = 'everyone'"
_ACCEPTABLE = f"""
    SELECT min(a.id), u.handle
    FROM answers a JOIN questions q ON q.id = a.question_id JOIN users u ON u.id = q.author_id
    WHERE {_UNFIT} AND a.deleted_at IS NULL AND a.author_id <> q.author_id AND u.disabled_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM answers other WHERE other.question_id = q.id AND other.accepted_at IS NOT NULL)
    GROUP BY q.id, u.handle ORDER BY q.id LIMIT :most
"""
_VOTABLE = f"""
    SELECT a.id, u.handle FROM answers a JOIN questions q ON q.id = a.question_id
    JOIN users u ON u.id <> a.author_id AND u.disabled_at IS NULL AND u.role = 'employee' AND u.id % 5 = a.id % 5
    WHERE {_UNFIT} AND a.deleted_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM helpful_votes v WHERE v.answer_id = a.id AND v.user_id = u.id)
    ORDER BY a.id DESC, u.id LIMIT :most
"""
_ANSWERABLE = f"""
    SELECT q.id, u.handle FROM questions q
    JOIN users u ON u.id <> q.author_id AND u.disabled_at IS NULL AND u.role = 'superuser' AND u.id % 4 = q.id % 4
    WHERE {_UNFIT} AND NOT EXISTS (SELECT 1 FROM answers a WHERE a.question_id = q.id AND a.author_id = u.id)
    ORDER BY q.id DESC, u.id LIMIT :most
"""


@dataclass(frozen=True)
class Deed:
    """Something one person does to one thing, once."""

    kind: str
    subject: int
    by: str

    @property
    def words(self) -> str:
        """What an answer says, known by nothing else."""
        return f"Deed {self.subject} of {self.by}: take it apart, clean both ends, and put it together again."

    def do(self, visitor: Visitor) -> bool:
        """Whether the portal confirmed it."""
        if self.kind == "answer":
            reply = visitor.post(f"/questions/{self.subject}/answers", body=self.words)
        else:
            reply = visitor.post(f"/answers/{self.subject}/{self.kind}")
        return reply.status == 303 and not reply.location.startswith("/sign-in")


def deeds_to_do(portal: RunningPortal, most: int) -> list[Deed]:
    """What there is to do in the demo company, in an order that is the same every time."""
    found = [
        Deed(kind, int(str(subject)), str(by))
        for kind, statement in (("accept", _ACCEPTABLE), ("helpful", _VOTABLE), ("answer", _ANSWERABLE))
        for subject, by in portal.ask(statement, most=most)
    ]
    random.Random(7).shuffle(found)
    return found


class Colleagues:
    """Some people at once, each with deeds of their own; `confirmed` is what they were told is done."""

    def __init__(self, portal: RunningPortal, deeds: Sequence[Deed], at_once: int = 3) -> None:
        self.confirmed: list[Deed] = []
        self._cookies = {deed.by: portal.cookie(deed.by) for deed in deeds}
        self._portal = portal
        self._told = threading.Condition()
        self._is_up = threading.Event()
        self._threads = [threading.Thread(target=self._work, args=(deeds[start::at_once],)) for start in range(at_once)]

    def start(self) -> None:
        """Begin, as soon as the portal is said to be up."""
        for thread in self._threads:
            thread.start()

    def go_on(self) -> None:
        """The portal is up again."""
        self._is_up.set()

    def wait_for(self, more: int) -> None:
        """Wait until so many more were confirmed, or nobody has anything left to do; then say that it goes down."""
        with self._told:
            wanted = len(self.confirmed) + more
            enough = self._told.wait_for(lambda: len(self.confirmed) >= wanted or self.are_done, PATIENCE)
        assert enough, "nothing was confirmed for a long time"
        self._is_up.clear()

    @property
    def are_done(self) -> bool:
        """Whether everybody has done all they had to do."""
        return not any(thread.is_alive() for thread in self._threads)

    def finish(self) -> None:
        """Let them do the rest."""
        for thread in self._threads:
            thread.join(PATIENCE)
        assert self.are_done

    def _work(self, deeds: Sequence[Deed]) -> None:
        for deed in deeds:
            assert self._is_up.wait(PATIENCE)
            if self._try(lambda visitor, deed=deed: deed.do(visitor), deed.by):  # type: ignore[misc]
                with self._told:
                    self.confirmed.append(deed)
                    self._told.notify_all()
        with self._told:
            self._told.notify_all()

    def _try(self, deed: Callable[[Visitor], bool], by: str) -> bool:
        try:
            with Visitor(self._portal.port, self._cookies[by]) as visitor:
                return deed(visitor)
        except (OSError, http.client.HTTPException, AssertionError):
            return False  # nobody knows whether it was done

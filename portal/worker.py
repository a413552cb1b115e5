"""The worker: makes deliveries, keeps the search index true, sends mail. One a portal, in the server or beside it."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from portal.core import db, deliveries, facts
from portal.core.settings import Settings

log = logging.getLogger(__name__)

PAUSE = 0.5
PATIENCE = 10.0
"""Seconds that a chore in hand may take when asked to stop; what is not done then is done after the next start."""


@dataclass(frozen=True)
class Chore:
    """Something done again and again. `work` returns how much it did; more than nothing asks for another round now."""

    name: str
    work: Callable[[], int]
    every_seconds: float = 0.0


class Worker:
    """Does the chores until told to stop; a chore that fails is tried again in the next round."""

    def __init__(self, chores: list[Chore]) -> None:
        self._chores = chores
        self._last: dict[str, float] = {}
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Work in a thread beside the caller, woken by every commit that recorded facts."""
        facts.on_facts(self._wake.set)
        self._thread = threading.Thread(target=self.run, name="questboard-worker", daemon=True)
        self._thread.start()

    def ask_to_stop(self) -> None:
        """Let the chore in hand be the last. Safe to call twice, and from a signal handler."""
        self._stopping.set()
        self._wake.set()

    def stop(self) -> None:
        """Ask to stop, and wait for the thread that `start` made."""
        self.ask_to_stop()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(timeout=PATIENCE)
        facts.no_longer_on_facts(self._wake.set)

    def run(self) -> None:
        """Work in this thread until `stop()`."""
        while not self._stopping.is_set():
            self._wake.clear()
            if not self.round():
                self._wake.wait(PAUSE)

    def round(self) -> int:
        """Every chore that is due, once. Returns how much was done."""
        done = 0
        for chore in self._chores:
            if self._stopping.is_set():
                break
            now = time.monotonic()
            if now - self._last.get(chore.name, float("-inf")) < chore.every_seconds:
                continue
            self._last[chore.name] = now
            try:
                done += chore.work()
            except Exception:
                log.exception("the chore %s failed", chore.name)
            finally:
                db.release()
        return done


def chores(settings: Settings) -> list[Chore]:
    """All there is to do: deliveries, and what `portal.wiring` lists but for what those who serve pages do."""
    from portal import wiring

    rest = [Chore(name, work, seconds) for name, work, seconds in wiring.chores(settings)]
    return [Chore("deliveries", deliveries.deliver_due), *rest]

"""Two people at once: the same moment, each in a thread and a transaction of their own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from portal.core.db import release
from portal.core.refusals import Refused

T = TypeVar("T")


def together(*acts: Callable[[], T]) -> list[T | Refused]:
    """What each of `acts` gave, or how it was refused, all begun at the same moment."""
    start = Barrier(len(acts))

    def act(one: Callable[[], T]) -> T | Refused:
        start.wait(timeout=10)
        try:
            return one()
        except Refused as refusal:
            return refusal
        finally:
            release()

    release()
    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(act, acts))

"""The time, as everything in the portal sees it: aware, in UTC, and movable for replays and tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_moved_to: ContextVar[datetime | None] = ContextVar("clock_moved_to", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC; inside `at(moment)`, that moment."""
    return _moved_to.get() or datetime.now(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let `now()` be `moment` in this context: a replay of the past, or a test's afternoon."""
    if moment.tzinfo is None:
        raise ValueError("the clock needs an aware moment")
    token = _moved_to.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _moved_to.reset(token)

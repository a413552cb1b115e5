"""Whether the index agrees with the database: every document, in the revision it should have."""

import time

from portal.core import db
from portal.finding import index as door
from portal.finding import sources
from portal.search.results import Agreement

PASSES = 3
PAUSE = 1.0
"""Seconds between two comparisons: what changed while one was made is not held against the index."""


def compare(passes: int = PASSES, pause: float = PAUSE) -> Agreement:
    """What is missing, too much, or stale in the index, and was so each time. Raises what the index raises."""
    found = _compare_once()
    for _ in range(passes - 1):
        if found.is_complete:
            break
        time.sleep(pause)
        found = _in_both(found, _compare_once())
    return found


def _compare_once() -> Agreement:
    try:
        return door.index().check((document.key, document.revision) for document in sources.every_document())
    finally:
        db.release()


def _in_both(first: Agreement, second: Agreement) -> Agreement:
    def still(before: tuple[str, ...], after: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(sorted(set(before) & set(after)))

    return Agreement(
        still(first.missing, second.missing), still(first.extra, second.extra), still(first.stale, second.stale)
    )

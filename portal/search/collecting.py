"""From scored documents to a page: one hit a thread, the order of equals, and the counts beside the results."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from portal.search.documents import Flag, Kind, Trust
from portal.search.postings import Docs, Floats, spread
from portal.search.results import Page
from portal.search.schema import FLAGS, KINDS, TRUSTS
from portal.search.segments import Names
from portal.search.snapshot import Snapshot

TRUST_ORDER = (
    Trust.OFFICIAL,
    Trust.ENDORSED,
    Trust.ACCEPTED,
    Trust.COMMUNITY,
    Trust.REVIEW_DUE,
    Trust.RETIRED,
)
_TRUST_PLACE = np.array([TRUST_ORDER.index(trust) for trust in TRUSTS])
MAX_NAMES = 50
"""Tags and applications that are counted, the most frequent first."""


@dataclass(frozen=True, slots=True)
class Collected:
    """The threads found, each by its best document, in no order."""

    docs: Docs
    scores: Floats


def best_of_threads(snapshot: Snapshot, docs: Docs, scores: Floats) -> Collected:
    """The best document of each thread. Of equals, the first in the order of the page."""
    if not docs.size:
        return Collected(docs, scores)
    threads = snapshot.threads[docs]
    best = np.full(len(snapshot.registers.threads), -np.inf)
    np.maximum.at(best, threads, scores)
    is_best = scores == best[threads]
    docs, scores, threads = docs[is_best], scores[is_best], threads[is_best]
    if docs.size > np.count_nonzero(best > -np.inf):
        order = _order(snapshot, docs, scores)
        _, firsts = np.unique(threads[order], return_index=True)
        chosen = order[firsts]
        docs, scores = docs[chosen], scores[chosen]
    return Collected(docs, scores)


def page_of(snapshot: Snapshot, found: Collected, page: Page) -> list[tuple[int, float]]:
    """The documents of a page with their scores, best first.

    Equal scores are ordered by trust, then newest update, then a number made of the key.
    """
    last = page.offset + page.size
    docs, scores = found.docs, found.scores
    if docs.size > last:
        least = np.partition(scores, docs.size - last)[docs.size - last]
        reached = scores >= least
        docs, scores = docs[reached], scores[reached]
    order = _order(snapshot, docs, scores)[page.offset : last]
    return list(zip(docs[order].tolist(), scores[order].tolist(), strict=True))


def count_kinds(snapshot: Snapshot, docs: Docs) -> dict[Kind, int]:
    """Threads with a found document of each kind, of those kinds that there are."""
    kinds = snapshot.column("kind")[docs]
    counts = {kind: _threads(snapshot, docs[kinds == i]) for i, kind in enumerate(KINDS)}
    return {kind: count for kind, count in counts.items() if count}


def count_flags(snapshot: Snapshot, docs: Docs) -> dict[Flag, int]:
    """Threads with a found document of each state."""
    flags = snapshot.column("flags")[docs]
    counts = {flag: _threads(snapshot, docs[(flags & (1 << i)) != 0]) for i, flag in enumerate(FLAGS)}
    return {flag: count for flag, count in counts.items() if count}


def count_applications(snapshot: Snapshot, representatives: Docs) -> dict[str, int]:
    """Threads of each application, most frequent first."""
    return _named(snapshot.registers.applications, snapshot.applications[representatives])


def count_tags(snapshot: Snapshot, representatives: Docs) -> dict[str, int]:
    """Threads with each tag, most frequent first."""
    starts, tags = snapshot.tags
    places = spread(starts[representatives], starts[representatives + 1])
    return _named(snapshot.registers.tags, tags[places])


def _order(snapshot: Snapshot, docs: Docs, scores: Floats) -> NDArray[np.intp]:
    column = snapshot.column
    trust = _TRUST_PLACE[column("trust")[docs]]
    return np.lexsort((column("tie")[docs], -column("updated")[docs], trust, -scores))


def _threads(snapshot: Snapshot, docs: Docs) -> int:
    """How many threads the documents belong to."""
    if docs.size < 256:
        return len(set(snapshot.threads[docs].tolist()))
    is_there = np.zeros(len(snapshot.registers.threads), np.bool_)
    is_there[snapshot.threads[docs]] = True
    return int(np.count_nonzero(is_there))


def _named(names: Names, numbers: NDArray[np.int32]) -> dict[str, int]:
    counts = np.bincount(numbers)
    there = np.flatnonzero(counts)
    pairs = zip(map(names.name, there.tolist()), counts[there].tolist(), strict=True)
    ranked = sorted((pair for pair in pairs if pair[0]), key=lambda pair: (-pair[1], pair[0]))
    return dict(ranked[:MAX_NAMES])

"""What looks like a text: before one asks, and beside what one reads."""

import time
from weakref import WeakKeyDictionary

from portal.core.permissions import Actor
from portal.finding import curated, meaning, seeing, sources
from portal.finding import index as door
from portal.search.errors import SearchError
from portal.search.index import SearchIndex
from portal.search.results import Similar
from portal.search.viewers import Viewer
from portal.web.similar import SimilarItem

MOST = 5
MORE_THAN_SHOWN = 3
"""How many more are looked for, in case some may no longer be read."""
LEAST_SCORE = 0.2
LEAST_BESIDE_BEST = 0.45
"""What shares less than this with the text, or this part of what the best shares, would only distract."""
LONGEST_TITLE = 300
LONGEST_BODY = 2_000
KEPT_SECONDS = 300.0
MOST_KEPT = 2_000

_Kept = dict[tuple[str, Viewer, frozenset[str]], tuple[float, tuple[Similar, ...]]]
_kept: "WeakKeyDictionary[SearchIndex, _Kept]" = WeakKeyDictionary()


def find_similar(title: str, text: str, actor: Actor, leave_out: frozenset[str] = frozenset()) -> list[SimilarItem]:
    """Questions and articles like this title and text that `actor` may read, best first.

    Beside a page, whose own thread is left out, the title alone says what it is about, and what was found is kept for
    some minutes for all who read it.
    """
    title, text = title[:LONGEST_TITLE], text[:LONGEST_BODY]
    try:
        hits = _beside(title, actor, leave_out) if leave_out else _like(title, text, seeing.viewer_of(actor))
    except SearchError as problem:
        door.report(problem)
        return []
    least = max(LEAST_SCORE, LEAST_BESIDE_BEST * max((hit.score for hit in hits), default=0.0))
    near = [hit.thread for hit in hits if hit.score >= least]
    again = sources.find_briefly(actor, near)
    return [again[thread] for thread in near if thread in again][:MOST]


def _like(title: str, text: str, viewer: Viewer, leave_out: frozenset[str] = frozenset()) -> tuple[Similar, ...]:
    return door.index().similar(
        title,
        text,
        viewer,
        exclude=leave_out,
        limit=MOST + MORE_THAN_SHOWN,
        synonyms=curated.synonyms(),
        meanings=meaning.meanings(),
    )


def _beside(title: str, actor: Actor, leave_out: frozenset[str]) -> tuple[Similar, ...]:
    viewer = seeing.neighbour_of(actor)
    kept = _kept.setdefault(door.index(), {})
    wanted = (title, viewer, leave_out)
    until, hits = kept.get(wanted, (0.0, ()))
    if time.monotonic() > until:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        hits = _like(title, "", viewer, leave_out)
        kept[wanted] = (time.monotonic() + KEPT_SECONDS, hits)
    return hits

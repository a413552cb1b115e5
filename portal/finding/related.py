"""What is related to a question or an article: worked out by the worker, so that a page has only to read it.

What a page would have to search for grows with the site. So each thread keeps its neighbours, found by its title, and
they are found anew when it changes, when a new one comes near it, and when they are missing.
"""

import time
from collections.abc import Iterator, Sequence
from hashlib import blake2b

from sqlalchemy import bindparam, delete, insert, select

from portal.core import db
from portal.core.db import fetch, session, transaction
from portal.core.permissions import Actor
from portal.finding import curated, meaning, seeing, sources
from portal.finding import index as door
from portal.finding.alike import LEAST_BESIDE_BEST, LEAST_SCORE
from portal.finding.models import Neighbours
from portal.search.documents import Document, Heading
from portal.search.errors import SearchError
from portal.web.similar import SimilarItem

MOST_SHOWN = 5
MOST_KEPT = 7
"""Of those that all may read; as many again of those that only IT may."""
MOST_AT_ONCE = 16
MOST_LOOKED_AT_ONCE = 1_000
MOST_HEARD_OF = 20_000
ALL_AGAIN_EVERY = 600.0
"""Seconds between two looks at every title; what changes meanwhile is told of, unless the worker was killed."""
REST_AFTER_TROUBLE = 60.0

_NEIGHBOURS = select(Neighbours.others).where(Neighbours.thread == bindparam("thread"))


def related_to(thread: str, actor: Actor) -> list[SimilarItem]:
    """What is related to this thread, as far as `actor` may read it, best first."""
    row = fetch(_NEIGHBOURS, {"thread": thread}).first()
    if row is None or not row.others:
        return []
    readable = sources.find_briefly(actor, [other for other, _ in row.others])
    near = [(other, score) for other, score in row.others if other in readable]
    least = max(LEAST_SCORE, LEAST_BESIDE_BEST * max((score for _, score in near), default=0.0))
    return [readable[other] for other, score in near if score >= least][:MOST_SHOWN]


class Relating:
    """The chore: finds the neighbours of what has none, or those of another title. Some at a time."""

    def __init__(self) -> None:
        self._changed: dict[str, Heading] = {}
        self._gone: set[str] = set()
        self._everything: Iterator[list[Heading]] | None = None
        self._missing: list[Heading] = []
        self._looks_again_at = 0.0

    def hear_of(self, documents: Sequence[Document], gone: set[str]) -> None:
        """The index changed, and so may what is related."""
        self._gone.update(gone)
        for document in documents:
            if document.key == document.thread and len(self._changed) < MOST_HEARD_OF:
                self._changed[document.thread] = Heading(document.thread, document.title, document.language)

    def __call__(self) -> int:
        """Find some. Returns how many threads were looked at."""
        try:
            return self._find_some()
        except SearchError as problem:
            door.report(problem)
            self._everything, self._missing = None, []
            self._looks_again_at = time.monotonic() + REST_AFTER_TROUBLE
            return 0

    def _find_some(self) -> int:
        if self._gone:
            _forget([self._gone.pop() for _ in range(min(len(self._gone), MOST_LOOKED_AT_ONCE))])
        if self._changed:
            some = _missing_of([self._changed.pop(thread) for thread in list(self._changed)[:MOST_AT_ONCE]])
            met = _relate(some)
            _relate(sources.headings(met - {heading.thread for heading in some}))
            return max(1, len(some))
        return self._go_on()

    def _go_on(self) -> int:
        """The next few of everything there is."""
        if self._missing:
            some, self._missing = self._missing[:MOST_AT_ONCE], self._missing[MOST_AT_ONCE:]
            _relate(some)
            return len(some)
        if self._everything is None:
            if time.monotonic() < self._looks_again_at:
                return 0
            self._everything = sources.every_heading(MOST_LOOKED_AT_ONCE)
        page = next(self._everything, None)
        if page is None:
            self._everything, self._looks_again_at = None, time.monotonic() + ALL_AGAIN_EVERY
            return 0
        missing = _missing_of(page)
        # what is not indexed yet, after an import say, would be found next to nothing, and stay so
        held = door.index().held(heading.thread for heading in missing)
        self._missing = [heading for heading in missing if heading.thread in held]
        return len(page)


def _missing_of(headings: Sequence[Heading]) -> list[Heading]:
    """Those whose neighbours are not known, or were found for another title."""
    threads = [heading.thread for heading in headings]
    known = select(Neighbours.thread, Neighbours.digest).where(Neighbours.thread.in_(threads))
    digests = {row.thread: row.digest for row in session().execute(known)}
    db.release()
    return [heading for heading in headings if digests.get(heading.thread) != _digest(heading)]


def _relate(headings: Sequence[Heading]) -> set[str]:
    """Find the neighbours of these and write them down. Returns who they are."""
    found = {heading: _neighbours(heading) for heading in headings}
    if found:
        rows = [
            {"thread": heading.thread, "digest": _digest(heading), "others": others}
            for heading, others in found.items()
        ]
        with transaction() as opened:
            opened.execute(delete(Neighbours).where(Neighbours.thread.in_([row["thread"] for row in rows])))
            opened.execute(insert(Neighbours), rows)
    return {other for others in found.values() for other, _ in others}


def _neighbours(heading: Heading) -> list[tuple[str, float]]:
    """Those that all may read, and apart from them those that only IT may, so that neither takes the other's place."""
    languages = tuple(dict.fromkeys((heading.language, "en")))
    best: dict[str, float] = {}
    for viewer in (seeing.anybody(languages), seeing.it_alone(languages)):
        hits = door.index().similar(
            heading.title,
            "",
            viewer,
            exclude=frozenset({heading.thread}),
            limit=MOST_KEPT,
            synonyms=curated.synonyms(),
            meanings=meaning.meanings(),
        )
        best |= {hit.thread: round(float(hit.score), 4) for hit in hits if hit.score >= LEAST_SCORE}
    return sorted(best.items(), key=lambda pair: -pair[1])


def _forget(threads: Sequence[str]) -> None:
    with transaction() as opened:
        opened.execute(delete(Neighbours).where(Neighbours.thread.in_(threads)))


def _digest(heading: Heading) -> str:
    told = f"{heading.language}\n{heading.title}"
    return blake2b(told.encode("utf-8", "replace"), digest_size=12).hexdigest()

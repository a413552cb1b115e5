"""What to offer under the search box while somebody types: titles, tags and applications that go on like that."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice

import numpy as np

from portal.search.boosts import Boosts
from portal.search.matching import visible
from portal.search.postings import NO_DOCS, Bools, Docs, Floats, distinct
from portal.search.results import Suggestion, SuggestionKind
from portal.search.schema import TRUSTS, ExactField, value
from portal.search.segments import Names
from portal.search.snapshot import Snapshot
from portal.search.titles import Titles, words_of
from portal.search.viewers import Viewer

MAX_TYPED = 100
"""Characters of the typed text that are looked at, and so the number of its words."""
_MAX_WORDS = 8
_LOOKED_AT = 400
"""Titles looked at one by one for the order of their words."""
_OPENING = 1.0
"""What it counts that the title itself begins as typed; more than all boosts together."""
_MAX_NAMES = 3


def suggest(snapshot: Snapshot, typed: str, viewer: Viewer, now: datetime, limit: int) -> tuple[Suggestion, ...]:
    """Suggestions for what was typed so far, titles first, then tags, then applications."""
    words = words_of(typed[:MAX_TYPED])[:_MAX_WORDS]
    if not words:
        return ()
    seen = visible(snapshot, viewer)
    tags = _names(snapshot, ExactField.TAG, snapshot.registers.tags, typed, seen)
    applications = _names(snapshot, ExactField.APPLICATION, snapshot.registers.applications, typed, seen)
    others = [
        *(Suggestion(SuggestionKind.TAG, name, None, None) for name in tags),
        *(Suggestion(SuggestionKind.APPLICATION, name, None, None) for name in applications),
    ]
    titles = _titles(snapshot, words, seen, Boosts(snapshot, viewer.circumstances, now))
    return (*islice(titles, max(limit - len(others), 0)), *others)[:limit]


def _titles(snapshot: Snapshot, words: Sequence[str], seen: Bools, boosts: Boosts) -> Iterator[Suggestion]:
    """Titles that hold the words in order, each the beginning of one of the title's, best first."""
    docs = np.concatenate(
        [_candidates(part.segment.titles, words) + part.first for part in snapshot.parts] or [NO_DOCS]
    )
    docs = docs[seen[docs] & snapshot.in_force[docs]]
    opening = np.zeros(snapshot.size, np.bool_)
    for part in snapshot.parts:
        opening[part.segment.titles.opening_with(words[0]) + part.first] = True
    scores = boosts.factors(docs) + np.where(opening[docs], _OPENING, 0.0)
    named: set[str] = set()
    for number in _best_first(docs, scores):
        card = snapshot.card(number)
        if card.title not in named and _in_order(words, words_of(card.title)):
            named.add(card.title)
            trust = TRUSTS[int(snapshot.column("trust")[number])]
            yield Suggestion(SuggestionKind.TITLE, card.title, card.thread, trust)


def _candidates(titles: Titles, words: Sequence[str]) -> Docs:
    """Documents of a segment whose titles hold a word beginning with each of the words; longest word first."""
    first, *others = sorted(words, key=len, reverse=True)
    docs: Docs = distinct(titles.with_word(first))
    for word in others:
        docs = np.intersect1d(docs, titles.with_word(word))
    return docs


def _best_first(docs: Docs, scores: Floats) -> list[int]:
    if docs.size > _LOOKED_AT:
        best = np.argpartition(scores, docs.size - _LOOKED_AT)[docs.size - _LOOKED_AT :]
        docs, scores = docs[best], scores[best]
    order = np.lexsort((docs, -scores))
    return [int(number) for number in docs[order]]


def _in_order(words: Sequence[str], title: Sequence[str]) -> bool:
    rest = iter(title)
    return all(any(candidate.startswith(word) for candidate in rest) for word in words)


def _names(snapshot: Snapshot, field: ExactField, names: Names, typed: str, seen: Bools) -> list[str]:
    """Tags or applications that begin as typed, those with most visible documents first."""
    beginning = value(typed[:MAX_TYPED])
    counts = []
    for name in names.beginning_with(beginning):
        count = int(np.count_nonzero(seen[snapshot.docs(field, value(name))]))
        if count:
            counts.append((-count, name))
    return [name for _, name in sorted(counts)[:_MAX_NAMES]]

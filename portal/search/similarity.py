"""Threads like a text: what to look at before asking, what is related, what may be a duplicate."""

import math

import numpy as np

from portal.search.analysis import analyser, query_groups
from portal.search.budget import Budget
from portal.search.collecting import best_of_threads, page_of
from portal.search.matching import visible
from portal.search.postings import Floats
from portal.search.results import Page, Similar
from portal.search.schema import KINDS, TRUSTS, TextField
from portal.search.snapshot import TITLE_ONLY, Snapshot
from portal.search.viewers import Viewer

_BODY_LOOKED_AT = 4_000
"""Characters of the body that are read: what the matter is stands at its beginning."""
_MAX_TITLE_GROUPS = 40
_MAX_BODY_TERMS = 25
_BODY_WEIGHT = 0.3
"""What a word of the body counts beside one of the title."""
_FULL_COUNT = 2.0
"""The combined count at which a word counts as fully shared: about once in a title of common length."""
_LEAST_SCORE = 0.08
ALL_FIELDS = tuple(TextField)


def similar(
    snapshot: Snapshot,
    title: str,
    body: str,
    viewer: Viewer,
    exclude: frozenset[str],
    limit: int,
    budget: Budget,
) -> tuple[Similar, ...]:
    """Threads that share the rarer words of the text, best first.

    The text is scored like a query, its title's words in full and some of its body's in part. A thread's score is
    its share of what a thread would get that held every word about as a title does.
    """
    seen = visible(snapshot, viewer)
    scores = np.zeros(snapshot.size)
    most = 0.0
    full = _FULL_COUNT * (snapshot.ranking.k1 + 1.0) / (_FULL_COUNT + snapshot.ranking.k1)
    for terms, weight in _weigh(snapshot, title, body, viewer, budget):
        for fields, share in ((ALL_FIELDS, weight), (TITLE_ONLY, weight * snapshot.ranking.title_share)):
            docs, worth = snapshot.held(terms, fields)
            points = share * snapshot.rarity(docs.size)
            np.add.at(scores, docs, points * worth)
            # A word no title holds takes nothing from anybody; one that no text holds does.
            most += points * full if docs.size or fields == ALL_FIELDS else 0.0
    if not most:
        return ()
    shares: Floats = np.minimum(scores / most, 1.0)
    found = np.flatnonzero(seen & snapshot.in_force & (shares >= _LEAST_SCORE)).astype(np.int32)
    collected = best_of_threads(snapshot, found, shares[found])
    page = page_of(snapshot, collected, Page(0, limit + len(exclude)))
    hits = [_hit(snapshot, number, share) for number, share in page]
    return tuple(hit for hit in hits if hit.thread not in exclude)[:limit]


def _weigh(
    snapshot: Snapshot, title: str, body: str, viewer: Viewer, budget: Budget
) -> list[tuple[tuple[str, ...], float]]:
    """Groups of terms that make the text what it is, and what each counts beside its rarity."""
    titled = {group.terms: None for group in query_groups(title, viewer.languages)[:_MAX_TITLE_GROUPS]}
    known = {term for terms in titled for term in terms}
    positions = analyser(viewer.languages[0]).read(body[:_BODY_LOOKED_AT]).positions
    ranked = sorted(
        (-math.log1p(len(places)) * snapshot.rarity(snapshot.frequency(term)), term)
        for term, places in positions.items()
        if term not in known and not budget.is_spent() and snapshot.frequency(term)
    )
    from_body = [((term,), _BODY_WEIGHT) for _, term in ranked[:_MAX_BODY_TERMS]]
    return [*((terms, 1.0) for terms in titled), *from_body]


def _hit(snapshot: Snapshot, number: int, share: float) -> Similar:
    card = snapshot.card(number)
    kind = KINDS[int(snapshot.column("kind")[number])]
    trust = TRUSTS[int(snapshot.column("trust")[number])]
    return Similar(card.key, kind, card.thread, trust, share)

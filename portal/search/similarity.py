"""Threads like a text: what to look at before asking, what is related, what may be a duplicate."""

import math
from typing import NamedTuple

import numpy as np

from portal.search.analysis import analyser, query_groups
from portal.search.budget import Budget
from portal.search.collecting import best_of_threads, page_of
from portal.search.matching import visible
from portal.search.meanings import Meanings, blended, text_to_encode
from portal.search.postings import Floats
from portal.search.results import Page, Similar
from portal.search.schema import KINDS, TRUSTS, TextField
from portal.search.snapshot import TITLE_ONLY, Snapshot
from portal.search.synonyms import Synonyms, widen
from portal.search.viewers import Viewer

_BODY_LOOKED_AT = 4_000
"""Characters of the body that are read: what the matter is stands at its beginning."""
_MAX_TITLE_GROUPS = 40
_MAX_BODY_TERMS = 60
_BODY_WEIGHT = 0.4
"""What a word of the body counts beside one of the title."""
_LEAST_SCORE = 0.08
ALL_FIELDS = tuple(TextField)


def similar(
    snapshot: Snapshot,
    title: str,
    body: str,
    viewer: Viewer,
    exclude: frozenset[str],
    limit: int,
    synonyms: Synonyms,
    meanings: Meanings | None,
    budget: Budget,
) -> tuple[Similar, ...]:
    """Threads that share the rarer words of the text, best first.

    The text is scored like a query, its title's words in full and some of its body's in part. A thread's score is
    its share of what a thread of exactly this text would get; with `meanings`, that and its nearness in meaning.
    """
    scores = np.zeros(snapshot.size)
    most = 0.0
    for each in _asked(snapshot, title, body, viewer, synonyms, budget):
        for fields, share in ((ALL_FIELDS, 1.0), (TITLE_ONLY, snapshot.ranking.title_share)):
            docs, worth = snapshot.held(each.terms, fields)
            points = each.weight * share * snapshot.rarity(docs.size)
            np.add.at(scores, docs, points * worth)
            # A word no title holds takes nothing from anybody; one that no text holds does.
            most += points * each.full_worth if docs.size or fields == ALL_FIELDS else 0.0
    near = meanings.nearness(snapshot, text_to_encode(title, body)) if meanings else None
    if not most and near is None:
        return ()
    shares: Floats = np.minimum(scores / most, 1.0) if most else scores
    if near is not None:
        shares = blended(shares, near)
    seen = visible(snapshot, viewer) & snapshot.in_force
    found = np.flatnonzero(seen & (shares >= _LEAST_SCORE)).astype(np.int32)
    collected = best_of_threads(snapshot, found, shares[found])
    page = page_of(snapshot, collected, Page(0, limit + len(exclude)))
    hits = [_hit(snapshot, number, share) for number, share in page]
    return tuple(hit for hit in hits if hit.thread not in exclude)[:limit]


class _Asked(NamedTuple):
    """Terms that count as one, what they count for beside their rarity, and their worth in the text itself."""

    terms: tuple[str, ...]
    weight: float
    full_worth: float


def _asked(
    snapshot: Snapshot, title: str, body: str, viewer: Viewer, synonyms: Synonyms, budget: Budget
) -> list[_Asked]:
    """What makes the text what it is: the words of its title, and of its body those that are rare or repeated."""
    groups, _ = widen(query_groups(title, viewer.languages)[:_MAX_TITLE_GROUPS], viewer.languages, synonyms)
    of_title = list(dict.fromkeys(group.terms for group in groups))
    known = {term for terms in of_title for term in terms}
    reading = analyser(viewer.languages[0]).read(body[:_BODY_LOOKED_AT])
    ranked = sorted(
        (-math.log1p(len(places)) * snapshot.rarity(snapshot.frequency(term)), term)
        for term, places in reading.positions.items()
        if term not in known and not budget.is_spent() and snapshot.frequency(term)
    )
    title_worth = snapshot.worth_of_one(TextField.TITLE, len(groups))
    body_worth = snapshot.worth_of_one(TextField.BODY, reading.length)
    return [
        *(_Asked(terms, 1.0, title_worth) for terms in of_title),
        *(_Asked((term,), _BODY_WEIGHT, body_worth) for _, term in ranked[:_MAX_BODY_TERMS]),
    ]


def _hit(snapshot: Snapshot, number: int, share: float) -> Similar:
    card = snapshot.card(number)
    kind = KINDS[int(snapshot.column("kind")[number])]
    trust = TRUSTS[int(snapshot.column("trust")[number])]
    return Similar(card.key, kind, card.thread, trust, share)

"""Words that follow one another in the query and in a document: it then means more than the words alone."""

import numpy as np

from portal.search.budget import Budget
from portal.search.forms import code_of
from portal.search.matching import Request
from portal.search.postings import Bools, Floats, any_of
from portal.search.schema import TextField
from portal.search.scoring import Scored
from portal.search.snapshot import Snapshot

READ_IN_ORDER = (TextField.TITLE, TextField.BODY, TextField.ANSWERS)


def with_neighbours(snapshot: Snapshot, request: Request, found: Scored, seen: Bools, budget: Budget) -> Scored:
    """The scores with what neighbours are worth added, in the best documents so far.

    A pair adds the mean idf of its words times the worth of its count, which is tempered by the document's length.
    Pairs of words one of which no `seen` document holds are left out.
    """
    docs, scores = found
    best = _best(scores, snapshot.ranking.neighbours_looked_at)
    if not (best.size and request.neighbours) or request.fields != tuple(TextField) or budget.is_spent():
        return found
    scores = scores.copy()
    numbers = docs[best].astype(np.intp)
    codes, owners = snapshot.codes(numbers)
    tempering = _tempering(snapshot, numbers)
    k1 = snapshot.ranking.k1
    rarity = {term: _rarity(snapshot, request, term, seen) for pair in request.neighbours for term in pair}
    for one, other in request.neighbours:
        if rarity[one] and rarity[other]:
            follows = (codes[:-1] == code_of(one)) & (codes[1:] == code_of(other))
            counts = np.bincount(owners[:-1][follows], minlength=best.size) / tempering
            mean = (rarity[one] + rarity[other]) / 2.0
            scores[best] += snapshot.ranking.neighbours * mean * (counts * (k1 + 1.0) / (counts + k1))
    return Scored(docs, scores)


def _best(scores: Floats, count: int) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """The places of the best scores, in their order: so many, and those equal to the last of them."""
    if scores.size <= count:
        return np.arange(scores.size)
    return np.flatnonzero(scores >= np.partition(scores, scores.size - count)[scores.size - count])


def _tempering(snapshot: Snapshot, numbers: np.ndarray[tuple[int], np.dtype[np.intp]]) -> Floats:
    """How counts are tempered by the length of all texts of a document beside the mean one."""
    lengths = np.zeros(numbers.size)
    for field in READ_IN_ORDER:
        lengths += snapshot.column(field)[numbers]
    mean = sum(snapshot.tempers[field].mean for field in READ_IN_ORDER)
    b = snapshot.ranking.fields[TextField.BODY].b
    tempering: Floats = (1.0 - b) + b * lengths / mean
    return tempering


def _rarity(snapshot: Snapshot, request: Request, term: str, seen: Bools) -> float:
    docs = snapshot.held((term,), request.fields).docs
    return snapshot.rarity(docs.size) if any_of(seen, docs) else 0.0

"""BM25F over arrays, a term at a time: for every document at once, how well it holds what was asked."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from portal.search.analysis import Group
from portal.search.budget import Budget
from portal.search.matching import Request
from portal.search.phrases import holding
from portal.search.postings import NO_DOCS, NO_FLOATS, Bools, Docs, Floats, any_of
from portal.search.snapshot import TITLE_ONLY, Fields, Snapshot


class Scored(NamedTuple):
    """Documents, rising, and the score of each before any boost."""

    docs: Docs
    scores: Floats


def score(snapshot: Snapshot, request: Request, allowed: Bools, seen: Bools, budget: Budget) -> Scored:
    """The allowed documents that hold enough of what was asked, with their scores.

    A group adds its idf times its worth (BM25F over the fields), and, where it stands in the title, a share of
    what a search of the titles alone would give. A group that none of the `seen` documents holds, those the viewer
    may read, does not count at all: what only others may read must make no difference. The sum is then tempered by
    coverage, the share of the groups, weighed by idf, that the document holds. What must be exact adds its idf once
    more, several times, where it stands to the letter.
    """
    ranking, fields = snapshot.ranking, request.fields
    scores = np.zeros(snapshot.size)
    coverage = np.zeros(snapshot.size)
    total = 0.0
    for group in request.groups:
        if budget.is_spent():
            break
        docs, worth = snapshot.held(group.terms, fields)
        if not any_of(seen, docs):
            continue
        rarity = snapshot.rarity(docs.size)
        np.add.at(scores, docs, rarity * worth)
        np.add.at(coverage, docs, rarity)
        total += rarity
        if fields != TITLE_ONLY:
            docs, worth = snapshot.held(group.terms, TITLE_ONLY)
            np.add.at(scores, docs, ranking.title_share * snapshot.rarity(docs.size) * worth)
    if not total:
        return Scored(NO_DOCS, NO_FLOATS)
    for row in request.exact:
        if budget.is_spent():
            break
        _add_exact(snapshot, row, fields, seen, scores)
    found = np.flatnonzero(allowed & (coverage >= ranking.least_coverage * total)).astype(np.int32)
    share = ranking.coordination
    tempered = scores[found] * ((1.0 - share) + share * (coverage[found] / total))
    return Scored(found, tempered)


def _add_exact(snapshot: Snapshot, row: Sequence[Group], fields: Fields, seen: Bools, scores: Floats) -> None:
    docs = snapshot.held(row[0].terms, fields).docs if len(row) == 1 else holding(snapshot, row, fields)
    if any_of(seen, docs):
        rarity = sum(snapshot.rarity(snapshot.held(group.terms, fields).docs.size) for group in row)
        scores[docs] += snapshot.ranking.exact * rarity

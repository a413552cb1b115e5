"""Which documents hold a phrase: its words one after the other in the same field."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from portal.search.analysis import Group
from portal.search.postings import NO_DOCS, Docs, Keys
from portal.search.schema import TextField
from portal.search.snapshot import Fields, Snapshot


def holding(snapshot: Snapshot, groups: Sequence[Group], fields: Fields) -> Docs:
    """The live documents that hold all parts of `groups` in order in one field; of a single part, those with it."""
    parts = [group for group in groups if group.is_part]
    if not parts:
        return NO_DOCS
    if len(parts) == 1:
        return snapshot.held(parts[0].terms, fields).docs.astype(np.int32)
    places = np.concatenate([_places(snapshot, parts, field) for field in fields])
    docs = np.unique(places >> 16).astype(np.int32)
    return docs[snapshot.live[docs]]


def _places(snapshot: Snapshot, parts: Sequence[Group], field: TextField) -> Keys:
    """Where the phrase ends in a field."""
    reached = snapshot.keys(field, parts[0].terms)
    for before, part in pairwise(parts):
        if not reached.size:
            break
        here = snapshot.keys(field, part.terms)
        follows = _common(here, reached + 1)
        if before.terms != part.terms:
            # The parts of one run ("outlook.exe", a path) share its position.
            follows = np.union1d(follows, _common(here, reached))
        reached = follows
    return reached


def _common(first: Keys, second: Keys) -> Keys:
    """What is in both; each is rising and without repetition."""
    few, many = (first, second) if first.size <= second.size else (second, first)
    if not few.size:
        return few
    places = np.minimum(np.searchsorted(many, few), many.size - 1)
    common: Keys = few[many[places] == few]
    return common

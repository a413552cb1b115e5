"""Which documents hold a phrase: its words one after the other in the same field."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from portal.search.analysis import Group
from portal.search.postings import NO_DOCS, POSITION_BITS, Docs, Keys, common, distinct, spread
from portal.search.schema import TextField
from portal.search.snapshot import Fields, Snapshot

_WORTH_LOOKING = 30
"""Places per document from which it is quicker to look for the documents than to go through all places."""


def holding(snapshot: Snapshot, groups: Sequence[Group], fields: Fields) -> Docs:
    """The live documents that hold all parts of `groups` in order in one field; of a single part, those with it."""
    parts = [group for group in groups if group.is_part]
    if not parts:
        return NO_DOCS
    if len(parts) == 1:
        return snapshot.held(parts[0].terms, fields).docs.astype(np.int32)
    candidates = _holding_all(snapshot, parts, fields)
    if not candidates.size:
        return NO_DOCS
    places = np.concatenate([_places(snapshot, parts, field, candidates) for field in fields])
    docs = distinct(places >> POSITION_BITS).astype(np.int32)
    return docs[snapshot.live[docs]]


def _holding_all(snapshot: Snapshot, parts: Sequence[Group], fields: Fields) -> Keys:
    """The documents that hold every part, anywhere."""
    fewest, *others = sorted((snapshot.held(part.terms, fields).docs for part in parts), key=len)
    for docs in others:
        holds = np.zeros(snapshot.size, np.bool_)
        holds[docs] = True
        fewest = fewest[holds[fewest]]
    return fewest


def _places(snapshot: Snapshot, parts: Sequence[Group], field: TextField, candidates: Keys) -> Keys:
    """Where the phrase ends in a field of the candidates."""
    reached = _within(snapshot.keys(field, parts[0].terms), candidates)
    for before, part in pairwise(parts):
        if not reached.size:
            break
        here = _within(snapshot.keys(field, part.terms), candidates)
        follows = common(here, reached + 1)
        if before.terms != part.terms or before.start == part.start:
            # The parts of one run ("outlook.exe", a path) share its position.
            follows = _either(follows, common(here, reached))
        reached = follows
    return reached


def _within(places: Keys, docs: Keys) -> Keys:
    """The places that are in one of the documents; all of them where looking would take longer than it saves."""
    if docs.size * _WORTH_LOOKING > places.size:
        return places
    starts = np.searchsorted(places, docs << POSITION_BITS)
    ends = np.searchsorted(places, (docs + 1) << POSITION_BITS)
    return places[spread(starts, ends)]


def _either(first: Keys, second: Keys) -> Keys:
    """What is in one or both."""
    return distinct(np.concatenate([first, second]))

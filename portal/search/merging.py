"""Which small segments a commit merges: enough to keep them few, never so many that a commit takes long."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from portal.search.whoosh_api import SegmentReader

SEGMENTS_MERGED_AT_ONCE = 8
LARGEST_MERGE = 2_000
"""Documents that one commit copies at most; larger merges are left to a rebuild."""


def merge_small(writer: Any, segments: Sequence[Any]) -> list[Any]:
    """A merge policy for Whoosh: copies segments of like size into the one being written; returns the others."""
    with_documents = [segment for segment in segments if segment.doc_count()]
    chosen = choose([segment.doc_count() for segment in with_documents])
    for place in chosen:
        reader = SegmentReader(writer.storage, writer.schema, with_documents[place])
        try:
            writer.add_reader(reader)
        finally:
            reader.close()
    return [segment for place, segment in enumerate(with_documents) if place not in chosen]


def choose(sizes: Sequence[int]) -> frozenset[int]:
    """Places of the segments to merge, given the documents in each.

    Segments are grouped by powers of eight; the smallest group that is full and not too large is merged. So a
    document is copied a few times in its life, not at every commit.
    """
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for place, size in enumerate(sizes):
        groups[(size.bit_length() - 1) // 3].append(place)
    for _, places in sorted(groups.items()):
        if len(places) >= SEGMENTS_MERGED_AT_ONCE and sum(sizes[p] for p in places) <= LARGEST_MERGE:
            return frozenset(places)
    return frozenset()

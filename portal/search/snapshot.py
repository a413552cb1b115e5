"""The index at one moment: its segments side by side as one row of documents, with what was deleted left out."""

import math
from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from portal.search.documents import Trust
from portal.search.postings import (
    NO_DOCS,
    NO_FLOATS,
    NO_KEYS,
    POSITION_BITS,
    Bools,
    BoundedCache,
    Docs,
    Floats,
    Keys,
    distinct,
    spread,
)
from portal.search.ranking import Ranking
from portal.search.schema import FACTS_TYPE, TRUSTS, Card, ExactField, TextField
from portal.search.segments import Registers, Segment, Temper

MANY_SEGMENTS = 40
_MAX_FREQUENCIES = 50_000
_MASK_BYTES = 16 * 1024 * 1024


class Held(NamedTuple):
    """The live documents that hold a group of terms, and what BM25 makes of its count in each: 0 to k1 + 1.

    The numbers are of the machine's own width: NumPy adds to places so named several times faster.
    """

    docs: NDArray[np.intp]
    worth: Floats


Fields = tuple[TextField, ...]
TITLE_ONLY: Fields = (TextField.TITLE,)


@dataclass(frozen=True, slots=True)
class Part:
    """A segment, the number of its first document in the whole row, and which of its documents are deleted."""

    segment: Segment
    first: int
    deleted: frozenset[int]


class Snapshot:
    """All documents of the index, numbered through. Immutable; searches may use it while newer ones appear."""

    def __init__(
        self,
        generation: tuple[str, int],
        segments: Sequence[tuple[Segment, frozenset[int]]],
        registers: Registers,
        ranking: Ranking,
        cache_bytes: int,
    ) -> None:
        self.generation = generation
        self.registers = registers
        self.ranking = ranking
        parts, first = [], 0
        for segment, deleted in segments:
            parts.append(Part(segment, first, deleted))
            first += segment.count
        self.parts = tuple(parts)
        self._firsts = [part.first for part in parts]
        self.size = first
        self.live: Bools = np.ones(first, np.bool_)
        for part in parts:
            self.live[[part.first + number for number in part.deleted]] = False
        self.live_count = int(np.count_nonzero(self.live))
        self._held: BoundedCache[Held] = BoundedCache(cache_bytes, lambda held: held.docs.nbytes + held.worth.nbytes)
        self._frequencies: dict[str, int] = {}
        self._there: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._columns: BoundedCache[Floats] = BoundedCache(_MASK_BYTES, lambda column: column.nbytes)
        self._masks: BoundedCache[Bools] = BoundedCache(_MASK_BYTES, lambda mask: mask.nbytes)

    def held(self, terms: tuple[str, ...], fields: Fields) -> Held:
        """The documents with one of the terms in one of the fields; all of them count as one term in one field."""
        if len(terms) > 1:
            terms = self._there.get(terms) or self._those_there(terms)
        return self._held.get((terms, fields), lambda: self._hold(terms, fields))

    def _those_there(self, terms: tuple[str, ...]) -> tuple[str, ...]:
        """The terms that occur: most words that two neighbours would make together do not, and results are shared."""
        found = tuple(term for term in terms if self.frequency(term)) or terms[:1]
        if len(self._there) >= _MAX_FREQUENCIES:
            self._there.clear()
        self._there[terms] = found
        return found

    def frequency(self, term: str) -> int:
        """About how many documents hold a term: those of the field with most of them, the deleted ones included."""
        known = self._frequencies.get(term)
        if known is None:
            known = max(sum(part.segment.frequency(field, term) for part in self.parts) for field in TextField)
            if len(self._frequencies) >= _MAX_FREQUENCIES:
                self._frequencies.clear()
            self._frequencies[term] = known
        return known

    def docs(self, field: ExactField, value: str) -> Docs:
        """The live documents that hold a value in an exact field."""
        found = [
            part.segment.docs(field, value) + np.int32(part.first)
            for part in self.parts
            if part.segment.docs(field, value).size
        ]
        docs = np.concatenate(found) if found else NO_DOCS
        return docs[self.live[docs]]

    def mask(self, field: ExactField, values: frozenset[str]) -> Bools:
        """Which documents hold one of the values, as one truth value a document. Not to be written to."""

        def make() -> Bools:
            mask = np.zeros(self.size, np.bool_)
            for value in values:
                mask[self.docs(field, value)] = True
            mask.setflags(write=False)
            return mask

        return self._masks.get((field, values), make)

    def remembered(self, key: Hashable, make: Callable[[], Floats]) -> Floats:
        """Something worked out for every document, kept for the next search."""
        return self._columns.get(key, make)

    def keys(self, field: TextField, terms: Sequence[str]) -> Keys:
        """Every place in a field where one of the terms stands, rising, those of deleted documents included."""
        found = [
            part.segment.keys(field, term) + (part.first << POSITION_BITS)
            for term in terms
            if self.frequency(term)
            for part in self.parts
        ]
        places: Keys = np.concatenate([NO_KEYS, *found])
        return distinct(places) if len(found) > len(self.parts) else places

    def codes(self, docs: NDArray[np.intp]) -> tuple[NDArray[np.uint16], NDArray[np.intp]]:
        """The codes of rising documents, one after the other, and for each code the place of its document in `docs`."""
        found: list[NDArray[np.uint16]] = []
        counts: list[NDArray[np.int64]] = []
        for part in self.parts:
            inside = docs[np.searchsorted(docs, part.first) : np.searchsorted(docs, part.first + part.segment.count)]
            starts = part.segment.code_starts[inside - part.first]
            ends = part.segment.code_starts[inside - part.first + 1]
            found.append(part.segment.codes[spread(starts, ends)])
            counts.append(ends - starts)
        owners = np.repeat(np.arange(docs.size), np.concatenate(counts)) if counts else np.empty(0, np.intp)
        return np.concatenate(found) if found else np.empty(0, np.uint16), owners

    def card(self, number: int) -> Card:
        """What is read back of a document."""
        part = self._part_of(number)
        return part.segment.card(number - part.first)

    def every_key(self) -> Iterator[str]:
        """The key of each document, the deleted ones included."""
        return (key for part in self.parts for key in part.segment.keys_of_documents)

    def find(self, key: str) -> list[int]:
        """The numbers of the live documents with this key: one, or none."""
        return [int(number) for number in self.docs(ExactField.KEY, key)]

    def revisions(self) -> dict[str, str]:
        """The revision of every live document, by key."""
        cards = (self.card(int(number)) for number in np.flatnonzero(self.live))
        return {card.key: card.revision for card in cards}

    def verify(self) -> None:
        """Raises `IndexDamagedError` if a file of the index is gone or was changed."""
        for part in self.parts:
            part.segment.verify()

    @property
    def is_scattered(self) -> bool:
        """Whether the segments have become many, or hold mostly what was deleted."""
        return len(self.parts) > MANY_SEGMENTS or self.live_count < self.size * 0.6 - 1_000

    def column(self, name: str) -> NDArray[Any]:
        """A column of the facts of all documents."""
        return self._facts[name]

    @cached_property
    def _facts(self) -> dict[str, NDArray[Any]]:
        columns = FACTS_TYPE.names or ()
        return {name: self._joined([part.segment.facts[name] for part in self.parts]) for name in columns}

    @cached_property
    def threads(self) -> NDArray[np.intp]:
        """The number of each document's thread in the registers."""
        return self._joined([part.segment.threads for part in self.parts]).astype(np.intp, copy=False)

    @cached_property
    def applications(self) -> NDArray[np.int32]:
        """The number of each document's application in the registers."""
        return self._joined([part.segment.applications for part in self.parts]).astype(np.int32, copy=False)

    @cached_property
    def tags(self) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
        """Where each document's tags start in the second array, of numbers in the registers; one more at the end."""
        starts, ids, first = [np.zeros(1, np.int64)], [np.empty(0, np.int32)], 0
        for part in self.parts:
            starts.append(part.segment.tag_starts[1:] + first)
            ids.append(part.segment.tags)
            first += part.segment.tags.size
        return np.concatenate(starts), np.concatenate(ids)

    @cached_property
    def in_force(self) -> Bools:
        """Which documents are not retired."""
        valid: Bools = self.column("trust") != TRUSTS.index(Trust.RETIRED)
        return valid

    @cached_property
    def tempers(self) -> dict[TextField, Temper]:
        """How counts are weighed in each field, going by the mean lengths of the live documents."""
        found = {}
        for field, of_field in self.ranking.fields.items():
            total = int(self.column(field)[self.live].astype(np.int64).sum())
            mean = rounded(total / max(self.live_count, 1))
            found[field] = Temper(field, of_field.weight, of_field.b, mean)
        return found

    def rarity(self, holding: int) -> float:
        """BM25's idf of something that so many live documents hold; never negative."""
        return math.log(1.0 + (self.live_count - holding + 0.5) / (holding + 0.5))

    def worth_of_one(self, field: TextField, length: int) -> float:
        """BM25's worth of a word that stands once, and only here, in a field of this length."""
        temper, k1 = self.tempers[field], self.ranking.k1
        count = temper.weight / ((1.0 - temper.b) + temper.b * length / temper.mean)
        return count * (k1 + 1.0) / (count + k1)

    def _hold(self, terms: tuple[str, ...], fields: Fields) -> Held:
        tempers = tuple(self.tempers[field] for field in fields)
        found = [(part.first, *part.segment.counted(terms, tempers)) for part in self.parts]
        docs = np.concatenate([np.empty(0, np.intp), *(numbers + first for first, numbers, _ in found)])
        counts = np.concatenate([NO_FLOATS, *(counts for _, _, counts in found)])
        alive = self.live[docs]
        if not alive.all():
            docs, counts = docs[alive], counts[alive]
        k1 = self.ranking.k1
        return Held(docs, counts * (k1 + 1.0) / (counts + k1))

    def _joined(self, arrays: list[NDArray[Any]]) -> NDArray[Any]:
        return np.concatenate(arrays) if arrays else np.empty(0, np.int64)

    def _part_of(self, number: int) -> Part:
        return self.parts[bisect_right(self._firsts, number) - 1]


def rounded(mean: float) -> float:
    """A mean length to two digits, so that it, and all that was worked out with it, outlives most commits."""
    return float(f"{mean:.2g}") or 1.0

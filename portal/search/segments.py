"""One Whoosh segment as arrays. A segment never changes once written, so what is read of it stays good for ever."""

import os
import threading
import zlib
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from portal.search.damage import reading_files
from portal.search.errors import IndexDamagedError
from portal.search.postings import (
    NO_DOCS,
    NO_FLOATS,
    NO_KEYS,
    POSITION_BITS,
    ROW,
    BoundedCache,
    Docs,
    Floats,
    Keys,
    common,
    decode,
    keys,
)
from portal.search.schema import CARD, CODES, FACTS, FACTS_TYPE, SEPARATOR, Card, ExactField, TextField, value
from portal.search.titles import Titles
from portal.search.whoosh_api import FileStorage, FilterMatcher, SegmentReader, TermNotFound
from portal.search.wordlists import WordList

Weights = NDArray[np.float32]
_MAX_FREQUENCIES = 50_000
_MAX_TEMPERED = 16
NO_WEIGHTS: Weights = np.empty(0, np.float32)

Decoded = tuple[NDArray[Any], NDArray[Any]]
PostingCache = BoundedCache[Decoded]


def posting_cache(max_bytes: int) -> PostingCache:
    """A cache for the posting lists of all segments of a process."""
    return BoundedCache(max_bytes, lambda decoded: decoded[0].nbytes + decoded[1].nbytes)


class Temper(NamedTuple):
    """How the counts of a field are weighed: by its weight, and by its length beside the mean one (w and b)."""

    field: TextField
    weight: float
    b: float
    mean: float


Tempers = tuple[Temper, ...]


class Names:
    """Numbers for strings (threads, tags, applications), the same in all segments of a process."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._names: list[str] = []
        self._folded: list[str] = []
        self._lock = threading.Lock()

    def numbers(self, names: Iterable[str]) -> list[int]:
        """The number of each name, given now to those that are new."""
        with self._lock:
            return [self._number(name) for name in names]

    def beginning_with(self, folded: str) -> list[str]:
        """The names that begin so once folded."""
        return [name for name, plain in zip(self._names, self._folded, strict=False) if plain.startswith(folded)]

    def name(self, number: int) -> str:
        """The string behind a number."""
        return self._names[number]

    def __len__(self) -> int:
        return len(self._names)

    def _number(self, name: str) -> int:
        number = self._numbers.setdefault(name, len(self._names))
        if number == len(self._names):
            self._names.append(name)
            self._folded.append(value(name))
        return number


class Registers:
    """The names shared by the segments of an index."""

    def __init__(self) -> None:
        self.threads = Names()
        self.tags = Names()
        self.applications = Names()


def seal_name(segment: Any) -> str:
    """The file that holds the checksum of a segment. Whoosh removes it together with the segment."""
    return str(segment.make_filename(".sum"))


def seal(folder: Path, segment: Any) -> None:
    """Writes down the checksum of a segment's file, so that damage shows when it is opened."""
    data = (folder / segment.make_filename(segment.COMPOUND_EXT)).read_bytes()
    (folder / seal_name(segment)).write_text(f"{len(data)} {zlib.crc32(data):08x}")


class Segment:
    """The documents of one segment, numbered from 0. Deletions are not its business: they belong to a snapshot."""

    def __init__(
        self, folder: Path, whoosh_segment: Any, schema: Any, registers: Registers, cache: PostingCache
    ) -> None:
        self.name: str = whoosh_segment.segment_id()
        self._cache = cache
        self._lock = threading.Lock()  # Whoosh's readers share one place in the file
        with reading_files():
            path = folder / whoosh_segment.make_filename(whoosh_segment.COMPOUND_EXT)
            self._tempered: dict[Temper, Floats] = {}
            self._frequencies: dict[tuple[str, str], int] = {}
            self._path = path
            self._file = path.open("rb")
            self._stamp = self._current_stamp()
            _check_seal(path, folder / seal_name(whoosh_segment))
            self._reader = SegmentReader(FileStorage(str(folder)), schema, whoosh_segment)
            self.count: int = self._reader.doc_count_all()
            self.facts = np.frombuffer(b"".join(self._column(FACTS)), FACTS_TYPE)
            self._cards: list[bytes] = self._column(CARD)
            self._load_codes(self._column(CODES))
            if len(self.facts) != self.count or len(self._cards) != self.count:
                raise IndexDamagedError(f"The columns of {self.name} are cut short.")
            self._tabulate([Card(packed) for packed in self._cards], registers)

    def __del__(self) -> None:
        if hasattr(self, "_file"):
            self._file.close()

    def verify(self) -> None:
        """Raises `IndexDamagedError` if the file is gone or was changed."""
        with reading_files():
            if not self._path.exists():
                raise IndexDamagedError(f"The file of {self.name} is gone.")
        self._guarded(lambda: None)

    def card(self, number: int) -> Card:
        """What is read back of a document."""
        with reading_files():
            return Card(self._cards[number])

    @cached_property
    def keys_of_documents(self) -> list[str]:
        """The key of each document."""
        return [packed.split(SEPARATOR.encode(), 1)[0].decode() for packed in self._cards]

    def weights(self, field: str, term: str) -> tuple[Docs, Weights]:
        """The documents that hold a term in a field, and how often each does."""

        if ROW in term:
            return self._cache.get((self.name, field, term), lambda: self._row_weights(TextField(field), term))

        def read() -> tuple[Docs, Weights]:
            matcher = self._matcher(field, term)
            if matcher is None:
                return NO_DOCS, NO_WEIGHTS
            docs, weights, _ = decode(matcher)
            return docs, weights

        return self._cache.get((self.name, field, term), lambda: self._guarded(read))

    def counted(self, terms: tuple[str, ...], tempers: Tempers) -> tuple[Docs, Floats]:
        """The documents with one of the terms in one of the fields, and BM25F's count: a sum over terms and fields.

        Each count is weighed by its field and tempered by the field's length before it is added.
        """
        return self._cache.get((self.name, terms, tempers), lambda: self._add_up(terms, tempers))

    def frequency(self, field: str, term: str) -> int:
        """How many documents hold a term in a field, the deleted ones included; nothing is decoded for it.

        Of terms in a row, how many there are at most.
        """
        if ROW in term:
            return min(self.frequency(field, part) for part in term.split(ROW))
        known = self._frequencies.get((field, term))
        if known is None:
            if len(self._frequencies) >= _MAX_FREQUENCIES:
                self._frequencies.clear()
            known = self._guarded(lambda: int(self._reader.doc_frequency(field, term)))
            self._frequencies[field, term] = known
        return known

    def docs(self, field: ExactField, value: str) -> Docs:
        """The documents that hold a value in an exact field."""
        return self.weights(field, value)[0]

    def keys(self, field: TextField, term: str) -> Keys:
        """Where a term stands in a field of each document; of terms in a row, where the last of them stands."""
        if ROW in term:
            return self._cache.get((self.name, field, term, "keys"), lambda: (self._row_keys(field, term), NO_KEYS))[0]

        def read() -> Decoded:
            matcher = self._matcher(field, term)
            if matcher is None:
                return NO_KEYS, NO_KEYS
            docs, _, values = decode(matcher)
            return keys(docs, values), NO_KEYS

        return self._cache.get((self.name, field, term, "keys"), lambda: self._guarded(read))[0]

    def _row_keys(self, field: TextField, row: str) -> Keys:
        first, *others = row.split(ROW)
        places = self.keys(field, first)
        for term in others:
            places = common(places + 1, self.keys(field, term))
        return places

    def _row_weights(self, field: TextField, row: str) -> tuple[Docs, Weights]:
        docs, counts = np.unique(self.keys(field, row) >> POSITION_BITS, return_counts=True)
        return docs.astype(np.int32), counts.astype(np.float32)

    def _add_up(self, terms: tuple[str, ...], tempers: Tempers) -> tuple[Docs, Floats]:
        docs, counts = [], []
        for term in terms:
            for temper in tempers:
                numbers, weights = self.weights(temper.field, term)
                if numbers.size:
                    docs.append(numbers)
                    counts.append(weights * self._factors(temper)[numbers])
        if len(docs) <= 1:
            return (docs[0], counts[0]) if docs else (NO_DOCS, NO_FLOATS)
        all_docs, all_counts = np.concatenate(docs), np.concatenate(counts)
        if all_docs.size * 16 < self.count:
            distinct, places = np.unique(all_docs, return_inverse=True)
            return distinct, np.bincount(places, all_counts, distinct.size).astype(np.float64, copy=False)
        sums: Floats = np.bincount(all_docs, all_counts, self.count).astype(np.float64, copy=False)
        # Every count is positive, so a sum of zero is a document that was not named.
        named = np.flatnonzero(sums).astype(np.int32)
        return named, sums[named]

    def _factors(self, temper: Temper) -> Floats:
        """What a count in a field of each document is multiplied with."""
        factors = self._tempered.get(temper)
        if factors is None:
            if len(self._tempered) >= _MAX_TEMPERED:
                self._tempered.clear()
            lengths = self.facts[temper.field].astype(np.float64)
            factors = temper.weight / ((1.0 - temper.b) + temper.b * lengths / temper.mean)
            self._tempered[temper] = factors
        return factors

    def _load_codes(self, codes: Sequence[bytes]) -> None:
        """Puts the codes of all documents one after the other: those of a document are between two starts."""
        self.codes = np.frombuffer(b"".join(codes), np.uint16)
        self.code_starts = np.array([0, *accumulate(len(each) // 2 for each in codes)], np.int64)

    def _tabulate(self, cards: Sequence[Card], registers: Registers) -> None:
        """Works out what is looked at for every document of a search, or at every key that is typed."""
        tags = [tuple(dict.fromkeys(card.tags)) for card in cards]
        self.threads = np.array(registers.threads.numbers(card.thread for card in cards), np.int32)
        self.applications = np.array(registers.applications.numbers(card.application for card in cards), np.int32)
        self.tags = np.array(registers.tags.numbers(tag for each in tags for tag in each), np.int32)
        self.tag_starts = np.array([0, *accumulate(map(len, tags))], np.int64)
        self.titles = Titles([card.title for card in cards])
        self.spellings = WordList.of([term.decode() for term in self._reader.lexicon(ExactField.SPELLING)])

    def _column(self, name: str) -> list[bytes]:
        return list(self._reader.column_reader(name, translate=False))

    def _matcher(self, field: str, term: str) -> Any:
        try:
            matcher = self._reader.postings(field, term)
        except TermNotFound:
            return None
        if isinstance(matcher, FilterMatcher):  # it hides what was deleted when the segment was opened
            matcher = matcher.child
            matcher.reset()
        return matcher

    def _guarded(self, read: Any) -> Any:
        with self._lock, reading_files():
            if self._current_stamp() != self._stamp:
                # Going on would read past the end of the mapped file, which ends the process.
                raise IndexDamagedError(f"The file of {self.name} was changed.")
            return read()

    def _current_stamp(self) -> tuple[int, int]:
        status = os.fstat(self._file.fileno())
        return status.st_size, status.st_mtime_ns


def _check_seal(path: Path, seal_path: Path) -> None:
    """A segment without a seal was written by a process that ended before sealing it, and is taken on trust."""
    if seal_path.exists():
        data = path.read_bytes()
        if seal_path.read_text() != f"{len(data)} {zlib.crc32(data):08x}":
            raise IndexDamagedError(f"The file {path.name} is not as it was written.")

"""What documents mean, as vectors in arrays: how near each is to a query. Where they are missing, words decide."""

import logging
import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from portal.search.encoder import Encoder, Vectors
from portal.search.postings import Floats
from portal.search.snapshot import Snapshot

log = logging.getLogger(__name__)

SCALE = 127.0
FULL_SCAN = 30_000
"""Vectors up to which every one is compared in full; of more, only those that a first look finds near."""
FIRST_DIMENSIONS = 128
SECOND_LOOK = 4_000
LEAST_FILLED = 0.95
"""Share of the documents that must have a vector for meaning to count: half a blend would favour what has none."""
MOST_TEXT = 2_000

Bytes = NDArray[np.int8]


def text_to_encode(title: str, body: str) -> str:
    """What of a document, or of what somebody types, is turned into a vector: the model reads no further."""
    return f"{title}\n{body}"[:MOST_TEXT] if body else title[:MOST_TEXT]


def pack(vector: Vectors) -> bytes:
    """A vector of length one as eight bits a number, which changes its angles by less than a hundredth."""
    packed: Bytes = np.clip(np.rint(vector * SCALE), -SCALE, SCALE).astype(np.int8)
    return packed.tobytes()


class _Table(NamedTuple):
    """All vectors at one moment. `first` are those compared at first: whole, or turned so that most is in front."""

    rows: dict[str, int]
    full: Bytes
    first: Vectors
    turn: Vectors | None


class Meanings:
    """The vectors of documents by their keys, made by one encoder. Safe to use from many threads."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder
        self._lock = threading.Lock()
        self._table = _tabulate({}, np.empty((0, 0), np.int8))
        self._placed: WeakKeyDictionary[Snapshot, tuple[_Table, NDArray[np.intp]]] = WeakKeyDictionary()
        self._encoded = lru_cache(maxsize=256)(self._encode)
        self.is_broken = False
        """Whether the encoder failed: then there is no meaning until the next start."""
        self.is_ready = False
        """Whether the encoder has been opened, which takes seconds that no search should wait for."""

    def __len__(self) -> int:
        return len(self._table.rows)

    def take(self, vectors: Mapping[str, bytes], gone: Collection[str] = ()) -> None:
        """Put packed vectors in, in the place of those with the same keys, and take others away."""
        if not vectors and not any(key in self._table.rows for key in gone):
            return
        with self._lock:
            table = self._table
            kept = [key for key in table.rows if key not in vectors and key not in gone]
            old: Sequence[Bytes] = list(table.full[[table.rows[key] for key in kept]]) if kept else []
            new = [np.frombuffer(vector, np.int8) for vector in vectors.values()]
            keys = [*kept, *vectors]
            full = np.array([*old, *new], np.int8) if keys else np.empty((0, 0), np.int8)
            self._table = _tabulate({key: row for row, key in enumerate(keys)}, full)

    def nearness(self, snapshot: Snapshot, text: str) -> Floats | None:
        """The cosine of each document with a text, 0 for one without a vector; None where too few have one."""
        if self.is_broken or not self.is_ready:
            return None
        table, places = self._place(snapshot)
        known = places >= 0
        if not snapshot.live_count or np.count_nonzero(known & snapshot.live) < LEAST_FILLED * snapshot.live_count:
            return None
        query = self._encoded(text)
        if not query.size:
            return None
        cosines = _cosines(table, query)
        near = np.zeros(snapshot.size)
        near[known] = cosines[places[known]]
        return near

    def encode(self, texts: Sequence[str]) -> Vectors:
        """A vector for each text; none at all where the encoder is broken."""
        try:
            vectors = self.encoder.encode(texts)
        except Exception:
            # Whatever a runtime and a file of weights can raise, a search goes on by words.
            log.exception("the model of meanings failed; searches go by words alone")
            self.is_broken = True
            return np.empty((0, 0), np.float32)
        self.is_ready = True
        return vectors

    def get_ready(self) -> None:
        """Open the encoder, so that searches go by meaning from now on."""
        if not (self.is_ready or self.is_broken):
            self.encode(["ready"])

    def _encode(self, text: str) -> Vectors:
        found = self.encode([text])
        return found[0] if len(found) else np.empty(0, np.float32)

    def _place(self, snapshot: Snapshot) -> tuple[_Table, NDArray[np.intp]]:
        """Where the vector of each document of a snapshot is; -1 for one without."""
        table = self._table
        kept = self._placed.get(snapshot)
        if kept is None or kept[0] is not table:
            rows = (table.rows.get(key, -1) for key in snapshot.every_key())
            kept = table, np.fromiter(rows, np.intp, snapshot.size)
            self._placed[snapshot] = kept
        return kept


def _tabulate(rows: dict[str, int], full: Bytes) -> _Table:
    if len(full) <= FULL_SCAN:
        return _Table(rows, full, full.astype(np.float32) / SCALE, None)
    sample = full[np.linspace(0, len(full) - 1, 5_000).astype(np.intp)].astype(np.float32)
    _, turn = np.linalg.eigh(sample.T @ sample)  # the last columns are where the vectors differ most
    turn = turn[:, ::-1][:, :FIRST_DIMENSIONS].astype(np.float32)
    first = np.concatenate(
        [block.astype(np.float32) @ turn / SCALE for block in np.array_split(full, len(full) // 10_000 + 1)]
    )
    return _Table(rows, full, first, turn)


def _cosines(table: _Table, query: Vectors) -> Floats:
    if table.turn is None:
        return (table.first @ query).astype(np.float64)
    cosines = (table.first @ (query @ table.turn)).astype(np.float64)
    near = np.argpartition(cosines, len(cosines) - SECOND_LOOK)[len(cosines) - SECOND_LOOK :]
    cosines[near] = table.full[near].astype(np.float32) @ query / SCALE
    return cosines


@dataclass(frozen=True, slots=True)
class Blend:
    """How words and meaning are put together."""

    words: float = 0.4
    """Share of the words beside the meaning: their score is divided by the best one of the search."""
    least_nearness: float = 0.33
    """Cosine from which a document is found that shares no word with the query."""
    most_by_meaning: int = 30
    """Documents that a search may find by meaning alone."""


BLEND = Blend()


def blended(words: Floats, near: Floats, blend: Blend = BLEND) -> Floats:
    """Scores of words and cosines as one score, up to 1. What has no vector is judged by its words."""
    best = words.max(initial=0.0)
    share = words / best if best else words
    meaning = np.where(near > 0.0, near, share * near.max(initial=0.0))
    return blend.words * share + (1.0 - blend.words) * meaning

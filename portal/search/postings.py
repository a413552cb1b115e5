"""Posting lists of Whoosh as arrays, decoded once and kept within a bound of memory."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

Docs = NDArray[np.int32]
"""Document numbers, rising."""
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Keys = NDArray[np.int64]
"""Places in texts, rising: the document's number, shifted by `POSITION_BITS`, plus the position."""
POSITION_BITS = 16
ROW = "\x1f"
"""Stands between terms that count as one where they follow one another."""

NO_DOCS: Docs = np.empty(0, np.int32)
NO_FLOATS: Floats = np.empty(0, np.float64)
NO_KEYS: Keys = np.empty(0, np.int64)

T = TypeVar("T")


def spread(starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """All whole numbers from each start up to its end, the ends left out, one range after the other."""
    counts = ends - starts
    totals = np.cumsum(counts)
    size = int(totals[-1]) if totals.size else 0
    places: NDArray[np.int64] = np.arange(size) + np.repeat(starts - totals + counts, counts)
    return places


def distinct(numbers: NDArray[Any]) -> NDArray[Any]:
    """The numbers in order, each once. Quickest for a few rising runs: the sort merges them (`np.unique` does not)."""
    ordered = np.sort(numbers, kind="stable")
    return np.concatenate([ordered[:1], ordered[1:][ordered[1:] != ordered[:-1]]])


def any_of(mask: Bools, docs: NDArray[Any]) -> bool:
    """Whether the mask is true for one of the documents; the first few decide it nearly always."""
    return bool(mask[docs[:32]].any() or mask[docs].any())


def decode(matcher: Any) -> tuple[Docs, NDArray[np.float32], list[bytes]]:
    """All of a posting list: document numbers, weights, and the encoded values (empty where the field has none).

    Reads whole blocks of Whoosh's own matcher, which is a hundred times quicker than stepping through it; a
    matcher of another make is stepped through.
    """
    if hasattr(matcher, "_read_data") and hasattr(matcher, "_next_block"):
        return _decode_blocks(matcher)
    ids, weights, values = [], [], []
    while matcher.is_active():
        ids.append(matcher.id())
        weights.append(matcher.weight())
        values.append(matcher.value() or b"")
        matcher.next()
    return np.array(ids, np.int32), np.array(weights, np.float32), values


def _decode_blocks(matcher: Any) -> tuple[Docs, NDArray[np.float32], list[bytes]]:
    deltas: list[int] = []
    lengths: list[int] = []
    weights: list[NDArray[np.float32]] = []
    values: list[bytes] = []
    while matcher.is_active():
        matcher._read_data()  # noqa: SLF001 (its public methods go posting by posting)
        block_deltas, block_weights, block_values = matcher._data  # noqa: SLF001
        count = len(block_deltas)
        deltas += block_deltas
        lengths.append(count)
        weights.append(
            np.array(block_weights, np.float32)
            if isinstance(block_weights, tuple)
            else np.full(count, 1.0 if block_weights is None else block_weights, np.float32)
        )
        if isinstance(block_values, tuple):
            values += block_values
        matcher._next_block()  # noqa: SLF001
    # The numbers of a block are differences, and its first one is absolute.
    steps = np.array(deltas, np.int64)
    running = np.cumsum(steps)
    sizes = np.array(lengths)
    starts = np.cumsum(sizes) - sizes
    docs = running - np.repeat(running[starts] - steps[starts], sizes)
    return docs.astype(np.int32), np.concatenate(weights), values


def keys(docs: Docs, values: list[bytes]) -> Keys:
    """The places of a term, of its documents and their encoded positions."""
    counts = np.fromiter(map(len, values), np.int64, len(values)) // 2
    positions = np.frombuffer(b"".join(values), np.uint16).astype(np.int64)
    return (np.repeat(docs.astype(np.int64), counts) << POSITION_BITS) | positions


def common(first: Keys, second: Keys) -> Keys:
    """What is in both; each is rising and without repetition."""
    both = np.concatenate([first, second])
    both.sort(kind="stable")  # which merges two rising runs in one go
    found: Keys = both[:-1][both[1:] == both[:-1]]
    return found


class BoundedCache(Generic[T]):
    """The most recently used results of a computation, up to a number of bytes in all. Safe for many threads."""

    def __init__(self, max_bytes: int, size_of: Callable[[T], int]) -> None:
        self._max_bytes = max_bytes
        self._size_of = size_of
        self._lock = threading.Lock()
        self._entries: OrderedDict[Hashable, T] = OrderedDict()
        self._bytes = 0

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The result kept under the key, made now if there is none. Two threads may make the same one at once."""
        with self._lock:
            found = self._entries.get(key)
            if found is not None:
                self._entries.move_to_end(key)
                return found
        made = make()
        size = self._weight(made)
        with self._lock:
            if key not in self._entries and size <= self._max_bytes // 4:
                self._entries[key] = made
                self._bytes += size
                while self._bytes > self._max_bytes:
                    _, dropped = self._entries.popitem(last=False)
                    self._bytes -= self._weight(dropped)
        return made

    @property
    def size(self) -> int:
        """Bytes held at present."""
        return self._bytes

    def _weight(self, entry: T) -> int:
        return self._size_of(entry) + 200  # what the entry's own objects take, about

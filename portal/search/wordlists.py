"""The plain words of a segment, with what it takes to leave out, all at once, those unlike a given word."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LONGEST = 24
"""Letters of the longest word that is kept for spelling."""

Bits = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class WordList:
    """Words, and for each one 64 bits for the letters it holds and 64 for its pairs of neighbours (by a hash).

    An edit changes at most two letters and six pairs.
    """

    words: Sequence[str]
    lengths: NDArray[np.int64]
    letters: Bits
    pairs: Bits

    @classmethod
    def of(cls, words: Sequence[str]) -> "WordList":
        """The list of these words, none of them longer than `LONGEST`."""
        lengths, letters, pairs = _bits(words)
        return cls(words, lengths, letters, pairs)

    def near(self, word: str, edits: int) -> Iterator[str]:
        """Words that may be within so many edits; most of those that are not are left out."""
        lengths, letters, pairs = _bits([word])
        maybe = (
            (np.abs(self.lengths - lengths) <= edits)
            & (np.bitwise_count(self.letters ^ letters) <= 2 * edits)
            & (np.bitwise_count(self.pairs ^ pairs) <= 6 * edits)
        )
        return (self.words[place] for place in np.flatnonzero(maybe).tolist())


def _bits(words: Sequence[str]) -> tuple[NDArray[np.int64], Bits, Bits]:
    """Lengths, letters and pairs of words. Words are laid out as rows of code points, ended by zeros."""
    width = LONGEST + 1
    rows = np.array(words, f"<U{width}").view("<u4").reshape(len(words), width).astype(np.uint64)
    there = rows > 0
    lengths = there.sum(axis=1)
    letters = np.where(there, np.uint64(1) << rows % np.uint64(61), np.uint64(0))
    before = np.concatenate([np.zeros((len(words), 1), np.uint64), rows[:, :-1]], axis=1)
    hashes = (before * np.uint64(31) + rows) % np.uint64(64)
    at_or_after_end = np.arange(width) <= lengths[:, None]
    pairs = np.where(at_or_after_end, np.uint64(1) << hashes, np.uint64(0))
    return lengths, np.bitwise_or.reduce(letters, axis=1), np.bitwise_or.reduce(pairs, axis=1)

"""The plain words of a segment, with what it takes to leave out, all at once, those unlike a given word."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class WordList:
    """The words of a segment, with what is needed to leave out most of them at once.

    `letters` has a bit for each letter a word holds, `pairs` one for each pair of neighbours (by a hash). An edit
    changes at most two letters and six pairs.
    """

    words: list[str]
    lengths: NDArray[np.int16]
    letters: Bits
    pairs: Bits

    @classmethod
    def of(cls, words: list[str]) -> "WordList":
        """The list of these words."""
        return cls(
            words,
            np.fromiter(map(len, words), np.int16, len(words)),
            np.fromiter(map(_letter_bits, words), np.uint64, len(words)),
            np.fromiter(map(_pair_bits, words), np.uint64, len(words)),
        )

    def near(self, word: str, edits: int) -> Iterator[str]:
        """Words that may be within so many edits; most of those that are not are left out."""
        letters = np.bitwise_count(self.letters ^ np.uint64(_letter_bits(word)))
        pairs = np.bitwise_count(self.pairs ^ np.uint64(_pair_bits(word)))
        lengths = np.abs(self.lengths - len(word))
        maybe = (lengths <= edits) & (letters <= 2 * edits) & (pairs <= 6 * edits)
        return (self.words[place] for place in np.flatnonzero(maybe).tolist())


def _letter_bits(word: str) -> int:
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) % 61)
    return bits


def _pair_bits(word: str) -> int:
    bits = 0
    for one, other in _pairs(word):
        bits |= 1 << ((ord(one) * 31 + ord(other)) % 64)
    return bits


def _pairs(word: str) -> Iterable[tuple[str, str]]:
    return zip("^" + word, word + "$", strict=True)

"""The words of a segment's titles, sorted, so that all titles with a word that begins so are one slice away."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from portal.search.analysis import analyser
from portal.search.folding import clean
from portal.search.postings import Docs

_LAST = "\U0010ffff"


class _Words(NamedTuple):
    words: list[str]
    starts: Docs
    docs: Docs

    def beginning_with(self, prefix: str) -> Docs:
        """Documents with a word that begins so; a document may be named more than once."""
        first, end = bisect_left(self.words, prefix), bisect_left(self.words, prefix + _LAST)
        return self.docs[self.starts[first] : self.starts[end]]


class Titles:
    """Titles by the beginnings of their words. Documents are numbered as in the segment."""

    def __init__(self, titles: Sequence[str]) -> None:
        entries: dict[str, list[int]] = {}
        opening: dict[str, list[int]] = {}
        for number, title in enumerate(titles):
            words = words_of(title)
            for word in dict.fromkeys(words):
                entries.setdefault(word, []).append(number)
            if words:
                opening.setdefault(words[0], []).append(number)
        self._words = _table(entries)
        self._opening = _table(opening)

    def with_word(self, prefix: str) -> Docs:
        """Documents with a word that begins so anywhere in the title."""
        return self._words.beginning_with(prefix)

    def opening_with(self, prefix: str) -> Docs:
        """Documents whose title's first word begins so."""
        return self._opening.beginning_with(prefix)


def words_of(text: str) -> list[str]:
    """The words of a title, or of what was typed so far, folded, in order; a run counts by its parts."""
    return [word for run in analyser("").runs(clean(text)) for word in run.forms.words]


def _table(entries: dict[str, list[int]]) -> _Words:
    words = sorted(entries)
    docs = [number for word in words for number in entries[word]]
    sizes = np.fromiter((len(entries[word]) for word in words), np.int64, len(words))
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
    return _Words(words, starts.astype(np.int32), np.array(docs, np.int32))

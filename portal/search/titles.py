"""The words of a segment's titles, sorted, so that all titles with a word that begins so are one slice away."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from portal.search.analysis import MARKS, UNSPACED_LETTERS
from portal.search.folding import clean, fold
from portal.search.postings import Docs

_LAST = "\U0010ffff"
_WORD = re.compile(rf"[{UNSPACED_LETTERS}]|(?:[^\W_{UNSPACED_LETTERS}]|[{MARKS}])+")


def words_of(text: str) -> list[str]:
    """The words of a title, or of what was typed so far, folded; letters of unspaced scripts one by one."""
    return _WORD.findall(fold(clean(text)))


class _Table(NamedTuple):
    """Words in order, and for each the documents that have it, one after the other."""

    words: list[str]
    starts: list[int]
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
            for word in set(words):
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


def _table(entries: dict[str, list[int]]) -> _Table:
    words = sorted(entries)
    docs: list[int] = []
    starts = [0]
    for word in words:
        docs += entries[word]
        starts.append(len(docs))
    return _Table(words, starts, np.array(docs, np.int32))

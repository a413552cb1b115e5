"""From text to index terms, the same way for documents and queries.

A text is a row of runs: what stands between spaces, with the connectors inside it (paths, versions, addresses).
Every run takes one position, and a run of an unspaced script one for each pair of characters. Nothing is left out
for being frequent.
"""

import re
import sys
import threading
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import Stemmer

from portal.search.folding import clean, fold
from portal.search.forms import MAX_TERM, Forms, forms_of, simple_forms, term_of
from portal.search.wordpairs import PAIRS

MAX_TEXT = 400_000
"""Characters of one text that are read."""
MAX_POSITION = 60_000
"""Positions of one field that are read; they are stored as 16-bit numbers."""
_MAX_REMEMBERED = 200_000

_STEMMERS = {
    "da": "danish",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "it": "italian",
    "nb": "norwegian",
    "nl": "dutch",
    "pt": "portuguese",
    "sv": "swedish",
}


def _marks() -> str:
    """The combining marks of the basic plane and the two joiners, as ranges for a character class."""
    ranges = [[0x200C, 0x200D]]
    for code in range(0x0300, 0x10000):
        if unicodedata.category(chr(code))[0] == "M":
            if ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


UNSPACED_LETTERS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
"""Letters of scripts written without spaces, for a character class."""
MARKS = _marks()
"""The combining marks, for a character class."""
_LETTERS = rf"[\w{MARKS}]+"
_RUN = re.compile(rf"\.?{_LETTERS}(?:(?:[.:@+&'’~=-]|[:%]?[/\\]{{1,2}}){_LETTERS})*(?:\+\+|\#(?!\w))?")
_UNSPACED = re.compile(rf"[{UNSPACED_LETTERS}]+")


class Run(NamedTuple):
    """A run, or a pair of characters of an unspaced script: where it stands in the text, and its forms."""

    start: int
    end: int
    forms: Forms


class Reading(NamedTuple):
    """A text analysed for the index: positions by term, the length in positions, its words, folded, and the codes
    of the main terms in their order."""

    positions: dict[str, list[int]]
    length: int
    words: set[str]
    codes: list[int]


@dataclass(frozen=True, slots=True)
class Group:
    """One thing a query asks for: the index terms that all count as it, and the word as typed, folded.

    `start` and `end` are where its run stands in the cleaned text. A part must occur for a phrase to match; the
    whole of an identifier only counts towards the score.
    """

    terms: tuple[str, ...]
    word: str
    start: int
    end: int
    is_part: bool


@lru_cache(maxsize=16)
def analyser(language: str) -> "Analyser":
    """The analyser of a language ("en", "de-CH"); words of a language without a stemmer stay as they are."""
    return Analyser(_STEMMERS.get(language.partition("-")[0].lower()))


def query_groups(text: str, languages: tuple[str, ...]) -> list[Group]:
    """What a text asks for, with the forms its words have in each of the languages."""
    first, *others = (analyser(language).groups(text) for language in languages or ("en",))
    for other in others:
        first = [_with_terms(a, b.terms) for a, b in zip(first, other, strict=True)]
    return first


class Analyser:
    """Turns texts of one language into terms. Safe to use from many threads."""

    def __init__(self, algorithm: str | None) -> None:
        self._stemmer = Stemmer.Stemmer(algorithm) if algorithm else None
        self._lock = threading.Lock()
        self._stems: dict[str, str] = {}
        self._known: dict[str, tuple[Run, ...]] = {}
        self._joined = {(self.stem(a), self.stem(b)): self.stem(a + b) for a, b in PAIRS}
        self._may_join = {first for first, _ in self._joined}

    def stem(self, word: str) -> str:
        """The index term of a folded word of letters."""
        found = self._stems.get(word)
        if found is None:
            with self._lock:  # a stemmer must not be used by two threads at once
                if len(self._stems) >= _MAX_REMEMBERED:
                    self._stems.clear()
                stemmed = self._stemmer.stemWord(word) if self._stemmer else word
                found = self._stems[word] = sys.intern((stemmed or word)[:MAX_TERM])
        return found

    def joined(self, one: str, two: str) -> str | None:
        """The term of the word that two terms make together, of those written both ways."""
        return self._joined.get((one, two))

    def runs(self, text: str) -> Iterator[Run]:
        """The runs of a cleaned text, in order."""
        for match in _RUN.finditer(text, 0, MAX_TEXT):
            start = match.start()
            for piece in self._pieces(match.group()):
                yield Run(start + piece.start, start + piece.end, piece.forms)

    def read(self, text: str) -> Reading:
        """A text as it goes into the index. Pairs of words count joined as well: "log in" is also "login"."""
        positions: defaultdict[str, list[int]] = defaultdict(list)
        words: set[str] = set()
        codes: list[int] = []
        position = 0
        before = ""
        for run in _RUN.findall(clean(text[:MAX_TEXT])):
            for _, _, forms in self._pieces(run):
                codes.append(forms.code)
                for term in forms.terms:
                    positions[term].append(position)
                words.update(forms.words)
                main = forms.terms[0]
                if before and (joined := self.joined(before, main)):
                    positions[joined] += (position - 1, position)
                before = main if main in self._may_join else ""
                position += 1
            if position >= MAX_POSITION:
                break
        return Reading(positions, position, words, codes)

    def main_terms(self, text: str) -> list[str]:
        """The main terms of a text, in order."""
        return [run.forms.terms[0] for run in self.runs(clean(text))]

    def groups(self, text: str) -> list[Group]:
        """What a query text asks for, part by part, each with the forms it may have in a document."""
        cleaned = clean(text)
        found: list[Group] = []
        last: Run | None = None
        for run in self.runs(cleaned):
            words = run.forms.words
            for i, terms in enumerate(run.forms.asked):
                word = words[i] if i < len(words) else terms[0]
                found.append(Group(terms, word, run.start, run.end, is_part=i < len(words)))
            if last and cleaned[last.end : run.start] == " ":
                self._join_last_two(found, last.forms, run.forms)
            last = run
        return found

    def _join_last_two(self, found: list[Group], one: Forms, two: Forms) -> None:
        """Lets two words typed apart also find the one they make together."""
        together = one.words[-1] + two.words[0]
        if len(one.asked) == len(two.asked) == 1 and together.isalnum():
            joined = self.joined(one.terms[0], two.terms[0]) or term_of(together, self.stem)
            found[-2:] = [_with_terms(group, (joined,)) for group in found[-2:]]

    def _pieces(self, run: str) -> tuple[Run, ...]:
        """The run, or what it falls into where letters of an unspaced script are in it; counted from its start."""
        pieces = self._known.get(run)
        if pieces is None:
            if run.isascii() or not _UNSPACED.search(run):
                pieces = (Run(0, len(run), forms_of(run, self.stem)),)
            else:
                pieces = tuple(self._unspaced(run))
            pieces = tuple(piece for piece in pieces if piece.forms.terms)  # bare marks have none
            if len(run) <= MAX_TERM:
                if len(self._known) >= _MAX_REMEMBERED:
                    self._known.clear()
                self._known[run] = pieces
        return pieces

    def _unspaced(self, run: str) -> Iterator[Run]:
        done = 0
        for match in _UNSPACED.finditer(run):
            yield from self._spaced(run[done : match.start()], done)
            letters = match.group()
            for i in range(max(1, len(letters) - 1)):
                pair, place = letters[i : i + 2], match.start() + i
                yield Run(place, place + len(pair), simple_forms(fold(pair), fold(pair)))
            done = match.end()
        yield from self._spaced(run[done:], done)

    def _spaced(self, text: str, start: int) -> Iterator[Run]:
        for match in _RUN.finditer(text):
            yield Run(start + match.start(), start + match.end(), forms_of(match.group(), self.stem))


def _with_terms(group: Group, terms: tuple[str, ...]) -> Group:
    together = tuple(dict.fromkeys(group.terms + terms))
    return Group(together, group.word, group.start, group.end, group.is_part)

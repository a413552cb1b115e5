"""The nearest word that finds something, for a word that finds nothing."""

from dataclasses import dataclass

import numpy as np

from portal.search.analysis import analyser
from portal.search.budget import Budget
from portal.search.documents import EVERYONE
from portal.search.postings import Bools
from portal.search.schema import ExactField, TextField
from portal.search.snapshot import Snapshot
from portal.search.wordlists import LONGEST

SHORTEST = 4
"""Letters below which a word is not corrected."""
SHORTEST_FOR_TWO = 7
"""Letters from which a word may be two edits away."""
_OTHER_FIRST_LETTER = 0.2
_MOST_CANDIDATES = 200


@dataclass(frozen=True, slots=True)
class Speller:
    """Corrects words for one viewer, in the languages the viewer's words are read in.

    Only words of documents that everybody may read are offered, and only if the viewer sees one of those.
    """

    snapshot: Snapshot
    seen: Bools
    languages: tuple[str, ...]
    budget: Budget

    def correct(self, word: str) -> str | None:
        """The most likely word, or two words, meant by a folded word; None if nothing is near enough.

        A word one edit away is preferred to any that is two away.
        """
        if not SHORTEST <= len(word) <= LONGEST or not word.isalpha():
            return None
        for edits in (1, 2) if len(word) >= SHORTEST_FOR_TWO else (1,):
            near = _at_distance(self.snapshot, word, edits)
            ranked = [(self._likelihood(word, candidate), candidate) for candidate in near]
            likelihood, best = max(ranked, default=(0.0, ""))
            if likelihood:
                return best
        return self._split(word)

    def count(self, word: str) -> int:
        """How many documents that everybody may read, and this viewer too, hold the word in any of its forms."""
        if self.budget.is_spent():
            return 0
        terms = tuple(dict.fromkeys(analyser(language).stem(word) for language in self.languages))
        docs = self.snapshot.held(terms, tuple(TextField)).docs
        public = self.snapshot.mask(ExactField.READER, frozenset({EVERYONE}))
        return int(np.count_nonzero(public[docs] & self.seen[docs]))

    def _likelihood(self, word: str, candidate: str) -> float:
        """How frequent the candidate is; less if it begins otherwise: the first letter is seldom mistyped."""
        return self.count(candidate) * (1.0 if candidate[0] == word[0] else _OTHER_FIRST_LETTER)

    def _split(self, word: str) -> str | None:
        """Two words that were typed as one."""
        halves = [(word[:i], word[i:]) for i in range(3, len(word) - 2)]
        known = [pair for pair in halves if all(_is_word(self.snapshot, half) for half in pair)]
        ranked = [(min(map(self.count, pair)), " ".join(pair)) for pair in known]
        likelihood, best = max(ranked, default=(0, ""))
        return best if likelihood else None


def distance(one: str, other: str, limit: int) -> int:
    """Edits from one word to the other: letters put in, left out, replaced, or two neighbours swapped.

    Anything over the limit is returned as limit + 1.
    """
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    one, other = _without_common_ends(one, other)
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, other_letter in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other_letter))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == other_letter:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > limit and min(before) > limit:
            return limit + 1
    return min(row[-1], limit + 1)


def _without_common_ends(one: str, other: str) -> tuple[str, str]:
    """What is left of two words when what they begin and end with alike is taken away."""
    start = end = 0
    shortest = min(len(one), len(other))
    while start < shortest and one[start] == other[start]:
        start += 1
    while end < shortest - start and one[-1 - end] == other[-1 - end]:
        end += 1
    return one[start : len(one) - end], other[start : len(other) - end]


def _at_distance(snapshot: Snapshot, word: str, edits: int) -> list[str]:
    near = {other for part in snapshot.parts for other in part.segment.spellings.near(word, edits)}
    return sorted(other for other in near if distance(word, other, edits) == edits)[:_MOST_CANDIDATES]


def _is_word(snapshot: Snapshot, word: str) -> bool:
    return any(part.segment.docs(ExactField.SPELLING, word).size for part in snapshot.parts)

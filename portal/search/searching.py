"""One search, from a parsed query to results."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from portal.search import collecting
from portal.search.analysis import Group
from portal.search.boosts import Boosts
from portal.search.budget import Budget
from portal.search.language import write
from portal.search.matching import Request, allowed, of_kinds, visible
from portal.search.meanings import BLEND, Meanings, blended
from portal.search.neighbours import with_neighbours
from portal.search.postings import NO_DOCS, NO_FLOATS, Bools, Docs, Floats, any_of
from portal.search.requests import groups_of_words, request_of
from portal.search.results import Correction, Facets, Hit, Order, Page, Results, Spelling, Why
from portal.search.schema import KINDS, TRUSTS, TextField
from portal.search.scoring import Scored, score
from portal.search.snapshot import Snapshot
from portal.search.spelling import Speller
from portal.search.synonyms import Synonyms, widen
from portal.search.syntax import Query, Term, Word
from portal.search.viewers import Viewer

ALL_FIELDS = tuple(TextField)
MAX_OFFSET = 1_000
MAX_SIZE = 100
_FEW = 2
"""Results at or below which a better spelling is proposed."""
_SEVERAL = 4
_MORE_FREQUENT = 20
"""How many times more frequent a word must be to be proposed for one that does find something."""


@dataclass(frozen=True, slots=True)
class Search:
    """What a search needs besides its query."""

    snapshot: Snapshot
    viewer: Viewer
    now: datetime
    page: Page
    order: Order
    spelling: Spelling
    synonyms: Synonyms
    meanings: Meanings | None
    budget: Budget

    def run(self, query: Query) -> Results:
        """Searches, with unknown words corrected if that was asked for."""
        correction = self._correction(query) if self.spelling is Spelling.CORRECT else None
        used = correction.query if correction else query
        request = request_of(used, self.viewer.languages, self.synonyms)
        boosts = Boosts(self.snapshot, self.viewer.circumstances, self.now)
        near = self._nearness(used, request)
        docs, scores = self._matches(request, near)
        of_kind = of_kinds(self.snapshot, docs, request.filters)
        kept = docs[of_kind]
        ordering = self._ordering(request, boosts, Scored(kept, scores[of_kind]), near)
        found = collecting.best_of_threads(self.snapshot, kept, ordering)
        page = collecting.page_of(self.snapshot, found, _within_bounds(self.page))
        total = int(found.docs.size)
        hits = self._hits(page, request, boosts)
        wants_proposal = total <= _FEW and not correction and self.spelling is Spelling.CORRECT
        return Results(
            total=total,
            hits=hits,
            facets=Facets(
                kinds=collecting.count_kinds(self.snapshot, docs),
                tags=collecting.count_tags(self.snapshot, found.docs),
                applications=collecting.count_applications(self.snapshot, found.docs),
                flags=collecting.count_flags(self.snapshot, kept),
            ),
            did_you_mean=self._proposal(query) if wants_proposal and not _is_met(request, hits) else None,
            corrected=correction,
            also=request.also,
            timed_out=self.budget.was_spent,
        )

    def _nearness(self, query: Query, request: Request) -> Floats | None:
        """How near each document is in meaning. Where somebody asks for words to the letter, only they count."""
        is_exact = request.exact or request.required or request.fields != ALL_FIELDS or not request.groups
        if self.meanings is None or is_exact or self.budget.is_spent():
            return None
        return self.meanings.nearness(self.snapshot, " ".join(term.text for term in query.wanted))

    def _matches(self, request: Request, near: Floats | None) -> Scored:
        """The documents that match, of all kinds, and how well; those near in meaning alone have no score of words."""
        mask = allowed(self.snapshot, self.viewer, request, self.budget)
        if request.is_void:
            return Scored(NO_DOCS, NO_FLOATS)
        if not request.groups:
            docs = np.flatnonzero(mask).astype(np.int32)
            return Scored(docs, np.zeros(docs.size))
        seen = visible(self.snapshot, self.viewer)
        found = score(self.snapshot, request, mask, seen, self.budget)
        return found if near is None else with_near_ones(found, near, mask)

    def _ordering(self, request: Request, boosts: Boosts, found: Scored, near: Floats | None) -> Floats:
        """What the page is sorted by: the boosted score, or the time for what has no score."""
        if self.order is Order.NEWEST or not request.groups:
            return self.snapshot.column("created")[found.docs].astype(np.float64)
        seen = visible(self.snapshot, self.viewer)
        docs, scores = with_neighbours(self.snapshot, request, found, seen, self.budget)
        if near is not None:
            scores = blended(scores, near[docs])
        return scores * boosts.factors(docs)

    def _hits(self, page: list[tuple[int, float]], request: Request, boosts: Boosts) -> tuple[Hit, ...]:
        docs = np.array([number for number, _ in page], np.int32)
        shares = boosts.parts(docs)
        words = self._words_held(request, docs)
        kinds, trusts = self.snapshot.column("kind")[docs], self.snapshot.column("trust")[docs]
        hits = []
        for place, (number, points) in enumerate(page):
            card = self.snapshot.card(number)
            raised = {name: float(share[place]) for name, share in shares.items() if share[place]}
            why = Why(tuple(words[place]), raised)
            kind, trust = KINDS[kinds[place]], TRUSTS[trusts[place]]
            hits.append(Hit(card.key, kind, card.thread, trust, points, why))
        return tuple(hits)

    def _words_held(self, request: Request, docs: Docs) -> list[dict[str, None]]:
        """The words of the query that each document holds, in their order."""
        words: list[dict[str, None]] = [{} for _ in docs]
        for group in request.groups:
            held = self.snapshot.held(group.terms, request.fields).docs
            if held.size:
                places = np.minimum(np.searchsorted(held, docs), held.size - 1)
                for place in np.flatnonzero(held[places] == docs):
                    words[place][group.word] = None
        return words

    def _correction(self, query: Query) -> Correction | None:
        """The query with each word that finds nothing here replaced by the nearest that does."""
        seen, speller = self._speller()
        better: dict[Word, str] = {}
        for word, group in self._widened(_single_words(query, self.viewer.languages)):
            if not any_of(seen, self.snapshot.held(group.terms, ALL_FIELDS).docs):
                found = speller.correct(group.word)
                if found:
                    better[word] = found
        return _replaced(query, better)

    def _proposal(self, query: Query) -> str | None:
        """The query with its rare words replaced by far more frequent ones like them, as text."""
        _, speller = self._speller()
        better: dict[Word, str] = {}
        for word, group in _single_words(query, self.viewer.languages):
            found = speller.correct(group.word)
            if found and speller.count(found) >= _MORE_FREQUENT * max(speller.count(group.word), 1):
                better[word] = found
        correction = _replaced(query, better)
        return correction.used if correction else None

    def _widened(self, words: list[tuple[Word, Group]]) -> list[tuple[Word, Group]]:
        groups, _ = widen([group for _, group in words], self.viewer.languages, self.synonyms)
        return [(word, group) for (word, _), group in zip(words, groups, strict=True)]

    def _speller(self) -> tuple[Bools, Speller]:
        seen = visible(self.snapshot, self.viewer)
        return seen, Speller(self.snapshot, seen, self.viewer.languages, self.budget)


def _is_met(request: Request, hits: Sequence[Hit]) -> bool:
    """Whether the best hit holds all of several words: somebody else has spelled them so, all of them."""
    words = {group.word for group in request.groups}
    return len(words) >= _SEVERAL and bool(hits) and set(hits[0].why.words) == words


def with_near_ones(found: Scored, near: Floats, allowed: Bools) -> Scored:
    """The documents found, and a few more that are near in meaning, rising."""
    others = allowed & (near >= BLEND.least_nearness)
    others[found.docs] = False
    more = np.flatnonzero(others)
    if more.size > BLEND.most_by_meaning:
        more = more[np.argsort(-near[more], kind="stable")[: BLEND.most_by_meaning]]
    docs = np.concatenate([found.docs, more.astype(np.int32)])
    scores = np.concatenate([found.scores, np.zeros(more.size)])
    order = np.argsort(docs, kind="stable")
    return Scored(docs[order], scores[order])


def _within_bounds(page: Page) -> Page:
    return Page(min(max(page.offset, 0), MAX_OFFSET), min(max(page.size, 1), MAX_SIZE))


def _single_words(query: Query, languages: tuple[str, ...]) -> list[tuple[Word, Group]]:
    """The wanted words that are one plain word each."""
    groups = groups_of_words(query, languages)
    parts = Counter(word for word, _ in groups)
    return [(word, group) for word, group in groups if parts[word] == 1 and group.word.isalpha()]


def _replaced(query: Query, better: Mapping[Word, str]) -> Correction | None:
    if not better:
        return None
    wanted: list[Term] = []
    for term in query.wanted:
        if isinstance(term, Word) and term in better:
            wanted += (Word(word, term.position) for word in better[term].split())
        else:
            wanted.append(term)
    used = replace(query, wanted=tuple(wanted))
    return Correction(write(query), write(used), used)

"""Search without any speed: every document is looked at, one after the other, with plain numbers.

Written from the ranking's description, not from the engine's arrays; what it shares with the engine is the analysis
of texts, the named numbers, and the order in which it adds, so that results can be compared to the last bit.
"""

import itertools
import math
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import TypeVar

from portal.search.analysis import Group, analyser, query_groups
from portal.search.documents import Document, Flag, Kind, Trust
from portal.search.forms import code_of, is_code
from portal.search.neighbours import READ_IN_ORDER
from portal.search.ranking import Ranking
from portal.search.requests import MOST_IN_A_ROW
from portal.search.schema import TextField, value
from portal.search.synonyms import Synonyms
from portal.search.syntax import Filters, Phrase, Query, Scope, State, Word
from portal.search.viewers import Viewer

TRUST_ORDER = ("official", "endorsed", "accepted", "community", "review_due", "retired")
Positions = dict[str, list[int]]
T = TypeVar("T")


@dataclass(frozen=True)
class Outcome:
    """What a search should give."""

    total: int
    hits: list[tuple[str, float]]
    kinds: dict[Kind, int]
    tags: dict[str, int]
    applications: dict[str, int]
    flags: dict[Flag, int]


class Reference:
    """A searchable list of documents."""

    def __init__(self, documents: Iterable[Document], ranking: Ranking) -> None:
        self.documents = list(documents)
        self.ranking = ranking
        self.texts = {document.key: _texts(document) for document in self.documents}
        self.means = {field: self._mean(field) for field in TextField}

    def search(
        self, query: Query, viewer: Viewer, now: datetime, offset: int, size: int, synonyms: Synonyms
    ) -> Outcome:
        """The outcome of a query without any correction of its words."""
        fields = (TextField.TITLE,) if query.scope is Scope.TITLE else tuple(TextField)
        seen = [d for d in self.documents if d.readers & viewer.tokens]
        phrases = [query_groups(term.text, viewer.languages) for term in query.wanted if isinstance(term, Phrase)]
        words = query_groups(" ".join(t.text for t in query.wanted if isinstance(t, Word)), viewer.languages)
        allowed = [d for d in seen if self._is_allowed(d, query, viewer, fields)]
        allowed = [d for d in allowed if all(self._holds(d, phrase, fields) for phrase in phrases if phrase)]
        exact = _exact_rows(words)
        words = _with_synonyms(words, viewer.languages, synonyms)
        groups = list({g.terms: g for g in [*words, *(g for phrase in phrases for g in phrase)]}.values())
        if query.wanted and not groups:
            allowed = []
        scores = self._scores(groups, exact, fields, seen) if groups else None
        found = [d for d in allowed if scores is None or d.key in scores]
        of_kind = [d for d in found if _is_of_kind(d, query.filters)]
        if scores is not None and query.scope is Scope.ANYWHERE:
            self._add_neighbours(scores, query, viewer, of_kind, seen)
        order = {
            d.key: d.created_at.timestamp() // 1 if scores is None else scores[d.key] * self._factor(d, viewer, now)
            for d in of_kind
        }
        best = _best_of_threads(of_kind, order)
        page = sorted(best, key=lambda d: _place(d, order))[offset : offset + size]
        return Outcome(
            total=len(best),
            hits=[(d.key, order[d.key]) for d in page],
            kinds=_count((d.kind, d.thread) for d in found),
            tags=_count((tag, d.thread) for d in best for tag in d.tags),
            applications=_count((d.application, d.thread) for d in best if d.application),
            flags=_count((flag, d.thread) for d in of_kind for flag in d.flags),
        )

    def _scores(
        self,
        groups: Sequence[Group],
        exact: Sequence[Sequence[Group]],
        fields: Sequence[TextField],
        seen: Sequence[Document],
    ) -> dict[str, float]:
        """The score before boosts of every document that holds enough of the groups."""
        ranking = self.ranking
        scores = dict.fromkeys(self.texts, 0.0)
        coverage = dict.fromkeys(self.texts, 0.0)
        total = 0.0
        for group in groups:
            worth = self._worth(group, fields)
            if not any(d.key in worth for d in seen):
                continue
            rarity = self._rarity(len(worth))
            for key, points in worth.items():
                scores[key] += rarity * points
                coverage[key] += rarity
            total += rarity
            if tuple(fields) != (TextField.TITLE,):
                titled = self._worth(group, (TextField.TITLE,))
                for key, points in titled.items():
                    scores[key] += ranking.title_share * self._rarity(len(titled)) * points
        if not total:
            return {}
        for row in exact:
            held = [d for d in self.documents if self._holds(d, [replace(g, is_part=True) for g in row], fields)]
            if any(d.key in {one.key for one in seen} for d in held):
                rarity = sum(self._rarity(len(self._worth(group, fields))) for group in row)
                for document in held:
                    scores[document.key] += ranking.exact * rarity
        share = ranking.coordination
        return {
            key: scores[key] * ((1.0 - share) + share * (coverage[key] / total))
            for key in scores
            if coverage[key] >= ranking.least_coverage * total
        }

    def _add_neighbours(
        self,
        scores: dict[str, float],
        query: Query,
        viewer: Viewer,
        found: Sequence[Document],
        seen: Sequence[Document],
    ) -> None:
        """Adds what pairs of words are worth in the best of the documents found."""
        ranking = self.ranking
        least = sorted((scores[d.key] for d in found), reverse=True)[: ranking.neighbours_looked_at][-1:]
        best = [d for d in found if scores[d.key] >= least[0]]
        means = sum(self.means[field] for field in READ_IN_ORDER)
        b, k1 = ranking.fields[TextField.BODY].b, ranking.k1
        for one, other in _pairs_of(query, viewer.languages):
            rarities = [self._rarity_of(term, seen) for term in (one, other)]
            if not all(rarities):
                continue
            for document in best:
                codes = _codes(document)
                count = sum(pair == (code_of(one), code_of(other)) for pair in itertools.pairwise(codes))
                length = sum(float(self.texts[document.key][field][1]) for field in READ_IN_ORDER)
                tempered = count / ((1.0 - b) + b * length / means)
                worth = tempered * (k1 + 1.0) / (tempered + k1)
                scores[document.key] += ranking.neighbours * (sum(rarities) / 2.0) * worth

    def _rarity_of(self, term: str, seen: Sequence[Document]) -> float:
        group = Group((term,), term, 0, 0, is_part=True)
        worth = self._worth(group, tuple(TextField))
        return self._rarity(len(worth)) if any(d.key in worth for d in seen) else 0.0

    def _worth(self, group: Group, fields: Sequence[TextField]) -> dict[str, float]:
        k1 = self.ranking.k1
        counts = {d.key: self._count_in(d, group, fields) for d in self.documents}
        return {key: count * (k1 + 1.0) / (count + k1) for key, count in counts.items() if count}

    def _count_in(self, document: Document, group: Group, fields: Sequence[TextField]) -> float:
        total = 0.0
        for term in group.terms:
            for field in fields:
                positions, length = self.texts[document.key][field]
                count = _occurrences(term.split("\x1f"), positions)
                if count:
                    of_field = self.ranking.fields[field]
                    tempering = (1.0 - of_field.b) + of_field.b * float(length) / self.means[field]
                    total += count * (of_field.weight / tempering)
        return total

    def _rarity(self, holding: int) -> float:
        return math.log(1.0 + (len(self.documents) - holding + 0.5) / (holding + 0.5))

    def _mean(self, field: TextField) -> float:
        total = sum(texts[field][1] for texts in self.texts.values())
        return float(f"{total / max(len(self.texts), 1):.2g}") or 1.0

    def _factor(self, document: Document, viewer: Viewer, now: datetime) -> float:
        ranking, mine = self.ranking, viewer.circumstances
        people = float(document.helpful) + float(document.solved)
        today = int(now.timestamp()) // 86_400 * 86_400
        age = max(today - int(document.updated_at.timestamp()), 0) / 86_400
        total = (
            ranking.trust[document.trust]
            + ranking.use * (people / (people + ranking.use_halves_at))
            + ranking.freshness / (1.0 + age / ranking.freshness_halves_after)
        )
        if value(document.application) in {value(name) for name in mine.applications}:
            total += ranking.application
        for theirs, own, share in (
            (document.department, mine.department, ranking.department),
            (document.site, mine.site, ranking.site),
            (document.device, mine.device, ranking.device),
        ):
            if own and value(theirs) == value(own):
                total += share
        factor = 1.0 + min(max(total, ranking.lowest_boost), ranking.highest_boost)
        is_foreign = mine.languages and document.language[:2] not in {language[:2] for language in mine.languages}
        return factor * (ranking.foreign if is_foreign else 1.0)

    def _is_allowed(self, document: Document, query: Query, viewer: Viewer, fields: Sequence[TextField]) -> bool:
        return _passes(document, query.filters, viewer) and not any(
            self._holds(document, phrase, fields)
            for term in query.unwanted
            if (phrase := query_groups(term.text, viewer.languages))
        )

    def _holds(self, document: Document, phrase: Sequence[Group], fields: Sequence[TextField]) -> bool:
        parts = [group for group in phrase if group.is_part]
        return any(_runs_through(self.texts[document.key][field][0], parts) for field in fields)


def _runs_through(positions: Positions, parts: Sequence[Group]) -> bool:
    """Whether the parts stand one after the other, or, if they differ, at the same position."""
    reached: set[int] | None = None
    for i, part in enumerate(parts):
        here = {place for term in part.terms for place in positions.get(term, ())}
        if reached is None:
            reached = here
        else:
            before = parts[i - 1]
            steps = (1,) if part.terms == before.terms and part.start != before.start else (0, 1)
            reached = {place for place in here if any(place - step in reached for step in steps)}
    return bool(reached)


def _occurrences(row: Sequence[str], positions: Positions) -> int:
    """How often terms stand one after the other; of a single one, how often it stands at all."""
    places = [set(positions.get(term, ())) for term in row]
    return sum(all(place + step in here for step, here in enumerate(places)) for place in places[0])


def _with_synonyms(words: Sequence[Group], languages: tuple[str, ...], synonyms: Synonyms) -> list[Group]:
    """The words, each with the terms of what it may also be called; a rule for several words gives them to each."""
    found = list(words)
    places = [place for place, group in enumerate(words) if group.is_part]
    for start in range(len(places)):
        for rule in synonyms.rules:
            keys = {tuple(g.terms[0] for g in analyser(lang).groups(rule.typed)) for lang in languages}
            for key in sorted(keys):
                row = places[start : start + len(key)]
                if len(row) == len(key) and all(t in words[p].terms for t, p in zip(key, row, strict=True)):
                    more = [term for text in rule.also for term in _called(text, languages)]
                    for place in row:
                        terms = dict.fromkeys((*found[place].terms, *more))
                        found[place] = replace(found[place], terms=tuple(terms))
    return found


def _called(text: str, languages: tuple[str, ...]) -> list[str]:
    groups = query_groups(text, languages)
    if len(groups) == 1:
        return list(groups[0].terms)
    return list(dict.fromkeys("\x1f".join(analyser(lang).main_terms(text)) for lang in languages))


def _exact_rows(words: Sequence[Group]) -> list[list[Group]]:
    """Identifiers, each by itself, and the whole row of words if there is one among several."""
    runs = [list(run) for _, run in itertools.groupby(words, key=lambda group: group.start)]
    rows = []
    for run in runs:
        inside = [group for group in run if group.is_part]
        wholes = [[group] for group in run if not group.is_part]
        rows += wholes
        if (wholes and len(inside) <= MOST_IN_A_ROW) or is_code("".join(group.word for group in inside)):
            rows.append(inside)
    parts = [group for group in words if group.is_part]
    return [*rows, parts] if rows and len(runs) > 1 and len(parts) <= MOST_IN_A_ROW else rows


def _pairs_of(query: Query, languages: tuple[str, ...]) -> list[tuple[str, str]]:
    words = " ".join(term.text for term in query.wanted if isinstance(term, Word))
    phrases = [term.text for term in query.wanted if isinstance(term, Phrase)]
    read = analyser(languages[0]).main_terms
    return list(dict.fromkeys(pair for text in (words, *phrases) for pair in itertools.pairwise(read(text))))


def _codes(document: Document) -> list[int]:
    """The main terms of all texts in order, as codes, with gaps between the texts."""
    read = analyser(document.language).main_terms
    texts = (document.title, document.body, *document.answers)
    return [code for text in texts for code in (*map(code_of, read(text)), 0)]


def _texts(document: Document) -> dict[TextField, tuple[Positions, int]]:
    read = analyser(document.language).read
    answers: Positions = {}
    start = length = 0
    for answer in document.answers:
        reading = read(answer)
        for term, places in reading.positions.items():
            answers.setdefault(term, []).extend(start + place for place in places)
        start += reading.length + 8
        length += reading.length
    found = {
        TextField.TITLE: read(document.title),
        TextField.LABELS: read(" ; ".join((*document.tags, document.application))),
        TextField.BODY: read(document.body),
    }
    return {field: (r.positions, r.length) for field, r in found.items()} | {TextField.ANSWERS: (answers, length)}


def _passes(document: Document, filters: Filters, viewer: Viewer) -> bool:
    tags, application, author = {*map(value, document.tags)}, value(document.application), value(document.author)
    states = _states(document, viewer)
    created = document.created_at.timestamp() // 1
    return (
        {*map(value, filters.tags)} <= tags
        and not ({*map(value, filters.without_tags)} & tags)
        and (not filters.applications or application in map(value, filters.applications))
        and application not in map(value, filters.without_applications)
        and (not filters.authors or author in map(value, filters.authors))
        and author not in map(value, filters.without_authors)
        and filters.states <= states
        and not (filters.without_states & states)
        and (State.RETIRED in filters.states or State.RETIRED not in states)
        and (not filters.before or created < datetime.combine(filters.before, time(), UTC).timestamp())
        and (not filters.after or created >= datetime.combine(filters.after, time(), UTC).timestamp())
    )


def _states(document: Document, viewer: Viewer) -> set[State]:
    is_question = document.kind is Kind.QUESTION
    return {
        state
        for state, holds in {
            State.ANSWERED: is_question and Flag.ANSWERED in document.flags,
            State.UNANSWERED: is_question and Flag.ANSWERED not in document.flags,
            State.ACCEPTED: Flag.ACCEPTED in document.flags,
            State.ENDORSED: Flag.ENDORSED in document.flags,
            State.OFFICIAL: document.trust in {Trust.OFFICIAL, Trust.REVIEW_DUE},
            State.RETIRED: document.trust is Trust.RETIRED,
            State.MINE: bool(viewer.handle) and value(document.author) == value(viewer.handle),
        }.items()
        if holds
    }


def _is_of_kind(document: Document, filters: Filters) -> bool:
    return (not filters.kinds or document.kind in filters.kinds) and document.kind not in filters.without_kinds


def _best_of_threads(documents: Sequence[Document], order: dict[str, float]) -> list[Document]:
    best: dict[str, Document] = {}
    for document in sorted(documents, key=lambda d: _place(d, order)):
        best.setdefault(document.thread, document)
    return list(best.values())


def _place(document: Document, order: dict[str, float]) -> tuple[float, int, float, int]:
    return (
        -order[document.key],
        TRUST_ORDER.index(document.trust),
        -(document.updated_at.timestamp() // 1),
        zlib.crc32(document.key.encode()),
    )


def _count(pairs: Iterable[tuple[T, str]]) -> dict[T, int]:
    """Different threads by what comes first."""
    counts: dict[T, int] = {}
    for name, _ in set(pairs):
        counts[name] = counts.get(name, 0) + 1
    return counts

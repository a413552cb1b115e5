"""From a parsed query to what is looked up in the index."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from portal.search.analysis import Group, analyser, query_groups
from portal.search.folding import clean
from portal.search.forms import is_code
from portal.search.matching import Request
from portal.search.schema import TextField
from portal.search.synonyms import NO_SYNONYMS, Synonyms, widen
from portal.search.syntax import Phrase, Query, Scope, Term, Word

MOST_IN_A_ROW = 16
"""Parts of words that are looked for in a row."""
FIELDS_OF_SCOPE = {Scope.ANYWHERE: tuple(TextField), Scope.TITLE: (TextField.TITLE,)}


@lru_cache(maxsize=256)
def request_of(query: Query, languages: tuple[str, ...], synonyms: Synonyms = NO_SYNONYMS) -> Request:
    """The query analysed. Words and phrases count towards the score; phrases are required besides."""
    required = tuple(_groups(term, languages) for term in query.wanted if isinstance(term, Phrase))
    unwanted = tuple(_groups(term, languages) for term in query.unwanted)
    words, also = widen([group for _, group in groups_of_words(query, languages)], languages, synonyms)
    groups = _distinct([*words, *(group for phrase in required for group in phrase)])
    return Request(
        groups=groups,
        neighbours=_neighbours(query, languages),
        exact=_exact(query, languages),
        required=tuple(phrase for phrase in required if phrase),
        unwanted=tuple(phrase for phrase in unwanted if phrase),
        fields=FIELDS_OF_SCOPE[query.scope],
        filters=query.filters,
        also=also,
        is_void=bool(query.wanted) and not groups,
    )


@lru_cache(maxsize=256)
def groups_of_words(query: Query, languages: tuple[str, ...]) -> tuple[tuple[Word, Group], ...]:
    """The groups that the wanted words become, each with its word. Neighbours may join to one ("log in")."""
    words = [term for term in query.wanted if isinstance(term, Word)]
    starts: list[int] = []
    text = ""
    for word in words:
        starts.append(len(text))
        text += clean(word.text) + " "
    found = query_groups(text, languages)
    return tuple((words[bisect_right(starts, group.start) - 1], group) for group in found)


def _exact(query: Query, languages: tuple[str, ...]) -> tuple[tuple[Group, ...], ...]:
    """The identifiers among the words, and all words in a row where there is one: a path may have spaces in it."""
    by_run: dict[int, list[Group]] = {}
    for _, group in groups_of_words(query, languages):
        by_run.setdefault(group.start, []).append(group)
    exact = [row for run in by_run.values() for row in _identifier(run)]
    parts = tuple(group for run in by_run.values() for group in run if group.is_part)
    if exact and len(by_run) > 1 and len(parts) <= MOST_IN_A_ROW:
        exact.append(parts)
    return tuple(exact)


def _identifier(run: Sequence[Group]) -> Iterator[tuple[Group, ...]]:
    """What has to be met of a run that is an identifier: all of it, and its parts in a row, which may be in a longer
    path. Nothing of a run that is none."""
    parts = tuple(group for group in run if group.is_part)
    wholes = [(group,) for group in run if not group.is_part]
    yield from wholes
    if (wholes and len(parts) <= MOST_IN_A_ROW) or is_code("".join(part.word for part in parts)):
        yield parts


def _neighbours(query: Query, languages: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Main terms that follow one another among the words, or within a phrase; each pair once."""
    words = " ".join(term.text for term in query.wanted if isinstance(term, Word))
    phrases = [term.text for term in query.wanted if isinstance(term, Phrase)]
    read = analyser(languages[0] if languages else "en").main_terms
    return tuple(dict.fromkeys(pair for text in (words, *phrases) for pair in pairwise(read(text))))


def _groups(term: Term, languages: tuple[str, ...]) -> tuple[Group, ...]:
    return tuple(query_groups(term.text, languages))


def _distinct(groups: Iterable[Group]) -> tuple[Group, ...]:
    """One of each: a word typed twice counts once."""
    return tuple({group.terms: group for group in groups}.values())

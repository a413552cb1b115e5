"""From a parsed query to what is looked up in the index."""

from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from portal.search.analysis import Group, analyser, query_groups
from portal.search.folding import clean
from portal.search.matching import Request
from portal.search.schema import TextField
from portal.search.syntax import Phrase, Query, Scope, Term, Word

FIELDS_OF_SCOPE = {Scope.ANYWHERE: tuple(TextField), Scope.TITLE: (TextField.TITLE,)}


@lru_cache(maxsize=256)
def request_of(query: Query, languages: tuple[str, ...]) -> Request:
    """The query analysed. Words and phrases count towards the score; phrases are required besides."""
    required = tuple(_groups(term, languages) for term in query.wanted if isinstance(term, Phrase))
    unwanted = tuple(_groups(term, languages) for term in query.unwanted)
    words = [group for _, group in groups_of_words(query, languages)]
    groups = _distinct([*words, *(group for phrase in required for group in phrase)])
    return Request(
        groups=groups,
        neighbours=_neighbours(query, languages),
        required=tuple(phrase for phrase in required if phrase),
        unwanted=tuple(phrase for phrase in unwanted if phrase),
        fields=FIELDS_OF_SCOPE[query.scope],
        filters=query.filters,
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

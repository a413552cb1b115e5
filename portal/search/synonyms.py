"""Words that mean the same here: what a query also looks for because of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from portal.search.analysis import Group, analyser, query_groups
from portal.search.postings import ROW

MOST_ALTERNATIVES = 12
"""Other words that one word of a query is looked for as."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Who types this, a word or several, also looks for these."""

    typed: str
    also: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Synonyms:
    """All rules of a company. Compared by identity, so that what was worked out for a query can be kept."""

    rules: tuple[Rule, ...] = ()


NO_SYNONYMS = Synonyms()


def both_ways(words: Sequence[str]) -> list[Rule]:
    """Rules by which each of the words also finds all the others."""
    return [Rule(word, tuple(other for other in words if other != word)) for word in words]


class Widened(NamedTuple):
    """Groups with what they are also looked for as, and those other words as somebody wrote them."""

    groups: list[Group]
    also: tuple[str, ...]


def widen(groups: Sequence[Group], languages: tuple[str, ...], synonyms: Synonyms) -> Widened:
    """The groups of a query with the terms of their synonyms. Of a rule for several words, each of them gets all."""
    found, also = list(groups), dict[str, None]()
    if not synonyms.rules:
        return Widened(found, ())
    table = _table(synonyms, languages)
    parts = [place for place, group in enumerate(groups) if group.is_part]
    for start, place in enumerate(parts):
        for term in groups[place].terms:
            for rule in table.get(term, ()):
                row = parts[start : start + len(rule.key)]
                if _fits([groups[each] for each in row], rule.key):
                    also.update(dict.fromkeys(rule.also))
                    for each in row:
                        terms = dict.fromkeys((*found[each].terms, *rule.terms))
                        most = len(groups[each].terms) + MOST_ALTERNATIVES
                        found[each] = replace(found[each], terms=tuple(terms)[:most])
    return Widened(found, tuple(also))


class _Compiled(NamedTuple):
    key: tuple[str, ...]
    """The main terms of what is typed."""
    terms: tuple[str, ...]
    also: tuple[str, ...]


def _fits(row: Sequence[Group], key: Sequence[str]) -> bool:
    return len(row) == len(key) and all(term in group.terms for term, group in zip(key, row, strict=True))


@lru_cache(maxsize=32)
def _table(synonyms: Synonyms, languages: tuple[str, ...]) -> dict[str, list[_Compiled]]:
    """The rules by the first term of what is typed, in each of the languages."""
    table: dict[str, list[_Compiled]] = {}
    for rule in synonyms.rules:
        terms = tuple(dict.fromkeys(term for text in rule.also for term in _terms(text, languages)))
        keys = {_main_terms(rule.typed, language) for language in languages}
        for key in sorted(keys):
            if key and terms:
                table.setdefault(key[0], []).append(_Compiled(key, terms, rule.also))
    return table


def _main_terms(text: str, language: str) -> tuple[str, ...]:
    parts = [group for group in analyser(language).groups(text) if group.is_part]
    return tuple(part.terms[0] for part in parts)


def _terms(text: str, languages: tuple[str, ...]) -> Iterable[str]:
    """What a text is looked for as: the terms of one word, or several words in a row as one term."""
    parts = [group for group in query_groups(text, languages) if group.is_part]
    if len(parts) == 1:
        return parts[0].terms
    return dict.fromkeys(ROW.join(_main_terms(text, language)) for language in languages) if parts else ()

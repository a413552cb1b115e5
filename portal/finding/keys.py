"""What two searches have in common that mean the same words, whatever their order and endings."""

from functools import lru_cache

from portal.search.analysis import analyser
from portal.search.language import parse

LONGEST = 200


@lru_cache(maxsize=4_000)
def key_of(typed: str) -> str:
    """The words of a search, folded and stemmed, each once, in the order of the alphabet; empty for filters alone."""
    words = " ".join(term.text for term in parse(typed).query.wanted)
    return " ".join(sorted(set(analyser("en").main_terms(words))))[:LONGEST]

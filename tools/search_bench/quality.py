"""How well engines find: known items by their descriptions, duplicates by the question that repeats them, exact things.

The articles are cut in two by a hash of the key. Numbers of the ranking may be tuned on the one half; the figures that
count are those of the other.
"""

import random
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tools.search_bench.engines import Engine
from tools.search_bench.texts import Site, Text

DEEP = 50
EXACT_THINGS = 200
HALVES = ("tune", "test")
_EXACT = re.compile(
    r"0x[0-9a-fA-F]{6,8}\b|\bKB\d{6,7}\b|\b\d+(?:\.\d+){2,4}\b|\b[A-Z]:\\[\w .%\\-]+\\[\w.-]+|%\w+%(?:\\[\w.-]+){1,6}"
    r"|\bHK(?:LM|CU|EY_\w+)(?:\\[\w.-]+){2,8}|\b[\w-]{3,}\.(?:exe|dll|ost|pst|xml|admx|msi|log)\b(?!\.\w)"
)


@dataclass(frozen=True, slots=True)
class Figures:
    """Means over queries, in percent."""

    mrr: float
    first: float
    in_ten: float
    queries: int


def half_of(key: str) -> str:
    """Which half something belongs to."""
    return HALVES[zlib.crc32(key.encode()) % 2]


def known_items(engine: Engine, texts: Sequence[Text], half: str) -> Figures:
    """How high each article comes when somebody types the line that describes it."""
    return _figures(
        (engine.search(text.about, DEEP), {text.key}) for text in texts if text.about and half_of(text.key) == half
    )


def few_words(engine: Engine, texts: Sequence[Text], half: str) -> Figures:
    """The same, for somebody who types four of its words, as people do: none that most lines have."""
    common = {word for word, _ in Counter(word for text in texts for word in _words(text.about)).most_common(60)}
    asked = []
    for text in texts:
        words = [word for word in dict.fromkeys(_words(text.about)) if word not in common and len(word) > 2]
        if half_of(text.key) == half and len(words) >= 4:
            chosen = random.Random(text.key).sample(words, 4)
            asked.append((" ".join(chosen), text.key))
    return _figures((engine.search(typed, DEEP), {key}) for typed, key in asked)


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]+", text.lower())


def duplicates(engine: Engine, site: Site) -> Figures:
    """How high the question comes that another one repeats, among what is like that one."""
    by_key = {text.key: text for text in site.texts}
    originals: dict[str, set[str]] = {}
    for one, other in site.duplicates:
        originals.setdefault(one, set()).add(other)
    asked = [(by_key[key], wanted) for key, wanted in sorted(originals.items())]
    return _figures((engine.similar(text, DEEP), wanted) for text, wanted in asked)


def exact_things(texts: Sequence[Text]) -> list[tuple[str, frozenset[str]]]:
    """Error codes, versions, file names and paths drawn from the articles, each with the articles that hold it."""
    holders: dict[str, set[str]] = {}
    for text in texts:
        for found in _EXACT.findall(f"{text.title} {text.body}"):
            thing = found.rstrip(" .\\_-")
            if len(thing) <= 60:
                holders.setdefault(thing, set()).add(text.key)
    folded = Counter(thing.lower() for thing in holders)
    # What is part of a longer one ("Outlook.exe" in a path) is rightly found there too.
    whole = [
        thing
        for thing in sorted(holders)
        if folded[thing.lower()] == 1 and not any(thing.lower() in other.lower() for other in holders if other != thing)
    ]
    chosen = random.Random(5).sample(whole, min(EXACT_THINGS, len(whole)))
    return [(thing, frozenset(holders[thing])) for thing in chosen]


def missed_exact_things(engine: Engine, texts: Sequence[Text]) -> tuple[int, list[str]]:
    """How many things were looked for, and those that a search for them does not find first and in every article."""
    missed = []
    things = exact_things(texts)
    for thing, holders in things:
        found = engine.search(thing, max(len(holders), 10))
        if not holders <= set(found) or set(found[: len(holders)]) != holders:
            missed.append(thing)
    return len(things), missed


def _figures(found: Iterable[tuple[Sequence[str], set[str]]]) -> Figures:
    ranks = [next((place for place, key in enumerate(keys, 1) if key in wanted), 0) for keys, wanted in found]
    count = max(len(ranks), 1)
    return Figures(
        mrr=100 * sum(1 / rank for rank in ranks if rank) / count,
        first=100 * sum(rank == 1 for rank in ranks) / count,
        in_ten=100 * sum(0 < rank <= 10 for rank in ranks) / count,
        queries=len(ranks),
    )

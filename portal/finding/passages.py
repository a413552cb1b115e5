"""The sentences that answer, out of what IT stands behind: cited above the results where meaning can tell them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from portal.finding.marks import marked
from portal.search.meanings import Meanings
from portal.search.snippets import highlight
from portal.search.synonyms import Synonyms
from portal.search.syntax import Query
from portal.web.found import Found

VOUCHED_FOR = frozenset({"official", "endorsed"})
LOOKED_AT = 3
"""Results, the first ones, among which one is cited."""
MOST_SENTENCES = 12
MOST_TEXT = 6_000
LONGEST = 400
SHORTEST = 25
LEAST_NEARNESS = 0.45
_END = re.compile(r"(?<=[.!?…。！？])\s+|\n+")


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of something official or endorsed, with those that were looked for marked."""

    href: str
    title: str
    trust: str
    text: Markup


def find_passage(found: Sequence[Found], query: Query, meanings: Meanings, synonyms: Synonyms) -> Passage | None:
    """The passage among the first results that comes nearest to what was asked; None where none comes near."""
    asked = " ".join(term.text for term in query.wanted)
    vouched = [one for one in found[:LOOKED_AT] if one.trust in VOUCHED_FOR]
    if not vouched or len(asked.split()) < 2:
        return None
    # What is official is cited before what is endorsed.
    best = min(vouched, key=lambda one: one.trust != "official")
    text, nearness = _nearest(best.text[:MOST_TEXT], asked, meanings)
    if nearness < LEAST_NEARNESS:
        return None
    return Passage(best.href, best.title, str(best.trust), marked(highlight(text, query, synonyms=synonyms)))


def sentences(text: str) -> list[str]:
    """The sentences of a text that say enough to be cited."""
    whole = (part.strip() for part in _END.split(text))
    return [part[:LONGEST] for part in whole if len(part) >= SHORTEST]


@lru_cache(maxsize=500)
def _nearest(text: str, asked: str, meanings: Meanings) -> tuple[str, float]:
    """The sentence that comes nearest, and how near."""
    wanted = set(asked.lower().split())
    told = sentences(text)
    # Those that share words are looked at first; a long text has many more.
    chosen = sorted(told, key=lambda one: -len(wanted & set(one.lower().split())))[:MOST_SENTENCES]
    if not chosen:
        return "", 0.0
    vectors = meanings.encode([asked, *chosen])
    if meanings.is_broken:
        return "", 0.0
    near = vectors[1:] @ vectors[0]
    place = int(near.argmax())
    return chosen[place], float(near[place])

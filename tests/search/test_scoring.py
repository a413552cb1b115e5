"""The arrays give what the plain reference gives, to the last bit, whatever the segments, deletions and filters."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from portal.search.documents import Document
from portal.search.index import SearchIndex
from portal.search.language import parse
from portal.search.ranking import RANKING
from portal.search.results import Page, Spelling
from portal.search.synonyms import NO_SYNONYMS, Rule, Synonyms, both_ways
from portal.search.viewers import Circumstances, Viewer
from tests.search.corpus import NOW, random_documents, random_query
from tests.search.reference import Reference

VIEWERS = (
    Viewer(),
    Viewer(tokens=frozenset({"all", "it"}), handle="ana"),
    Viewer(tokens=frozenset({"u:2"}), handle="emma", circumstances=Circumstances(languages=frozenset({"de-CH"}))),
    Viewer(
        tokens=frozenset({"all", "u:1", "u:9"}),
        handle="Sam",
        languages=("en", "de"),
        circumstances=Circumstances(
            applications=frozenset({"outlook", "SAP"}), department="finance", site="Lyon", device="laptop"
        ),
    ),
)


SYNONYMS = (
    NO_SYNONYMS,
    Synonyms(
        (
            *both_ways(["vpn", "network access", "proxy"]),
            Rule("printing problem", ("printer error",)),
            Rule("log in", ("password reset", "outlook")),
            Rule("meeting room", ("camera", "nothing has this")),
        )
    ),
)


@pytest.mark.parametrize("seed", range(40))
def test_the_arrays_give_exactly_what_the_reference_gives(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    ranking = replace(RANKING, neighbours_looked_at=chance.choice((5, 128)))
    index = SearchIndex(tmp_path, ranking=ranking, seconds_of_work=60)
    documents = {d.key: d for d in random_documents(chance, chance.choice((1, 12, 90)))}
    index.rebuild(documents.values())
    for _ in range(chance.choice((0, 3, 14))):
        _change_some(index, documents, chance)
    reference = Reference(documents.values(), ranking)
    for _ in range(60):
        text, viewer = random_query(chance), chance.choice(VIEWERS)
        page = Page(chance.choice((0, 0, 3)), chance.choice((1, 5, 100)))
        query = parse(text).query
        synonyms = chance.choice(SYNONYMS)
        found = index.search(query, viewer, now=NOW, page=page, spelling=Spelling.EXACT, synonyms=synonyms)
        expected = reference.search(query, viewer, NOW, page.offset, page.size, synonyms)
        assert [(hit.key, hit.score) for hit in found.hits] == expected.hits, text
        assert found.total == expected.total, text
        assert found.facets.kinds == expected.kinds, text
        assert found.facets.tags == expected.tags, text
        assert found.facets.applications == expected.applications, text
        assert found.facets.flags == expected.flags, text


def _change_some(index: SearchIndex, documents: dict[str, Document], chance: random.Random) -> None:
    """Replaces some documents, adds some, removes some."""
    changed = {d.key: d for d in chance.sample(random_documents(chance, 120), chance.randrange(1, 12))}
    index.put(changed.values())
    documents.update(changed)
    gone = chance.sample(sorted(documents), min(len(documents) - 1, chance.randrange(4)))
    index.remove([*gone, "question:unheard-of"])
    for key in gone:
        del documents[key]

"""What a viewer may not read does not exist for them: not in results, counts, suggestions, spelling or similar."""

import pytest

from portal.search.documents import EVERYONE
from portal.search.index import SearchIndex
from portal.search.viewers import Viewer
from tests.search.corpus import EVERYBODY, NOW, a_document, find, keys

ANALYST = Viewer(tokens=frozenset({EVERYONE, "it"}))
ASKER = Viewer(tokens=frozenset({EVERYONE, "u:7"}))
SECRET = a_document(
    "question:1",
    title="Zyxomat layoff plan",
    body="severance quokka",
    answers=("vesting schedule",),
    tags=("layoffs",),
    application="Zyxomat Pro",
    author="hrboss",
    readers=frozenset({"it", "u:7"}),
)
OPEN = a_document("question:2", title="Printer plan", body="paper jam", tags=("hardware",), application="Printing")


@pytest.fixture
def office(index: SearchIndex) -> SearchIndex:
    """An index with a question that only IT and its asker may read, and one for everybody."""
    index.put([SECRET, OPEN])
    return index


@pytest.mark.parametrize("viewer", [ANALYST, ASKER])
@pytest.mark.parametrize(
    "text", ["severance", "vesting", "tag:layoffs", 'app:"zyxomat pro"', "by:hrboss", '"layoff plan"']
)
def test_those_who_may_read_it_find_it(office: SearchIndex, viewer: Viewer, text: str) -> None:
    assert keys(find(office, text, viewer)) == ["question:1"]


@pytest.mark.parametrize(
    "viewer", [EVERYBODY, Viewer(tokens=frozenset({EVERYONE, "u:70"})), Viewer(tokens=frozenset())]
)
@pytest.mark.parametrize(
    "text", ["severance", "vesting", "tag:layoffs", 'app:"zyxomat pro"', "by:hrboss", '"layoff plan"']
)
def test_nobody_else_finds_it_by_anything(office: SearchIndex, viewer: Viewer, text: str) -> None:
    results = find(office, text, viewer)

    assert (results.total, results.hits, results.did_you_mean, results.corrected) == (0, (), None, None)


def test_nobody_else_sees_it_counted(office: SearchIndex) -> None:
    results = find(office, "plan")

    assert results.total == 1
    assert results.facets.tags == {"hardware": 1}
    assert results.facets.applications == {"Printing": 1}
    assert find(office, "plan", ANALYST).facets.tags == {"hardware": 1, "layoffs": 1}


@pytest.mark.parametrize("typed", ["zyx", "layoff", "z", "layo"])
def test_nobody_else_gets_it_suggested(office: SearchIndex, typed: str) -> None:
    assert office.suggest(typed, EVERYBODY, now=NOW) == ()
    assert office.suggest(typed, ANALYST, now=NOW) != ()


def test_nobody_else_gets_it_as_similar(office: SearchIndex) -> None:
    assert [s.key for s in office.similar("Zyxomat layoff plan", "", EVERYBODY)] == ["question:2"]
    assert office.similar("Zyxomat layoff plan", "", ASKER)[0].key == "question:1"


@pytest.mark.parametrize("viewer", [EVERYBODY, ANALYST])
def test_its_words_are_never_a_spelling_even_for_those_who_may_read_it(office: SearchIndex, viewer: Viewer) -> None:
    results = find(office, "quokkas severence vestng", viewer)

    assert results.did_you_mean is None
    assert results.corrected is None


def test_a_word_that_only_a_hidden_text_holds_is_corrected_as_if_it_did_not_exist(index: SearchIndex) -> None:
    index.put(
        [a_document("question:1", body="printr", readers=frozenset({"it"})), a_document("question:2", body="printer")]
    )

    corrected = find(index, "printr").corrected

    assert corrected is not None
    assert corrected.used == "printer"
    assert find(index, "printr", ANALYST).corrected is None


def test_a_word_of_a_hidden_text_does_not_cut_results_that_lack_it(index: SearchIndex) -> None:
    index.put(
        [a_document("question:1", body="quokka", readers=frozenset({"it"})), a_document("question:2", body="printer")]
    )
    index.put([a_document(f"question:{n}", body="printer paper") for n in range(3, 40)])

    assert find(index, "quokka printer").total == find(index, "unheardof printer").total


def test_what_becomes_private_is_gone_at_once_with_its_words(office: SearchIndex) -> None:
    office.put([a_document("question:3", title="Wombat budget", body="marsupial", tags=("wombats",))])
    assert find(office, "marsupial").total == 1

    office.put([a_document("question:3", title="Wombat budget", body="marsupial", readers=frozenset({"it"}))])

    assert find(office, "marsupial").total == 0
    assert find(office, "marsupail").corrected is None
    assert office.suggest("womb", EVERYBODY, now=NOW) == ()


def test_what_is_removed_is_gone_at_once_with_its_words(office: SearchIndex) -> None:
    office.put([a_document("question:3", title="Wombat budget", body="marsupial", tags=("wombats",))])

    office.remove(["question:3"])

    assert find(office, "marsupial").total == 0
    assert find(office, "marsupail").corrected is None
    assert office.suggest("womb", EVERYBODY, now=NOW) == ()

"""Words that mean the same here find one another; and languages that somebody does not read step back."""

from datetime import timedelta

import pytest

from portal.search.analysis import query_groups
from portal.search.index import SearchIndex
from portal.search.language import parse
from portal.search.snippets import highlight
from portal.search.synonyms import MOST_ALTERNATIVES, Rule, Synonyms, both_ways, widen
from portal.search.viewers import Circumstances, Viewer
from tests.search.corpus import EVERYBODY, NOW, a_document, find, keys

TUNNELS = Synonyms((*both_ways(["vpn", "AnyConnect", "Global Protect"]), Rule("cisco", ("AnyConnect",))))


@pytest.fixture
def tunnels(index: SearchIndex) -> SearchIndex:
    """Three texts that call one thing by three names, and one that has the parts of a name apart."""
    index.put(
        [
            a_document("question:1", title="The VPN is down"),
            a_document("question:2", title="AnyConnect fails", body="It cannot reach the gateway."),
            a_document("question:3", title="Install Global Protect"),
            a_document("question:4", title="Protect the global address list"),
        ]
    )
    return index


@pytest.mark.parametrize("typed", ["vpn", "anyconnect", "global protect"])
def test_each_of_several_names_finds_what_has_another(tunnels: SearchIndex, typed: str) -> None:
    found = find(tunnels, typed, synonyms=TUNNELS)

    assert set(keys(found)) >= {"question:1", "question:2", "question:3"}
    assert {*found.also} == {"vpn", "AnyConnect", "Global Protect"} - {
        name for name in ("vpn", "AnyConnect", "Global Protect") if name.lower() == typed
    }


def test_a_name_of_several_words_is_found_only_where_they_stand_together(tunnels: SearchIndex) -> None:
    assert "question:4" not in keys(find(tunnels, "vpn", synonyms=TUNNELS))


def test_a_rule_of_one_way_leads_there_and_not_back(tunnels: SearchIndex) -> None:
    tunnels.put([a_document("question:5", title="Cisco phones ring twice")])

    assert "question:2" in keys(find(tunnels, "cisco", synonyms=TUNNELS))
    assert "question:5" not in keys(find(tunnels, "anyconnect", synonyms=TUNNELS))


def test_without_rules_a_name_finds_itself_alone(tunnels: SearchIndex) -> None:
    found = find(tunnels, "anyconnect")

    assert keys(found) == ["question:2"]
    assert found.also == ()


def test_what_is_quoted_means_itself(tunnels: SearchIndex) -> None:
    assert keys(find(tunnels, '"vpn"', synonyms=TUNNELS)) == ["question:1"]


def test_a_word_that_only_a_synonym_finds_is_not_taken_for_a_slip(index: SearchIndex) -> None:
    index.put([a_document("question:1", title="AnyConnect fails"), a_document("question:2", title="The van is here")])
    found = find(index, "vpnn", synonyms=Synonyms((Rule("vpnn", ("anyconnect",)),)))

    assert found.corrected is None
    assert keys(found) == ["question:1"]


def test_a_synonym_is_marked_like_the_word_itself() -> None:
    pieces = highlight("AnyConnect fails", parse("vpn").query, synonyms=TUNNELS)

    assert [piece.text for piece in pieces if piece.is_match] == ["AnyConnect"]


def test_what_is_like_a_text_is_found_by_its_other_names(tunnels: SearchIndex) -> None:
    found = tunnels.similar("vpn fails", "", EVERYBODY, synonyms=TUNNELS)

    assert found[0].key == "question:2"


def test_no_rule_makes_a_word_stand_for_more_than_a_few_others() -> None:
    many = Synonyms((Rule("vpn", tuple(f"word{n}" for n in range(500))),))
    groups, _ = widen(query_groups("vpn", ("en",)), ("en",), many)

    assert len(groups[0].terms) == 1 + MOST_ALTERNATIVES


def test_what_is_in_none_of_the_readers_languages_comes_after_what_is(index: SearchIndex) -> None:
    older = NOW - timedelta(days=300)
    index.put(
        [
            a_document("article:1", title="Outlook Passwort", language="de-CH", updated_at=older),
            a_document("article:2", title="Outlook Passwort", language="en"),
        ]
    )
    german = Viewer(languages=("de", "en"), circumstances=Circumstances(languages=frozenset({"de"})))

    assert keys(find(index, "outlook", german)) == ["article:1", "article:2"]
    assert keys(find(index, "outlook")) == ["article:2", "article:1"]

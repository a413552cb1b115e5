"""Slips of the keyboard: what is taken for what, said, and undone."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.search.index import SearchIndex
from portal.search.results import Spelling
from portal.search.spelling import distance
from portal.search.wordlists import WordList
from tests.search.corpus import a_document, find, keys


@pytest.fixture
def office(index: SearchIndex) -> SearchIndex:
    """An index with some words, one of them more frequent than its neighbour."""
    index.put([a_document("question:1", title="Printer without paper", body="conference calendar synchronisation")])
    index.put([a_document(f"question:{n}", body="mailbox archive") for n in range(2, 60)])
    index.put([a_document("question:90", body="mailbex")])
    return index


@pytest.mark.parametrize("typed", ["pritner", "prnter", "printerr", "orinter", "printar"])
def test_a_word_that_finds_nothing_is_taken_for_the_nearest_that_does(office: SearchIndex, typed: str) -> None:
    results = find(office, f"{typed} paper")

    assert keys(results) == ["question:1"]
    assert results.corrected is not None
    assert (results.corrected.typed, results.corrected.used) == (f"{typed} paper", "printer paper")


@pytest.mark.parametrize("typed", ["calnedra", "cnaledar", "callendarr", "xalendat"])
def test_a_longer_word_may_be_two_slips_away(office: SearchIndex, typed: str) -> None:
    corrected = find(office, typed).corrected

    assert corrected is not None
    assert corrected.used == "calendar"


def test_two_words_typed_as_one_are_taken_apart(office: SearchIndex) -> None:
    corrected = find(office, "printerpaper").corrected

    assert corrected is not None
    assert corrected.used == "printer paper"


def test_a_correction_keeps_phrases_and_filters(office: SearchIndex) -> None:
    corrected = find(office, 'pritner "without paper" -fax type:question').corrected

    assert corrected is not None
    assert corrected.used == 'printer "without paper" -fax type:question'


def test_a_correction_is_undone_by_asking_for_exactly_what_was_typed(office: SearchIndex) -> None:
    results = find(office, "pritner", spelling=Spelling.EXACT)

    assert (results.total, results.corrected, results.did_you_mean) == (0, None, None)


@pytest.mark.parametrize("typed", ["prt", "xyzzyqwert", "0x80070006", "printer", "papers", "kb7", "v2.3"])
def test_what_is_right_too_short_unlike_anything_or_no_plain_word_stays(office: SearchIndex, typed: str) -> None:
    assert find(office, typed).corrected is None


def test_a_rare_word_that_does_find_something_is_only_asked_about(office: SearchIndex) -> None:
    results = find(office, "mailbex")

    assert results.corrected is None
    assert results.did_you_mean == "mailbox"


def test_a_word_of_the_body_is_no_slip_in_a_search_of_titles(office: SearchIndex) -> None:
    results = find(office, "in:title synchronisation")

    assert (results.total, results.corrected) == (0, None)


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [
        ("", "", 0),
        ("ab", "ba", 1),
        ("abc", "ac", 1),
        ("abc", "axc", 1),
        ("ac", "abc", 1),
        ("abcd", "badc", 2),
        ("abc", "xyz", 3),
    ],
)
def test_the_distance_counts_letters_put_in_left_out_replaced_and_swapped(one: str, other: str, edits: int) -> None:
    assert distance(one, other, 2) == edits


@given(st.text("abcde", min_size=4, max_size=12), st.integers(0, 2**30), st.sampled_from((1, 2)))
def test_no_word_within_reach_is_left_out_of_the_near_ones(word: str, seed: int, edits: int) -> None:
    chance = random.Random(seed)
    slipped = word
    for _ in range(edits):
        slipped = _slip(slipped, chance)

    assert slipped in set(WordList.of([slipped, "zzzzzzzz"]).near(word, edits))
    assert distance(word, slipped, 1) <= 1 or edits > 1


def _slip(word: str, chance: random.Random) -> str:
    place = chance.randrange(len(word))
    return chance.choice(
        (
            word[:place] + chance.choice("abcde") + word[place:],
            word[:place] + word[place + 1 :] if len(word) > 1 else word,
            word[:place] + chance.choice("abcde") + word[place + 1 :],
            word[:place] + word[place : place + 2][::-1] + word[place + 2 :],
        )
    )

"""Threads like a text."""

import pytest

from portal.search.documents import Trust
from portal.search.index import SearchIndex
from tests.search.corpus import EVERYBODY, a_document


@pytest.fixture
def office(index: SearchIndex) -> SearchIndex:
    """An index with a few matters, two of them alike."""
    index.put(
        [
            a_document("question:1", title="Outlook asks for the password again and again", body="since this morning"),
            a_document("question:2", title="Password prompt keeps coming back", body="in Outlook, even if it is right"),
            a_document("question:3", title="Printer without paper", body="tray two"),
            a_document("question:4", title="Where is the canteen", body="lunch"),
            a_document("article:5", title="Outlook asks for the password", trust=Trust.RETIRED),
            a_document("answer:6", title="", body="Outlook password: clear the credentials", thread="question:1"),
        ]
    )
    index.put(
        [
            a_document(f"question:{n}", title=f"Matter number {n}", body="nothing of note in the house")
            for n in range(10, 40)
        ]
    )
    return index


def test_the_same_words_score_one_and_others_less_and_strangers_hardly_anything(office: SearchIndex) -> None:
    found = office.similar("Outlook asks for the password again and again", "", EVERYBODY)

    assert [each.thread for each in found][:2] == ["question:1", "question:2"]
    assert found[0].score == pytest.approx(1, abs=0.1)
    assert 0 < found[1].score < found[0].score <= 1
    assert all(each.score < found[1].score / 2 for each in found[2:])


def test_each_thread_comes_once_and_excluded_ones_not_at_all(office: SearchIndex) -> None:
    found = office.similar("Outlook password", "credentials", EVERYBODY, exclude=frozenset({"question:2"}))

    assert [each.thread for each in found] == ["question:1"]


def test_what_is_retired_is_not_similar_to_anything(office: SearchIndex) -> None:
    assert "article:5" not in [each.key for each in office.similar("Outlook asks for the password", "", EVERYBODY)]


def test_the_body_tells_matters_of_one_title_apart(office: SearchIndex) -> None:
    office.put([a_document("question:7", title="It does not work", body="the coffee machine leaks water")])
    office.put([a_document("question:8", title="It does not work", body="the badge reader at the door blinks")])

    assert office.similar("It does not work", "badge reader door", EVERYBODY)[0].key == "question:8"
    assert office.similar("It does not work", "coffee and water on the floor", EVERYBODY)[0].key == "question:7"


@pytest.mark.parametrize(("title", "body"), [("", ""), ("???", "!!!"), ("zyzzyva", "qwghlm")])
def test_a_text_that_shares_nothing_has_nothing_similar(office: SearchIndex, title: str, body: str) -> None:
    assert office.similar(title, body, EVERYBODY) == ()

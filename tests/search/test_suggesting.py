"""What is offered while somebody types."""

import pytest

from portal.search.documents import Trust
from portal.search.index import SearchIndex
from portal.search.results import Suggestion, SuggestionKind
from tests.search.corpus import EVERYBODY, NOW, a_document


@pytest.fixture
def office(index: SearchIndex) -> SearchIndex:
    """An index with some titles, tags and applications."""
    index.put(
        [
            a_document("question:1", title="Calendar of a shared mailbox", tags=("calendar",), application="Outlook"),
            a_document("article:2", title="Outlook calendar: share it", trust=Trust.OFFICIAL, application="Outlook"),
            a_document("question:3", title="Shared calendar in Outlook on a phone", tags=("Kalender",)),
            a_document("answer:4", title="Calendar of a shared mailbox", thread="question:1"),
            a_document("article:5", title="Calendar colours", trust=Trust.RETIRED),
            a_document("question:6", title="Fehler 0x80070005 bei Über-Kreuz"),
            a_document("question:7", title="日本語のカレンダー"),
        ]
    )
    return index


def titles(index: SearchIndex, typed: str) -> list[str | None]:
    """The keys behind the suggested titles, in order."""
    found = index.suggest(typed, EVERYBODY, now=NOW)
    return [suggestion.key for suggestion in found if suggestion.kind is SuggestionKind.TITLE]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("cal", ["question:1", "article:2", "question:3"]),
        ("CALEN", ["question:1", "article:2", "question:3"]),
        ("shared m", ["question:1"]),
        ("sha cal", ["question:3"]),
        ("outl", ["article:2", "question:3"]),
        ("outlook calendar: s", ["article:2"]),
        ("0x8007", ["question:6"]),
        ("uber", ["question:6"]),
        ("日", ["question:7"]),
        ("カレ", ["question:7"]),
        ("calendars", []),
        ("*", []),
        ("?al", []),
        ("", []),
        ("   ", []),
    ],
)
def test_titles_go_on_from_what_was_typed_in_the_order_of_its_words(
    office: SearchIndex, typed: str, expected: list[str]
) -> None:
    assert titles(office, typed) == expected


def test_tags_and_applications_follow_the_titles(office: SearchIndex) -> None:
    found = office.suggest("outl", EVERYBODY, now=NOW)

    assert found[-1] == Suggestion(SuggestionKind.APPLICATION, "Outlook", None, None)
    assert office.suggest("kal", EVERYBODY, now=NOW) == (Suggestion(SuggestionKind.TAG, "Kalender", None, None),)


def test_a_suggested_title_carries_its_trust(office: SearchIndex) -> None:
    assert office.suggest("outlook cal", EVERYBODY, now=NOW)[0].trust is Trust.OFFICIAL


def test_no_more_are_offered_than_asked_for(office: SearchIndex) -> None:
    assert len(office.suggest("cal", EVERYBODY, now=NOW, limit=2)) == 2


def test_new_titles_are_offered_at_once_and_old_ones_no_more(office: SearchIndex) -> None:
    office.put([a_document("question:1", title="Diary of a shared mailbox")])
    office.remove(["answer:4"])

    assert "question:1" not in titles(office, "cal")
    assert titles(office, "diar") == ["question:1"]

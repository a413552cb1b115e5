"""Extracts with the query's words marked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.search.folding import clean
from portal.search.language import parse
from portal.search.snippets import Segment, highlight, snippet

LONG = "Nothing here yet. " * 40 + "Then the VPN client drops the connection every hour. " + "And so on and on. " * 40


def marked(text: str, query: str) -> list[str]:
    """The marked pieces of a title."""
    return [segment.text for segment in highlight(text, parse(query).query) if segment.is_match]


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("Printers print", "printing", ["print"]),
        ("The printers", "printer", ["printers"]),
        ("Café menu", "CAFE", ["Café"]),
        ("Error 0x80070005 again", "80070005", ["0x80070005"]),
        ("see C:\\Users\\emma now", "emma", ["C:\\Users\\emma"]),
        ("how to log in here", "login", ["log", "in"]),
        ("the login page", "log in", ["login"]),
        ("日本語です", "日本語", ["日本", "語"]),
        ("nothing of it", "printer", []),
        ("a vpn b", "-vpn", []),
        ("shared mailbox", '"shared mailbox"', ["shared", "mailbox"]),
    ],
)
def test_every_form_of_a_word_is_marked(text: str, query: str, expected: list[str]) -> None:
    assert marked(text, query) == expected


def test_a_snippet_shows_the_place_with_most_of_the_words() -> None:
    segments = snippet(LONG, parse("vpn drops connection").query)
    text = "".join(segment.text for segment in segments)

    assert "VPN client drops the connection" in text
    assert [segment.text for segment in segments if segment.is_match] == ["VPN", "drops", "connection"]
    assert text.startswith("… ")
    assert text.endswith(" …")


def test_a_text_without_the_words_gives_its_beginning() -> None:
    segments = snippet(LONG, parse("banana").query, length=60)

    assert segments[0].text.startswith("Nothing here yet.")
    assert segments[-1] == Segment(" …")


def test_a_short_text_is_shown_whole_with_its_space_tidied() -> None:
    assert snippet("  The\n\n vpn \t is down ", parse("vpn").query) == (
        Segment("The "),
        Segment("vpn", is_match=True),
        Segment(" is down"),
    )


def test_markup_stays_text() -> None:
    segments = highlight("<b>vpn</b> <script>", parse("vpn").query)

    assert "".join(segment.text for segment in segments) == "<b>vpn</b> <script>"


@given(st.text(max_size=400), st.text(max_size=40), st.integers(20, 300))
def test_of_any_text_a_snippet_is_a_stretch_of_about_the_length(text: str, query: str, length: int) -> None:
    segments = snippet(text, parse(query).query, length=length)
    shown = "".join(segment.text for segment in segments)

    assert len(shown) <= length + 4
    assert all(segment.text for segment in segments)
    assert bool(shown) == bool(clean(text).split())


@given(st.text(max_size=200), st.text(max_size=40))
def test_a_highlighted_text_is_whole(text: str, query: str) -> None:
    shown = "".join(segment.text for segment in highlight(text, parse(query).query))

    assert [letter for letter in text if letter.isascii()] == [letter for letter in shown if letter.isascii()]


def test_little_words_are_marked_only_where_nothing_longer_was_asked_for() -> None:
    def marked(typed: str) -> list[str]:
        pieces = highlight("Go to a printer or to IT", parse(typed).query)
        return [piece.text for piece in pieces if piece.is_match]

    assert marked("to a printer") == ["printer"]
    assert marked("go to it") == ["Go", "to", "to", "IT"]

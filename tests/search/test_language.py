"""The query language: what it understands, what it says about the rest, and that nothing upsets it."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.search.documents import Kind
from portal.search.language import HELP, MAX_LENGTH, MAX_TERMS, HelpRow, parse, write
from portal.search.syntax import Filters, Phrase, Query, Scope, State, Term, Word

PIECES = [
    *(
        "vpn",
        '"',
        "-",
        "tag:",
        "app:",
        "by:x",
        "type:article",
        "is:mine",
        "in:title",
        "after:2026",
        "before:",
        ":",
        " ",
    ),
    *("  ", "“", "foo bar", "*", "?", "[a TO z]", "((((", "AND", "OR NOT", "~2", "^5", "is:", "日本", "\x00", "-2147"),
]
QUERY_TEXT = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=20).map("".join)


def test_words_phrases_and_what_is_unwanted() -> None:
    query = parse('outlook "shared mailbox" -android -"on hold"').query

    assert query.wanted == (Word("outlook", 0), Phrase("shared mailbox", 8))
    assert query.unwanted == (Word("android", 25), Phrase("on hold", 34))


def test_filters_of_every_name() -> None:
    text = (
        'tag:vpn TAG:mail app:"Microsoft Teams" by:ana type:question type:article is:answered before:2026-02 '
        "after:2025 in:title -tag:old -app:sap -by:sam -type:answer -is:mine"
    )
    parsed = parse(text)

    assert parsed.problems == ()
    assert parsed.query.scope is Scope.TITLE
    assert parsed.query.filters == Filters(
        tags=("vpn", "mail"),
        applications=("Microsoft Teams",),
        authors=("ana",),
        kinds=frozenset({Kind.QUESTION, Kind.ARTICLE}),
        states=frozenset({State.ANSWERED}),
        without_tags=("old",),
        without_applications=("sap",),
        without_authors=("sam",),
        without_kinds=frozenset({Kind.ANSWER}),
        without_states=frozenset({State.MINE}),
        before=date(2026, 2, 1),
        after=date(2025, 1, 1),
    )


def test_of_several_days_the_narrowest_counts() -> None:
    filters = parse("after:2025 after:2026-01-05 before:2027 before:2026-12-24").query.filters

    assert (filters.after, filters.before) == (date(2026, 1, 5), date(2026, 12, 24))


@pytest.mark.parametrize(
    ("text", "position", "saying"),
    [
        ('mail "shared box', 5, "not closed"),
        ('app:"teams', 4, "not closed"),
        ('""', 0, "nothing between"),
        ("vpn tag: mail", 4, "right after"),
        ("type:song", 0, "question, answer, article"),
        ("is:broken", 0, "answered"),
        ("in:body", 0, "in:title"),
        ("-in:title", 0, "in:title"),
        ("before:soon", 0, "day"),
        ("after:2026-13-01", 0, "day"),
        ("-after:2026", 0, "day"),
        ("x" * (MAX_LENGTH + 1), MAX_LENGTH, "characters"),
        ("a " * MAX_TERMS + "b", 2 * MAX_TERMS, "words"),
    ],
)
def test_what_is_not_understood_is_said_where_it_stands(text: str, position: int, saying: str) -> None:
    (problem,) = parse(text).problems

    assert problem.position == position
    assert saying in problem.message


@pytest.mark.parametrize("text", ["tag: mail", "type:song", "before:soon", 'mail "shared box', "https://x.example/a:b"])
def test_what_is_not_understood_is_taken_as_words(text: str) -> None:
    query = parse(text).query

    assert query.wanted
    assert query.filters == Filters()


@pytest.mark.parametrize(
    "text", ["-2147024891", "--force", "error:0x80070005", "C:\\Users", '24" monitor', "it's", "-"]
)
def test_what_only_looks_like_syntax_is_a_word_without_complaint(text: str) -> None:
    parsed = parse(text)

    assert parsed.problems == ()
    assert [term.text for term in parsed.query.wanted] == text.split()


@pytest.mark.parametrize("row", HELP, ids=lambda row: row.example)
def test_every_example_of_the_help_is_understood(row: HelpRow) -> None:
    parsed = parse(row.example)

    assert parsed.problems == ()
    assert parsed.query != Query()


@given(QUERY_TEXT | st.text(max_size=600))
@example('"')
@example('-"')
@example('app:"')
@example('"-a "b')
def test_no_text_upsets_the_parser_or_escapes_its_bounds(text: str) -> None:
    parsed = parse(text)

    terms: tuple[Term, ...] = (*parsed.query.wanted, *parsed.query.unwanted)
    assert len(terms) <= MAX_TERMS
    assert all(term.text and term.text == term.text.strip() and term.position < MAX_LENGTH for term in terms)
    assert all(0 <= problem.position <= min(len(text), MAX_LENGTH) for problem in parsed.problems)


@given(QUERY_TEXT)
def test_a_query_written_and_read_again_is_the_same(text: str) -> None:
    query = parse(text).query

    again = parse(write(query))

    assert _placeless(again.query) == _placeless(query)


def _placeless(query: Query) -> Query:
    return replace(
        query,
        wanted=tuple(replace(term, position=0) for term in query.wanted),
        unwanted=tuple(replace(term, position=0) for term in query.unwanted),
    )

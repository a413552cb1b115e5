"""What a reader is shown of a change, and that no pair of texts makes it costly."""

import random
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.core.diff import DiffKind, DiffLine, changed_characters, compare

SECONDS = 1.5
"""Processor time; ten times what the worst pair costs."""


def side(lines: list[DiffLine], *without: DiffKind) -> list[str]:
    """The lines of one side, put together from their parts."""
    return ["".join(part.text for part in line.parts) for line in lines if line.kind not in without]


def marked(lines: list[DiffLine], kind: DiffKind) -> list[str]:
    """The words that are marked as of this kind."""
    return [part.text for line in lines for part in line.parts if part.kind is kind]


def test_the_words_that_changed_stand_out_in_their_line() -> None:
    lines = compare("Open Outlook and wait.", "Open Outlook and wait twice.")
    assert [line.kind for line in lines] == [DiffKind.DELETED, DiffKind.INSERTED]
    assert marked(lines, DiffKind.INSERTED) == [" twice"]
    assert marked(lines, DiffKind.DELETED) == []


def test_a_phrase_that_was_replaced_is_one_piece() -> None:
    lines = compare("Press the red button now.", "Press any other key now.")
    assert marked(lines, DiffKind.DELETED) == ["the red button"]
    assert marked(lines, DiffKind.INSERTED) == ["any other key"]


def test_a_new_line_is_new_and_its_neighbours_are_not() -> None:
    lines = compare("one\nthree", "one\ntwo\nthree")
    assert [line.kind for line in lines] == [DiffKind.SAME, DiffKind.INSERTED, DiffKind.SAME]


def test_a_changed_line_is_found_though_lines_were_put_before_it() -> None:
    lines = compare("Restart the old printer first.", "Something new.\nMore of it.\nRestart the new printer first.")
    assert side(lines, DiffKind.DELETED)[:2] == ["Something new.", "More of it."]
    assert marked(lines, DiffKind.DELETED) == ["old"]
    assert marked(lines, DiffKind.INSERTED) == ["Something new.", "More of it.", "new"]


def test_what_stayed_is_folded_but_for_some_lines_around_a_change() -> None:
    before = [f"line {n}" for n in range(20)]
    lines = compare("\n".join(before), "\n".join([*before[:10], "new", *before[10:]]))
    assert side(lines) == [
        "7 lines unchanged", "line 7", "line 8", "line 9", "new", "line 10", "line 11", "line 12", "7 lines unchanged"
    ]  # fmt: skip


def test_equal_texts_are_one_gap() -> None:
    assert side(compare("a\nb", "a\nb")) == ["2 lines unchanged"]
    assert compare("", "") == []


def test_changed_characters_counts_what_is_not_white_space() -> None:
    assert changed_characters("a b c", "a  b c d") == 1
    assert changed_characters("one\n\ntwo", "one\ntwo") == 0
    assert changed_characters("", "abc def") == 6


words = st.sampled_from(["a", "b", "c d", "e, f.", "", "  g", "h i j k l m"])
texts = st.lists(words, max_size=12).map("\n".join)


@settings(max_examples=300, deadline=None)
@given(texts, texts)
def test_both_texts_can_be_read_back(before: str, after: str) -> None:
    old, new = f"{before}\nx", f"{after}\ny"
    lines = compare(old, new, context=100)
    assert side(lines, DiffKind.INSERTED) == old.splitlines()
    assert side(lines, DiffKind.DELETED) == new.splitlines()


chance = random.Random(7)


def _noise(lines: int, words_a_line: int, letters: str) -> str:
    return "\n".join(" ".join(chance.choice(letters) for _ in range(words_a_line)) for _ in range(lines))


@pytest.mark.parametrize(
    "make",
    [
        lambda: ("a\n" * 15_000, "b\n" * 15_000),
        lambda: ("a\n" * 15_000, "a\n" * 7_000 + "b\n" + "a\n" * 7_000),
        lambda: (_noise(15_000, 1, "ab"), _noise(15_000, 1, "ab")),
        lambda: (_noise(1, 15_000, "ab"), _noise(1, 15_000, "ab")),
        lambda: (_noise(60, 250, "abcdefgh"), _noise(60, 250, "abcdefgh")),
        lambda: (_noise(500, 28, "abcdefghijkl"), _noise(500, 28, "abcdefghijkl")),
        lambda: (_noise(30, 500, "abcdefghijklmnopq"), _noise(30, 500, "abcdefghijklmnopq")),
        lambda: ("\n".join(map(str, range(5_000))), "\n".join(map(str, range(5_000, 0, -1)))),
        lambda: ("a" * 30_000, "b" * 30_000),
        lambda: ("." * 30_000, "," * 30_000),
        lambda: (" " * 30_000, "\t" * 30_000),
    ],
    ids=[
        "all lines differ", "one line among equals", "random lines", "random words", "random paragraphs", "many lines",
        "long lines", "reversed", "endless words", "only signs", "only blanks",
    ],
)  # fmt: skip
def test_no_pair_of_texts_is_costly(make: Callable[[], tuple[str, str]]) -> None:
    before, after = make()
    start = time.thread_time()
    lines = compare(before, after)
    assert time.thread_time() - start < SECONDS
    assert lines

"""Wrapped lines become the paragraphs that people type."""

import pytest

from portal.demo.prose import unfolded


@pytest.mark.parametrize(
    ("wrapped", "typed"),
    [
        ("One long\nparagraph.", "One long paragraph."),
        ("One.\n\nTwo.", "One.\n\nTwo."),
        ("1. first\n   goes on\n2. second", "1. first goes on\n2. second"),
        ("Words:\n- an item\n- another", "Words:\n- an item\n- another"),
        ("> quoted\n> again\nafter", "> quoted\n> again\nafter"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "| a | b |\n|---|---|\n| 1 | 2 |"),
        ("```\na\n b\n```\nafter\nthis", "```\na\n b\n```\nafter this"),
        ("1. run\n\n   ```\n   a\n   b\n   ```", "1. run\n\n   ```\n   a\n   b\n   ```"),
    ],
)
def test_only_the_lines_of_a_sentence_are_joined(wrapped: str, typed: str) -> None:
    assert unfolded(wrapped) == typed

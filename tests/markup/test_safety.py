"""Whatever is typed, only harmless elements and attributes come out, and cleaning them once more changes nothing."""

# ruff: noqa: E501 - a table of pieces

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.core.markup import Rendered, from_html, render, render_inline
from portal.core.markup.cleaning import clean_inline, last_clean
from tests.markup.explosions import composed, nested, repeated
from tests.markup.outline import dangers
from tests.markup.payloads import payloads

PIECES = (
    *"*_~`[]()<>!#|-+.:\\&;@=\"'/\n\t a1é漢\u202e\x00\x02\x03",
    "\n\n", "    ", "> ", "- ", "1. ", "```", "```py\n", "|-|", "](", "![", "[^1]", "[^1]: ", "[a]: ", "<!--", "-->", "</",
    "<a href=", "<img src=", " onerror=x", "javascript:", "<svg>", "<style>", "<details>", "<summary>", "<kbd>", "</kbd>",
    "https://a.b/", "www.", "@ana", "a@b.c", "&lt;", "&#106;", "{: ", "[!NOTE]", "[x] ", "klzzwxh:0000", "wzxhzdk:0", "---",
    "\\\\srv\\", "C:\\", "word ", "<script>", "</script>", "<math><mtext>", "\ud800",
)  # fmt: skip

texts = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)


def assert_harmless(rendered: Rendered) -> None:
    assert dangers(rendered.html) == []
    assert last_clean(rendered.html) == rendered.html
    assert "\n" not in rendered.text


@settings(max_examples=400, deadline=None)
@given(texts)
def test_any_post_is_harmless(source: str) -> None:
    assert_harmless(render(source))


@settings(max_examples=200, deadline=None)
@given(texts)
def test_any_remark_is_harmless(source: str) -> None:
    rendered = render_inline(source)
    assert dangers(rendered.html) == []
    assert clean_inline(rendered.html) == rendered.html


@settings(max_examples=200, deadline=None)
@given(texts)
def test_any_html_from_elsewhere_is_harmless(source: str) -> None:
    assert_harmless(from_html(source))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_any_words_that_need_no_markup_are_all_in_the_text(source: str) -> None:
    words = " ".join("".join(c for c in source if c.isalnum() or c == " ").split())
    assert render(words).text == words


@pytest.mark.parametrize("number", range(8))
def test_attacks_leave_nothing_that_could_act(number: int) -> None:
    for source in list(payloads())[number::8]:
        assert_harmless(render(source))


def test_texts_written_to_explode_are_harmless_too() -> None:
    for _, source in (*repeated(200), *nested(200), *composed(400)):
        assert_harmless(render(source))

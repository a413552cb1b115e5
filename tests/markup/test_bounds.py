"""Texts that make parsers explode: every one comes back soon, understood or as it was typed."""

import time
from collections.abc import Callable

import pytest

from portal.core.markup import LONGEST, Rendered, price, render, render_inline
from portal.core.markup.code import LANGUAGES
from portal.core.markup.layout import TooDeep, lay_out
from portal.core.markup.recipes import document_html_uncoloured
from portal.core.markup.rendering import CHEAP, tidy
from tests.markup.explosions import composed, nested, repeated

OWN_SECONDS = 0.5
"""Processor time one text may cost the server's own process; it is ten times what any costs."""

SLICES = 4


def posts() -> list[tuple[str, str]]:
    """All explosions, the simple patterns shorter."""
    return [*repeated(3_000), *nested(), *composed()]


def remarks() -> list[tuple[str, str]]:
    """Those without structure, as a remark has none."""
    return [*repeated(1_000), *nested()]


def seconds(renders: Callable[[str], object], source: str) -> float:
    """Processor time of this thread alone: a busy machine does not add to it."""
    start = time.thread_time()
    renders(source)
    return time.thread_time() - start


@pytest.mark.parametrize("number", range(SLICES))
def test_no_explosion_costs_the_server_more_than_a_moment(number: int) -> None:
    assert [name for name, source in posts()[number::SLICES] if seconds(render, source) > OWN_SECONDS] == []


@pytest.mark.parametrize("number", range(SLICES))
def test_no_explosion_in_a_remark_costs_the_server_more_than_a_moment(number: int) -> None:
    assert [name for name, source in remarks()[number::SLICES] if seconds(render_inline, source) > OWN_SECONDS] == []


@pytest.mark.parametrize("length", [300, 1_500, 6_000])
def test_what_is_priced_low_costs_little(length: int) -> None:
    """The price is what lets a text be rendered inside the server, so it must hold for the worst there is."""
    costly: list[str] = []
    for name, source in (*repeated(length), *nested(length), *composed(length)):
        try:
            layout = lay_out(tidy(source))
        except TooDeep:
            continue
        if price.price_of(layout) > CHEAP:
            continue
        if seconds(document_html_uncoloured, tidy(source)) > OWN_SECONDS:
            costly.append(name)
    assert costly == []


@pytest.mark.parametrize("renders", [render, render_inline])
def test_what_is_too_long_is_shown_as_it_was_typed(renders: Callable[[str], Rendered]) -> None:
    source = "**a** <b>\n\nc\nd" + " e" * (LONGEST // 2)
    rendered = renders(source)
    assert rendered.is_plain
    assert rendered.text == " ".join(source.split())
    assert "**a** &lt;b&gt;" in rendered.html


def test_plain_text_keeps_its_paragraphs_and_line_breaks() -> None:
    rendered = render(("> " * 20 + "deep") + "\n\nnext\nline <b>")
    assert rendered.is_plain
    assert rendered.html == f"<p>{'&gt; ' * 20}deep</p>\n<p>next<br>\nline &lt;b&gt;</p>"


def test_a_hopeless_text_is_shown_as_it_was_typed() -> None:
    rendered = render("[" * 20_000)
    assert rendered.is_plain
    assert rendered.html == f"<p>{'[' * 20_000}</p>"


@pytest.mark.parametrize(
    "source",
    [
        "- [a](http://b.example) *c* `d`\n" * 300,
        "| a | b |\n|---|---|\n" + "| [c](http://d.example) | `e` |\n" * 200,
        "```json\n" + '{"a": [1, 2, [3, [4]]]}\n' * 400 + "```\n",
        "See https://a.example/b?c=d and **e**, or `f`. " * 250,
        "\n\n".join(f"## {i}\n\nText with *words* and [a link](http://x.example/{i})." for i in range(150)),
    ],
    ids=["many links", "long table", "long code", "long paragraph", "many sections"],
)
def test_long_but_honest_texts_are_understood(source: str) -> None:
    rendered = render(source)
    assert not rendered.is_plain
    assert rendered.html.count("<") > 300


def test_an_empty_quote_sign_after_a_tab_is_no_end_of_the_world() -> None:
    assert render("a\n\t> b").text == "a > b"


@pytest.mark.parametrize(
    ("language", "code"),
    [("java", "\n" * 12_000 + "x"), ("makefile", "1" * 12_000), ("hcl", "<<A\n" * 3_000), ("apache", "<" * 12_000)],
)
def test_code_that_is_slow_to_colour_is_still_code(language: str, code: str) -> None:
    rendered = render(f"```{language}\n{code}\n```")
    assert not rendered.is_plain
    assert rendered.html.startswith("<pre")
    assert rendered.text


def test_every_language_we_name_is_known() -> None:
    fences = [(language, render(f"```{language}\nx = 1\n```").html) for language in sorted(LANGUAGES)]
    assert [language for language, html in fences if "data-language" not in html] == []

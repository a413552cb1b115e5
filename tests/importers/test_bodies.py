"""HTML bodies as Markdown source: what they say and how it is built survives, what is dangerous does not."""

import re
from html.parser import HTMLParser

import pytest

from portal.core.markup.rendering import render
from portal.importers.html import markdown_of
from portal.importers.html.tree import DEEPEST, LONGEST, STEEPEST
from portal.importers.stackexchange.reader import Dump
from tests.importers.dumps import BEANS


def same(address: str) -> str | None:
    return None if address.startswith("gone") else address


def md(html: str) -> str:
    return markdown_of(html, same)


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>One\ntwo</p>\n\n<p>three</p>", "One two\n\nthree"),
        ("<p>a<br>b</p>", "a\nb"),
        ("loose <b>text</b><p>and more</p> end", "loose **text**\n\nand more\n\nend"),
        ("<h1>Head <em>line</em></h1><h3>x</h3><hr>", "# Head *line*\n\n### x\n\n---"),
        ("<p><strong><em>both</em></strong></p>", "<strong>*both*</strong>"),
        ("<p><em> spaced </em>out</p>", "*spaced* out"),
        ("<p>un<em>frigging</em>believable</p>", "un<em>frigging</em>believable"),
        ("<p><s>old</s> <del>gone</del></p>", "~~old~~ ~~gone~~"),
        (
            "<p>H<sub>2</sub>O, press <kbd>Ctrl</kbd>+<kbd>C</kbd></p>",
            "H<sub>2</sub>O, press <kbd>Ctrl</kbd>+<kbd>C</kbd>",
        ),
        ("<p><q>said</q> <cite>Book</cite></p>", "“said” *Book*"),
        ("<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>", "- a\n- b\n    - c"),
        ("<ol start='3'><li>c</li><li>d</li></ol>", "3. c\n4. d"),
        ("<ol><li><p>a</p><p>b</p></li><li><p>c</p></li></ol>", "1. a\n\n    b\n\n2. c"),
        ("<ul><li><pre><code>x</code></pre></li></ul>", "- \xa0\n\n    ```\n    x\n    ```"),
        ("<ul><li></li></ul>", "- \xa0"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        (
            "<blockquote class='spoiler'><p>He did it.</p></blockquote>",
            "<details>\n<summary>Spoiler</summary>\n\nHe did it.\n\n</details>",
        ),
        (
            "<details><summary>More <b>here</b></summary><p>x</p></details>",
            "<details>\n<summary>More **here**</summary>\n\nx\n\n</details>",
        ),
        (
            "<pre class='lang-py prettyprint'><code>if a &lt; b:\n\n    pass\n</code></pre>",
            "```py\nif a < b:\n\n    pass\n```",
        ),
        ("<pre><code class='language-c++'>x</code></pre>", "```c++\nx\n```"),
        ("<pre><code class='lang-none'>x</code></pre>", "```\nx\n```"),
        ("<pre><code>```\nfence\n```</code></pre>", "````\n```\nfence\n```\n````"),
        ("<p><code>a `tick` b</code> <code> x </code></p>", "`` a `tick` b `` `x`"),
        ("<dl><dt>Term</dt><dd>Meaning</dd></dl>", "**Term**\n\nMeaning"),
        ("<div><p>a</p></div><section>b</section>", "a\n\nb"),
        ("<em><p>a</p><p>b</p></em>", "a\n\nb"),
        ("", ""),
        ("<p> </p><ul></ul><pre></pre><blockquote></blockquote><h2></h2>", ""),
    ],
)
def test_each_element_has_its_markdown(html: str, markdown: str) -> None:
    assert md(html) == markdown


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<a href='https://x.example/'>here</a>", "[here](https://x.example/)"),
        ("<a href='https://x.example/'>https://x.example/</a>", "<https://x.example/>"),
        ("<a href='https://x.example/a_(b)'>x</a>", "[x](https://x.example/a_(b))"),
        ("<a href='https://x.example/a(b'>x</a>", "[x](https://x.example/a%28b)"),
        ("<a href='https://x.example/a b`c&quot;d'>x]y</a>", "[x\\]y](https://x.example/a%20b%60c%22d)"),
        ("<a href='HTTP://x.example/'>x</a>", "[x](HTTP://x.example/)"),
        ("<a href='gone'>text stays</a>", "text stays"),
        ("<a href='javascript:alert(1)'>x</a>", "x"),
        ("<a href='JaVaScript&colon;alert(1)'>x</a>", "x"),
        ("<a href='data:text/html,x'>x</a>", "x"),
        ("<a href='https://x.example/'></a>", ""),
        ("<a>x</a>", "x"),
        ("<img src='https://i.example/a.png' alt='A bean'>", "[Picture: A bean](https://i.example/a.png)"),
        (
            "<img src='https://i.example/a.png' alt='enter image description here'>",
            "[Picture](https://i.example/a.png)",
        ),
        ("<img src='https://i.example/a.png' alt='A [bean]'>", "[Picture: A \\[bean\\]](https://i.example/a.png)"),
        ("<img src='data:image/png;base64,x' alt='A [bean]'>", "Picture: A \\[bean]"),
        (
            "<a href='https://i.example/a.png'><img src='https://i.example/a_small.png' alt='b'></a>",
            "[Picture: b](https://i.example/a_small.png)",
        ),
        (
            "<a href='https://x.example/shop'><img src='https://i.example/a.png' alt='b'></a>",
            "[Picture: b](https://x.example/shop)",
        ),
    ],
)
def test_links_and_pictures_lead_where_they_led_or_leave_their_text(html: str, markdown: str) -> None:
    assert md(f"<p>{html}</p>") == markdown


def test_tables_keep_their_header_alignment_and_cells() -> None:
    html = """<table><thead><tr><th>Roast</th><th align="right">Weeks</th></tr></thead><tbody>
      <tr><td>dark | oily</td><td>2</td></tr>
      <tr><td colspan="2"><p>one</p><p>two</p></td></tr>
      <tr><td><ul><li>a</li><li>b</li></ul></td><td><pre><code>x
y</code></pre></td></tr></tbody></table>"""
    assert md(html).split("\n") == [
        "| Roast | Weeks |",
        "| --- | ---: |",
        "| dark \\| oily | 2 |",
        "| one<br>two |  |",
        "| • a<br>• b | `x`<br>`y` |",
    ]


def test_a_table_without_a_header_gets_an_empty_one() -> None:
    assert md("<table><tr><td>a</td></tr></table>") == "|  |\n| --- |\n| a |"


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("weighs $t_0$ now", "weighs `$t_0$` now"),
        ("$$x^2$$", "`$$x^2$$`"),
        ("costs $5 and $10", "costs $5 and $10"),
        ("pays $5 = a lot, or $6", "pays $5 = a lot, or $6"),
        ("let $x$ be", "let `$x$` be"),
    ],
)
def test_formulas_are_kept_as_their_source_and_money_is_money(text: str, markdown: str) -> None:
    assert md(f"<p>{text}</p>") == markdown


LITERAL = [
    "1. not a list",
    "- nor this",
    "+ nor this",
    "# not a heading",
    "#42",
    "> not a quote",
    "*not* **emphasis** _here_ or __here__",
    "snake_case_name and 2*3*4",
    "[not](a link) ![nor](a picture) [^1] [x]: y",
    "[!NOTE]",
    "<b>not bold</b> <script>alert(1)</script> a < b > c",
    "&amp; &copy; &#65; AT&T",
    "`not code` ``nor this``",
    "~~not struck~~ ~nor~",
    "back\\slash \\* \\",
    "C:\\Users\\_me_\\*.txt and \\\\server\\share",
    "| not | a table |",
    "---",
    "===",
    "***",
    "```",
    "@rosa mail@roaster.example",
    "https://x.example/a_b_c*d*e",
    "1986\\. A great year",
    "2018) that year",
    "    not code",
    ":::note",
    "<details>",
]


class _Text(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.tags: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


@pytest.mark.parametrize("text", LITERAL)
@pytest.mark.parametrize("around", ["{}", "before {} after", "<br>{}", "{}<br>{}"])
def test_text_that_looks_like_markdown_is_shown_as_the_text_it_is(text: str, around: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    html = f"<p>{around.format(escaped, escaped)}</p>"
    shown = _Text(render(md(html)).html)
    assert shown.tags <= {"p", "br", "a"}
    assert re.sub(r"\s+", " ", "".join(shown.parts)).strip() == _words(html)


def _words(html: str) -> str:
    parts = _Text(html.replace("<br>", " "))
    return re.sub(r"\s+", " ", "".join(parts.parts)).strip()


def test_a_name_called_in_an_imported_text_calls_nobody_here() -> None:
    assert render(md("<p>Thanks @rosa!</p>")).mentions == frozenset()


def test_a_whole_body_is_the_same_after_rendering() -> None:
    body = next(post.body for post in Dump(BEANS).posts() if post.id == 6)
    html = render(md(body)).html
    assert "<kbd>Grind</kbd>" in html
    assert "<code>$t_0 = 2$</code>" in html
    assert '<ol start="3">' in html
    assert re.search(r"<th>Roast</th>\s*<th>Weeks</th>", html)


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script><p>x</p>",
        "<p onclick='alert(1)'>x</p>",
        "<p><svg onload=alert(1)></svg>x</p>",
        "<style>x{}</style><p>x</p>",
        "<iframe src='https://x.example'></iframe><p>x</p>",
        "<p>x<!-- <b> --></p>",
        "<form action='https://x.example'><p>x</p></form>",
    ],
)
def test_what_runs_or_frames_is_gone(html: str) -> None:
    assert md(html) == "x"


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 60_000 + "text",
        "<ul><li>" * 30_000 + "text",
        "<b><p>" * 30_000 + "text",
        "<blockquote>" * (STEEPEST - 1) + "text",
        "<p>text " * 30_000,
        "text" + "x" * LONGEST,
        "<" * 100_000 + " text",
        "<table><tr>" + "<td>text" * 20_000,
    ],
)
def test_what_is_nested_or_long_beyond_reason_leaves_its_text(html: str) -> None:
    assert "text" in md(html)


def test_nesting_is_kept_as_deep_as_anybody_writes() -> None:
    quoted = "<blockquote>" * (DEEPEST - 1) + "<p>x</p>" + "</blockquote>" * (DEEPEST - 1)
    assert md(quoted) == "> " * (DEEPEST - 1) + "x"

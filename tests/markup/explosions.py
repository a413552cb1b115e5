"""Texts written to make a Markdown renderer explode, each close to a length in characters."""

# ruff: noqa: E501 - a table of texts

from __future__ import annotations

from collections.abc import Callable, Iterator

LENGTH = 30_000

_REPEATED = (
    # brackets, links, pictures
    "[", "]", "[]", "[[", "[a](", "![", "![[", "![a](", "[a][", "[a][b]", "[a]: b", "[a]:", "[](", "[a](<", "[a](b '",
    '[a](b "', "[a](b (", "(", ")", "[(", "[a](((", "[!", "[^", "[^a]", "[^a]: ", "[x][", "a](b)", "[a](b)", "![a](b)",
    "[![", "[![a](b)](", '[a](b "c" ', "[a](b'c\"d", "[\\", "\\[", "[`", "[*a", "[_a_",
    # emphasis
    "*", "_", "**", "__", "***", "*a", "a*", "*a*", "*a_", "_a*", "*a*_", "**a", "**a*", "***a", "***a**", "*a **",
    "**a *", "a**b", "__a_", "_a __", "~", "~~", "~~a", "~~a~", "*a~~", "~~a*_", "*_", "*_~~", " *", "* ", " ** ",
    "*a **b ", "a*b_c~~", "_a_b", "_*_", "*a*b", "***a** b* ", "*é", "x_", "~~~~a",
    # code
    "`", "``", "`a", "`a``", "``a`", "```", "~~~", "`\\", "\\`", "``` ", "` ", "`a``b```c````", "\\`a`",
    # tags, entities, addresses
    "<", ">", "<a ", "<a", "<a href=", '<a href="', "<a href='b' ", "</a", "</", "<b>", "</b>", "<b><i><u>", "<kbd>",
    "<!", "<!-", "<!--", "<!---->", "-->", "<?", "<![CDATA[", "<details>", "<summary>", "<li>", "<ul><li>", "<p>",
    "<a href=x>", "<img src=", "<img src=x>", "<br", "<br>", "<br/>", "<http://", "<http://a", "<a@", "<a@b", "<a@b.c>",
    "&", "&#", "&#x", "&amp", "&amp;", "&#1;", "&a;", "http://", "https://", "https://a", "https://a.b ", "www.",
    "www.a", "www.a.", "https://a)", "https://a(", "https://a,", "a@", "@a", "a@b", "a@b.", "a.a@", "a@a.", "@a ",
    "@", "@@", "@a-", "@a.", "mailto:", "a.", "a-", "+", "-", "a+a@",
    # escapes and paths
    "\\", "\\\\", "\\*", "\\a", "\\\\a", "C:\\", "\\\\a\\", "C:\\a ", "\\\\\\", "$", "$$",
    # line ends and spaces
    " ", "\t", " \n", "\n", "\n\n", "  \n", "   a\n", "a\n", "a  \n", "a\n\n", "\ta\n", "    a\n", "\x0b", "\x85",
    "\u2028", "\u3000", "\ufeff", "\r", "\r\n", "\x0c",
    # headings and rules
    "#", "# ", "# a\n", "#\n", "#a\n", "# #", "#\\", "# a\\\n", "## \\#", "a\n=\n", "a\n-\n", "=\n", "-\n", "---\n",
    "- - ", "* * ", "***\n", "___\n", "_ _ ", "--- ", "a\n===\n\n", "# a #", "\n#", "#a#",
    # lists
    "- a\n", "-\n", "- \n", "- - ", "- - - a\n", "1. a\n", "1.\n", "1) a\n", "1. 1. ", "* a\n* b\n\n", "- a\n\n",
    "- a\n\n  b\n", "- [ ] a\n", "- [x", "- a\n1. b\n", "-a\n", "  - a\n", "    - a\n", "+ a\n* b\n- c\n", "1. - ",
    "- a\n  - b\n", "1. a\n    1. b\n", "- # a\n", "- > a\n", "* \ta\n", "- ```\n", "- a\n    b\n", "- a\n\n    b\n\n",
    # quotes
    ">", "> ", ">\n", "> a\n", "> > ", ">>", "> - ", "> a\nb\n", ">a\n\n", "> #", "> [!NOTE]\n", "> [!", "> > a\n> b\n",
    "> ```\n", ">- >", "> |", "> a\n\n> b\n\n", " > ",
    # tables
    "|", "||", "| ", "|a", "|a|\n", "|a|\n|-|\n", "a|b\n-|-\n", "|-", "|-|", "-|", ":-:|", "|`", "|\\", "`|", "| | |\n",
    "|a|b|\n|-|-|\n|c|d|\n\n", "\\|", "|``|`", "a|", "|:", "|a\n",
    # notes
    "[^1]", "[^1]: a\n", "[^1]: a\n\n", "[^a]: [^a]\n", "[^", "[^]: ", "[^1]:", "[^1]:\n    a\n",
    # mixtures
    "[a](b)*c*", "*[a](b)", "[*a](b)*", "`a`*b*[c](d)", "<b>*a*</b>", "| *a* [b](c) |", "> - *a* `b`\n", "a\\\n",
    "~~*a*~~ ", "[~~a](b)", "![`a`](b)", "*`a*`", "[a](<b> \"c\")", "@a *b* `c` [d](e) ~~f~~ ", "word ", "word. ", "é",
    "𝔘", "\u202e", "\u200d", "a\u0301", "漢字", "عربي ",
)  # fmt: skip

_ONCE = (
    ("[", "]"), ("[", "](a)"), ("![", "](a)"), ("(", ")"), ("*", "*"), ("**a ", " b**"), ("*a ", " b*"), ("<b>", "</b>"),
    ("[a](", ")"), ("[![", "](a)](b)"), ("`", "`"), ("~~a ", "~~"), ("*_", "_*"), ("<details>\n", "</details>\n"),
    ("**_", "_**"), ("[*", "*](a)"), ("<a href=x>", "</a>"), ("> ", "\n"), ("\\", "`"), ("***a ", "***"),
)  # fmt: skip


def repeated(length: int = LENGTH) -> Iterator[tuple[str, str]]:
    """The same few characters over and over: bare, at the start of a word, and closed at the very end."""
    for unit in _REPEATED:
        yield f"{unit!r} repeated", (unit * (length // len(unit) + 1))[:length]
        yield f"{unit!r} repeated after a word", ("x " + unit * (length // len(unit)))[:length]
    for unit in _REPEATED:
        if "\n" not in unit:
            line = (unit * 60)[:120]
            yield f"{unit!r} on many lines", ((line + "\n") * (length // 121 + 1))[:length]
            yield f"{unit!r} in many paragraphs", ((line + "\n\n") * (length // 122 + 1))[:length]


def nested(length: int = LENGTH) -> Iterator[tuple[str, str]]:
    """Opened many times, then closed as often."""
    for opening, closing in _ONCE:
        count = length // (len(opening) + len(closing))
        yield f"{opening!r} … {closing!r} nested", opening * count + closing * count
        yield f"{opening!r} … {closing!r} nested around a word", opening * (count - 1) + "a" + closing * (count - 1)


def composed(length: int = LENGTH) -> Iterator[tuple[str, str]]:
    """Whole structures: deep, wide, or referring to each other."""
    builders: tuple[tuple[str, Callable[[int], str]], ...] = (
        ("stairs of list items", lambda n: "\n".join("  " * i + "- a" for i in range(int(n**0.5)))),
        ("stairs of wide list items", lambda n: "\n".join("    " * i + "* a" for i in range(int((n / 2) ** 0.5)))),
        ("stairs of numbered items", lambda n: "\n\n".join("   " * i + "1. a" for i in range(int((n / 2) ** 0.5)))),
        ("stairs of quotes", lambda n: "\n".join(">" * i + " a" for i in range(int((2 * n) ** 0.5) - 3))),
        ("quote stairs up and down", lambda n: "\n".join(">" * (i % 90) + " a" for i in range(n // 50))),
        ("list of twelve levels, again and again", lambda n: ("\n".join("  " * i + "- a" for i in range(12)) + "\n") * (n // 180)),
        ("one wide table", lambda n: "|" + "a|" * (n // 6) + "\n|" + "-|" * (n // 6) + "\n|" + "b|" * (n // 6)),
        ("one long table", lambda n: "a|b\n-|-\n" + "c|d\n" * (n // 4)),
        ("wide head, many empty rows", lambda n: "|" + "a|" * 1000 + "\n|" + "-|" * 1000 + "\n" + "|\n" * (n // 2 - 2200)),
        ("square table", lambda n: "|" + "a|" * 120 + "\n|" + "-|" * 120 + "\n" + ("|" + "b|" * 120 + "\n") * (n // 244 - 3)),
        ("table of ticks", lambda n: "a|b\n-|-\n" + "`" * (n // 2) + "|" + "``|" * (n // 7)),
        ("table of unmatched ticks", lambda n: "a|b\n-|-\n" + "|".join("`" * i for i in range(int((2 * n) ** 0.5) - 9))),
        ("ticks of every length", lambda n: " ".join("`" * i for i in range(1, int((2 * n) ** 0.5) - 9))),
        ("many notes, all called", lambda n: "".join(f"[^{i}]" for i in range(n // 20)) + "\n\n" + "\n".join(f"[^{i}]: x" for i in range(n // 20))),
        ("one note called a thousand times", lambda n: "[^1]" * (n // 4 - 9) + "\n\n[^1]: x"),
        ("notes within notes", lambda n: "[^0]\n\n" + "\n".join(f"[^{i}]: [^{i + 1}]" for i in range(n // 16))),
        ("a note that defines notes", lambda n: "[^a]\n\n[^a]: x\n\n" + "\n\n".join(f"    [^{i}]: y" for i in range(n // 18))),
        ("notes that call themselves", lambda n: "[^a]\n\n[^a]: " + "[^a]" * (n // 4 - 9)),
        ("many definitions", lambda n: "\n".join(f"[{i}]: b" for i in range(n // 9))),
        ("definitions apart", lambda n: "\n\n".join(f"[{i}]: b" for i in range(n // 10))),
        ("definition without end", lambda n: "[a]: b '" + "c" * n),
        ("definitions with open titles", lambda n: "[a]: b 'c\n" * (n // 10)),
        ("references to one definition", lambda n: "[a]: b\n\n" + "[a] " * (n // 4 - 9)),
        ("references across lines", lambda n: "[a]: b\n\n" + "[a]\n[a]" * (n // 7 - 9)),
        ("comment without end", lambda n: "<!--" + "-" * n),
        ("comments on many lines", lambda n: "<!-- a -->\n" * (n // 11)),
        ("comment in comment", lambda n: "<!--\n" * (n // 5)),
        ("fences of growing length", lambda n: "\n".join("`" * i for i in range(3, int((2 * n) ** 0.5) - 9))),
        ("a fence of waves that ends in a tick", lambda n: "~" * (n - 1) + "`"),
        ("a fence of ticks that ends in a tick", lambda n: "`" * (n - 2) + "a`"),
        ("a rule that ends in a word", lambda n: "-  " * (n // 3 - 1) + "x"),
        ("a rule of uneven steps", lambda n: "- " * (n // 2) + "  - " * (n // 8)),
        ("an underline that ends in a word", lambda n: "a\n" + "=" * (n - 4) + "x"),
        ("tabs between words", lambda n: "a\t" * (n // 2)),
        ("fences never closed", lambda n: "```\na\n~~~\n" * (n // 10)),
        ("many small fences", lambda n: "```\na\n```\n" * (n // 10)),
        ("many coloured fences", lambda n: "```py\na\n```\n" * (n // 12)),
        ("fences in quotes in lists", lambda n: "- > ```\n  > a\n  > ```\n" * (n // 22)),
        ("a heading of hashes and backslashes", lambda n: "# " + "\\#" * (n // 2)),
        ("headings going down", lambda n: "".join("#" * (i % 6 + 1) + " a\n" for i in range(n // 7))),
        ("setext in one block", lambda n: "a\n=\nb\n-\n" * (n // 8)),
        ("rules in one block", lambda n: "a\n***\n" * (n // 6)),
        ("almost a rule", lambda n: "- " * (n // 2 - 2) + "x"),
        ("almost a rule of stars on many lines", lambda n: ("* " * 40 + "x\n") * (n // 82)),
        ("one endless word", lambda n: "a" * n),
        ("one endless address", lambda n: "https://a.b/" + "c" * (n - 12)),
        ("one endless address of brackets", lambda n: "https://a.b/" + ")" * (n - 12)),
        ("one endless mail", lambda n: "a@" + "b." * (n // 2 - 2)),
        ("one endless mail name", lambda n: "a." * (n // 2 - 2) + "@b"),
        ("one endless mention", lambda n: "@" + "a" * (n - 1)),
        ("one endless tag", lambda n: "<a " + "b" * n),
        ("tag of attributes", lambda n: "<a " + "b=c " * (n // 4) + ">"),
        ("tag of quotes", lambda n: "<a href='" + "\"'" * (n // 2)),
        ("tags with all attributes", lambda n: "<a href=x title=y>" * (n // 18)),
        ("formatting never closed", lambda n: "<b><i><u><s><kbd><sub>a\n\n" * (n // 27)),
        ("links never closed", lambda n: "<a href=x>a\n\n" * (n // 13)),
        ("emphasis across brackets", lambda n: "*a [b* c](d) " * (n // 13)),
        ("emphasis that almost closes", lambda n: "*a " * (n // 6) + " a*" * (n // 6)),
        ("stars of growing length", lambda n: " ".join("*" * i + "a" for i in range(1, int((2 * n) ** 0.5) - 9))),
        ("stars and lines in turn", lambda n: "".join("*_"[i % 2] * (i % 5 + 1) + "a" for i in range(n // 4))),
        ("links in links", lambda n: "[a " * (n // 8) + "](b)" * (n // 8)),
        ("pictures in links in pictures", lambda n: "[![" * (n // 20) + "a" + "](b)](c)" * (n // 20)),
        ("link with a hostile title", lambda n: "[a](b \"" + "'\"" * (n // 2)),
        ("link with open quotes", lambda n: "[a](b '" * (n // 7)),
        ("link of round brackets", lambda n: "[a](" + "(" * (n // 2 - 4) + ")" * (n // 2)),
        ("every sign there is", lambda n: "".join(chr(33 + i * 7 % 94) for i in range(n))),
        ("every sign, in pairs", lambda n: "".join(chr(33 + i * i % 94) for i in range(n))),
        ("signs in falling order", lambda n: "".join("~}|{`_^]\\[@?>=<;:/.-,+*)('&%$#\"!"[i % 32] for i in range(n))),
        ("alerts in alerts", lambda n: "".join("> " * (i % 8 + 1) + "[!NOTE]\n" for i in range(n // 18))),
        ("tasks in tasks", lambda n: "\n".join("  " * (i % 12) + "- [ ] a" for i in range(n // 20))),
        ("a lone surrogate", lambda n: "\ud800 " * (n // 2)),
        ("the parser's own marks", lambda n: "\x02wzxhzdk:0\x03 \x02klzzwxh:0001\x03 " * (n // 34)),
        ("marks without control characters", lambda n: "wzxhzdk:0 klzzwxh:0001 " * (n // 23)),
        ("spaces then a word", lambda n: " " * (n - 1) + "a"),
        ("tabs then a word", lambda n: "\t" * (n - 1) + "a"),
        ("word, then spaces, then a line break", lambda n: ("a" + " " * 200 + "\n") * (n // 202)),
    )  # fmt: skip
    for name, build in builders:
        yield name, build(length)[:length]


def explosions(length: int = LENGTH) -> Iterator[tuple[str, str]]:
    """All of them, as (name, text)."""
    yield from repeated(length)
    yield from nested(length)
    yield from composed(length)

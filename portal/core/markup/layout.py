"""First pass over a source, line by line: takes out the fenced code and lays the rest out as the parser wants it.

The parser wants four spaces for every level of a list and an empty line before one; people type two spaces and no
line. What is taken out here is neither parsed nor counted, so this is the only place that knows what a fence is.
The pass looks at every character a small, fixed number of times.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

STEP = 4
"""Spaces the parser wants for one level of a list."""

SHORTEST_UNDERLINE = 3
DEEPEST_QUOTE = 8
DEEPEST_LIST = 12
MOST_SIGNS_ON_A_LINE = 2

_FENCE = re.compile(r"( *)(`{3,}+|~{3,}+)([^`]*)$")
_ITEM = re.compile(r"( *)([-*+]|\d{1,9}[.)])( {1,4})(?=\S)")
_SIGN = re.compile(r" *(?:[-*+] +|\d{1,9}[.)] +|> ?)")
_SIGN_TO_ESCAPE = re.compile(r"( *\d*)([-*+.)>])")
_RULE = re.compile(r" {0,3}(?:(?:- *+){3,}+|(?:\* *+){3,}+|(?:_ *+){3,}+)$")
_QUOTED = re.compile(r"[ \t]*> ?")
_HEADING = re.compile(r"#{1,6}(?:\s|$)")
_UNDERLINE = re.compile(r"(?:=+|-+) *$")
_LOOKS_LIKE_HEADING = re.compile(r"#+(?=[^\s#])")
_TABLE_RULE = re.compile(r"[|:\- ]+$")
_BLOCK_TAG = re.compile(r"</?(?:details|summary)\b", re.IGNORECASE)
_ENDS_BLOCK_TAG = re.compile(r"</?(?:details(?: open)?|/summary)>$|</summary>$", re.IGNORECASE)


class TooDeep(Exception):
    """Quotes or lists are nested deeper than anybody writes."""


@dataclass(frozen=True, slots=True)
class Fence:
    """A piece of fenced code: the language as typed (may be empty) and the code without its fences."""

    language: str
    code: str


@dataclass(slots=True)
class Layout:
    """The lines to parse, and the code taken out of them: `mark(n)` in a line stands for `fences[n]`."""

    lines: list[str] = field(default_factory=list)
    fences: list[Fence] = field(default_factory=list)


def mark(number: int) -> str:
    """The sign that stands for a piece of code; the parser's own sign for ready-made HTML."""
    return f"\x02wzxhzdk:{number}\x03"


def lay_out(source: str) -> Layout:
    """Lay out a source that holds no control characters but line breaks and tabs; raises `TooDeep`."""
    layout = Layout()
    _Pass(layout, depth=0).run(_without_comments(source.split("\n")), into=layout.lines)
    return layout


@dataclass(slots=True)
class _Item:
    """A list item that is still open: where its sign and its content begin, and whether it is numbered."""

    sign: int
    content: int
    is_numbered: bool


class _Pass:
    """Lays out the lines of a document, or of one quote inside it."""

    def __init__(self, layout: Layout, depth: int) -> None:
        if depth > DEEPEST_QUOTE:
            raise TooDeep
        self._layout = layout
        self._depth = depth
        self._open: list[_Item] = []
        self._out: list[str] = []
        self._is_among_items = False
        """Whether the lines since the last empty one are items of a list."""

    def run(self, lines: list[str], into: list[str]) -> None:
        self._out = into
        at = 0
        while at < len(lines):
            at = self._take(lines, at)

    def _take(self, lines: list[str], at: int) -> int:
        """Lay out what begins at a line; returns the number of the next."""
        line = lines[at].expandtabs(STEP).rstrip(" ")
        if not line.strip():
            self._out.append("")
            return at + 1
        indent = len(line) - len(line.lstrip(" "))
        if indent < STEP and _BLOCK_TAG.match(line.lstrip(" ")):
            self._take_block_tag(line.lstrip(" "))
            return at + 1
        if self._open or indent < STEP:
            if (fence := _FENCE.match(line)) is not None:
                return self._take_fence(lines, at, fence)
            if line.lstrip(" ").startswith(">"):
                return self._take_quote(lines, at, indent)
            if (item := _ITEM.match(line)) is not None and not _RULE.match(line):
                return self._take_item(lines, at, line, item)
        self._take_text(line, indent, lines[at + 1] if at + 1 < len(lines) else "")
        return at + 1

    def _take_fence(self, lines: list[str], at: int, opening: re.Match[str]) -> int:
        indent = len(opening[1])
        self._close_items(indent)
        at = self._keep_code(lines, at + 1, opening, indent)
        self._empty_line()
        self._out.append(" " * STEP * len(self._open) + mark(len(self._layout.fences) - 1))
        self._out.append("")
        return at

    def _keep_code(self, lines: list[str], at: int, opening: re.Match[str], indent: int) -> int:
        """Keep the code that begins at a line, up to its closing fence; returns the number of the line after it."""
        fence, language = opening[2], opening[3].strip()
        closing = re.compile(rf" *{fence[0]}{{{len(fence)},}}\s*$")
        code: list[str] = []
        while at < len(lines) and not closing.match(lines[at]):
            code.append(_outdented(lines[at], indent))
            at += 1
        self._layout.fences.append(Fence(language, "\n".join(code)))
        return at + 1

    def _take_quote(self, lines: list[str], at: int, indent: int) -> int:
        if self._after_empty_line() or self._open:
            self._close_items(indent)
        self._is_among_items = False
        quoted: list[str] = []
        while at < len(lines) and (sign := _QUOTED.match(lines[at])) is not None:
            quoted.append(lines[at][sign.end() :])
            at += 1
        inner: list[str] = []
        _Pass(self._layout, self._depth + 1).run(quoted, into=inner)
        margin = " " * STEP * len(self._open)
        if self._open:
            self._empty_line()
        self._out.extend(f"{margin}> {line}" if line else f"{margin}>" for line in inner)
        if self._open:
            self._empty_line()
        return at

    def _take_item(self, lines: list[str], at: int, line: str, item: re.Match[str]) -> int:
        sign, is_numbered = len(item[1]), item[2][0].isdigit()
        had_items = bool(self._open)
        while self._open and sign < self._open[-1].sign + 2:
            sibling = self._open.pop()
            if sign >= sibling.sign and sibling.is_numbered != is_numbered:
                self._empty_line()
        if not had_items and not self._after_empty_line() and is_numbered and item[2][:-1] != "1":
            self._out.append(line)  # "in the year\n2019. That was" is a sentence, not a list
            return at + 1
        if not self._is_among_items:
            self._empty_line()
        self._is_among_items = True
        level = len(self._open)
        if level >= DEEPEST_LIST:
            raise TooDeep
        self._open.append(_Item(sign, item.end(), is_numbered))
        marker = item[2].replace(")", ".")
        rest = line[item.end() :]
        if (fence := _FENCE.match(rest)) is not None:
            after = self._keep_code(lines, at + 1, fence, item.end())
            self._out.append(f"{' ' * STEP * level}{marker} {mark(len(self._layout.fences) - 1)}")
            return after
        self._out.append(f"{' ' * STEP * level}{marker} {_with_few_signs(rest)}")
        return at + 1

    def _take_text(self, line: str, indent: int, following: str) -> None:
        text = line.lstrip(" ")
        if not self._open and indent >= STEP:
            self._out.append(line)  # indented code, or a line that goes on
        elif _UNDERLINE.match(text) and not self._after_empty_line() and not self._open:
            self._take_underline(text)
        elif _HEADING.match(text) or _RULE.match(text):
            # alone, as the parser would look through all that follows once more for each of them
            self._close_items(indent)
            self._empty_line()
            self._out.append(" " * STEP * len(self._open) + (text if text.startswith("#") else "---"))
            self._out.append("")
        elif self._after_empty_line():
            self._is_among_items = False
            self._close_items(indent)
            extra = max(0, indent - self._open[-1].content) if self._open else indent
            self._out.append(" " * (STEP * len(self._open) + extra) + _no_accidental_heading(text))
        else:
            if self._begins_table(text, following) and not self._open:
                self._empty_line()
            self._out.append(" " * STEP * max(0, len(self._open) - 1) + _no_accidental_heading(text))

    def _take_underline(self, text: str) -> None:
        """The line under a heading; one or two signs are a signature, or a mistake."""
        if len(text.strip()) < SHORTEST_UNDERLINE:
            self._out.append("\\" + text)
        else:
            self._out.append(text)
            self._out.append("")

    def _take_block_tag(self, text: str) -> None:
        """`<details>` stands alone, whatever it is typed next to."""
        self._open.clear()
        self._is_among_items = False
        self._empty_line()
        self._out.append(text)
        if _ENDS_BLOCK_TAG.search(text):
            self._out.append("")

    def _begins_table(self, text: str, following: str) -> bool:
        return "|" in text and "|" in following and "-" in following and bool(_TABLE_RULE.match(following.strip()))

    def _close_items(self, indent: int) -> None:
        """Close the list items that something at this indentation can no longer belong to."""
        while self._open and indent < self._open[-1].sign + 2:
            self._open.pop()

    def _after_empty_line(self) -> bool:
        return not self._out or not self._out[-1]

    def _empty_line(self) -> None:
        if not self._after_empty_line():
            self._out.append("")


def _without_comments(lines: list[str]) -> list[str]:
    """Without `<!-- … -->` that begin a line, outside fenced code."""
    if not any(line.lstrip().startswith("<!--") for line in lines):
        return lines
    kept: list[str] = []
    fence = ""
    in_comment = False
    for line in lines:
        stripped = line.strip()
        if in_comment or (not fence and stripped.startswith("<!--")):
            in_comment = "-->" not in stripped
            rest = "" if in_comment else stripped.partition("-->")[2]
            kept.append(rest)
            continue
        if fence:
            if stripped.startswith(fence) and not stripped.strip(fence[0]):
                fence = ""
        elif (opening := _FENCE.match(line.expandtabs(STEP))) is not None:
            fence = opening[2]
        kept.append(line)
    return kept


def _outdented(line: str, indent: int) -> str:
    """A line of code without as many leading spaces as its fence had."""
    return line[min(indent, len(line) - len(line.lstrip(" "))) :]


def _with_few_signs(text: str) -> str:
    """The text of an item that may itself begin an item or a quote, but not the ninth within the eighth."""
    start = 0
    for _ in range(MOST_SIGNS_ON_A_LINE):
        if (sign := _SIGN.match(text, start)) is None:
            return text[:start] + _no_accidental_heading(text[start:])
        start = sign.end()
    return text[:start] + (
        _SIGN_TO_ESCAPE.sub(r"\g<1>\\\g<2>", text[start:], count=1) if _SIGN.match(text, start) else text[start:]
    )


def _no_accidental_heading(text: str) -> str:
    """`#42` and `#urgent` at the start of a line are no headings; `# Title` is one."""
    return "\\" + text if _LOOKS_LIKE_HEADING.match(text) else text

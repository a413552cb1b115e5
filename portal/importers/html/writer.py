"""HTML to Markdown: the blocks of a text, each as its lines.

Written for the Markdown that `portal.core.markup` renders: a line break inside a paragraph is kept, the
levels of a list are four spaces apart, and `<kbd>`, `<sub>`, `<details>` and their like are taken as HTML.
"""

import re
from collections.abc import Sequence

from portal.importers.html.escaping import fenced
from portal.importers.html.inline import InlineWriter, Links
from portal.importers.html.tables import table_lines
from portal.importers.html.tree import Element, Node, parse

__all__ = ["Links", "markdown_of"]

_CONTAINERS = {"div", "section", "article", "main", "body", "figure", "dl"}
_PARAGRAPHS = {"p", "dd", "figcaption", "caption", "summary"}
_HEADINGS = {f"h{level}" for level in range(1, 7)}
_BLOCKS = (
    _CONTAINERS | _PARAGRAPHS | _HEADINGS | {"ul", "ol", "li", "blockquote", "pre", "table", "hr", "details", "dt"}
)
_LANGUAGE = re.compile(r"(?:^|\s)(?:lang(?:uage)?-)([A-Za-z0-9#+.-]{1,30})(?=\s|$)")
_NO_LANGUAGE = {"none", "default", "text", "plaintext"}
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_STEP = "    "
_NEEDS_FIRST_LINE = re.compile(r"(?:> )*(?:```|\||<details)|-|\d+\. ")
# gives an item a first line where its content does not start with words
_NOTHING = "\u00a0"


def markdown_of(html: str, links: Links) -> str:
    """Markdown source with the content and the structure of `html`, and nothing in it that is not safe to
    keep.

    Never raises: of what is nested or long beyond reason, the text remains. No line break at the end.
    """
    blocks = _BlockWriter(links).blocks(parse(_CONTROL.sub("", html)).children)
    return "\n\n".join(blocks)


class _BlockWriter:
    def __init__(self, links: Links) -> None:
        self._inline = InlineWriter(links)

    def blocks(self, nodes: Sequence[Node]) -> list[str]:
        """The blocks of a container; loose text between blocks becomes paragraphs."""
        written: list[str] = []
        loose: list[Node] = []
        for node in nodes:
            if isinstance(node, Element) and _is_block(node):
                written += [self._inline.paragraph(loose), *self._block(node)]
                loose = []
            else:
                loose.append(node)
        written.append(self._inline.paragraph(loose))
        return [block for block in written if block]

    def _block(self, element: Element) -> list[str]:
        tag = element.tag
        if tag in _HEADINGS:
            line = self._inline.line(element.children)
            return [f"{'#' * int(tag[1])} {line}"] if line else []
        if tag == "hr":
            return ["---"]
        if tag == "pre":
            return [_code_block(element)]
        if tag in ("ul", "ol"):
            return [self._list(element)]
        if tag == "blockquote":
            return [self._quote(element)]
        if tag == "table":
            return ["\n".join(table_lines(element, self._inline))]
        if tag == "details":
            return self._details(element)
        if tag == "dt":
            line = self._inline.line(element.children)
            return [f"**{line}**"] if line else []
        # paragraphs hold no blocks in good HTML; in other HTML they do
        return self.blocks(element.children)

    def _quote(self, quote: Element) -> str:
        blocks = self.blocks(quote.children)
        if "spoiler" in quote.attributes.get("class", "").split():
            return "\n\n".join(_folded("Spoiler", blocks))
        return "\n".join(f"> {line}".rstrip(" ") for line in "\n\n".join(blocks).split("\n")) if blocks else ""

    def _details(self, details: Element) -> list[str]:
        summaries = [child for child in details.children if isinstance(child, Element) and child.tag == "summary"]
        title = self._inline.line(summaries[0].children) if summaries else ""
        rest = [child for child in details.children if child not in summaries[:1]]
        return _folded(title or "More", self.blocks(rest))

    def _list(self, element: Element) -> str:
        number = _start(element)
        items: list[str] = []
        loose = False
        for child in element.children:
            if not isinstance(child, Element):
                items += [f"- {text}"] if (text := self._inline.paragraph([child])) else []
                continue
            blocks = self.blocks(child.children if child.tag == "li" else [child])
            marker = f"{number}." if element.tag == "ol" else "-"
            number += 1
            loose = loose or _is_loose(child)
            items.append(_item(marker, blocks))
        return ("\n\n" if loose else "\n").join(items)


def _is_block(element: Element) -> bool:
    if element.tag in _BLOCKS:
        return True
    # emphasis around whole paragraphs: the paragraphs are worth more
    return element.tag not in ("a", "span") and any(True for _ in element.all(*_BLOCKS))


def _is_loose(item: Element) -> bool:
    blocks = [child for child in item.children if isinstance(child, Element) and child.tag in _BLOCKS]
    return any(child.tag not in ("ul", "ol") for child in blocks)


def _item(marker: str, blocks: list[str]) -> str:
    if not blocks:
        return f"{marker} {_NOTHING}"
    if _NEEDS_FIRST_LINE.match(blocks[0]):
        blocks = [_NOTHING, *blocks]
    tight = len(blocks) == 2 and _starts_list(blocks[1])
    lines = ("\n" if tight else "\n\n").join(blocks).split("\n")
    return "\n".join([f"{marker} {lines[0]}", *(f"{_STEP}{line}" if line else "" for line in lines[1:])])


def _starts_list(block: str) -> bool:
    return bool(re.match(r"(?:-|\d+\.) ", block))


def _start(element: Element) -> int:
    written = element.attributes.get("start", "")
    return int(written) if re.fullmatch(r"[0-9]{1,6}", written) else 1


def _folded(title: str, blocks: list[str]) -> list[str]:
    return [f"<details>\n<summary>{title}</summary>", *blocks, "</details>"]


def _code_block(pre: Element) -> str:
    code = pre.text().replace("\r\n", "\n").replace("\r", "\n")
    code = code.removeprefix("\n").rstrip("\n")
    return fenced(code, _language(pre)) if code.strip() else ""


def _language(pre: Element) -> str:
    for element in (*pre.all("code"), pre):
        found = _LANGUAGE.search(element.attributes.get("class", ""))
        if found and found[1].lower() not in _NO_LANGUAGE:
            return found[1].lower()
    return ""

"""What stands within a line: emphasis, code, links, pictures, keys."""

import re
from collections.abc import Callable, Sequence
from urllib.parse import quote

from portal.importers.html.escaping import code_span, escaped, escaped_line_start
from portal.importers.html.tree import Element, Node

Links = Callable[[str], str | None]
"""Gives an address as it was written and gets it as it is to be: absolute and safe, or None for none at all.
"""

_SPACE = re.compile(r"[ \t\r\n\f\v]+")
_MARKED = {
    "b": ("**", "strong"),
    "strong": ("**", "strong"),
    "i": ("*", "em"),
    "em": ("*", "em"),
    "cite": ("*", "em"),
    "del": ("~~", "del"),
    "s": ("~~", "del"),
    "strike": ("~~", "del"),
}
_KEPT = {"kbd", "sub", "sup", "samp", "var", "mark", "small", "u", "ins"}
_CODE = {"code", "tt"}
_IS_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|webp|svg|bmp)(?:[?#]|$)", re.IGNORECASE)
_NO_ALT = {"", "enter image description here", "alt text", "image"}
_MATH = re.compile(
    r"\$\$(?P<display>[^$]+)\$\$"
    # a formula in a line holds something TeX and no space at its ends: "$5 and $10" is money
    r"|(?<![\\$\w])\$(?=\S)(?P<inline>(?:[^$\n`]*[\\^_{}=][^$\n`]*|[A-Za-z]))(?<=\S)\$(?![\d\w])"
)


class InlineWriter:
    """Writes runs of inline nodes. `links` decides over every address."""

    def __init__(self, links: Links) -> None:
        self._links = links

    def paragraph(self, nodes: Sequence[Node]) -> str:
        """Lines that stand alone: nothing in them begins a list, heading or quote. May be empty."""
        lines = self.run(nodes).split("\n")
        return "\n".join(escaped_line_start(line.strip(" ")) for line in lines).strip()

    def line(self, nodes: Sequence[Node]) -> str:
        """The same on a single line, for headings, cells and summaries."""
        return " ".join(self.run(nodes).split("\n")).strip()

    def run(self, nodes: Sequence[Node]) -> str:
        written = ""
        for index, node in enumerate(nodes):
            following = nodes[index + 1] if index + 1 < len(nodes) else ""
            written = _joined(written, self._one(node, written, following))
        return written

    def _one(self, node: Node, before: str, following: Node) -> str:
        if isinstance(node, str):
            return _text(node)
        tag = node.tag
        if tag == "br":
            return "\n"
        if tag in _CODE or (tag == "pre" and node.children):
            return code_span(node.text().strip()) if node.text().strip() else " "
        if tag == "a":
            return self._link(node)
        if tag == "img":
            return self._picture(node)
        inner = self.run(node.children)
        if tag in _MARKED:
            sign, raw = _MARKED[tag]
            return _wrapped(inner, sign, raw, before, following)
        if tag in _KEPT:
            return f"<{tag}>{inner}</{tag}>" if inner.strip() else inner
        if tag == "q":
            return f"“{inner}”"
        # a block where only a line can be: its parts stay apart
        return inner if tag in {"span", "abbr", "a"} else f" {inner} "

    def _link(self, link: Element) -> str:
        href = link.attributes.get("href", "")
        target = self._links(href) if href else None
        pictures = list(link.all("img"))
        if pictures and not link.text().strip():
            return self._linked_picture(pictures[0], target)
        inner = " ".join(self.run(link.children).split("\n"))
        if target is None or not inner.strip():
            return inner
        left, text, right = _trimmed(inner)
        if link.text().strip() in (href, target) and target.startswith(("http:", "https:")) and not pictures:
            return f"{left}<{_destination(target)}>{right}"
        return f"{left}[{_without_links(text)}]({_destination(target)}){right}"

    def _picture(self, image: Element) -> str:
        """A picture on another server becomes a link to it: to show it would tell that server who reads here."""
        source = image.attributes.get("src", "")
        target = self._links(source) if source else None
        label = escaped(_label(image))
        return f"[{_without_links(label)}]({_destination(target)})" if target else label

    def _linked_picture(self, image: Element, target: str | None) -> str:
        source = image.attributes.get("src", "")
        if target is None or _IS_PICTURE.search(target) or target == source:
            return self._picture(image)
        return f"[{_without_links(escaped(_label(image)))}]({_destination(target)})"


def _label(image: Element) -> str:
    alt = _SPACE.sub(" ", image.attributes.get("alt", "")).strip()
    return "Picture" if alt.lower() in _NO_ALT else f"Picture: {alt}"


def _text(text: str) -> str:
    parts: list[str] = []
    at = 0
    for formula in _MATH.finditer(text):
        parts += (escaped(_SPACE.sub(" ", text[at : formula.start()])), code_span(formula[0]))
        at = formula.end()
    parts.append(escaped(_SPACE.sub(" ", text[at:])))
    return "".join(parts)


def _wrapped(inner: str, sign: str, raw: str, before: str, following: Node) -> str:
    """Emphasis by signs; by tags where the signs would run into a word or into other signs."""
    left, text, right = _trimmed(inner)
    if not text:
        return left or right
    after = following[:1] if isinstance(following, str) else "*"
    runs_together = (
        (not left and before[-1:] and not before[-1].isspace() and before[-1] not in "([{“‘\"'—–-/:,.")
        or (not right and after and not after.isspace() and after not in ")]}”’\"'—–-/:,.;!?")
        or text[0] == sign[0] == text[-1]
        or not (text[0].isalnum() or text[0] in '[*“"')
        or not (text[-1].isalnum() or text[-1] in '.!?:,)*”"')
        or "\n" in text
    )
    if runs_together:
        return f"{left}<{raw}>{text}</{raw}>{right}"
    return f"{left}{sign}{text}{sign}{right}"


def _trimmed(text: str) -> tuple[str, str, str]:
    body = text.strip(" \n")
    if not body:
        return (" " if text else ""), "", ""
    return (" " if text[0] in " \n" else ""), body, (" " if text[-1] in " \n" else "")


def _joined(before: str, added: str) -> str:
    """Two pieces with one space, or one line break, where they meet."""
    if before.endswith("\n"):
        return before + added.lstrip(" ")
    if added.startswith("\n"):
        return before.rstrip(" ") + added
    if before.endswith(" ") and added.startswith(" "):
        return before + added[1:]
    return before + added


def _without_links(text: str) -> str:
    """Link text may hold no unescaped bracket."""
    return re.sub(r"(?<!\\)\]", r"\]", text)


def _destination(address: str) -> str:
    """An address as it can stand between the brackets of a link."""
    address = quote(address, safe="/:?#[]@!$&'()*+,;=%~-._", encoding="utf-8", errors="replace")
    if address.count("(") != address.count(")") or re.search(r"\([^)]*\(", address):
        address = address.replace("(", "%28").replace(")", "%29")
    return address

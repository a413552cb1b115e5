"""HTML of any quality as a small tree of elements that are known, closed and not nested without end."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from typing import TypeAlias

import nh3

DEEPEST = 40
"""Elements within one another; deeper ones leave their text and are gone."""
LONGEST = 200_000
"""Characters; the text of a longer source is taken without its markup."""
STEEPEST = 500
"""Elements left open; the sanitiser's time grows with their square, so their text is taken without it."""

_TAG_NAMES = """
    a abbr article b blockquote br caption cite code dd del details div dl dt em figcaption figure
    h1 h2 h3 h4 h5 h6 hr i img ins kbd li main mark ol p pre q s samp section small span strike
    strong sub summary sup table tbody td tfoot th thead tr tt u ul var
"""
_TAGS = frozenset(_TAG_NAMES.split())
_ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt"},
    "ol": {"start"},
    "code": {"class"},
    "pre": {"class"},
    "blockquote": {"class"},
    "td": {"colspan", "align"},
    "th": {"colspan", "align"},
}
_SCHEMES = {"http", "https", "mailto"}
_DROPPED_WITH_CONTENT = {
    "script",
    "style",
    "template",
    "noscript",
    "iframe",
    "object",
    "svg",
    "math",
    "textarea",
}
_VOID = {"br", "hr", "img"}
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)")
_ANY_TAG = re.compile(r"<[/!?A-Za-z][^<>]*>?")


@dataclass(slots=True)
class Element:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: "list[Node]" = field(default_factory=list)

    def text(self) -> str:
        """All text inside, as it stands; a line break for `<br>`."""
        return "".join(_texts(self))

    def all(self, *tags: str) -> "Iterator[Element]":
        """The elements of these tags inside, outermost first, in order."""
        for child in self.children:
            if isinstance(child, Element):
                if child.tag in tags:
                    yield child
                yield from child.all(*tags)


Node: TypeAlias = Element | str


def parse(html: str) -> Element:
    """The tree below an element named `body`. Scripts, unknown tags and dangerous addresses are not in it."""
    if len(html) > LONGEST or _steepness(html) > STEEPEST:
        return Element("body", children=[unescape(_ANY_TAG.sub(" ", html))])
    builder = _Builder()
    # well-formed afterwards: the sanitiser parses as browsers do, and writes what it understood
    builder.feed(
        nh3.clean(
            html,
            tags=set(_TAGS),
            clean_content_tags=_DROPPED_WITH_CONTENT,
            attributes=_ATTRIBUTES,
            url_schemes=_SCHEMES,
            link_rel=None,
            strip_comments=True,
        )
    )
    builder.close()
    return builder.root


def _steepness(html: str) -> int:
    """At most how many elements are open at once anywhere, if none is closed by what follows it."""
    depth = steepest = 0
    for tag in _TAG.finditer(html):
        if tag[1]:
            depth = max(0, depth - 1)
        elif tag[2].lower() not in _VOID:
            depth += 1
            steepest = max(steepest, depth)
    return steepest


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("body")
        self._open = [self.root]
        self._too_deep = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            self._open[-1].children.append(Element(tag, _as_dict(attrs)))
        elif len(self._open) > DEEPEST:
            self._too_deep += 1
        else:
            element = Element(tag, _as_dict(attrs))
            self._open[-1].children.append(element)
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if self._too_deep:
            self._too_deep -= 1
        elif len(self._open) > 1:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def _as_dict(attributes: list[tuple[str, str | None]]) -> dict[str, str]:
    return {name: value or "" for name, value in attributes}


def _texts(element: Element) -> Iterator[str]:
    for child in element.children:
        if isinstance(child, str):
            yield child
        elif child.tag == "br":
            yield "\n"
        else:
            yield from _texts(child)

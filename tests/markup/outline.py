"""Looks at rendered HTML as a browser would: which elements and attributes are there."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

HARMLESS_TAGS = frozenset(
    "a b blockquote br code dd del details div dl dt em h3 h4 h5 h6 hr i img ins kbd li mark ol p pre s samp small "
    "span strong sub summary sup table tbody td th thead tr u ul var".split()
)
HARMLESS_ATTRIBUTES = frozenset(
    "href title rel class id src alt width height loading decoding start colspan rowspan open tabindex role aria-label "
    "data-language".split()
)
SCHEMES = frozenset({"", "http", "https", "mailto"})


class Outline(HTMLParser):
    """Every element with its attributes, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def all(self, tag: str) -> list[dict[str, str]]:
        """The attributes of every element of this name."""
        return [attributes for name, attributes in self.elements if name == tag]


def dangers(html: str) -> list[str]:
    """Whatever in this HTML should not be there, in words."""
    found: list[str] = []
    for tag, attributes in Outline(html).elements:
        if tag not in HARMLESS_TAGS:
            found.append(f"<{tag}>")
        found += [f"<{tag} {name}>" for name in attributes if name not in HARMLESS_ATTRIBUTES]
        target = attributes.get("href", "")
        if urlsplit(target.strip()).scheme.lower() not in SCHEMES:
            found.append(f"<{tag} href={target}>")
        source = attributes.get("src", "")
        if tag == "img" and source and not source.startswith("/uploads/"):
            found.append(f"<img src={source}>")
    return found

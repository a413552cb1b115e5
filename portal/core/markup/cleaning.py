"""From any HTML to HTML that is safe and keeps the outline of the page it is shown on.

Cleaned, set in order, and cleaned again: the last to touch it is always the sanitiser, so that a mistake in our own
rewriting cannot open a hole.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape

import nh3
from pygments.token import STANDARD_TYPES

from portal.core.image_names import is_image_name, size_in

_COLOURS = {name for name in STANDARD_TYPES.values() if name}
_CELL = {"align-center", "align-end"}

_TAGS = set(
    "a b blockquote br code dd del details div dl dt em h3 h4 h5 h6 hr i img ins kbd li mark ol p pre s samp small "
    "span strong sub summary sup table tbody td th thead tr u ul var".split()
)
_ATTRIBUTES = {
    "a": {"href", "title", "id"},
    "img": {"src", "alt", "width", "height"},
    "li": {"id"},
    "sup": {"id"},
    "ol": {"start"},
    "pre": {"data-language"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
_FIXED = {
    "pre": {"tabindex": {"0"}},
    "div": {"tabindex": {"0"}, "role": {"group"}, "aria-label": {"Table"}},
    "span": {"role": {"img"}, "aria-label": {"Done", "To do"}},
    "img": {"loading": {"lazy"}, "decoding": {"async"}},
    "details": {"open": {""}},
}
_CLASSES = {
    "a": {"mention", "footnote-ref", "footnote-backref"},
    "div": {
        "footnote",
        "table-wrap",
        "markdown-alert",
        "markdown-alert-note",
        "markdown-alert-tip",
        "markdown-alert-important",
        "markdown-alert-warning",
        "markdown-alert-caution",
    },
    "p": {"markdown-alert-title"},
    "pre": {"highlight"},
    "li": {"task-list-item"},
    "span": {"task-box"} | _COLOURS,
    "td": _CELL,
    "th": _CELL,
}
_SCHEMES = {"http", "https", "mailto"}
_REL = "nofollow noopener ugc"
_DROPPED_WHOLE = {"script", "style", "title", "template", "noscript", "iframe", "object", "svg", "math", "textarea"}

_UPLOADS = "/uploads/"
_ID = re.compile(r"(?:fn|fnref\d*)-[0-9a-f]{8}-\d{1,4}$", re.ASCII)
_NUMBER = re.compile(r"\d{1,6}$", re.ASCII)
_LANGUAGE_NAME = re.compile(r"[\w#+./ ()-]{1,40}$")


def _is_own_picture(source: str) -> bool:
    return source.startswith(_UPLOADS) and is_image_name(source.removeprefix(_UPLOADS))


def _keep_attribute(_: str, name: str, value: str) -> str | None:
    """The value to keep, or nothing: what the lists of names cannot say."""
    match name:
        case "id":
            return value if _ID.match(value) else None
        case "src":
            return value if _is_own_picture(value) else None
        case "start" | "width" | "height" | "colspan" | "rowspan":
            return value if _NUMBER.match(value) else None
        case "data-language":
            return value if _LANGUAGE_NAME.match(value) else None
    return value


_first = nh3.Cleaner(
    tags=_TAGS | {"h1", "h2"},
    attributes=_ATTRIBUTES,
    tag_attribute_values=_FIXED,
    allowed_classes=_CLASSES,
    clean_content_tags=_DROPPED_WHOLE,
    url_schemes=_SCHEMES,
    link_rel=_REL,
)
_last = nh3.Cleaner(
    tags=_TAGS,
    attributes=_ATTRIBUTES,
    attribute_filter=_keep_attribute,
    tag_attribute_values=_FIXED,
    allowed_classes=_CLASSES,
    clean_content_tags=_DROPPED_WHOLE,
    url_schemes=_SCHEMES,
    link_rel=_REL,
)
_inline = nh3.Cleaner(
    tags={"a", "b", "br", "code", "del", "em", "i", "ins", "kbd", "mark", "s", "samp", "strong", "sub", "sup", "u"},
    attributes={"a": {"href", "title"}},
    allowed_classes={"a": {"mention"}},
    clean_content_tags=_DROPPED_WHOLE,
    url_schemes=_SCHEMES,
    link_rel=_REL,
)


def clean(html: str, key: str) -> str:
    """Safe HTML of a whole text. `key`, eight hexadecimal digits, keeps its notes apart from other texts' notes."""
    return last_clean(_in_order(_first.clean(html), key))


def clean_inline(html: str) -> str:
    """Safe HTML of a remark: no blocks, no pictures."""
    return _inline.clean(html)


def last_clean(html: str) -> str:
    """The sanitiser as it has the last word; what it has cleaned it leaves as it is."""
    return _last.clean(html)


# From here on the HTML comes from the sanitiser: every attribute in double quotes, every < and > escaped.
_OTHER_SCHEME = re.compile(r"(?!(?:https?|mailto):)[^/?#]*:", re.IGNORECASE)
_TAG = re.compile(r"<(/?)(h[1-6]|img|a|pre|table|sup|li)((?: [^>]*)?)>(\n*)")
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')
_EMPTY = re.compile(r"<p>\s*</p>\n?|<a [^>]*>\s*</a>")
_EMPTY_HEAD_CELL = re.compile(r"<th([^>]*)></th>")
_NOTE_ID = re.compile(r"(fn|fnref\d*):(.*)$", re.DOTALL)


def _in_order(html: str, key: str) -> str:
    """Headings below the page's own, foreign pictures as links, wide blocks that scroll, notes with names."""
    html = _TAG.sub(_Rewriter(key), html)
    html = _EMPTY.sub("", html)
    return _EMPTY_HEAD_CELL.sub(r"<td\1></td>", html)


class _Rewriter:
    """Rewrites one tag after the other, remembering where in the text we are."""

    def __init__(self, key: str) -> None:
        self._key = key
        self._headings: list[int] = []
        self._heading = 3
        self._is_in_link = False
        self._notes: dict[str, int] = {}
        self._rules: dict[str, Callable[[str, dict[str, str], str], str]] = {
            "a": self._a,
            "img": self._img,
            "pre": self._pre,
            "table": self._table,
            "sup": self._named,
            "li": self._named,
        }

    def __call__(self, found: re.Match[str]) -> str:
        slash, name, inside, breaks = found[1], found[2], found[3], found[4]
        if name in self._rules:
            if slash and name not in ("a", "pre", "table"):
                return found[0]
            if name == "pre" and not slash:
                breaks = ""  # a browser drops the first line break of a <pre>, and so would the second cleaning
            attributes = {key: unescape(value) for key, value in _ATTRIBUTE.findall(inside)}
            return self._rules[name](slash, attributes, name) + breaks
        return self._h(slash, int(name[1])) + breaks

    def _h(self, slash: str, level: int) -> str:
        """A heading goes one step below the nearest higher one before it, and the first is an h3."""
        if not slash:
            while self._headings and self._headings[-1] >= level:
                self._headings.pop()
            self._headings.append(level)
            self._heading = min(2 + len(self._headings), 6)
        return f"<{slash}h{self._heading}>"

    def _a(self, slash: str, attributes: dict[str, str], name: str) -> str:
        if slash:
            was_in_link, self._is_in_link = self._is_in_link, False
            return "</a>" if was_in_link else ""
        target = attributes.get("href", "").strip()
        if not target or _OTHER_SCHEME.match(target):
            return ""  # its words stay, as text
        self._is_in_link = True
        return _tag("a", attributes | {"href": self._target(target)})

    def _target(self, target: str) -> str:
        if target.startswith("//"):
            return f"https:{target}"
        if target.lower().startswith("www."):
            return f"https://{target}"
        if (note := _NOTE_ID.match(target.removeprefix("#"))) is not None and target.startswith("#"):
            return "#" + self._note_id(note)
        return target

    def _img(self, slash: str, attributes: dict[str, str], name: str) -> str:
        source, alt = attributes.get("src", ""), attributes.get("alt", "").strip()
        if (size := size_in(source.removeprefix(_UPLOADS))) is not None and source.startswith(_UPLOADS):
            alt = alt or ("Picture" if self._is_in_link else "")
            room = {"width": str(size[0]), "height": str(size[1])}
            return _tag("img", {"src": source, "alt": alt, "loading": "lazy", "decoding": "async", **room})
        label = alt or source.rstrip("/").rpartition("/")[2] or "image"
        if self._is_in_link or not source or _OTHER_SCHEME.match(source):
            return escape(label)
        return _tag("a", {"href": self._target(source)}) + escape(label) + "</a>"

    def _pre(self, slash: str, attributes: dict[str, str], name: str) -> str:
        return "</pre>" if slash else _tag("pre", attributes | {"tabindex": "0"})

    def _table(self, slash: str, attributes: dict[str, str], name: str) -> str:
        if slash:
            return "</table></div>"
        return '<div class="table-wrap" tabindex="0" role="group" aria-label="Table"><table>'

    def _named(self, slash: str, attributes: dict[str, str], name: str) -> str:
        note = _NOTE_ID.match(attributes.get("id", ""))
        if note is not None:
            attributes["id"] = self._note_id(note)
        return _tag(name, attributes)

    def _note_id(self, note: re.Match[str]) -> str:
        number = self._notes.setdefault(note[2], len(self._notes) + 1)
        return f"{note[1]}-{self._key}-{number}"


def _tag(name: str, attributes: dict[str, str]) -> str:
    inside = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())
    return f"<{name}{inside}>"

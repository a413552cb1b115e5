"""What we add to Markdown inside a paragraph: mentions, bare addresses, Windows paths, and a few HTML tags."""

from __future__ import annotations

import re
from html import escape, unescape
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import HtmlInlineProcessor, InlineProcessor
from markdown.util import AtomicString

RAW_TAGS = "b|strong|i|em|u|s|del|ins|mark|kbd|samp|var|code|sub|sup|small|br|hr|p|ul|ol|li|details|summary|a|img"
"""HTML people know from other places. Every other `<word>` is what IT people write for a value: it stays text."""

_RAW = rf"<(/?)({RAW_TAGS})(\s[^<>]{{0,1000}}?)?\s{{0,4}}/?>"
_ADDRESS = r"(?<![\w@/.:+-])(?:https?://|www\.)(?=[^\s<>\"'`\x02\x03.])[^\s<>\"`\x02\x03]{2,2000}"
_MAIL = r"(?<![\w.+/@:-])[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}"
_MENTION = r"(?<![\w@/.&-])@([A-Za-z0-9](?:[A-Za-z0-9._-]{0,38}[A-Za-z0-9])?)(?![\w@/-])"
_WINDOWS_PATH = r"(?<![^\s(\"'])(?:\\\\(?=\w)|[A-Za-z]:\\)[^\s`*<>\"|?\x02\x03]{0,400}"
_CLOSERS = {")": "(", "]": "[", "}": "{"}


def extend(md: Markdown) -> None:
    """Teach a parser our inline signs. Numbers are places in the parser's order: higher comes first."""
    patterns = md.inlinePatterns
    patterns.register(_WindowsPath(_WINDOWS_PATH, md), "windows_path", 185)
    patterns.register(_RawTag(_RAW, md), "html", 90)
    patterns.register(_BareAddress(_ADDRESS, md), "bare_address", 75)
    patterns.register(_BareMail(_MAIL, md), "bare_mail", 72)
    patterns.register(_Mention(_MENTION, md), "mention", 70)
    if md.delimiters is not None:
        md.delimiters.add("~", "del", double=True)
    for sign in '~|<>@"$':
        if sign not in md.ESCAPED_CHARS:
            md.ESCAPED_CHARS.append(sign)


class _WindowsPath(InlineProcessor):
    r"""`\\server\share` and `C:\_temp` keep every backslash."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str, int, int]:  # type: ignore[override]
        return m[0], m.start(), m.end()


class _RawTag(HtmlInlineProcessor):
    """A tag we know, without its attributes, but for where a link or picture leads."""

    def __init__(self, pattern: str, md: Markdown) -> None:
        super().__init__(pattern, md)
        self.compiled_re = re.compile(pattern, re.IGNORECASE)
        self._stash = md.htmlStash

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str, int, int]:  # type: ignore[override]
        slash, name = m[1], m[2].lower()
        attributes = self.backslash_unescape(self.unescape(m[3] or ""))
        kept = ""
        if not slash and name == "a":
            kept = _attribute(attributes, "href") + _attribute(attributes, "title")
        elif not slash and name == "img":
            kept = _attribute(attributes, "src") + _attribute(attributes, "alt")
        return self._stash.store(f"<{slash}{name}{kept}>"), m.start(), m.end()


def _attribute(attributes: str, name: str) -> str:
    found = re.search(rf"\s{name}\s?=\s?(?:\"([^\"]*)\"|'([^']*)'|([^\s\"']+))", attributes, re.IGNORECASE)
    if found is None:
        return ""
    value = unescape(found[1] or found[2] or found[3] or "")
    return f' {name}="{escape(value)}"'


class _BareAddress(InlineProcessor):
    """`https://…` and `www.…` become links, without the full stop or bracket that follows them."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element | None, int, int]:  # type: ignore[override]
        address = _without_trailing_signs(m[0])
        if len(address) < len("www.x"):
            return None, m.start(), m.end()
        target = address if "://" in address[:8] else f"https://{address}"
        return _link(target, address), m.start(), m.start() + len(address)


def _without_trailing_signs(address: str) -> str:
    opened = {closer: address.count(opener) - address.count(closer) for closer, opener in _CLOSERS.items()}
    end = len(address)
    while end:
        last = address[end - 1]
        if last in _CLOSERS:
            if opened[last] >= 0:
                break
            opened[last] += 1
        elif last not in ".,;:!?*_~'":
            break
        end -= 1
    return address[:end]


class _BareMail(InlineProcessor):
    """`ana@firm.example` becomes a link to write to."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]
        return _link(f"mailto:{m[0]}", m[0]), m.start(), m.end()


class _Mention(InlineProcessor):
    """`@ana` becomes a link to her public page."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]
        link = _link(f"/people/{m[1].lower()}", m[0])
        link.set("class", "mention")
        return link, m.start(), m.end()


def _link(target: str, text: str) -> Element:
    link = Element("a", {"href": target})
    link.text = AtomicString(text)
    return link

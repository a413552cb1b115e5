"""Plain text: out of HTML for search and excerpts, and into HTML where Markdown is not understood."""

from __future__ import annotations

import re
from html import escape, unescape

_BACKLINK = re.compile(r'<a [^>]*class="footnote-backref"[^>]*>[^<]*</a>')
_INLINE_TAG = re.compile(r"</?(?:a|b|code|del|em|i|ins|kbd|mark|s|samp|small|span|strong|sub|sup|u|var)(?: [^>]*)?>")
_TAG = re.compile(r"<[^>]*>")
_PARAGRAPHS = re.compile(r"\n(?:[ \t]*\n)+")


def text_of(html: str) -> str:
    """The words of clean HTML on one line, code included."""
    without_tags = _TAG.sub(" ", _INLINE_TAG.sub("", _BACKLINK.sub("", html)))
    return " ".join(unescape(without_tags).split())


def html_of(text: str) -> str:
    """HTML of a text as it was typed: paragraphs and line breaks, everything else to be read, not obeyed."""
    paragraphs = (paragraph.strip("\n") for paragraph in _PARAGRAPHS.split(text.strip("\n")))
    return "\n".join(f"<p>{lines_html(paragraph)}</p>" for paragraph in paragraphs if paragraph.strip())


def lines_html(text: str) -> str:
    """HTML of a few lines as they were typed, without paragraphs."""
    return escape(text, quote=False).replace("\n", "<br>\n")

"""From source to safe HTML: one recipe for each kind of text. Raises, or takes long, on hostile input."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from hashlib import blake2b

from portal.core.markup.cleaning import clean, clean_inline
from portal.core.markup.layout import lay_out
from portal.core.markup.parser import parse, parse_inline, parse_uncoloured


class Kind(StrEnum):
    """The kinds of text, each with the letter it has on the wire."""

    DOCUMENT = "d"
    REMARK = "r"


def document_html(source: str) -> str:
    """A question, an answer, an article: everything Markdown has, code in colours."""
    return clean(parse(lay_out(source)), key_of(source))


def document_html_uncoloured(source: str) -> str:
    """The same with code in one colour, as colouring cannot be priced."""
    return clean(parse_uncoloured(lay_out(source)), key_of(source))


def remark_html(source: str) -> str:
    """A comment: links, code, emphasis, mentions and line breaks."""
    return clean_inline(parse_inline(source))


RECIPES: dict[Kind, Callable[[str], str]] = {Kind.DOCUMENT: document_html, Kind.REMARK: remark_html}


def key_of(source: str) -> str:
    """Keeps the notes of two texts on one page apart, and is the same each time."""
    return blake2b(source.encode("utf-8", "replace"), digest_size=4).hexdigest()

"""Rendering."""

from __future__ import annotations

import re
from hashlib import blake2b

from portal.core.markup import plain
from portal.core.markup.cleaning import clean, clean_inline
from portal.core.markup.layout import lay_out
from portal.core.markup.parser import parse, parse_inline
from portal.core.markup.rendered import Rendered

_MENTIONED = re.compile(r'<a class="mention" href="/people/([a-z0-9._-]+)"')
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def render(source: str) -> Rendered:
    source = tidy(source)
    html = clean(parse(lay_out(source)), _key(source))
    return Rendered(html, plain.text_of(html), frozenset(_MENTIONED.findall(html)))


def render_inline(source: str) -> Rendered:
    html = clean_inline(parse_inline(tidy(source)))
    return Rendered(html, plain.text_of(html), frozenset(_MENTIONED.findall(html)))


def tidy(source: str) -> str:
    return _CONTROLS.sub("", source.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n"))


def _key(source: str) -> str:
    return blake2b(source.encode("utf-8", "replace"), digest_size=4).hexdigest()

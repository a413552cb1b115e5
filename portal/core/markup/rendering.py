"""Rendering: cheap texts here and now, others with a time limit, hopeless ones as they were typed. Never an error.

A text whose price is low is rendered where it is asked for: the price is an upper bound by counting, so nothing it
holds can surprise us. Code in colours has no such bound (a lexer is other people's regular expressions), so it goes
to a helper process with the texts of a high price.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import structlog

from portal.core.markup import budget, plain
from portal.core.markup.cleaning import clean
from portal.core.markup.code import language_of
from portal.core.markup.layout import Layout, TooDeep, lay_out
from portal.core.markup.price import price_of, price_of_remark
from portal.core.markup.recipes import Kind, document_html_uncoloured, key_of, remark_html
from portal.core.markup.rendered import Rendered

LONGEST = 30_000
"""Characters; what is longer is shown as it was typed."""

CHEAP = 40.0
"""Milliseconds, as priced: at most this is spent in the server's own process."""

HOPELESS = 2_000.0
"""Milliseconds, as priced: not even tried."""

_MENTIONED = re.compile(r'<a class="mention" href="/people/([a-z0-9._-]+)"')
_LINE_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")

_log = structlog.get_logger(__name__)


def render(source: str, longest: int = LONGEST) -> Rendered:
    """A question, an answer or an article from Markdown. Importers allow `longest` more than people may type."""
    source = tidy(source)
    if len(source) > longest:
        return _plain(source)
    try:
        layout = lay_out(source)
    except TooDeep:
        return _plain(source)
    price = price_of(layout)
    html = None
    if price > CHEAP or _has_coloured_code(layout):
        html = budget.helpers.render(Kind.DOCUMENT, source) if price <= HOPELESS else None
    if html is None and price <= CHEAP:
        html = _attempt(document_html_uncoloured, source)
    return _plain(source) if html is None else _rendered(html)


def render_inline(source: str) -> Rendered:
    """A comment from the little Markdown it may have: links, code, emphasis, mentions, line breaks."""
    source = tidy(source).strip("\n")
    if len(source) > LONGEST:
        return _plain_inline(source)
    price = price_of_remark(source)
    if price <= CHEAP:
        html = _attempt(remark_html, source)
    else:
        html = budget.helpers.render(Kind.REMARK, source) if price <= HOPELESS else None
    return _plain_inline(source) if html is None else _rendered(html)


def from_html(html: str) -> Rendered:
    """A text that was written elsewhere and comes as HTML. For importers: it has no time limit, and calls nobody."""
    html = tidy(html)
    safe = clean(html, key_of(html))
    return Rendered(safe, plain.text_of(safe), frozenset())


def tidy(source: str) -> str:
    """One kind of line break, and no control characters but tabs."""
    return _CONTROLS.sub("", _LINE_BREAKS.sub("\n", source))


def _has_coloured_code(layout: Layout) -> bool:
    return any(language_of(fence) for fence in layout.fences)


def _attempt(recipe: Callable[[str], str], source: str) -> str | None:
    try:
        return recipe(source)
    except Exception:  # noqa: BLE001 - a fault of the parser is no fault of the person's
        _log.exception("markup_failed", characters=len(source))
        return None


def _rendered(html: str) -> Rendered:
    return Rendered(html, plain.text_of(html), frozenset(_MENTIONED.findall(html)))


def _plain(source: str) -> Rendered:
    return Rendered(plain.html_of(source), " ".join(source.split()), frozenset(), is_plain=True)


def _plain_inline(source: str) -> Rendered:
    return Rendered(plain.lines_html(source), " ".join(source.split()), frozenset(), is_plain=True)

"""Text written by people, made safe to show: Markdown, HTML from elsewhere, titles and names.

`render` and `render_inline` take any text whatever, in under a second, and never fail: what is too long, too deep or
too costly comes back as it was typed. Call them when a text is written, and store what they return.
"""

from __future__ import annotations

from portal.core.markup import budget
from portal.core.markup.rendered import Rendered
from portal.core.markup.rendering import LONGEST, from_html, render, render_inline
from portal.core.markup.words import clean_line, excerpt, slugify

__all__ = [
    "LONGEST",
    "Rendered",
    "clean_line",
    "excerpt",
    "from_html",
    "render",
    "render_inline",
    "slugify",
    "warm_up",
]


def warm_up() -> None:
    """Start the first helper process now: for a server, as it starts, so that no text waits for it."""
    budget.helpers.warm_up()

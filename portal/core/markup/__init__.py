"""Text written by people, rendered safely: `render`."""

from portal.core.markup.lines import clean_line, slugify
from portal.core.markup.plain import excerpt
from portal.core.markup.rendered import Rendered
from portal.core.markup.rendering import render, render_inline

__all__ = ["Rendered", "clean_line", "excerpt", "render", "render_inline", "slugify"]

"""Text written by people, rendered safely: `render`."""

from portal.core.markup.rendering import render, render_inline
from portal.core.markup.rendered import Rendered

__all__ = ["Rendered", "render", "render_inline"]

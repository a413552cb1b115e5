"""The style guide: every component in every state, and three pages made of them."""

from portal.web.styleguide.pages import styleguide

__all__ = ["styleguide"]

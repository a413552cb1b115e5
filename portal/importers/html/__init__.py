"""HTML from elsewhere as Markdown source: the one form in which Questboard stores what people wrote."""

from portal.importers.html.writer import Links, markdown_of

__all__ = ["Links", "markdown_of"]

"""Pieces of text into HTML, with the words that were looked for marked. The only HTML that search makes."""

from collections.abc import Iterable

from markupsafe import Markup, escape

from portal.search.snippets import Segment


def marked(segments: Iterable[Segment]) -> Markup:
    """The pieces as one text, everything in them escaped."""
    pieces = (
        Markup("<mark>{}</mark>").format(segment.text) if segment.is_match else escape(segment.text)
        for segment in segments
    )
    return Markup("").join(pieces)

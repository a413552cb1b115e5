"""What rendering gives back."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text of a person, ready to be stored beside its source.

    `html` is safe to be shown as it is; `text` is the same without markup, on one line, for search and excerpts;
    `mentions` are the handles called by name, in lower case, without the @. `is_plain` says that the source was
    too costly or too long to be understood as Markdown and is shown as it was typed.
    """

    html: str
    text: str
    mentions: frozenset[str]
    is_plain: bool = False

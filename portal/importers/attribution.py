"""Whose work an imported text is: what has to be shown beside it wherever it appears."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Attribution:
    """The source, the author and the licence of one imported text. Every address is http(s) and absolute."""

    site_name: str
    site_url: str
    original_url: str
    author_name: str
    author_url: str | None
    """None where the author has no page left."""
    licence_name: str
    licence_url: str

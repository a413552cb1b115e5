"""Who is searching: what they may read, and the circumstances that make one document fit better."""

from dataclasses import dataclass, field

from portal.search.documents import EVERYONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """The searcher's own surroundings; a document that shares them is raised a little."""

    applications: frozenset[str] = frozenset()
    department: str = ""
    site: str = ""
    device: str = ""
    languages: frozenset[str] = frozenset()
    """Those somebody reads: what is in none of them steps back. Without any, no language does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """A searcher.

    `tokens` are the visibility tokens held; a document is visible when one of them is among its readers.
    `handle` is the author name behind `is:mine` (empty for a visitor), `languages` those that the words of a query
    are read in, and `circumstances` what lifts documents that fit; left empty, the order is the same for everybody.
    """

    tokens: frozenset[str] = frozenset({EVERYONE})
    handle: str = ""
    languages: tuple[str, ...] = ("en",)
    circumstances: Circumstances = field(default_factory=Circumstances)

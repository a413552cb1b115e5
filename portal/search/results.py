"""What comes out of the index: keys, scores and counts. The caller fetches texts and checks rights again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from portal.search.documents import Flag, Kind, Trust
from portal.search.syntax import Query


class Spelling(StrEnum):
    """What to do with a word that finds nothing."""

    CORRECT = "correct"
    """Search for the nearest word that finds something, and say so in `Results.corrected`."""
    EXACT = "exact"
    """Search for what was typed."""


class Order(StrEnum):
    """The order of the hits. A query without words is always newest first."""

    RELEVANCE = "relevance"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Page:
    """Which hits to return: `size` of them (1 to 100) after the first `offset` (0 to 1,000)."""

    offset: int = 0
    size: int = 20


FIRST_PAGE = Page()


@dataclass(frozen=True, slots=True)
class Why:
    """Why a hit is where it is: the query's words it holds, and its boosts as shares (0.3 is +30 %)."""

    words: tuple[str, ...]
    boosts: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Hit:
    """One found thread, through its best document. `score` orders the hits of one search only."""

    key: str
    kind: Kind
    thread: str
    trust: Trust
    score: float
    why: Why


@dataclass(frozen=True, slots=True)
class Facets:
    """How many threads each further filter would leave. Kinds are counted as if no `type:` were asked for."""

    kinds: Mapping[Kind, int] = field(default_factory=dict)
    tags: Mapping[str, int] = field(default_factory=dict)
    applications: Mapping[str, int] = field(default_factory=dict)
    flags: Mapping[Flag, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Correction:
    """A query that was searched for instead of the one typed; both as text for the search box."""

    typed: str
    used: str
    query: Query
    """The one that was used, to mark its words in titles and snippets."""


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to a search. `total` counts threads. With `timed_out` the search is partial."""

    total: int
    hits: tuple[Hit, ...]
    facets: Facets
    did_you_mean: str | None
    corrected: Correction | None
    timed_out: bool
    also: tuple[str, ...] = ()
    """Synonyms of its words that were looked for besides."""


class SuggestionKind(StrEnum):
    """What a suggestion points to."""

    TITLE = "title"
    TAG = "tag"
    APPLICATION = "application"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line under the search box: a title (with the `key` of its thread), a tag or an application."""

    kind: SuggestionKind
    text: str
    key: str | None
    trust: Trust | None


@dataclass(frozen=True, slots=True)
class Similar:
    """A thread like the text that was given; `score` runs from 0 (nothing shared) to 1 (the same words)."""

    key: str
    kind: Kind
    thread: str
    trust: Trust
    score: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """How the index compares with the database, as keys."""

    missing: tuple[str, ...]
    extra: tuple[str, ...]
    stale: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        """Whether index and database hold the same documents in the same revisions."""
        return not (self.missing or self.extra or self.stale)

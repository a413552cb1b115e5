"""The shape of a query after parsing: what is wanted, what is not, and the filters."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from portal.search.documents import Kind


class State(StrEnum):
    """What may follow `is:`."""

    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    ACCEPTED = "accepted"
    ENDORSED = "endorsed"
    OFFICIAL = "official"
    RETIRED = "retired"
    MINE = "mine"


class Scope(StrEnum):
    """Where the words are looked for."""

    ANYWHERE = "anywhere"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class Word:
    """A word as typed, and where it starts in the text (characters from 0)."""

    text: str
    position: int


@dataclass(frozen=True, slots=True)
class Phrase:
    """A quoted text, without the quotes, and where it starts."""

    text: str
    position: int


Term = Word | Phrase


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions besides words. Of applications, authors and kinds one is enough; of all else, every one."""

    tags: tuple[str, ...] = ()
    applications: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    kinds: frozenset[Kind] = frozenset()
    states: frozenset[State] = frozenset()
    without_tags: tuple[str, ...] = ()
    without_applications: tuple[str, ...] = ()
    without_authors: tuple[str, ...] = ()
    without_kinds: frozenset[Kind] = frozenset()
    without_states: frozenset[State] = frozenset()
    before: date | None = None
    """Created on an earlier day than this, in UTC."""
    after: date | None = None
    """Created on this day or later, in UTC."""


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query. Phrases must occur; words may, the more the better; unwanted terms may not."""

    wanted: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()
    filters: Filters = field(default_factory=Filters)
    scope: Scope = Scope.ANYWHERE


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the text that was not understood and was taken as plain words instead."""

    position: int
    message: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """A text, the query it became, and what was wrong with it, in order of position."""

    text: str
    query: Query
    problems: tuple[Problem, ...] = ()

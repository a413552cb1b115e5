"""What the pages of search show: frozen cards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from portal.finding.asked import Asked
from portal.finding.passages import Passage
from portal.search.syntax import Problem
from portal.web.cards import ApplicationCard, PersonCard, TagCard


@dataclass(frozen=True, slots=True)
class Result:
    """One thing found. `title` and `snippet` have the words that were looked for marked; `why` says the rest."""

    kind: str
    href: str
    title: Markup
    snippet: Markup
    trust: str | None
    state: str | None
    is_private: bool
    application: ApplicationCard | None
    tags: Sequence[TagCard]
    author: PersonCard | None
    at: datetime
    why: str
    language: str = ""
    """Its language in words where the viewer does not read it; else nothing."""
    is_pinned: bool = False


@dataclass(frozen=True, slots=True)
class Tab:
    """A kind of thing to look among; `count` is None where it is not known."""

    href: str
    label: str
    count: int | None
    is_current: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A filter to click, on or off."""

    href: str
    label: str
    count: int | None
    is_on: bool


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """Filters by one property."""

    title: str
    facets: Sequence[Facet]


@dataclass(frozen=True, slots=True)
class OtherWords:
    """Words that were searched for instead, or might be; `href` leads to the other way of it."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """The answer to a search. `is_plain`: without the index; `is_cut_short`: there may be more than was found."""

    asked: Asked
    total: int = 0
    results: Sequence[Result] = ()
    passage: Passage | None = None
    tabs: Sequence[Tab] = ()
    facets: Sequence[FacetGroup] = ()
    problems: Sequence[Problem] = ()
    corrected: OtherWords | None = None
    also: OtherWords | None = None
    did_you_mean: OtherWords | None = None
    is_plain: bool = False
    is_cut_short: bool = False
    is_personal: bool = False
    previous_href: str | None = None
    next_href: str | None = None

    @property
    def ask_href(self) -> str:
        """The way on when nothing fits: asking, with the words kept."""
        from urllib.parse import urlencode

        return f"/ask?{urlencode({'title': self.asked.words[:150]})}" if self.asked.words else "/ask"


@dataclass(frozen=True, slots=True)
class SuggestedRow:
    """A line under the search box. `group` is what it is one of, for the heading above the first."""

    href: str
    title: str
    kind: str
    group: str
    trust: str | None = None

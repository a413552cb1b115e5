"""What pages show of articles: frozen cards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.web.cards import ApplicationCard, AttributionCard, PersonCard, TagCard


@dataclass(frozen=True, slots=True)
class CategoryCard:
    """A shelf, with how many official articles stand on it."""

    slug: str
    name: str
    description: str
    count: int

    @property
    def href(self) -> str:
        """The shelf's articles."""
        return f"/knowledge?category={self.slug}"


@dataclass(frozen=True, slots=True)
class ArticleCard:
    """An article in a list. `trust` is None for one that is not published."""

    id: int
    href: str
    title: str
    summary: str
    state: str
    trust: str | None
    category: str | None
    application: ApplicationCard | None
    verified_at: datetime | None
    solved_count: int


@dataclass(frozen=True, slots=True)
class Link:
    """A way to somewhere."""

    href: str
    title: str


@dataclass(frozen=True, slots=True)
class ArticleMeta:
    """Who stands behind an article, and since when."""

    trust: str | None
    owner: PersonCard | None
    verified_at: datetime | None
    verified_by: PersonCard | None
    review_due_on: datetime | None
    version: int
    history_href: str
    credited: Sequence[PersonCard]
    source: Link | None


@dataclass(frozen=True, slots=True)
class Section:
    """A part of an article, rendered."""

    id: str
    title: str
    html: str


@dataclass(frozen=True, slots=True)
class ArticleCan:
    """What this viewer may do with an article."""

    edit: bool
    publish: bool
    verify: bool
    retire: bool
    restore: bool
    decline: bool
    say_it_worked: bool


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """An article's page for one viewer."""

    id: int
    href: str
    title: str
    state: str
    trust: str | None
    sections: Sequence[Section]
    meta: ArticleMeta
    author: PersonCard | None
    category: CategoryCard | None
    application: ApplicationCard | None
    tags: Sequence[TagCard]
    solved_count: int
    did_not_work_count: int
    own_verdict: str | None
    attribution: AttributionCard | None
    retired_note: str
    successor: Link | None
    successor_id: int | None
    version: int
    can: ArticleCan

"""The shapes of what components are given, as small as a component needs them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from markupsafe import Markup

NOW: Final = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)


def at(day: int, hour: int = 9, minute: int = 12) -> datetime:
    """A moment of November 2026."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@dataclass(frozen=True)
class Person:
    handle: str
    name: str
    level: int | None = None
    level_name: str = ""
    role: str = "employee"
    is_active: bool = True
    unread: int = 0
    theme: str = "system"
    id: int = 0


@dataclass(frozen=True)
class Link:
    """Anything with a name and an address: tags, applications, tabs, crumbs, facets."""

    name: str
    href: str | None = None
    count: int | None = None
    is_current: bool = False
    is_on: bool = False
    icon: str = "gear"

    @property
    def label(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        return self.name


@dataclass(frozen=True)
class NavItem:
    endpoint: str
    href: str
    label: str
    icon: str
    key: str
    badge: int = 0
    is_current: bool = False


@dataclass(frozen=True)
class Fact:
    label: str
    value: str
    glyph: str
    href: str | None = None


@dataclass(frozen=True)
class Attribution:
    site_name: str = "beer.stackexchange.com"
    original_href: str = "https://beer.stackexchange.com/q/1"
    author_name: str = "wax eagle"
    author_href: str | None = "https://beer.stackexchange.com/users/5"
    licence_name: str = "CC BY-SA 4.0"
    licence_href: str = "https://creativecommons.org/licenses/by-sa/4.0/"


@dataclass(frozen=True)
class Question:
    id: int
    title: str
    author: Person
    answer_count: int = 0
    state: str = "open"
    excerpt: str | Markup | None = None
    trust: str | None = None
    is_private: bool = False
    is_new: bool = False
    tags: Sequence[Link] = ()
    application: Link | None = None
    asked_at: datetime = at(18)
    edited_at: datetime | None = None
    me_too_count: int = 0
    view_count: int = 0

    @property
    def href(self) -> str:
        return f"/questions/{self.id}/slug"

    @property
    def edited_href(self) -> str:
        return f"/questions/{self.id}/history"

    @property
    def kind(self) -> str:
        return "question"


@dataclass(frozen=True)
class Comment:
    id: int
    author: Person
    body_html: Markup
    posted_at: datetime = at(19)
    edited_at: datetime | None = None
    can_edit: bool = False
    can_delete: bool = False
    can_flag: bool = True


@dataclass(frozen=True)
class Comments:
    shown: Sequence[Comment] = ()
    earlier_count: int = 0
    earlier_href: str = ""


@dataclass(frozen=True)
class Failure:
    reason: str
    note: str
    at: datetime


@dataclass(frozen=True)
class AnswerCan:
    vote: bool = True
    accept: bool = False
    endorse: bool = False
    solve: bool = False
    comment: bool = True
    edit: bool = False
    suggest: bool = False
    delete: bool = False
    restore: bool = False
    flag: bool = True


@dataclass(frozen=True)
class Answer:
    id: int
    author: Person
    body_html: Markup
    trust: str = "community"
    author_note: str | None = None
    posted_at: datetime = at(18, 10, 40)
    edited_at: datetime | None = None
    accepted_by: Person | None = None
    endorsed_by: Person | None = None
    helpful_count: int = 0
    is_helpful: bool = False
    solved_count: int = 0
    is_solved: bool = False
    is_failed: bool = False
    is_hidden: bool = False
    comments: Comments = Comments()
    failures: Sequence[Failure] = ()
    is_deleted: bool = False
    is_own: bool = False
    attribution: Attribution | None = None
    article: Link | None = None
    can: AnswerCan = AnswerCan()
    version: int = 1


@dataclass(frozen=True)
class Result:
    kind: str
    href: str
    title: str | Markup
    snippet: str | Markup | None = None
    trust: str | None = None
    state: str | None = None
    why: str | None = None
    application: Link | None = None
    tags: Sequence[Link] = ()
    author: Person | None = None
    at: datetime | None = None
    answer_count: int = 0
    is_private: bool = False
    group: str | None = None
    is_pinned: bool = False
    language: str | None = None
    mine_href: str | None = None


@dataclass(frozen=True)
class Badge:
    name: str
    tier: str
    glyph: str
    criterion: str = ""
    rarity: str = ""
    earned_at: datetime | None = None
    times: int = 1
    progress_value: int = 0
    progress_goal: int = 0


@dataclass(frozen=True)
class Quest:
    name: str
    says: str
    terms: str
    words: str = ""
    ends_at: datetime = at(28)
    is_mine: bool = False
    is_settling: bool = False
    is_met: bool = False
    have: int = 0
    goal: int = 0
    progress: str | None = None
    note: str = ""
    fits: str = ""
    can_take: bool = False
    why_not: str = ""


@dataclass(frozen=True)
class LedgerEntry:
    points: int
    reason: str
    subject_title: str | None = None
    subject_href: str | None = None
    at: datetime = at(17)
    is_pending: bool = False
    is_reversal: bool = False
    is_of_season: bool = False


@dataclass(frozen=True)
class Celebration:
    id: int
    title: str
    text: str
    badge: Badge | None = None


@dataclass(frozen=True)
class Month:
    start: datetime
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True)
class Year:
    labels: tuple[str, ...]
    months: tuple[Month, ...]


@dataclass(frozen=True)
class Kudos:
    id: int
    giver: Person
    receiver: Person
    words: str
    at: datetime
    for_what: str = "answer"
    about: Link | None = None
    is_public: bool = True
    is_hidden: bool = False
    is_reported: bool = False
    can_hide: bool = False
    can_remove: bool = False


@dataclass(frozen=True)
class Place:
    rank: int
    person: Person
    department: str
    people_helped: int
    points: int
    is_me: bool = False
    badges: Sequence[Badge] = ()


@dataclass(frozen=True)
class Part:
    text: str
    kind: str = "same"


@dataclass(frozen=True)
class DiffLine:
    kind: str
    parts: Sequence[Part]


@dataclass(frozen=True)
class Revision:
    number: int
    author: Person
    at: datetime
    note: str = ""
    diff_href: str | None = None
    restore_action: str | None = None
    is_current: bool = False
    href: str = "#"


@dataclass(frozen=True)
class Notification:
    text: str | Markup
    glyph: str
    at: datetime
    detail: str | None = None
    is_unread: bool = False
    is_earned: bool = False
    href: str = "#"


@dataclass(frozen=True)
class QueueItem:
    id: int
    title: str
    kind_label: str
    glyph: str
    why: str | None
    at: datetime
    due_label: str | None = None
    is_overdue: bool = False
    application: Link | None = None
    person: Person | None = None
    href: str = "#"


@dataclass(frozen=True)
class Event:
    glyph: str
    text: str | Markup
    at: datetime
    person: Person | None = None


@dataclass(frozen=True)
class AuditEntry:
    at: datetime
    actor: Person
    act: str
    subject: str
    subject_href: str | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Article:
    title: str
    trust: str | None
    owner: Person
    href: str = "/knowledge/3/slug"
    summary: str | None = None
    category: str | None = None
    application: Link | None = None
    verified_at: datetime | None = None
    verified_by: Person | None = None
    review_due_on: date | None = None
    solved_count: int = 0
    version: int = 1
    history_href: str = "/knowledge/3/history"
    credited: Sequence[Person] = ()
    source: Link | None = None


@dataclass(frozen=True)
class Column:
    label: str
    is_numeric: bool = False


@dataclass(frozen=True)
class Point:
    label: str
    value: int


@dataclass(frozen=True)
class Flash:
    kind: str
    text: str

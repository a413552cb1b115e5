"""The rows of a dump as typed values: one frozen dataclass for each table, and the row that could not be
read.

Times are aware and in UTC. Texts are as the site had them: bodies and `about` are HTML, comments are the
site's short Markdown, revision texts its long one. Nothing here is safe to show before `content` has seen it.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from portal.importers.stackexchange.kinds import (
    BadgeClass,
    CloseReason,
    HistoryType,
    LinkType,
    PostType,
    Table,
    VoteType,
)
from portal.importers.stackexchange.licences import Licence


@dataclass(frozen=True, slots=True)
class UserRow:
    id: int
    reputation: int
    created: datetime
    name: str
    """As published: may be empty, shared with others, or full of marks; `content.clean_name` makes it fit."""
    last_seen: datetime | None
    website: str
    location: str
    about: str
    views: int
    up_votes: int
    down_votes: int
    account_id: int | None


@dataclass(frozen=True, slots=True)
class PostRow:
    id: int
    type: PostType
    created: datetime
    score: int
    body: str
    title: str
    tags: tuple[str, ...]
    licence: Licence
    parent_id: int | None
    """The question, for an answer; else None."""
    accepted_answer_id: int | None
    views: int
    owner_id: int | None
    owner_name: str
    """The name left behind by an author whose account is gone; else empty."""
    editor_id: int | None
    editor_name: str
    edited: datetime | None
    active: datetime
    answers: int
    comments: int
    favorites: int
    closed: datetime | None
    community_owned: datetime | None


@dataclass(frozen=True, slots=True)
class VoteRow:
    id: int
    post_id: int
    type: VoteType
    day: date
    """Votes are published without their time of day."""
    user_id: int | None
    bounty: int | None


@dataclass(frozen=True, slots=True)
class CommentRow:
    id: int
    post_id: int
    created: datetime
    score: int
    text: str
    licence: Licence
    user_id: int | None
    user_name: str


@dataclass(frozen=True, slots=True)
class BadgeRow:
    id: int | None
    """The oldest dumps number everything but badges."""
    user_id: int
    name: str
    awarded: datetime
    metal: BadgeClass | None
    for_tag: bool
    """A badge named after a tag, not to be taken for a badge that happens to have the same name."""


@dataclass(frozen=True, slots=True)
class Voter:
    id: int | None
    name: str


@dataclass(frozen=True, slots=True)
class Closure:
    """Why and by whom a question was closed, whichever of the spellings said so."""

    reason: CloseReason
    duplicate_of: tuple[int, ...]
    voters: tuple[Voter, ...]


@dataclass(frozen=True, slots=True)
class PostHistoryRow:
    id: int
    post_id: int
    type: HistoryType
    revision: str
    """Shared by the rows that one act of editing wrote."""
    created: datetime
    user_id: int | None
    user_name: str
    comment: str
    text: str
    tags: tuple[str, ...]
    """For a change of tags."""
    closure: Closure | None
    """For a closing."""
    licence: Licence


@dataclass(frozen=True, slots=True)
class PostLinkRow:
    id: int
    created: datetime
    post_id: int
    related_id: int
    type: LinkType


@dataclass(frozen=True, slots=True)
class TagRow:
    id: int
    name: str
    count: int
    excerpt_post_id: int | None
    wiki_post_id: int | None


Row = UserRow | PostRow | VoteRow | CommentRow | BadgeRow | PostHistoryRow | PostLinkRow | TagRow


class Fault(Enum):
    """Why a row could not be read."""

    BROKEN_XML = "the row is not well-formed"
    TRUNCATED = "the file ends within the row"
    TOO_LONG = "the row is longer than any real one"
    MISSING = "a value that cannot be done without is missing"
    BAD_NUMBER = "a number is not one"
    BAD_TIME = "a time is not one"
    UNKNOWN_KIND = "a kind this reader does not know"


@dataclass(frozen=True, slots=True)
class Skipped:
    table: Table
    line: int
    """Of the file, counted from 1."""
    id: str | None
    """The row's Id as written, where it could be made out."""
    fault: Fault
    detail: str

    def __str__(self) -> str:
        which = f"row {self.id}" if self.id is not None else "a row"
        detail = f" ({self.detail})" if self.detail else ""
        return f"{self.table}, line {self.line}: {which}: {self.fault.value}{detail}"

"""What pages show of questions, answers and comments: frozen cards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from markupsafe import Markup

from portal.web.cards import ApplicationCard, AttributionCard, PersonCard, TagCard


class State(StrEnum):
    """Where a question stands, at a glance."""

    OPEN = "open"
    ANSWERED = "answered"
    SOLVED = "solved"
    CLOSED = "closed"
    DUPLICATE = "duplicate"


class Trust(StrEnum):
    """How far an answer is vouched for in the community. Being official is for the library to say."""

    COMMUNITY = "community"
    ACCEPTED = "accepted"
    ENDORSED = "endorsed"


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question in a list. `trust` is the best among its answers, or None; `is_waiting`: for longer than it should."""

    id: int
    href: str
    title: str
    excerpt: str
    answer_count: int
    state: State
    trust: Trust | None
    is_private: bool
    is_new: bool
    tags: Sequence[TagCard]
    application: ApplicationCard | None
    author: PersonCard
    asked_at: datetime
    active_at: datetime
    me_too_count: int
    is_waiting: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A way to somewhere."""

    href: str
    title: str


@dataclass(frozen=True, slots=True)
class ContextFact:
    """Something that travels with a question."""

    label: str
    value: str
    glyph: str
    href: str | None = None


@dataclass(frozen=True, slots=True)
class CommentCard:
    """A comment, and what this viewer may do with it."""

    id: int
    author: PersonCard
    posted_at: datetime
    edited_at: datetime | None
    body_html: Markup
    is_hidden: bool
    attribution: AttributionCard | None
    can_edit: bool
    can_delete: bool
    can_flag: bool


@dataclass(frozen=True, slots=True)
class Comments:
    """The newest comments of a post in order, and how many earlier ones are left out."""

    shown: Sequence[CommentCard]
    earlier_count: int = 0
    earlier_href: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """Somebody for whom an answer did not work. For its author and IT alone, and without a name."""

    reason: str
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AnswerCan:
    """What this viewer may do with an answer. `suggest` where `edit` is not possible."""

    vote: bool
    accept: bool
    endorse: bool
    solve: bool
    comment: bool
    edit: bool
    suggest: bool
    delete: bool
    restore: bool
    flag: bool


@dataclass(frozen=True, slots=True)
class AnswerCard:
    """An answer for one viewer. `failures` is empty for everybody but its author and IT."""

    id: int
    author: PersonCard
    author_note: str | None
    posted_at: datetime
    edited_at: datetime | None
    version: int
    body_html: Markup
    trust: Trust
    accepted_by: PersonCard | None
    endorsed_by: PersonCard | None
    helpful_count: int
    is_helpful: bool
    solved_count: int
    is_solved: bool
    is_failed: bool
    is_hidden: bool
    is_deleted: bool
    is_own: bool
    comments: Comments
    failures: Sequence[Failure]
    attribution: AttributionCard | None
    can: AnswerCan
    article: Link | None = None


@dataclass(frozen=True, slots=True)
class QuestionCan:
    """What this viewer may do with a question. `suggest` where `edit` is not possible."""

    answer: bool
    comment: bool
    edit: bool
    suggest: bool
    delete: bool
    restore: bool
    flag: bool
    me_too: bool
    moderate: bool


@dataclass(frozen=True, slots=True)
class QuestionCard:
    """A question for one viewer, without its answers."""

    id: int
    href: str
    title: str
    excerpt: str
    body_html: Markup
    version: int
    state: State
    trust: Trust | None
    is_private: bool
    is_hidden: bool
    is_deleted: bool
    is_locked: bool
    closed_as: str | None
    duplicate_of: Link | None
    author: PersonCard
    is_own: bool
    asked_at: datetime
    edited_at: datetime | None
    view_count: int
    answer_count: int
    me_too_count: int
    is_me_too: bool
    is_followed: bool
    tags: Sequence[TagCard]
    application: ApplicationCard | None
    context: Sequence[ContextFact]
    attribution: AttributionCard | None
    suggestions: Sequence[Link]
    can: QuestionCan

    @property
    def edited_href(self) -> str:
        """How it was before."""
        return f"/questions/{self.id}/history"


@dataclass(frozen=True, slots=True)
class Answers:
    """A page of answers, best first, with the cursor that leads to the rest."""

    items: Sequence[AnswerCard]
    next_cursor: str | None
    starts_later: bool


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """All of a question's page. `own_answer_id` turns the form into a way to one's own answer."""

    question: QuestionCard
    comments: Comments
    answers: Answers
    own_answer_id: int | None
    answer_draft: str

"""The typed acts of the demo company's half year, in the order in which a loader replays them.

Every act says when (`at`, aware UTC) and who (`by`, a handle). Questions are named by their thread's slug,
answers by question and answerer, comments by their number, articles by slug.
"""

from dataclasses import dataclass
from datetime import datetime

from portal.demo.library import ReviewClass, Sections
from portal.demo.talk import FlagReason, FlagState, Visibility


@dataclass(frozen=True)
class QuestionRef:
    question: str


@dataclass(frozen=True)
class AnswerRef:
    question: str
    answerer: str


@dataclass(frozen=True)
class CommentRef:
    """The `number`th comment (from 1, as written) on a question or answer."""

    on: QuestionRef | AnswerRef
    number: int


@dataclass(frozen=True)
class ArticleRef:
    article: str


@dataclass(frozen=True)
class FlagRef:
    """The `number`th flag (from 1, as written) on a post."""

    on: QuestionRef | AnswerRef | CommentRef
    number: int


Post = QuestionRef | AnswerRef | CommentRef


@dataclass(frozen=True, kw_only=True)
class Act:
    at: datetime
    by: str


@dataclass(frozen=True, kw_only=True)
class Asked(Act):
    """`application` is a slug; `site` is the name of the place, as the portal knows it."""

    question: QuestionRef
    title: str
    body: str
    application: str
    tags: tuple[str, ...]
    site: str
    device: str
    visibility: Visibility


@dataclass(frozen=True, kw_only=True)
class Answered(Act):
    answer: AnswerRef
    body: str


@dataclass(frozen=True, kw_only=True)
class Commented(Act):
    comment: CommentRef
    body: str


@dataclass(frozen=True, kw_only=True)
class Edited(Act):
    """The post's whole new text; `title` only for questions, and only if it changed."""

    post: QuestionRef | AnswerRef
    title: str | None
    body: str
    note: str


@dataclass(frozen=True, kw_only=True)
class MarkedMeToo(Act):
    question: QuestionRef


@dataclass(frozen=True, kw_only=True)
class Followed(Act):
    question: QuestionRef


@dataclass(frozen=True, kw_only=True)
class VotedHelpful(Act):
    answer: AnswerRef


@dataclass(frozen=True, kw_only=True)
class SolvedIt(Act):
    item: AnswerRef | ArticleRef


@dataclass(frozen=True, kw_only=True)
class DidNotWork(Act):
    item: AnswerRef | ArticleRef
    reason: FlagReason
    note: str


@dataclass(frozen=True, kw_only=True)
class Accepted(Act):
    answer: AnswerRef


@dataclass(frozen=True, kw_only=True)
class GaveKudos(Act):
    answer: AnswerRef
    words: str


@dataclass(frozen=True, kw_only=True)
class Boosted(Act):
    question: QuestionRef
    points: int


@dataclass(frozen=True, kw_only=True)
class Unaccepted(Act):
    answer: AnswerRef
    note: str


@dataclass(frozen=True, kw_only=True)
class Endorsed(Act):
    answer: AnswerRef
    note: str


@dataclass(frozen=True, kw_only=True)
class Flagged(Act):
    flag: FlagRef
    reason: FlagReason
    note: str


@dataclass(frozen=True, kw_only=True)
class DecidedFlag(Act):
    """`state` is CONFIRMED or DISMISSED."""

    flag: FlagRef
    state: FlagState
    note: str


@dataclass(frozen=True, kw_only=True)
class Hidden(Act):
    post: Post
    note: str


@dataclass(frozen=True, kw_only=True)
class ClosedAsDuplicate(Act):
    question: QuestionRef
    of: QuestionRef
    note: str


@dataclass(frozen=True, kw_only=True)
class Closed(Act):
    question: QuestionRef
    note: str


@dataclass(frozen=True, kw_only=True)
class Reopened(Act):
    question: QuestionRef
    note: str


@dataclass(frozen=True, kw_only=True)
class Locked(Act):
    question: QuestionRef
    note: str


@dataclass(frozen=True, kw_only=True)
class OfferedQuest(Act):
    """`number` is its place in the file; `until_days` how many days after the first it can be taken on."""

    number: int
    template: str
    tag: str
    department: str
    hours: int
    until_days: int
    words: str


@dataclass(frozen=True, kw_only=True)
class TookQuest(Act):
    number: int


@dataclass(frozen=True, kw_only=True)
class DraftedArticle(Act):
    """A draft written for the launch, from no question."""

    article: ArticleRef
    title: str
    category: str
    application: str
    tags: tuple[str, ...]
    review: ReviewClass
    sections: Sections


@dataclass(frozen=True, kw_only=True)
class Promoted(DraftedArticle):
    """An endorsed answer became a draft."""

    answer: AnswerRef


@dataclass(frozen=True, kw_only=True)
class PublishedArticle(Act):
    """The draft became official. It is due for review some time after this, and after each verification."""

    article: ArticleRef
    owner: str


@dataclass(frozen=True, kw_only=True)
class RevisedArticle(Act):
    article: ArticleRef
    sections: Sections
    note: str


@dataclass(frozen=True, kw_only=True)
class VerifiedArticle(Act):
    article: ArticleRef
    note: str


@dataclass(frozen=True, kw_only=True)
class RetiredArticle(Act):
    article: ArticleRef
    successor: ArticleRef
    note: str

"""The facts of the library."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.facts import Event


@dataclass(frozen=True, kw_only=True)
class ArticleEvent(Event):
    """Something about an article. `credited_id` gave the answer it was made from, if it was made from one."""

    subject: ClassVar[str] = "article_id"

    article_id: int
    title: str
    author_id: int
    owner_id: int | None = None
    credited_id: int | None = None
    answer_id: int | None = None
    application_id: int | None = None
    tags: str = ""


@dataclass(frozen=True, kw_only=True)
class ArticleDrafted(ArticleEvent):
    """A draft was written; with `answer_id`, promoted from that answer by its author, the curator.

    `question_id` and `asker_id` tell where the answer stood.
    """

    question_id: int | None = None
    asker_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class ArticleEdited(ArticleEvent):
    """An article's text or filing changed."""


@dataclass(frozen=True, kw_only=True)
class ArticlePublished(ArticleEvent):
    """A draft became official. `co_author_ids`: comma-separated, those with at least a fifth of its final text."""

    is_moderation: ClassVar[bool] = True
    co_author_ids: str = ""


@dataclass(frozen=True, kw_only=True)
class ArticleVerified(ArticleEvent):
    """Somebody read an official article again and found it right; its review date moved."""

    is_moderation: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class ArticleReviewDue(ArticleEvent):
    """An article's review date was reached, or readers reported it twice."""


@dataclass(frozen=True, kw_only=True)
class ArticleRetired(ArticleEvent):
    """An article was taken out of use; `was_wrong` if it should never have been official."""

    is_moderation: ClassVar[bool] = True
    successor_id: int | None = None
    was_wrong: bool = False


@dataclass(frozen=True, kw_only=True)
class ArticleRestored(ArticleEvent):
    """A retired article is in use again."""

    is_moderation: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class DraftDeclined(ArticleEvent):
    """A draft will not become an article."""

    is_moderation: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class ArticleSolvedIt(ArticleEvent):
    """A reader says an article solved it."""


@dataclass(frozen=True, kw_only=True)
class ArticleDidNotWork(ArticleEvent):
    """A reader says an article did not work: for its owner and IT alone."""

    reason: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ArticleVerdictWithdrawn(ArticleEvent):
    """A reader took back what they said of an article."""

    verdict: str

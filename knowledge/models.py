"""The tables of the library."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from community.models import FlagReason, Verdict
from portal.core.db import Base
from portal.core.models import enum_column


class ArticleState(StrEnum):
    """Where an article stands. Being due for review is a matter of its date, not a state."""

    DRAFT = "draft"
    OFFICIAL = "official"
    RETIRED = "retired"
    DECLINED = "declined"


class ReviewClass(StrEnum):
    """How soon an article grows old; the days stand in the rules' data file."""

    COMPLIANCE = "compliance"
    VOLATILE = "volatile"
    STANDARD = "standard"
    STABLE = "stable"


class Category(Base):
    """A shelf of the library."""

    __tablename__ = "categories"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    description: Mapped[str] = mapped_column(String(300), default="")
    position: Mapped[int] = mapped_column(Integer, default=0)


class Article(Base):
    """A piece of official knowledge in the parts the KCS template names: issue, environment, cause, resolution."""

    __tablename__ = "articles"
    __table_args__ = (
        Index("ix_articles_library", "state", "category_id", "published_at"),
        Index("ix_articles_review", "state", "review_at"),
        CheckConstraint(
            "state <> 'official' OR (owner_id IS NOT NULL AND review_at IS NOT NULL)",
            name="official_has_owner_and_review",
        ),
        CheckConstraint("successor_id <> id", name="no_successor_of_itself"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(150))
    state: Mapped[ArticleState] = mapped_column(enum_column(ArticleState), default=ArticleState.DRAFT)
    excerpt: Mapped[str] = mapped_column(String(240), default="")

    issue_source: Mapped[str] = mapped_column(Text, default="")
    environment_source: Mapped[str] = mapped_column(Text, default="")
    cause_source: Mapped[str] = mapped_column(Text, default="")
    resolution_source: Mapped[str] = mapped_column(Text, default="")
    verification_source: Mapped[str] = mapped_column(Text, default="")
    issue_html: Mapped[str] = mapped_column(Text, default="")
    environment_html: Mapped[str] = mapped_column(Text, default="")
    cause_html: Mapped[str] = mapped_column(Text, default="")
    resolution_html: Mapped[str] = mapped_column(Text, default="")
    verification_html: Mapped[str] = mapped_column(Text, default="")

    category_id: Mapped[int | None] = mapped_column(ForeignKey("categories.id"))
    application_id: Mapped[int | None] = mapped_column(ForeignKey("applications.id"), index=True)
    tag_names: Mapped[str] = mapped_column(String(240), default="")
    language: Mapped[str] = mapped_column(String(8), default="en")

    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("answers.id"), unique=True)
    credited_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)

    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    verified_at: Mapped[datetime | None]
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    review_class: Mapped[ReviewClass] = mapped_column(enum_column(ReviewClass), default=ReviewClass.STANDARD)
    review_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]
    retired_note: Mapped[str] = mapped_column(String(300), default="")
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("articles.id"))
    version: Mapped[int] = mapped_column(Integer, default=1)

    solved_count: Mapped[int] = mapped_column(Integer, default=0)
    did_not_work_count: Mapped[int] = mapped_column(Integer, default=0)
    reader_count: Mapped[int] = mapped_column(Integer, default=0)
    attribution_id: Mapped[int | None] = mapped_column(ForeignKey("attributions.id"))

    @property
    def is_deleted(self) -> bool:
        """Articles are retired or declined, never removed from sight."""
        return False

    @property
    def is_locked(self) -> bool:
        """Articles are not locked: only analysts change them."""
        return False


class ArticleTag(Base):
    """An article filed under a tag."""

    __tablename__ = "article_tags"
    __table_args__ = (Index("ix_article_tags_tag", "tag_id", "article_id"),)

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id"), primary_key=True)


class ArticleRevision(Base):
    """An article's text as it stood from one edit to the next."""

    __tablename__ = "article_revisions"
    __table_args__ = (UniqueConstraint("article_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"))
    number: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(150))
    issue_source: Mapped[str] = mapped_column(Text, default="")
    environment_source: Mapped[str] = mapped_column(Text, default="")
    cause_source: Mapped[str] = mapped_column(Text, default="")
    resolution_source: Mapped[str] = mapped_column(Text, default="")
    verification_source: Mapped[str] = mapped_column(Text, default="")
    tag_names: Mapped[str] = mapped_column(String(240), default="")
    editor_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(String(200), default="")


class ArticleVerdict(Base):
    """What a reader said of an article after trying it. A reason and note are for its owner and IT alone."""

    __tablename__ = "article_verdicts"

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    verdict: Mapped[Verdict] = mapped_column(enum_column(Verdict))
    reason: Mapped[FlagReason | None] = mapped_column(enum_column(FlagReason))
    note: Mapped[str] = mapped_column(String(500), default="")
    at: Mapped[datetime]


class ArticleRead(Base):
    """Somebody read an article on a day."""

    __tablename__ = "article_reads"

    article_id: Mapped[int] = mapped_column(ForeignKey("articles.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    day: Mapped[str] = mapped_column(String(10), primary_key=True)

"""The tables of the community."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base
from portal.core.models import enum_column


class Visibility(StrEnum):
    """Who may read a question and everything under it."""

    EVERYONE = "everyone"
    IT = "it"


class ClosedAs(StrEnum):
    """Why a question takes no more answers."""

    DUPLICATE = "duplicate"
    OFF_TOPIC = "off_topic"
    OUTDATED = "outdated"


class Verdict(StrEnum):
    """What a reader says of an answer or an article afterwards."""

    SOLVED = "solved"
    DID_NOT_WORK = "did_not_work"


class PostType(StrEnum):
    """The kinds of post."""

    QUESTION = "question"
    ANSWER = "answer"
    COMMENT = "comment"


class FlagReason(StrEnum):
    """What is wrong with a post."""

    OUTDATED = "outdated"
    WRONG = "wrong"
    DUPLICATE = "duplicate"
    UNCLEAR = "unclear"
    UNSAFE = "unsafe"
    SENSITIVE = "sensitive"
    RUDE = "rude"

    @property
    def hides(self) -> bool:
        """Whether one such flag takes the post out of sight until IT has decided."""
        return self in (FlagReason.UNSAFE, FlagReason.SENSITIVE)


class Decision(StrEnum):
    """What became of something that waits for a person."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


class Tag(Base):
    """A word questions and articles are filed under. A merged tag points to the one it became."""

    __tablename__ = "tags"
    __table_args__ = (
        CheckConstraint("name = lower(name)", name="name_is_lower_case"),
        Index("ix_tags_used", "question_count", "name"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)
    description: Mapped[str] = mapped_column(Text, default="")
    description_html: Mapped[str] = mapped_column(Text, default="")
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("tags.id"))
    question_count: Mapped[int] = mapped_column(Integer, default=0)


class Question(Base):
    """A question, with what travels with it: site, device, application. `asker_id` is its author by another name.

    `version` grows with everything that happens on its page; `text_version` with its own text alone, and is what an
    edit is compared with. `hidden_at`: out of sight until IT has decided a flag.
    """

    __tablename__ = "questions"
    __table_args__ = (
        CheckConstraint("(closed_as = 'duplicate') = (duplicate_of_id IS NOT NULL)", name="duplicates_say_of_what"),
        CheckConstraint("duplicate_of_id <> id", name="no_duplicate_of_itself"),
        # What lists read, newest first; deleted and private ones are few.
        Index("ix_questions_newest", "created_at", "id"),
        Index("ix_questions_active", "active_at", "id"),
        Index("ix_questions_application", "application_id", "active_at", "id"),
        Index("ix_questions_application_newest", "application_id", "created_at", "id"),
        Index("ix_questions_author", "author_id", "created_at"),
        Index(
            "ix_questions_unanswered",
            "created_at",
            "id",
            sqlite_where=text("answer_count = 0"),
            postgresql_where=text("answer_count = 0"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(150))
    body_source: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    excerpt: Mapped[str] = mapped_column(String(240))
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    visibility: Mapped[Visibility] = mapped_column(enum_column(Visibility), default=Visibility.EVERYONE)
    application_id: Mapped[int | None] = mapped_column(ForeignKey("applications.id"))
    site_id: Mapped[int | None] = mapped_column(ForeignKey("sites.id"))
    device: Mapped[str] = mapped_column(String(80), default="")
    language: Mapped[str] = mapped_column(String(8), default="en")
    tag_names: Mapped[str] = mapped_column(String(240), default="")

    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    active_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(Integer, default=1)
    text_version: Mapped[int] = mapped_column(Integer, default=1)

    answer_count: Mapped[int] = mapped_column(Integer, default=0)
    me_too_count: Mapped[int] = mapped_column(Integer, default=0)
    reader_count: Mapped[int] = mapped_column(Integer, default=0)
    has_accepted: Mapped[bool] = mapped_column(default=False)
    has_endorsed: Mapped[bool] = mapped_column(default=False)

    deleted_at: Mapped[datetime | None]
    deleted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    hidden_at: Mapped[datetime | None]
    locked_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_as: Mapped[ClosedAs | None] = mapped_column(enum_column(ClosedAs))
    duplicate_of_id: Mapped[int | None] = mapped_column(ForeignKey("questions.id"), index=True)
    attribution_id: Mapped[int | None] = mapped_column(ForeignKey("attributions.id"))

    @property
    def asker_id(self) -> int:
        """The person who asked."""
        return self.author_id

    @property
    def is_deleted(self) -> bool:
        """Whether it has been removed from sight."""
        return self.deleted_at is not None

    @property
    def is_hidden(self) -> bool:
        """Whether it is out of sight until IT has decided a flag."""
        return self.hidden_at is not None

    @property
    def is_locked(self) -> bool:
        """Whether IT has frozen it."""
        return self.locked_at is not None

    @property
    def is_closed(self) -> bool:
        """Whether it takes no more answers."""
        return self.closed_at is not None

    @property
    def is_private(self) -> bool:
        """Whether only its asker and IT may read it."""
        return self.visibility is Visibility.IT


class Answer(Base):
    """An answer. One per person and question; one accepted per question: the database holds both."""

    __tablename__ = "answers"
    __table_args__ = (
        Index(
            "uq_answers_one_per_person",
            "question_id",
            "author_id",
            unique=True,
            sqlite_where=text("deleted_at IS NULL AND attribution_id IS NULL"),
            postgresql_where=text("deleted_at IS NULL AND attribution_id IS NULL"),
        ),
        Index(
            "uq_answers_one_accepted",
            "question_id",
            unique=True,
            sqlite_where=text("accepted_at IS NOT NULL"),
            postgresql_where=text("accepted_at IS NOT NULL"),
        ),
        Index("ix_answers_question", "question_id", "id"),
        Index("ix_answers_author", "author_id", "created_at"),
        CheckConstraint("(endorsed_at IS NULL) = (endorsed_by_id IS NULL)", name="an_endorsement_has_a_person"),
        CheckConstraint("endorsed_by_id <> author_id", name="nobody_endorses_their_own_answer"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    body_source: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    excerpt: Mapped[str] = mapped_column(String(240))

    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(Integer, default=1)

    helpful_count: Mapped[int] = mapped_column(Integer, default=0)
    solved_count: Mapped[int] = mapped_column(Integer, default=0)
    accepted_at: Mapped[datetime | None]
    endorsed_at: Mapped[datetime | None]
    endorsed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    deleted_at: Mapped[datetime | None]
    deleted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    hidden_at: Mapped[datetime | None]
    attribution_id: Mapped[int | None] = mapped_column(ForeignKey("attributions.id"))


class Comment(Base):
    """A remark under a question, or under one of its answers."""

    __tablename__ = "comments"
    __table_args__ = (Index("ix_comments_question", "question_id", "id"), Index("ix_comments_answer", "answer_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"))
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("answers.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    body_source: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    deleted_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    hidden_at: Mapped[datetime | None]
    attribution_id: Mapped[int | None] = mapped_column(ForeignKey("attributions.id"))


class QuestionTag(Base):
    """A question filed under a tag."""

    __tablename__ = "question_tags"
    __table_args__ = (Index("ix_question_tags_tag", "tag_id", "question_id"),)

    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id"), primary_key=True)


class Revision(Base):
    """A post's text as it stood from one edit to the next. Number 1 is how it was first written."""

    __tablename__ = "revisions"
    __table_args__ = (
        CheckConstraint("(question_id IS NULL) <> (answer_id IS NULL)", name="of_one_post"),
        UniqueConstraint("question_id", "number"),
        UniqueConstraint("answer_id", "number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int | None] = mapped_column(ForeignKey("questions.id"))
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("answers.id"))
    number: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(150), default="")
    body_source: Mapped[str] = mapped_column(Text)
    tag_names: Mapped[str] = mapped_column(String(240), default="")
    editor_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]
    note: Mapped[str] = mapped_column(String(200), default="")


class Suggestion(Base):
    """A better text somebody suggests for another person's post, waiting to be taken or declined."""

    __tablename__ = "suggestions"
    __table_args__ = (
        CheckConstraint("(question_id IS NULL) <> (answer_id IS NULL)", name="of_one_post"),
        Index("ix_suggestions_open", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int | None] = mapped_column(ForeignKey("questions.id"), index=True)
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("answers.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    base_version: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(150), default="")
    body_source: Mapped[str] = mapped_column(Text)
    tag_names: Mapped[str] = mapped_column(String(240), default="")
    note: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime]
    state: Mapped[Decision] = mapped_column(enum_column(Decision), default=Decision.OPEN)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]


class Helpful(Base):
    """A colleague found an answer helpful."""

    __tablename__ = "helpful_votes"

    answer_id: Mapped[int] = mapped_column(ForeignKey("answers.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    at: Mapped[datetime]


class MeToo(Base):
    """A colleague has the same question."""

    __tablename__ = "me_toos"

    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    at: Mapped[datetime]


class Follow(Base):
    """Somebody wants to hear how a question goes on."""

    __tablename__ = "follows"

    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    at: Mapped[datetime]


class AnswerVerdict(Base):
    """What a reader said of an answer after trying it. "Did not work" is for its author and IT alone."""

    __tablename__ = "answer_verdicts"

    answer_id: Mapped[int] = mapped_column(ForeignKey("answers.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    verdict: Mapped[Verdict] = mapped_column(enum_column(Verdict))
    reason: Mapped[FlagReason | None] = mapped_column(enum_column(FlagReason))
    note: Mapped[str] = mapped_column(String(500), default="")
    at: Mapped[datetime]


class Flag(Base):
    """A reader tells IT that something is wrong with a post."""

    __tablename__ = "flags"
    __table_args__ = (
        Index("ix_flags_open", "state", "id"),
        Index("ix_flags_author", "author_id", "state"),
        Index(
            "uq_flags_one_open_per_person",
            "subject_type",
            "subject_id",
            "author_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_type: Mapped[str] = mapped_column(String(16))
    subject_id: Mapped[int]
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[FlagReason] = mapped_column(enum_column(FlagReason))
    note: Mapped[str] = mapped_column(String(500), default="")
    at: Mapped[datetime]
    state: Mapped[Decision] = mapped_column(enum_column(Decision), default=Decision.OPEN)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]


class Read(Base):
    """Somebody read a question on a day: how the silent readers are counted."""

    __tablename__ = "question_reads"
    __table_args__ = (Index("ix_question_reads_day", "day"),)

    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    day: Mapped[str] = mapped_column(String(10), primary_key=True)


class Draft(Base):
    """What somebody was typing when the tab closed. `key` says where: "question:new", "answer:7"."""

    __tablename__ = "drafts"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(48), primary_key=True)
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_at: Mapped[datetime]


class Picture(Base):
    """An uploaded picture. Seen by who may see the question it was put into; until then by its owner alone."""

    __tablename__ = "pictures"
    __table_args__ = (Index("ix_pictures_owner", "owner_id", "at"),)

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    media_type: Mapped[str] = mapped_column(String(40))
    width: Mapped[int] = mapped_column(Integer)
    height: Mapped[int] = mapped_column(Integer)
    byte_size: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime]


class PictureUse(Base):
    """A picture that stands, or has stood, in a question (`answer_id` 0) or in an answer to it."""

    __tablename__ = "picture_uses"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), primary_key=True)
    answer_id: Mapped[int] = mapped_column(primary_key=True, default=0)

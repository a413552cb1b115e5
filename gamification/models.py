"""The tables of the game: an append-only ledger, and the badges that were earned."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base


class LedgerEntry(Base):
    """One line of somebody's account. Never changed, never deleted; what is taken back is a counter-line.

    `key` makes it unique, whatever is retried: the event, who gets it, who gave it, for what, and in which round.
    A line above a cap is worth nothing and says why, so that the outcome itself stays counted.
    """

    __tablename__ = "ledger"
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_ledger_user", "user_id", "at", "id"),
        Index("ix_ledger_item", "subject_type", "subject_id", "event"),
        Index("ix_ledger_pair", "user_id", "giver_id", "at"),
        Index("ix_ledger_at", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(160))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    event: Mapped[str] = mapped_column(String(32))
    rule_set: Mapped[str] = mapped_column(String(32), default="default")
    reputation: Mapped[int] = mapped_column(Integer)
    season_points: Mapped[int] = mapped_column(Integer)
    giver_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    subject_type: Mapped[str] = mapped_column(String(16))
    subject_id: Mapped[int]
    question_id: Mapped[int | None]
    application_id: Mapped[int | None]
    title: Mapped[str] = mapped_column(String(150), default="")
    reason: Mapped[str] = mapped_column(String(48), default="")
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("ledger.id"), unique=True)
    fact_id: Mapped[int | None] = mapped_column(ForeignKey("facts.id"))
    at: Mapped[datetime]
    day: Mapped[str] = mapped_column(String(10))


class BadgeAward(Base):
    """A badge somebody earned: once, or once per thing it was earned with."""

    __tablename__ = "badge_awards"
    __table_args__ = (
        UniqueConstraint("user_id", "badge", "subject_type", "subject_id"),
        Index("ix_badge_awards_badge", "badge", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    badge: Mapped[str] = mapped_column(String(40))
    subject_type: Mapped[str] = mapped_column(String(16), default="")
    subject_id: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(String(150), default="")
    at: Mapped[datetime]

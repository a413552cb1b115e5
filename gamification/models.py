"""The tables of the game: an append-only ledger, and the badges that were earned."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base


class LedgerEntry(Base):
    """One line of somebody's account. Never changed, never deleted; what is taken back is a counter-line.

    `key` names the outcome and the fact it follows from, so that whatever is retried is written once. A line that a
    limit left nothing of is worth nothing and says why: the outcome itself stays counted. Until `final_at` a line is
    shown but does not count for levels, badges and boards.
    """

    __tablename__ = "ledger"
    __table_args__ = (
        UniqueConstraint("key"),
        UniqueConstraint("reverses_id"),
        Index("ix_ledger_user", "user_id", "id"),
        Index("ix_ledger_day", "user_id", "day"),
        Index("ix_ledger_item", "item", "event"),
        Index("ix_ledger_pair", "giver_id", "user_id", "at"),
        Index("ix_ledger_final", "final_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(160))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    rule_set: Mapped[str] = mapped_column(String(32))
    event: Mapped[str] = mapped_column(String(32))
    credit: Mapped[str] = mapped_column(String(16))
    reputation: Mapped[int] = mapped_column(Integer)
    season_points: Mapped[int] = mapped_column(Integer)
    due: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(String(16))
    rule: Mapped[str | None] = mapped_column(String(48))
    giver_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    item: Mapped[str | None] = mapped_column(String(40))
    question_id: Mapped[int | None]
    application_id: Mapped[int | None]
    tags: Mapped[str] = mapped_column(String(240), default="")
    title: Mapped[str] = mapped_column(String(150), default="")
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("ledger.id"))
    fact_id: Mapped[int | None] = mapped_column(ForeignKey("facts.id"))
    at: Mapped[datetime]
    final_at: Mapped[datetime]
    day: Mapped[str] = mapped_column(String(10))


class BadgeAward(Base):
    """A badge somebody earned: once, or once per thing it was earned with."""

    __tablename__ = "badge_awards"
    __table_args__ = (
        UniqueConstraint("user_id", "badge", "item"),
        Index("ix_badge_awards_badge", "badge", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    badge: Mapped[str] = mapped_column(String(40))
    item: Mapped[str] = mapped_column(String(40), default="")
    title: Mapped[str] = mapped_column(String(150), default="")
    at: Mapped[datetime]


class Marker(Base):
    """Up to when something that follows the clock has been done."""

    __tablename__ = "game_markers"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    done_until: Mapped[datetime]

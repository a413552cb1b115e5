"""The tables of the ground: facts and their deliveries, people and where they work, notices, mails, attributions."""

import unicodedata
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    Enum,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base


def enum_column(kind: type[StrEnum]) -> Enum:
    """A column of `kind`, kept as its plain value and held to it by a CHECK."""
    return Enum(
        kind,
        native_enum=False,
        length=24,
        values_callable=lambda members: [member.value for member in members],
        create_constraint=True,
        name=f"{kind.__name__.lower()}_known",
    )


# --- What happened ---------------------------------------------------------------------------------------------------


class FactRow(Base):
    """One thing that happened. Never changed, never deleted: the feed, the audit trail and the replay read it."""

    __tablename__ = "facts"
    __table_args__ = (
        Index("ix_facts_subject", "subject_type", "subject_id"),
        Index("ix_facts_actor_id", "actor_id", "id"),
        Index("ix_facts_actor_kind", "actor_id", "kind", "at"),
        Index("ix_facts_kind", "kind", "id"),
        Index(
            "ix_facts_moderation",
            "id",
            sqlite_where=text("is_moderation = 1"),
            postgresql_where=text("is_moderation"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(48))
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    subject_type: Mapped[str] = mapped_column(String(24))
    subject_id: Mapped[int]
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    is_moderation: Mapped[bool] = mapped_column(default=False)


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    PENDING = "pending"
    PARKED = "parked"


class Delivery(Base):
    """A fact on its way to one subscriber. The row goes when it has arrived; a parked one waits for a person."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("fact_id", "subscriber"),
        Index("ix_deliveries_due", "state", "due_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    fact_id: Mapped[int] = mapped_column(ForeignKey("facts.id"))
    subscriber: Mapped[str] = mapped_column(String(64))
    state: Mapped[DeliveryState] = mapped_column(enum_column(DeliveryState), default=DeliveryState.PENDING)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    due_at: Mapped[datetime]
    problem: Mapped[str | None] = mapped_column(Text)


# --- People ----------------------------------------------------------------------------------------------------------


class Role(StrEnum):
    """What a person is here to do. Given by people, never by points."""

    EMPLOYEE = "employee"
    SUPERUSER = "superuser"
    ANALYST = "analyst"
    ADMINISTRATOR = "administrator"


class PointsVisibility(StrEnum):
    """How far a person takes part in the game. Private unless the person chose otherwise."""

    OFF = "off"
    PRIVATE = "private"
    PUBLIC = "public"


class Channel(StrEnum):
    """How a person wants to be reached beside the bell."""

    BELL = "bell"
    MAIL = "mail"


class Theme(StrEnum):
    """Which colours a person chose."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Department(Base):
    """A part of the company."""

    __tablename__ = "departments"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    retired_at: Mapped[datetime | None]


class Site(Base):
    """A place people work at: its zone, the hours of its working day, its working days as ISO weekdays (Monday 1)."""

    __tablename__ = "sites"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    country: Mapped[str] = mapped_column(String(2), default="")
    timezone: Mapped[str] = mapped_column(String(48), default="UTC")
    opens: Mapped[str] = mapped_column(String(5), default="09:00")
    closes: Mapped[str] = mapped_column(String(5), default="17:00")
    working_days: Mapped[str] = mapped_column(String(7), default="12345")
    retired_at: Mapped[datetime | None]


class Application(Base):
    """A tool people work with and ask about."""

    __tablename__ = "applications"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(48), unique=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    description: Mapped[str] = mapped_column(String(400), default="")
    is_critical: Mapped[bool] = mapped_column(default=False)
    retired_at: Mapped[datetime | None]


user_applications = Table(
    "user_applications",
    Base.metadata,
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("application_id", ForeignKey("applications.id", ondelete="CASCADE"), primary_key=True, index=True),
)


def sortable(name: str) -> str:
    """A name as lists are sorted and searched by: Zoé Müller-Łoś is "zoe muller-łos"; at most 160 characters."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return plain[:160]


def _sort_name_of_new(context: DefaultExecutionContext) -> str:
    values: dict[str, Any] = context.get_current_parameters()  # type: ignore[no-untyped-call]
    return sortable(values["name"])


class User(Base):
    """A person. `reputation` and `level` are written by the game alone, so that a name needs no upward look.

    `points_visibility` is how far the person takes part; where the company or the country allows less than they
    chose, `points_wish` keeps what they chose.
    `invited_at` stands while an invitation waits for its answer; `seen_at` is the last signing in; `reach_me` is what
    colleagues may read about how to reach them.
    """

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("handle = lower(handle)", name="handle_is_lower_case"),
        CheckConstraint("email = lower(email)", name="email_is_lower_case"),
        CheckConstraint("reputation >= 0", name="reputation_is_never_below_zero"),
        Index("ix_users_by_name", "sort_name", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    handle: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    sort_name: Mapped[str] = mapped_column(String(160), default=_sort_name_of_new)
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    role: Mapped[Role] = mapped_column(enum_column(Role), default=Role.EMPLOYEE, index=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    auth_version: Mapped[int] = mapped_column(Integer, default=1)
    joined_at: Mapped[datetime]
    invited_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    suspended_until: Mapped[datetime | None]
    is_imported: Mapped[bool] = mapped_column(default=False)

    job: Mapped[str] = mapped_column(String(80), default="")
    about: Mapped[str] = mapped_column(String(500), default="")
    reach_me: Mapped[str] = mapped_column(String(120), default="")
    department_id: Mapped[int | None] = mapped_column(ForeignKey("departments.id"), index=True)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("sites.id"), index=True)
    device: Mapped[str] = mapped_column(String(80), default="")
    languages: Mapped[str] = mapped_column(String(60), default="en")
    timezone: Mapped[str] = mapped_column(String(48), default="")
    channel: Mapped[Channel] = mapped_column(enum_column(Channel), default=Channel.BELL)
    theme: Mapped[Theme] = mapped_column(enum_column(Theme), default=Theme.SYSTEM)
    points_visibility: Mapped[PointsVisibility] = mapped_column(
        enum_column(PointsVisibility), default=PointsVisibility.PRIVATE
    )
    points_wish: Mapped[str | None] = mapped_column(String(24))

    reputation: Mapped[int] = mapped_column(Integer, default=0)
    level: Mapped[int] = mapped_column(Integer, default=1)

    def rename(self, name: str) -> None:
        """Give a name, and the place in lists that goes with it."""
        self.name = name
        self.sort_name = sortable(name)


class GameSwitch(Base):
    """Something the company decided about the game; `portal.core.play` says what there is."""

    __tablename__ = "game_switches"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)


# --- Telling people --------------------------------------------------------------------------------------------------


class Notification(Base):
    """A line in somebody's bell. The fact makes it unique, so that nobody is told twice, by a retry or by two rooms.

    `earned` is what the fact brought them in points, in words, where another room said the rest.
    """

    __tablename__ = "notifications"
    __table_args__ = (
        UniqueConstraint("user_id", "fact_id"),
        Index("ix_notifications_user_id", "user_id", "id"),
        Index(
            "ix_notifications_unread",
            "user_id",
            sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    reason: Mapped[str] = mapped_column(String(48))
    fact_id: Mapped[int | None] = mapped_column(ForeignKey("facts.id"))
    text: Mapped[str] = mapped_column(String(300))
    earned: Mapped[str] = mapped_column(String(160), default="")
    href: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]


class Mail(Base):
    """A mail to be sent, or sent. Written in the transaction of its cause; the worker sends it afterwards."""

    __tablename__ = "mails"
    __table_args__ = (UniqueConstraint("key"), Index("ix_mails_due", "sent_at", "due_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120))
    to: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    body_text: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text, default="")
    written_at: Mapped[datetime]
    due_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    problem: Mapped[str | None] = mapped_column(Text)


# --- Text and pictures of others -------------------------------------------------------------------------------------


class Attribution(Base):
    """Where an imported text comes from, as its licence asks to be told."""

    __tablename__ = "attributions"

    id: Mapped[int] = mapped_column(primary_key=True)
    source_name: Mapped[str] = mapped_column(String(80))
    source_url: Mapped[str] = mapped_column(String(300))
    original_url: Mapped[str] = mapped_column(String(500))
    author_name: Mapped[str] = mapped_column(String(120))
    author_url: Mapped[str | None] = mapped_column(String(300))
    licence_name: Mapped[str] = mapped_column(String(40))
    licence_url: Mapped[str] = mapped_column(String(300))


class Dirty(Base):
    """Something whose place in the search index is out of date. The worker puts it right and removes the row."""

    __tablename__ = "search_dirty"

    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    subject_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    since: Mapped[datetime]
    change: Mapped[int] = mapped_column(Integer, default=1)

"""The tables of search: what was searched for, what analysts settled about it, and what texts mean as vectors."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base
from portal.core.models import enum_column


class Outcome(StrEnum):
    """How a search ended, for the person who searched."""

    SOLVED = "solved"
    FOUND = "found"
    REFINED = "refined"
    ABANDONED = "abandoned"
    NOTHING = "nothing"

    @property
    def is_success(self) -> bool:
        """Whether it led somewhere."""
        return self in (Outcome.SOLVED, Outcome.FOUND)


class Searched(Base):
    """One search. `key` is the same for whoever means the same words; `user_id` goes after some weeks.

    `session` is the first search of a row of them without a longer pause; `opened` the thread that was opened from
    its results; `asked` whether a question followed. `outcome` is known a while later.
    """

    __tablename__ = "searches"
    __table_args__ = (
        Index("ix_searches_user", "user_id", "at"),
        Index("ix_searches_at", "at"),
        Index("ix_searches_key", "key", "at"),
        Index(
            "ix_searches_open",
            "at",
            "id",
            sqlite_where=text("outcome IS NULL"),
            postgresql_where=text("outcome IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    at: Mapped[datetime]
    typed: Mapped[str] = mapped_column(String(200))
    key: Mapped[str] = mapped_column(String(200))
    found: Mapped[int] = mapped_column(Integer)
    session: Mapped[int | None]
    opened: Mapped[str | None] = mapped_column(String(40))
    opened_at: Mapped[datetime | None]
    asked: Mapped[bool] = mapped_column(default=False)
    outcome: Mapped[Outcome | None] = mapped_column(enum_column(Outcome))


class SynonymRow(Base):
    """Words that mean the same here, one a line in `also`. Declined: somebody looked at it and said no."""

    __tablename__ = "search_synonyms"

    id: Mapped[int] = mapped_column(primary_key=True)
    typed: Mapped[str] = mapped_column(String(80), unique=True)
    also: Mapped[str] = mapped_column(String(1000))
    is_two_way: Mapped[bool] = mapped_column(default=True)
    is_declined: Mapped[bool] = mapped_column(default=False)
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]

    @property
    def words(self) -> list[str]:
        """What is also looked for."""
        return self.also.split("\n")


class Pin(Base):
    """A question or an article that comes first for a search, because IT says so."""

    __tablename__ = "search_pins"
    __table_args__ = (UniqueConstraint("key", "thread"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    typed: Mapped[str] = mapped_column(String(200))
    key: Mapped[str] = mapped_column(String(200))
    thread: Mapped[str] = mapped_column(String(40))
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]


class Remedy(StrEnum):
    """What was done about a search that fails."""

    QUESTION = "question"
    ARTICLE = "article"
    SYNONYM = "synonym"
    PIN = "pin"
    DISMISSED = "dismissed"


class SeenTo(Base):
    """A failing search that somebody saw to. It comes back if it goes on failing afterwards."""

    __tablename__ = "search_seen_to"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    remedy: Mapped[Remedy] = mapped_column(enum_column(Remedy))
    by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    at: Mapped[datetime]


class Vector(Base):
    """What a document means to a model, as numbers of eight bits. A changed document gets a row with a new id.

    `digest` is of the text it was made from.
    """

    __tablename__ = "search_vectors"
    __table_args__ = (UniqueConstraint("key", "model"), Index("ix_search_vectors_model", "model", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(40))
    model: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(32))
    vector: Mapped[bytes] = mapped_column(LargeBinary)


class Neighbours(Base):
    """What is related to a question or an article: pairs of another one and its likeness, the most alike first.

    `digest` is of the title and language they were found for. Some of them only IT may read: whoever shows them looks.
    """

    __tablename__ = "search_neighbours"

    thread: Mapped[str] = mapped_column(String(40), primary_key=True)
    digest: Mapped[str] = mapped_column(String(32))
    others: Mapped[list[tuple[str, float]]] = mapped_column(JSON)

"""What the importers remember: which thing of a source became which of ours, and what it read like."""

from sqlalchemy import BigInteger, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base


class ImportedItem(Base):
    """One thing of a source and ours it became.

    `digest` tells whether it has changed since; `run` is the last import that saw it: what a finished import did not
    see is gone at the source.
    """

    __tablename__ = "imported_items"
    __table_args__ = (
        UniqueConstraint("source", "kind", "source_key"),
        Index("ix_imported_items_run", "source", "kind", "run"),
        Index("ix_imported_items_local", "kind", "local_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(16))
    source_key: Mapped[str] = mapped_column(String(200))
    local_id: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str] = mapped_column(String(32), default="")
    run: Mapped[int] = mapped_column(Integer, default=0)


class ImportedFigures(Base):
    """What a post counted at its source, in numbers that have no place here: nobody is named in them."""

    __tablename__ = "imported_figures"

    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    local_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    score: Mapped[int] = mapped_column(Integer, default=0)
    up_votes: Mapped[int] = mapped_column(Integer, default=0)
    down_votes: Mapped[int] = mapped_column(Integer, default=0)
    views: Mapped[int] = mapped_column(Integer, default=0)
    favourites: Mapped[int] = mapped_column(Integer, default=0)

"""The tables of the people room that no other room looks at."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.db import Base


class Attempt(Base):
    """How often something was tried at an address in a row. `key` is a digest: it tells nobody whose address it is."""

    __tablename__ = "attempts"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    count: Mapped[int] = mapped_column(Integer, default=0)
    last_at: Mapped[datetime] = mapped_column(index=True)
    paused_until: Mapped[datetime | None]


class PeopleFile(Base):
    """A list of people that an administrator sent and has looked at, but not yet brought in.

    `token` is never used twice, so that a look at an older list cannot bring in a newer one.
    """

    __tablename__ = "people_files"

    token: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]

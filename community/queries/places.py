"""Posts as permissions look at them, made from rows: light things without a session behind them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row


@dataclass(frozen=True, slots=True)
class Place:
    """A question. Everything under it shares its asker, and whether it is locked, closed or gone."""

    id: int
    href: str
    author_id: int
    is_locked: bool
    is_closed: bool
    is_deleted: bool

    @property
    def asker_id(self) -> int:
        """Who asked: the author, by another name."""
        return self.author_id


@dataclass(frozen=True, slots=True)
class PostPlace:
    """An answer or a comment under a question."""

    author_id: int
    asker_id: int
    is_locked: bool
    is_deleted: bool

    @classmethod
    def of(cls, question: Place, row: Row[Any]) -> "PostPlace":
        """The place of a row that has `author_id` and `deleted_at`."""
        is_deleted = row.deleted_at is not None or question.is_deleted
        return cls(row.author_id, question.author_id, question.is_locked, is_deleted)

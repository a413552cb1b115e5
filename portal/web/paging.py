"""Paging without slow offsets: a page starts after the last row of the one before it."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

import orjson

from portal.web.numbers import LARGEST

PAGE_SIZE = 20
T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows, and the cursor that leads to those after them; None where there are none."""

    items: Sequence[T]
    next_cursor: str | None = None

    def __len__(self) -> int:
        return len(self.items)


def encode_cursor(*key: int | float | str | datetime) -> str:
    """The sort key of a page's last row, as it stands in an address."""
    plain = [["t", part.timestamp()] if isinstance(part, datetime) else part for part in key]
    return base64.urlsafe_b64encode(orjson.dumps(plain)).decode().rstrip("=")


def decode_cursor(cursor: str | None, shape: tuple[type, ...]) -> tuple[Any, ...] | None:
    """The key a cursor holds, if it has this shape; None for a first page, and for one somebody made up."""
    if not cursor or len(cursor) > 200:
        return None
    try:
        plain = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        parts = tuple(
            datetime.fromtimestamp(part[1], UTC) if isinstance(part, list) and part[0] == "t" else part
            for part in plain
        )
    except (binascii.Error, ValueError, TypeError, IndexError, KeyError, OverflowError, OSError):
        return None
    matches = len(parts) == len(shape) and all(_is(part, kind) for part, kind in zip(parts, shape, strict=True))
    return parts if matches else None


def _is(part: Any, kind: type) -> bool:
    """Whether it is of the kind, as a database would see it: true is no number, and there is an end to both."""
    match part:
        case bool():
            return kind is bool
        case int():
            return issubclass(int, kind) and abs(part) <= LARGEST
        case str():
            return issubclass(str, kind) and "\0" not in part
        case _:
            return isinstance(part, kind)


def cut(rows: Sequence[T], key: Any, size: int = PAGE_SIZE) -> Page[T]:
    """A page of `rows`, of which one more than `size` was asked for. `key(row)` gives the parts of its sort key."""
    if len(rows) <= size:
        return Page(rows)
    return Page(rows[:size], encode_cursor(*key(rows[size - 1])))

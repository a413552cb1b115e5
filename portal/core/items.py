"""What rooms keep, as other rooms may speak of it without knowing its tables: each room says how its things are found.

`portal.wiring` brings them together, as it does with slots and subscriptions. What somebody may not read is not there.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement

from portal.core.permissions import Actor


@dataclass(frozen=True)
class Item:
    """Something one person wrote for others. `people`: whose it is, the one it owes most to first.

    `is_settled`: of a question, that an answer was accepted; `is_private`: that only its asker and IT read it.
    """

    kind: str
    id: int
    title: str
    href: str
    people: tuple[int, ...]
    is_deleted: bool = False
    question_id: int | None = None
    application_id: int | None = None
    tags: str = ""
    is_private: bool = False
    is_closed: bool = False
    is_settled: bool = False

    def __str__(self) -> str:
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True)
class Name:
    """What a thing is called, and where it stands."""

    title: str
    href: str


@dataclass(frozen=True)
class Shelf:
    """How things of one kind are found.

    `find` gives one that somebody may read, held until the end of a transaction, and raises NotFound. `seen` is the
    same in SQL, for a column of ids; `named` gives the names of those among many that somebody may read.
    """

    words: str
    find: Callable[[Actor, int], Item]
    seen: Callable[[Actor, ColumnElement[int]], ColumnElement[bool]]
    named: Callable[[Actor, Collection[int]], Mapping[int, Name]]


@dataclass(frozen=True)
class Answered:
    """An answer to a question, as far as others look at it."""

    id: int
    author_id: int
    posted_at: datetime
    helpful: int


_shelves: dict[str, Shelf] = {}
_answers_to: list[Callable[[int], Sequence[Answered]]] = []


def know_items(kind: str, shelf: Shelf) -> None:
    """Learn how things of a kind are found. Called by `portal.wiring` alone."""
    _shelves[kind] = shelf


def know_answers(finder: Callable[[int], Sequence[Answered]]) -> None:
    """Learn how the answers to a question are found. Called by `portal.wiring` alone."""
    _answers_to[:] = [finder]


def answers_to(question_id: int) -> Sequence[Answered]:
    """The answers to a question that are in sight, the most helpful first."""
    return [one for finder in _answers_to for one in finder(question_id)]


def forget_items() -> None:
    """Forget every kind; the wiring starts from here."""
    _shelves.clear()
    _answers_to.clear()


def shelf(kind: str) -> Shelf:
    """How things of this kind are found. Raises KeyError for a kind no room has."""
    return _shelves[kind]

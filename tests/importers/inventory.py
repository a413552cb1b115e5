"""Everything an import brought in, in the source's own numbers: two databases with the same content tell the same.

Every column of every table is told, but those that are named here with why: a table or column that comes later is
compared without anybody thinking of it.
"""

import re
from collections import Counter
from collections.abc import Callable
from typing import Any, TypeAlias

from sqlalchemy import Column, RowMapping, Table, select

import community.models
import gamification.models
import knowledge.models
import portal.core.models
import portal.importers.models
import portal.people.models
from portal.core.db import Base, release, session

Inventory: TypeAlias = dict[str, Counter[tuple[tuple[str, Any], ...]]]

OF_THE_HOUSE = {"sites", "departments", "applications", "user_applications", "categories"}
"""The company's own, which no dump knows."""
OF_THE_RUN = {"imported_items", "search_dirty"}
"""What an import remembers, and what search still has to look at: each run has its own."""
TABLES_OF = (
    community.models,
    gamification.models,
    knowledge.models,
    portal.core.models,
    portal.importers.models,
    portal.people.models,
)
_NUMBERED = {"questions": "question", "answers": "answer", "comments": "comment", "revisions": "revision"}
_LEFT_OUT = {
    # names a line and the run that wrote it; what it says is in the other columns
    "ledger": {"key"},
}
_PAGE = re.compile(r"(?<![\w.])/questions/(\d+)(?:/[\w-]*)?")
_PLACE = re.compile(r"#answer-(\d+)")


def inventory() -> Inventory:
    """What stands: without what the source no longer has, which is out of sight, and without lines taken back."""
    release()
    names = _Names()
    told: Inventory = {}
    for table in Base.metadata.sorted_tables:
        if table.name in OF_THE_HOUSE | OF_THE_RUN:
            continue
        rows = [
            names.row(table, row) for row in session().execute(select(table)).mappings() if names.stands(table, row)
        ]
        told[table.name] = Counter(rows)
    release()
    return told


def differences(one: Inventory, other: Inventory, most: int = 5) -> dict[str, list[str]]:
    """By table, rows that only one of them has; none where both are the same."""
    found: dict[str, list[str]] = {}
    for name in one:
        only = [f"only the first: {row}" for row in (one[name] - other[name])]
        only += [f"only the second: {row}" for row in (other[name] - one[name])]
        if only:
            found[name] = [f"{len(only)} rows", *sorted(only)[:most]]
    return found


class _Names:
    """What our ids are called at the source."""

    def __init__(self) -> None:
        tables = Base.metadata.tables
        items, users, tags = tables["imported_items"], tables["users"], tables["tags"]
        self._items = {
            (row.kind, row.local_id): f"{row.kind} {row.source_key}"
            for row in session().execute(select(items.c.kind, items.c.local_id, items.c.source_key))
        }
        self._users = {row.id: row.handle for row in session().execute(select(users.c.id, users.c.handle))}
        self._tags = {row.id: row.name for row in session().execute(select(tags.c.id, tags.c.name))}
        self._credits = {
            row["id"]: tuple(value for name, value in row.items() if name != "id")
            for row in session().execute(select(tables["attributions"])).mappings()
        }
        self._disabled = {
            id_ for (id_,) in session().execute(select(users.c.id).where(users.c.disabled_at.is_not(None)))
        }
        self._out_of_sight = {
            (name, id_)
            for name in ("questions", "answers", "comments")
            for (id_,) in session().execute(select(tables[name].c.id).where(tables[name].c.deleted_at.is_not(None)))
        }
        self._credits_out_of_sight = {
            id_
            for name in ("questions", "answers")
            for (id_,) in session().execute(
                select(tables[name].c.attribution_id).where(tables[name].c.deleted_at.is_not(None))
            )
        }
        ledger = tables["ledger"]
        self._taken_back = {
            id_ for (id_,) in session().execute(select(ledger.c.reverses_id).where(ledger.c.reverses_id.is_not(None)))
        }

    def stands(self, table: Table, row: RowMapping) -> bool:
        """Whether a row is to be told of."""
        if table.name == "users":
            return row["is_imported"] and row["id"] not in self._disabled
        if table.name == "tags":
            # a name that nothing is filed under and nobody described is shown nowhere
            return bool(row["question_count"] or row["description"])
        if table.name == "ledger":
            return row["reverses_id"] is None and row["id"] not in self._taken_back
        if table.name == "attributions":
            return row["id"] not in self._credits_out_of_sight
        own = (table.name, row["id"]) if "id" in row else None
        under = {
            (name, row[column])
            for name, column in (("questions", "question_id"), ("answers", "answer_id"))
            if column in row
        }
        if table.name == "imported_figures":
            under = {(f"{row['kind']}s", row["local_id"])}
        return own not in self._out_of_sight and not under & self._out_of_sight

    def row(self, table: Table, row: RowMapping) -> tuple[tuple[str, Any], ...]:
        """The row with names in the place of ids."""
        told = [
            (column.name, self._value(table, column, row))
            for column in table.columns
            if column.name not in _LEFT_OUT.get(table.name, ())
        ]
        return tuple(told)

    def _value(self, table: Table, column: Column[Any], row: RowMapping) -> Any:
        value = row[column.name]
        if value is None:
            return None
        if column.name == "id":
            return self._own(table.name, value)
        if column.name == "local_id":
            return self._of(f"{row['kind']}s", value)
        target = next(iter(column.foreign_keys), None)
        if target is not None:
            return self._of(target.column.table.name, value)
        if column.name == "question_id":
            return self._of("questions", value)
        if column.name in ("item", "subject") and ":" in str(value):
            kind, _, number = value.partition(":")
            return self._of(f"{kind}s", int(number))
        return self._text(value) if isinstance(value, str) else value

    def _own(self, table: str, value: int) -> Any:
        return self._of(table, value) if table in _NUMBERED else None

    def _of(self, table: str, value: int) -> Any:
        named: dict[str, Callable[[int], Any]] = {
            "users": self._users.__getitem__,
            "tags": self._tags.__getitem__,
            "attributions": self._credits.__getitem__,
        }
        if table in named:
            return named[table](value)
        return self._items[_NUMBERED[table], value]

    def _text(self, text: str) -> str:
        text = _PAGE.sub(lambda found: f"<{self._items.get(('question', int(found[1])), found[0])}>", text)
        return _PLACE.sub(lambda found: f"<{self._items.get(('answer', int(found[1])), found[0])}>", text)

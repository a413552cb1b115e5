"""A whole database in words, without its own numbers: two that say the same are equal, however they came to be."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Column, Table, create_engine

import community.models
import gamification.models
import knowledge.models
import portal.importers.models
import portal.people.models
from portal.core.db import Base

ROOMS = (portal.people.models, community.models, knowledge.models, gamification.models, portal.importers.models)
"""Whose tables there are, beside the ground's."""
LEFT_OUT = {"imported_items.run", "imported_items.digest", "ledger.key"}
"""How often somebody tried, and what is made of our numbers: a line is known by its other columns."""
_NAMED = re.compile(r"^(question|answer|article|comment|badge|user):(\d+)$")
_TABLE_OF = {"badge": "badge_awards", "revision": "revisions", "version": "revisions", "member": "users"}

Rows = dict[str, dict[int, Mapping[str, Any]]]


def in_words(url: str) -> dict[str, Counter[str]]:
    """Every table: its rows in words, and how often each is there."""
    rows, loose = _read(url)
    words = _Words(rows)
    found = {name: Counter(words.of(name, number) for number in table) for name, table in rows.items()}
    for name, without_id in loose.items():
        found[name] = Counter(words.row(Base.metadata.tables[name], row, 1) for row in without_id)
    return found


def _read(url: str) -> tuple[Rows, dict[str, list[Mapping[str, Any]]]]:
    engine = create_engine(url)
    rows: Rows = {}
    loose: dict[str, list[Mapping[str, Any]]] = {}
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            found: list[Mapping[str, Any]] = [dict(row._mapping) for row in connection.execute(table.select())]
            if "id" in table.c:
                rows[table.name] = {row["id"]: row for row in found}
            else:
                loose[table.name] = found
    engine.dispose()
    return rows, loose


class _Words:
    """Rows in words: in the place of a number of ours stands what it points at, in words as well."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._known: dict[tuple[str, int, int], str] = {}

    def of(self, table: str, number: int, deep: int = 3) -> str:
        """A row; what it points at is told so many steps deep."""
        key = (table, number, deep)
        if key not in self._known:
            row = self._rows.get(table, {}).get(number)
            self._known[key] = "gone" if row is None else self.row(Base.metadata.tables[table], row, deep)
        return self._known[key]

    def row(self, table: Table, row: Mapping[str, Any], deep: int) -> str:
        """Its columns by name."""
        told = (column for column in table.columns if f"{table.name}.{column.name}" not in LEFT_OUT)
        return f"{table.name}({', '.join(self._columns(told, row, deep))})"

    def _columns(self, columns: Iterable[Column[Any]], row: Mapping[str, Any], deep: int) -> Iterable[str]:
        for column in columns:
            value = row[column.name]
            if column.name == "id":
                continue
            target = next((key.column.table.name for key in column.foreign_keys), None) or _told_target(column, row)
            if value is None or target is None:
                yield f"{column.name}={self._named(value, deep)}"
            elif deep:
                yield f"{column.name}={self.of(target, int(value), deep - 1)}"

    def _named(self, value: object, deep: int) -> str:
        match = _NAMED.match(value) if isinstance(value, str) else None
        if match is None:
            return repr(value)
        table = _TABLE_OF.get(match[1], f"{match[1]}s")
        return f"{match[1]}:{self.of(table, int(match[2]), deep - 1) if deep else ''}"


def _told_target(column: Column[Any], row: Mapping[str, Any]) -> str | None:
    """Where a number points that is no foreign key: its row says what kind it is of."""
    if column.name in ("local_id", "post_id", "thing_id", "subject_id") and "kind" in row:
        kind = str(getattr(row["kind"], "value", row["kind"]))
        return _TABLE_OF.get(kind, f"{kind}s")
    return {"question_id": "questions", "answer_id": "answers"}.get(column.name)

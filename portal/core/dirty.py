"""Marking what search has to look at again: one row a thing, whoever marks it and however often."""

from typing import Any

from sqlalchemy import Select, literal, select, true
from sqlalchemy.dialects import postgresql, sqlite

from portal.core import clock
from portal.core.db import database, session
from portal.core.models import Dirty


def mark_dirty(kind: str, ids: Select[Any]) -> None:
    """Mark the things of `kind` whose ids are selected, as `id`. Must be called inside a transaction.

    What is marked already was changed again: whoever works on the change before must not take this mark away.
    """
    dialect = sqlite if database().is_sqlite else postgresql
    found = ids.subquery()
    # `true`: without a condition, SQLite takes the ON of the conflict for that of a join
    rows = select(literal(kind), found.c.id, literal(clock.now(), Dirty.since.type), literal(1)).where(true())
    statement = dialect.insert(Dirty).from_select(["kind", "subject_id", "since", "change"], rows)
    session().execute(
        statement.on_conflict_do_update(
            index_elements=["kind", "subject_id"],
            set_={"since": statement.excluded.since, "change": Dirty.change + 1},
        )
    )


def mark_one_dirty(kind: str, number: int) -> None:
    """Mark one thing, in the same way."""
    mark_dirty(kind, select(literal(number).label("id")))

"""Telling search which questions were imported or changed."""

from collections.abc import Iterable

from sqlalchemy.dialects import postgresql, sqlite

from portal.core import clock
from portal.core.db import database, session
from portal.core.models import Dirty


def mark(kind: str, ids: Iterable[int]) -> None:
    """Mark these to be looked at again by search; marked twice is once."""
    dialect = sqlite if database().is_sqlite else postgresql
    rows = [{"kind": kind, "subject_id": one, "since": clock.now(), "change": 1} for one in sorted(set(ids))]
    if not rows:
        return
    statement = dialect.insert(Dirty).values(rows)
    session().execute(
        statement.on_conflict_do_update(index_elements=["kind", "subject_id"], set_={"change": Dirty.change + 1})
    )


def mark_questions(ids: Iterable[int]) -> None:
    """Mark these questions with everything under them."""
    mark("question", ids)

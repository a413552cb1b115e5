"""Counting what a page asks of the database."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import event

from portal.core.db import database

CountQueries = Callable[[Callable[[], object]], int]


@pytest.fixture
def count_queries(app: Flask) -> CountQueries:
    """How many statements something sends: `count_queries(lambda: client.get("/"))`. BEGIN and COMMIT do not count."""

    def count(act: Callable[[], object]) -> int:
        sent: list[str] = []

        def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
            if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")):
                sent.append(statement)

        engine = database().engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            act()
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return len(sent)

    return count

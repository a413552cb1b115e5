"""The database's versions with a whole company in them: up, down and up again, on both kinds of database.

What a step down drops is what the version brought. Below the first release there is nothing: going down to "base"
drops every table with all that is in it, so whoever does that has kept a copy, as this test has.
"""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, inspect, select, text
from sqlalchemy.exc import DBAPIError

import community.models
import gamification.models
import gamification.quests.models
import knowledge.models
import portal.importers.models
import portal.people.models
from portal.core.db import Base, Database
from portal.core.migrating import is_current, migrate, migrate_down
from tests.support.portals import copy_demo_into, demo_data, demo_on_postgres
from tests.support.postgres import PostgresServer

ROOMS = (
    portal.people.models,
    community.models,
    knowledge.models,
    gamification.models,
    gamification.quests.models,
    portal.importers.models,
)
"""Whose tables there are, beside the ground's."""
APPEND_ONLY = ("facts", "ledger")
Shape = dict[str, object]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.needs("postgres"))])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with a copy of the demo company in it."""
    if request.param == "sqlite":
        shutil.copytree(demo_data(), tmp_path / "var")
        yield f"sqlite:///{tmp_path / 'var' / 'questboard.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with demo_on_postgres(server) as address:
        yield address


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """That database, as the portal opens it."""
    opened = Database(url, sqlite_synchronous="OFF")
    yield opened
    opened.dispose()


def counts(database: Database) -> dict[str, int]:
    """How many rows each table has."""
    with database.engine.connect() as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


def shape(database: Database) -> Shape:
    """All that the database says of its tables: columns, keys, indexes, checks and triggers."""
    looked = inspect(database.engine)
    found: Shape = {"triggers": triggers(database)}
    for table in sorted(looked.get_table_names()):
        found[table] = [
            sorted(str(sorted(_in_words(one).items())) for one in part)
            for part in (
                looked.get_columns(table),
                looked.get_foreign_keys(table),
                looked.get_indexes(table),
                looked.get_unique_constraints(table),
                looked.get_check_constraints(table),
            )
        ]
    return found


def _in_words(described: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _in_words(value) if isinstance(value, Mapping) else str(value) for name, value in described.items()}


def triggers(database: Database) -> list[str]:
    """The names of the triggers, and of the functions that they call."""
    asked = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if database.is_sqlite
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal UNION ALL SELECT proname FROM pg_proc p "
        "JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'public'"
    )
    with database.engine.connect() as connection:
        return sorted(connection.scalars(text(asked)))


def test_a_company_goes_down_to_nothing_and_comes_up_again_as_it_was(database: Database, url: str) -> None:
    full, before = counts(database), shape(database)
    assert full["questions"] > 50
    assert all(full[table] for table in APPEND_ONLY)

    migrate_down(database, "base")
    assert inspect(database.engine).get_table_names() == ["alembic_version"]
    assert triggers(database) == []
    assert not is_current(database)

    migrate(database)
    assert is_current(database)
    assert shape(database) == before
    assert set(counts(database).values()) == {0}

    copy_demo_into(url)
    assert counts(database) == full
    for table in APPEND_ONLY:
        for change in (f"UPDATE {table} SET at = at", f"DELETE FROM {table}"):
            with pytest.raises(DBAPIError, match="append-only"), database.engine.begin() as connection:
                connection.execute(text(change))
    assert counts(database) == full


def test_migrating_what_is_current_changes_nothing(database: Database) -> None:
    full, before = counts(database), shape(database)
    migrate(database)
    assert (counts(database), shape(database)) == (full, before)


def test_a_step_down_that_fails_leaves_everything(database: Database) -> None:
    """Something else leans on a table that is to be dropped: all of it stays, or nothing."""
    full = counts(database)
    with database.engine.begin() as connection:
        if database.is_sqlite:
            connection.execute(text("CREATE TABLE leaning (user_id INTEGER NOT NULL REFERENCES users (id))"))
            connection.execute(text("INSERT INTO leaning SELECT min(id) FROM users"))
        else:
            connection.execute(text("CREATE VIEW leaning AS SELECT id FROM users"))
    with pytest.raises(DBAPIError):
        migrate_down(database, "base")
    assert counts(database) == full
    assert triggers(database) != []

"""PostgreSQL databases that are lent to tests and wiped afterwards, which takes a tenth of making one.

Whatever a test did to rows and sequences is undone. What cannot be wiped is dropped, and another one made.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from tests.support.postgres import PostgresServer

_KEEP = "kept"
"""The schema with the rows as they were."""
_TABLES = text("SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1")
_SEQUENCES = text("SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1")
_CUT_OFF = text(
    "SELECT count(pg_terminate_backend(pid, 2000)) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


class Lent:
    """The databases of one worker, each like the template that `fill` makes."""

    def __init__(self, server: PostgresServer, fill: Callable[[str], None]) -> None:
        self._server = server
        self._admin = create_engine(server.url, isolation_level="AUTOCOMMIT")
        self._template = f"template_{uuid.uuid4().hex[:12]}"
        self._all = [self._template]
        self._free: list[str] = []
        self._on_admin(f"CREATE DATABASE {self._template}")
        fill(server.database(self._template))
        with self._inside(self._template) as connection:
            self._wipe = _remember(connection)

    @contextmanager
    def lend(self) -> Iterator[str]:
        """The URL of a database nobody else has, as the template is."""
        name = self._free.pop() if self._free else self._make()
        try:
            yield self._server.database(name)
        finally:
            if self._is_wiped(name):
                self._free.append(name)

    def end(self) -> None:
        """Drop them all."""
        for name in self._all:
            self._on_admin(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        self._admin.dispose()

    def _make(self) -> str:
        name = f"test_{uuid.uuid4().hex[:12]}"
        self._all.append(name)
        self._on_admin(f"CREATE DATABASE {name} TEMPLATE {self._template} STRATEGY FILE_COPY")
        return name

    def _is_wiped(self, name: str) -> bool:
        try:
            with self._inside(name) as connection:
                connection.execute(_CUT_OFF)
                connection.exec_driver_sql(self._wipe)
        except DBAPIError:
            return False
        return True

    @contextmanager
    def _inside(self, name: str) -> Iterator[Connection]:
        engine = create_engine(self._server.database(name), isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with engine.connect() as connection:
            yield connection

    def _on_admin(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(statement))


def _remember(connection: Connection) -> str:
    """Keep a copy of every row. Returns the statements that bring a database back to it."""
    tables = list(connection.scalars(_TABLES))
    filled = [table for table in tables if connection.scalar(text(f'SELECT EXISTS (SELECT FROM "{table}")'))]
    connection.execute(text(f"CREATE SCHEMA {_KEEP}"))
    for table in filled:
        connection.execute(text(f'CREATE TABLE {_KEEP}."{table}" AS TABLE "{table}"'))
    sequences = connection.execute(_SEQUENCES).all()
    return "; ".join(
        [
            "BEGIN",
            "SET LOCAL session_replication_role = replica",  # in any order, and past what forbids it
            *(f'DELETE FROM "{table}"' for table in tables),
            *(f'INSERT INTO "{table}" SELECT * FROM {_KEEP}."{table}"' for table in filled),
            *(f"SELECT setval('\"{name}\"', {last or 1}, {last is not None})" for name, last in sequences),
            "COMMIT",
        ]
    )

"""The one door to the database: one engine, one write transaction at a time per context, cheap reads beside it."""

import functools
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, ClassVar, ParamSpec, TypeVar

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    CursorResult,
    DateTime,
    Dialect,
    Engine,
    Executable,
    Integer,
    MetaData,
    create_engine,
    event,
    inspect,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

P = ParamSpec("P")
R = TypeVar("R")


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: goes in aware, comes out aware in UTC, on databases that know zones and on those that do not."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone must not reach the database")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The base of every table. Constraints have names, so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        int: BigInteger().with_variant(Integer(), "sqlite"),
    }


class Database:
    """An engine and how this portal talks to it."""

    def __init__(self, url: str, *, sqlite_synchronous: str = "FULL", pool_size: int = 20) -> None:
        self.engine = create_engine(
            url,
            pool_size=pool_size,
            max_overflow=100,
            pool_pre_ping=url.startswith("postgresql"),
            json_serializer=_dump_json,
        )
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        if self.is_sqlite:
            _teach_sqlite(self.engine, sqlite_synchronous)
        # SQLite must know at BEGIN that a transaction will write, or two writers meet in the middle and one fails.
        self._writing = self.engine.execution_options(questboard_writes=True)

    def open_session(self) -> Session:
        """A session to read with."""
        return Session(self.engine, expire_on_commit=False)

    def open_writing_session(self) -> Session:
        """A session whose transaction may write; on SQLite it waits here for the one before it."""
        return Session(self._writing, expire_on_commit=False)

    def dispose(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()


def _dump_json(value: Any) -> str:
    import orjson

    return orjson.dumps(value).decode()


def _teach_sqlite(engine: Engine, synchronous: str) -> None:
    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        cursor = connection.cursor()
        for pragma in (
            "journal_mode = WAL",
            f"synchronous = {synchronous}",
            "foreign_keys = ON",
            "busy_timeout = 15000",
            "cache_size = -65536",
            "mmap_size = 268435456",
            "temp_store = MEMORY",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("questboard_writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


_database: Database | None = None
_transaction: ContextVar[Session | None] = ContextVar("transaction", default=None)
_reader: ContextVar[Session | None] = ContextVar("reader", default=None)
_after_commit: ContextVar[list[Callable[[], None]] | None] = ContextVar("after_commit", default=None)


def use(database: Database | None) -> None:
    """Make `database` the one of this process."""
    global _database  # noqa: PLW0603 -- the one process-wide door
    _database = database


def database() -> Database:
    """The database of this process."""
    if _database is None:
        raise RuntimeError("no database is in use yet")
    return _database


def is_in_use() -> bool:
    """Whether this process has a database; the styleguide has none."""
    return _database is not None


def session() -> Session:
    """The session of this context: the open transaction's, else one to read with until `release()`."""
    if (open_transaction := _transaction.get()) is not None:
        return open_transaction
    reader = _reader.get()
    if reader is None:
        reader = database().open_session()
        _reader.set(reader)
    return reader


def fetch(statement: Executable, values: Mapping[str, Any] | None = None) -> CursorResult[*tuple[Any, ...]]:
    """Rows of columns, read past the ORM, which would only look on: a third less for a page's every query."""
    if in_transaction():
        session().flush()
    return session().connection().execute(statement, values)


def release() -> None:
    """Give back the session this context read with, if any. Called at the end of every request and job."""
    if (reader := _reader.get()) is not None:
        _reader.set(None)
        reader.close()


def in_transaction() -> bool:
    """Whether a write transaction is open in this context."""
    return _transaction.get() is not None


@contextmanager
def transaction() -> Iterator[Session]:
    """The write transaction of this context: opened and committed here, or joined if one is open already."""
    if (joined := _transaction.get()) is not None:
        yield joined
        return
    release()
    hooks: list[Callable[[], None]] = []
    with database().open_writing_session() as opened:
        session_token, hooks_token = _transaction.set(opened), _after_commit.set(hooks)
        try:
            with opened.begin():
                yield opened
        finally:
            _transaction.reset(session_token)
            _after_commit.reset(hooks_token)
    for hook in hooks:
        hook()


def after_commit(hook: Callable[[], None]) -> None:
    """Call `hook` once the open transaction is committed; never if it is rolled back. A hook must not raise."""
    hooks = _after_commit.get()
    if hooks is None:
        raise RuntimeError("there is no transaction to wait for")
    if hook not in hooks:
        hooks.append(hook)


def insert_once(table: type[Base], **values: Any) -> bool:
    """Insert a row unless one with its key is there already. Returns whether it was inserted; retries are harmless."""
    dialect = sqlite if database().is_sqlite else postgresql
    statement = dialect.insert(table).values(**values).on_conflict_do_nothing()
    key = next(iter(inspect(table).primary_key))
    return session().execute(statement.returning(key)).first() is not None


def insert_or_update(
    table: type[Base],
    key: Mapping[str, Any],
    values: Mapping[str, Any],
    *,
    update: Mapping[str, Any],
    where: ColumnElement[bool],
) -> bool:
    """Insert a row, or change the one with this key if `where` holds for it. Returns whether it did either."""
    dialect = sqlite if database().is_sqlite else postgresql
    statement = dialect.insert(table).values(**key, **values)
    statement = statement.on_conflict_do_update(index_elements=list(key), set_=dict(update), where=where)
    first = next(iter(inspect(table).primary_key))
    return session().execute(statement.returning(first)).first() is not None


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Mark something a person can do: it runs in one transaction, its own or that of the action calling it."""

    @functools.wraps(function)
    def in_one_transaction(*args: P.args, **kwargs: P.kwargs) -> R:
        with transaction():
            return function(*args, **kwargs)

    return in_one_transaction

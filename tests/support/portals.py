"""A real portal with the demo company: a process of its own, on a free port, with a copy of the data of its own."""

import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import TimestampSigner
from sqlalchemy import Engine, create_engine, insert, text

from portal.core.db import Base, Database
from portal.core.migrating import migrate
from tests.support.postgres import PostgresServer
from tests.support.run import once
from tests.support.visitors import Visitor
from tools.portal import Portal

PATIENCE = 300.0
"""Seconds that a start may take on a machine that is busy with other tests."""
MOST_SOCKETS = 20
"""So many fit into the running demo company."""
UNHURRIED = {"QUESTBOARD_RATE_LIMITS": "0"}
_NEXT_ID = text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :next, false)")


class RunningPortal(Portal):
    """A portal, what its database says, and people to visit it."""

    @property
    def data(self) -> Path:
        """The folder of its data."""
        return self._folder / "var"

    @property
    def database_url(self) -> str:
        """Its database, which a test may look into while it serves."""
        return self._settings.get("DATABASE_URL") or f"sqlite:///{self.data / 'questboard.db'}"

    def set(self, name: str, value: str) -> None:
        """Change one of its settings, for the next start."""
        self._settings[name] = value

    def ask(self, statement: str, **values: object) -> list[tuple[object, ...]]:
        """What its database answers."""
        with _engine(self.database_url) as engine, engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(statement), values)]

    def number(self, statement: str, **values: object) -> int:
        """The one number that its database answers."""
        found = self.ask(statement, **values)[0][0]
        assert isinstance(found, int)
        return found

    def change(self, statement: str, **values: object) -> None:
        """Change rows behind its back."""
        with _engine(self.database_url) as engine, engine.begin() as connection:
            connection.execute(text(statement), values)

    def id_of(self, handle: str) -> int:
        """Somebody's id."""
        return self.number("SELECT id FROM users WHERE handle = :handle", handle=handle)

    def cookie(self, handle: str, *, days_old: int = 0) -> str:
        """Somebody's session, as the portal itself would have signed it some days ago."""
        signer = Flask("portal")
        signer.secret_key = (self.data / "secret-key").read_text().strip()
        serializer = SecureCookieSessionInterface().get_signing_serializer(signer)
        assert serializer is not None
        then = int(time.time()) - days_old * 24 * 3600
        serializer.signer = type("Earlier", (TimestampSigner,), {"get_timestamp": lambda _: then})
        version = self.number("SELECT auth_version FROM users WHERE handle = :handle", handle=handle)
        held = {"_user_id": f"{self.id_of(handle)}.{version}", "_fresh": True, "_permanent": True}
        return f"session={serializer.dumps(held)}"

    def visitor(self, handle: str) -> Visitor:
        """Somebody who is signed in."""
        return Visitor(self.port, self.cookie(handle))

    def start(self, patience: float = PATIENCE) -> None:
        """Start it and wait until it answers. Raises PortalDied if it ends instead."""
        super().start(patience)

    @property
    def said(self) -> str:
        """All it has written into its log."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""


@contextmanager
def _engine(url: str) -> Iterator[Engine]:
    waits = {"timeout": 60} if url.startswith("sqlite") else {}  # the portal may be in the middle of much
    engine = create_engine(url, connect_args=waits)
    try:
        yield engine
    finally:
        engine.dispose()


def demo_data() -> Path:
    """The data folder of a demo company, loaded once in a run. Nobody writes there: see `copied_portal`."""
    return Path(once("demo-company", _load_demo))


def _load_demo(place: Path) -> str:
    with RunningPortal(place, "--demo", settings={"QUESTBOARD_SQLITE_SYNCHRONOUS": "OFF"}) as portal:
        data = portal.data
    return str(data)


def copied_portal(folder: Path, *arguments: str, **settings: str) -> RunningPortal:
    """A portal, not yet started, on a copy of the demo company."""
    shutil.copytree(demo_data(), folder / "var")
    return RunningPortal(folder, *(arguments or ("--demo",)), settings={**UNHURRIED, **settings})


@pytest.fixture(scope="session")
def demo_portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    """This worker's running demo company. Tests share it: each works on questions of its own."""
    few = {"QUESTBOARD_THREADS": "40", "QUESTBOARD_MAX_SOCKETS": str(MOST_SOCKETS)}
    with copied_portal(tmp_path_factory.mktemp("demo"), **few) as portal:
        yield portal


@contextmanager
def portal_on_postgres(folder: Path, server: PostgresServer) -> Iterator[RunningPortal]:
    """A running portal whose copy of the demo company lies in a PostgreSQL database of its own."""
    with demo_on_postgres(server) as url, copied_portal(folder, DATABASE_URL=url) as portal:
        yield portal


@contextmanager
def demo_on_postgres(server: PostgresServer) -> Iterator[str]:
    """The address of a PostgreSQL database with a copy of the demo company in it."""
    name = f"demo_{uuid.uuid4().hex[:12]}"
    with _engine(server.url) as admin:
        _alone(admin, f"CREATE DATABASE {name}")
        try:
            database = Database(server.database(name))
            migrate(database)
            database.dispose()
            copy_demo_into(server.database(name))
            yield server.database(name)
        finally:
            _alone(admin, f"DROP DATABASE {name} WITH (FORCE)")


def _alone(admin: Engine, statement: str) -> None:
    with admin.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text(statement))


def copy_demo_into(url: str) -> None:
    """Copy every row of the demo company into another database, whose tables are there and empty."""
    with (
        _engine(f"sqlite:///{demo_data() / 'questboard.db'}") as source,
        _engine(url) as target,
        source.connect() as old,
        target.begin() as new,
    ):
        # rows that point at later ones of their own table could go in in no order; the source has checked them
        is_postgres = new.dialect.name == "postgresql"
        if is_postgres:
            new.execute(text("SET LOCAL session_replication_role = replica"))
        for table in Base.metadata.sorted_tables:
            rows = [dict(row._mapping) for row in old.execute(table.select().order_by(*table.primary_key))]
            if rows:
                new.execute(insert(table), rows)
            if "id" in table.c and is_postgres:
                new.execute(_NEXT_ID.bindparams(name=table.name, next=max((row["id"] for row in rows), default=0) + 1))

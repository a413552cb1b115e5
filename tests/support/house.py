"""A whole portal per test: a fresh migrated database, the app, and clients signed in as the cast.

A test that asks for `house`, `client` or anything below runs twice: on SQLite and on PostgreSQL.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from gamification.boosted import look_at_boosts
from portal.core import db, deliveries
from portal.core.migrating import migrate
from portal.core.play import look_again
from portal.core.settings import Settings, load_settings
from tests.support.cast import Cast, settle_cast
from tests.support.kept import keep_templates
from tests.support.lending import Lent
from tests.support.postgres import PostgresServer

DATABASES = ("sqlite", pytest.param("postgresql", marks=pytest.mark.needs("postgres")))


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "questboard.db"
    _migrate_and_settle(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def _postgres_databases(postgres_server: PostgresServer) -> Iterator[Lent]:
    """This worker's databases on the server, to be lent."""
    lent = Lent(postgres_server, _migrate_and_settle)
    yield lent
    lent.end()


def _migrate_and_settle(url: str) -> None:
    database = db.Database(url, sqlite_synchronous="OFF")
    migrate(database)
    db.use(database)
    settle_cast()
    db.release()
    db.use(None)
    database.dispose()


@pytest.fixture(params=DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh database with the cast in it."""
    with _fresh(request.param, request, tmp_path / "questboard.db") as url:
        yield url


@contextmanager
def _fresh(kind: str, request: pytest.FixtureRequest, path: Path) -> Iterator[str]:
    if kind == "sqlite":
        shutil.copyfile(request.getfixturevalue("_sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    lent: Lent = request.getfixturevalue("_postgres_databases")
    with lent.lend() as url:
        yield url
        db.release()


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """The settings of a portal under test."""
    return load_settings(
        data_dir=tmp_path / "var",
        database_url=database_url,
        secret_key="a key for tests alone",
        sqlite_synchronous="OFF",
        rate_limits=False,
        meaning=False,
    )


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The app on its fresh database."""
    from portal.app import create_app

    made = create_app(settings)
    made.testing = True
    keep_templates(made)
    made.config["WTF_CSRF_ENABLED"] = False
    look_again()  # chores beside the pages do this
    look_at_boosts()
    db.release()
    yield made
    db.release()
    db.database().dispose()
    db.use(None)


@pytest.fixture
def another_database(
    app: Flask, database_url: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[db.Database]:
    """A second fresh database of the same kind, to compare with; `db.use()` makes it the one in use."""
    first = db.database()
    kind = "sqlite" if database_url.startswith("sqlite") else "postgresql"
    with _fresh(kind, request, tmp_path / "another.db") as url:
        database = db.Database(url, sqlite_synchronous="OFF")
        yield database
        db.release()
        db.use(first)
        database.dispose()


@pytest.fixture
def cast(app: Flask) -> Cast:
    """Emma, Sam, Ana, Adam and their colleagues."""
    return Cast.load()


SignIn = Callable[[str], FlaskClient]


@pytest.fixture
def sign_in(app: Flask) -> SignIn:
    """A client signed in as somebody: `sign_in("emma")`."""

    def as_(handle: str) -> FlaskClient:
        from portal.core.models import User

        client = app.test_client()
        with app.app_context():
            user = db.session().query(User).filter_by(handle=handle).one()
            cookie = f"{user.id}.{user.auth_version}"
            db.release()
        with client.session_transaction() as session:
            session["_user_id"] = cookie
            session["_fresh"] = True
        return client

    return as_


@pytest.fixture
def anonymous(app: Flask) -> FlaskClient:
    """A client that is not signed in."""
    return app.test_client()


@pytest.fixture
def settle(app: Flask) -> Callable[[], int]:
    """Make every delivery that is due, as the worker would."""

    def all_of_it() -> int:
        made = deliveries.deliver_all()
        db.release()
        return made

    return all_of_it

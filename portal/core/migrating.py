"""Bringing the database to this version of the portal, and back."""

from collections.abc import Callable

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from portal.core.db import Database
from portal.core.paths import MIGRATIONS


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config


def migrate(database: Database, to: str = "head") -> None:
    """Migrate `database` up to revision `to`; all of it, or nothing."""
    _run(database, lambda config: command.upgrade(config, to))


def migrate_down(database: Database, to: str) -> None:
    """Migrate `database` down to revision `to` ("base": to nothing)."""
    _run(database, lambda config: command.downgrade(config, to))


def _run(database: Database, step: Callable[[Config], None]) -> None:
    config = _config()
    with database.open_writing_session() as session, session.begin():
        connection = session.connection()
        if not database.is_sqlite:
            # two servers starting at once migrate one after the other; the number is any that nobody else uses
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(716151)")
        config.attributes["connection"] = connection
        step(config)


def is_current(database: Database) -> bool:
    """Whether `database` stands at this portal's newest revision."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head

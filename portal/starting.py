"""What every command does first: a data folder with its secrets and tables, and the rooms wired on its database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from portal.core.settings import Settings, SettingsError, load_settings

if TYPE_CHECKING:
    from portal.core.db import Database


@contextmanager
def ready_portal(settings: Settings | None = None) -> Iterator[Settings]:
    """The database in use and the rooms wired, without serving pages."""
    from portal import wiring
    from portal.core import db

    settings = settings or load_settings()
    db.use(db.Database(settings.database, sqlite_synchronous=settings.sqlite_synchronous))
    wiring.wire(settings)
    try:
        yield settings
    finally:
        db.release()
        db.database().dispose()


def prepare(settings: Settings) -> None:
    """Make the data folder, the secrets and the tables, where they are missing."""
    from portal.core import db
    from portal.core.migrating import migrate as bring_up

    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        settings.signing_key()
    except OSError as error:
        raise click.ClickException(
            f"The data folder {settings.data_dir} cannot be written ({error.strerror}). "
            "Set QUESTBOARD_DATA_DIR to a folder that can."
        ) from None
    database = db.Database(settings.database)
    bring_up(database)
    _note_rules(settings, database)
    database.dispose()


def _note_rules(settings: Settings, database: "Database") -> None:
    """Check the point rules and the quests, and announce rules that changed. Raises SettingsError, naming the line."""
    from gamification.engine.section import RulesError
    from gamification.quests.templates import quests_book
    from gamification.versions import note_rules, read_file
    from portal import wiring
    from portal.core import db

    try:
        text = read_file(settings.point_rules)
    except (RulesError, OSError, UnicodeDecodeError) as problem:
        raise SettingsError(f"QUESTBOARD_POINT_RULES cannot be used: {problem}") from None
    try:
        quests_book()
    except RulesError as problem:
        raise SettingsError(f"The quests cannot be used: {problem}") from None
    db.use(database)
    wiring.wire(settings)  # so that those who have to hear of a change do
    try:
        note_rules(text)
    finally:
        db.release()
        db.use(None)

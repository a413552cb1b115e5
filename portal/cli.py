"""The `questboard` command."""

import sys

import click

from portal.core.settings import SettingsError, load_settings


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="questboard")
def questboard() -> None:
    """Questboard: where colleagues get each other unstuck."""


@questboard.command()
def migrate() -> None:
    """Bring the database to this version."""
    from portal.core import db
    from portal.core.migrating import migrate as bring_up

    settings = load_settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    bring_up(db.Database(settings.database))
    click.echo("The database is up to date.")


def main() -> None:
    """Run the command; a wrong setting is a sentence, not a traceback."""
    try:
        questboard()
    except SettingsError as error:
        click.echo(str(error), err=True)
        sys.exit(2)

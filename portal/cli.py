"""The `questboard` command: start the portal, look after its data, bring things in."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

import click

from portal.core.refusals import Refused
from portal.core.settings import Settings, SettingsError, load_settings
from portal.game_commands import prove, rebuild, simulate_rules
from portal.importers.commands import import_
from portal.starting import prepare, ready_portal

T = TypeVar("T")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="questboard")
def questboard() -> None:
    """Questboard: where colleagues get each other unstuck.

    Settings come from the environment; `questboard settings` lists them.
    """


@questboard.command()
@click.option("--demo", is_flag=True, help="Bring the demo company in, if there is nobody yet, and let visitors be it.")
def serve(demo: bool) -> None:  # noqa: FBT001 -- a flag of the command line
    """Serve the portal, and do the worker's job unless QUESTBOARD_EMBEDDED_WORKER is off."""
    from portal import serving

    settings = load_settings(demo=True) if demo else load_settings()
    try:
        serving.check_address(settings)
    except serving.AddressTaken as error:
        raise click.ClickException(str(error)) from None
    prepare(settings)
    if demo:
        _bring_demo_in(settings)
    _greet(settings)
    serving.serve(settings)


def _bring_demo_in(settings: Settings) -> None:
    from portal.demo.loading import is_empty, load_demo

    with ready_portal(settings):
        if is_empty():
            click.echo("Bringing the demo company in (half a minute, once) …")
            load_demo()


def _greet(settings: Settings) -> None:
    click.echo(f"\n  Questboard is at {settings.address}")
    if settings.demo:
        click.echo("  Sign in there with one click as Emma (employee), Sam (superuser), Ana (IT analyst)")
        click.echo("  or Adam (administrator). Ctrl-C stops; what you did stays.\n")
    else:
        click.echo("  Nobody yet? `questboard create-admin` makes the first administrator. Ctrl-C stops.\n")
    sys.stdout.flush()


@questboard.command()
def worker() -> None:
    """Do the worker's job alone: deliveries, the search index, mails."""
    import signal

    from portal.logs import set_up_logs
    from portal.worker import Worker, chores

    settings = load_settings()
    set_up_logs(settings.log_format)
    with ready_portal(settings):
        made = Worker(chores(settings))
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: made.ask_to_stop())
        click.echo("The worker is at work. Ctrl-C stops it.")
        made.run()


@questboard.command()
def migrate() -> None:
    """Bring the database to this version of the portal."""
    prepare(load_settings())
    click.echo("The database is up to date.")


@questboard.command("settings")
def show_settings() -> None:
    """List every setting, what it is for, and its default."""
    from portal.core.settings import variable

    for name, field in Settings.model_fields.items():
        default = "" if "secret" in str(field.annotation).lower() else field.default
        click.echo(f"{variable(name)}={default}\n    {field.description}")


@questboard.command("create-admin")
@click.option("--email", prompt="E-mail address")
@click.option("--name", prompt="Name")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True, envvar="QUESTBOARD_ADMIN_PASSWORD")
def create_admin(email: str, name: str, password: str) -> None:
    """Make an administrator who can sign in at once."""
    from portal.people.actions.accounts import create_administrator

    settings = load_settings()
    prepare(settings)
    with ready_portal(settings):
        handle = create_administrator(email=email, name=name, password=password)
    click.echo(f"{name} can sign in as {email}, and is @{handle} to colleagues.")


@questboard.command("retry")
def retry_deliveries() -> None:
    """Give deliveries that were parked after many failures another set of tries."""
    from portal.core.deliveries import retry_parked

    with ready_portal():
        click.echo(f"{retry_parked()} deliveries will be tried again.")


@questboard.command()
def reindex() -> None:
    """Build the search index anew, from the database. A portal that is running goes on searching meanwhile."""
    from portal.finding import sources
    from portal.finding.keeping import rebuild
    from portal.search.errors import SearchError

    settings = load_settings()
    prepare(settings)
    with ready_portal(settings):
        try:
            with click.progressbar(length=sources.count(), label="Building the search index") as bar:
                count = rebuild(_counted(sources.every_document(), bar.update))
        except SearchError as problem:
            raise click.ClickException(str(problem)) from None
    click.echo(f"{count} documents can be found.")


def _counted(documents: Iterable[T], count: Callable[[int], None]) -> Iterator[T]:
    for document in documents:
        count(1)
        yield document


@questboard.command()
def check() -> None:
    """Compare what must agree: the search index with the database, balances with the ledger; and look for parked work.

    Exit code 1 if anything does not agree.
    """
    from portal.checking import findings

    settings = load_settings()
    prepare(settings)
    with ready_portal(settings):
        found = list(findings())
    for finding in found:
        click.echo(f"{'good' if finding.is_good else 'BAD '}  {finding.says}")
    if not all(finding.is_good for finding in found):
        sys.exit(1)


for command in (import_, simulate_rules, prove, rebuild):
    questboard.add_command(command)


def main() -> None:
    """Run the command. A wrong setting or a refusal is a sentence, not a traceback."""
    try:
        questboard(standalone_mode=True)
    except SettingsError as error:
        click.echo(f"Questboard cannot start:\n{error}", err=True)
        sys.exit(2)
    except Refused as refusal:
        click.echo(refusal.sentence, err=True)
        sys.exit(1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

"""`questboard import`: bring in what was written elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import orjson
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table as Sheet

from portal.importers.stackexchange.kinds import Table
from portal.importers.stackexchange.reader import Progress as Hears
from portal.importers.stackexchange.tallying import ImportReport
from portal.starting import prepare, ready_portal

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.group("import")
def import_() -> None:
    """Bring in what was written elsewhere. Nobody is notified and no mail is sent; importing again is harmless."""


@import_.command("stackexchange")
@click.argument("folder", type=FOLDER)
@click.option("--rules", default="default", show_default=True, help="The rule set its votes are counted by.")
@click.option("--site", help="The site's name, beer.stackexchange.com, where the folder does not tell.")
@click.option("--report", type=FILE, help="Write what was read, written and skipped to this file, as JSON.")
def stackexchange(folder: Path, rules: str, site: str | None, report: Path | None) -> None:
    """Import a site in the Stack Exchange dump format from FOLDER (Posts.xml, Users.xml, …)."""
    from gamification.engine.loading import rule_sets
    from portal.core.settings import load_settings
    from portal.importers.stackexchange.importing import import_dump
    from portal.importers.stackexchange.reader import NoDumpError
    from portal.importers.stackexchange.site import UnknownSiteError

    if rules not in rule_sets():
        raise click.BadParameter(f"There is no rule set {rules}; there are {', '.join(rule_sets())}.")
    settings = load_settings()
    prepare(settings)
    with ready_portal(settings), _bars() as hears:
        try:
            done = import_dump(folder, rules, site, hears)
        except (NoDumpError, UnknownSiteError) as error:
            raise click.ClickException(str(error)) from None
    if report is not None:
        report.write_bytes(orjson.dumps(done.as_json(), option=orjson.OPT_INDENT_2))
    _say(done)


@contextmanager
def _bars() -> Iterator[Hears]:
    """A bar for each table: how much of its file has been read. Quiet where nobody looks at a terminal."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description:>12}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
    with Progress(*columns, TimeElapsedColumn(), console=console, disable=not console.is_terminal) as progress:
        tasks = {}

        def hears(table: Table, done: int, total: int) -> None:
            if table not in tasks:
                tasks[table] = progress.add_task(table.value, total=total or 1)
            progress.update(tasks[table], completed=done)

        yield hears


def _say(done: ImportReport) -> None:
    report = done.as_json()
    sheet = Sheet("", "new", "changed", "unchanged", "gone", title=f"{done.site}, rules {done.rules}")
    for kind, counts in report["written"].items():
        sheet.add_row(kind, *(str(counts[name]) for name in ("new", "changed", "unchanged", "gone")))
    console = Console()
    console.print(sheet)
    for table, reasons in report["skipped"].items():
        for why, count in reasons.items():
            console.print(f"Skipped in {table}: {count}, {why}.")


@import_.command("articles")
@click.argument("folder", type=FOLDER)
@click.option("--owner", help="The handle of the colleague who looks after them; the first analyst, if not said.")
@click.option("--report", type=FILE, help="Write what was read, written and skipped to this file, as JSON.")
def articles(folder: Path, owner: str | None, report: Path | None) -> None:
    """Import Markdown articles with front matter from FOLDER into the library."""
    from portal.core.settings import load_settings
    from portal.importers.articles.importing import import_articles
    from portal.importers.articles.library import NotALibraryError

    settings = load_settings()
    prepare(settings)
    with ready_portal(settings):
        try:
            done = import_articles(folder, owner)
        except NotALibraryError as error:
            raise click.ClickException(str(error)) from None
    if report is not None:
        report.write_bytes(orjson.dumps(done.as_json(), option=orjson.OPT_INDENT_2))
    console = Console()
    console.print(
        f"{done.tally.read} articles read: {done.new} new, {done.changed} changed, "
        f"{done.unchanged} unchanged, {done.gone} gone."
    )
    for one in done.tally.skipped:
        console.print(f"Skipped {one}", highlight=False)
    for path in done.shown_plain:
        console.print(f"Shown as plain text, as it is too costly to render: {path}", highlight=False)

"""Imports the real archives that QUESTBOARD_DATA holds, and says how well each came out.

For each: seconds of CPU and memory; of a site also how many members' reputation comes out as published, and which
badges do. Of the site that was dumped twice, the later dump over the earlier one is compared with the later one alone,
in every column of every table, and imported again, which must write nothing. All in a folder that is gone afterwards.
"""

import os
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console
from rich.table import Table

from portal.core import db
from portal.core.settings import load_settings
from portal.importers.stackexchange.reader import Dump
from portal.importers.stackexchange.reputation import compare, recompute
from tests.importers.inventory import Inventory, differences, inventory
from tests.support.data import Archive, folder
from tests.support.run import LackingError

ALONE, OVER = "alone", "over"
RUNS = (
    # archive, data folder, what is said of it
    (Archive.HOW_THINGS_WORK_2011, "htw", "alone"),
    (Archive.AI_2017, "ai", "alone"),
    (Archive.BEER_2020, ALONE, "alone"),
    (Archive.BEER_2016, OVER, "alone"),
    (Archive.BEER_2016, OVER, "again"),
    (Archive.BEER_2020, OVER, "over 2016"),
    (Archive.BEER_2020, OVER, "again"),
)


@dataclass(frozen=True)
class Run:
    """One import: what it cost and what it wrote."""

    name: str
    cpu: float
    megabytes: float
    written: dict[str, dict[str, int]]
    badges: list[dict[str, Any]]

    def total(self, what: str) -> int:
        """How many things, of all kinds, were `what`."""
        return sum(counts[what] for counts in self.written.values())


def main(arguments: list[str]) -> int:
    """Import everything, print the tables. Exit code 1 where something that must be equal is not."""
    if arguments:
        print(__doc__)
        return 2
    try:
        archives = folder()
    except LackingError as lacking:
        print(lacking)
        return 1
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        dumps = {archive: _unpack(archives, archive, place) for archive in {archive for archive, _, _ in RUNS}}
        runs = [
            _import(dumps[archive], place, data, f"{archive.name.lower().replace('_', ' ')}, {said}")
            for archive, data, said in RUNS
        ]
        _print_runs(runs)
        _print_reputation({run.name: dump for run, dump in zip(runs, (dumps[one] for one, _, _ in RUNS), strict=True)})
        _print_badges(runs[2])
        wrong = differences(_inventory(place / OVER), _inventory(place / ALONE))
    changed = [run.name for run in runs if run.name.endswith("again") and run.total("unchanged") != _all(run)]
    console = Console()
    for table, rows in wrong.items():
        console.print(f"{table} differs: {rows}", markup=False)
    for name in changed:
        console.print(f"{name} wrote something.")
    if not (wrong or changed):
        console.print("Over 2016 and alone are equal in every table; again wrote nothing.")
    return 1 if wrong or changed else 0


def _unpack(archives: Path, archive: Archive, place: Path) -> Path:
    into = place / archive.value.removesuffix(".tar.xz")
    with tarfile.open(archives / archive.value) as tar:
        tar.extractall(into, filter="data")
    return into


def _import(dump: Path, place: Path, data: str, name: str) -> Run:
    report = place / "report.json"
    words = ["import", "stackexchange", str(dump), "--rules", "stackexchange", "--report", str(report)]
    child = os.posix_spawn(
        sys.executable,
        [sys.executable, "-c", "from portal.cli import main; main()", *words],
        {**os.environ, "QUESTBOARD_DATA_DIR": str(place / data), "COLUMNS": "100"},
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
    )
    _, status, used = os.wait4(child, 0)
    if status:
        raise SystemExit(f"{name} ended with {os.waitstatus_to_exitcode(status)}")
    told = orjson.loads(report.read_bytes())
    return Run(name, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, told["written"], told["badges"])


def _all(run: Run) -> int:
    return sum(run.total(what) for what in ("new", "changed", "unchanged", "gone"))


def _inventory(data: Path) -> Inventory:
    database = db.Database(load_settings(data_dir=data).database)
    db.use(database)
    try:
        return inventory()
    finally:
        database.dispose()


def _print_runs(runs: list[Run]) -> None:
    sheet = Table("import", "CPU s", "MB", "new", "changed", "unchanged", "gone")
    for run in runs:
        counts = (str(run.total(what)) for what in ("new", "changed", "unchanged", "gone"))
        sheet.add_row(run.name, f"{run.cpu:.1f}", f"{run.megabytes:.0f}", *counts)
    Console().print(sheet)


def _print_reputation(dumps: dict[str, Path]) -> None:
    sheet = Table("reputation as published", "members", "matching", "who posted", "matching")
    for name, dump in dumps.items():
        if name.endswith("alone"):
            found = compare(recompute(Dump(dump)))
            shares = f"{found.matching:.1%}", f"{found.posters_matching:.1%}"
            sheet.add_row(name, str(found.members), shares[0], str(found.posters), shares[1])
    Console().print(sheet)


def _print_badges(run: Run) -> None:
    sheet = Table(f"badges, {run.name}", "published", "recomputed", "precision", "recall")
    for badge in run.badges:
        shares = f"{badge['precision']:.2f}", f"{badge['recall']:.2f}"
        sheet.add_row(badge["name"], str(badge["published"]), str(badge["recomputed"]), *shares)
    Console().print(sheet)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

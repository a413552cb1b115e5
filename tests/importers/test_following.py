"""An import follows its source: whatever was there before, it ends as if it had come alone, and says what it did."""

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from community.models import Revision, Tag
from gamification.proving import prove
from portal.core.db import Database, release, session, transaction, use
from portal.importers.stackexchange.importing import import_dump
from tests.importers.inventory import Inventory, differences, inventory
from tests.importers.two_dumps import earlier, later
from tests.support.cast import Cast

Written = dict[str, dict[str, int]]


def bring_in(folder: Path) -> Written:
    written: Written = import_dump(folder, "stackexchange").as_json()["written"]
    return written


def alone(folder: Path, database: Database) -> Inventory:
    """What an import leaves that nothing came before."""
    release()
    use(database)
    bring_in(folder)
    return inventory()


def test_a_later_dump_over_an_earlier_one_ends_as_the_later_one_alone(
    cast: Cast, tmp_path: Path, another_database: Database
) -> None:
    bring_in(earlier(tmp_path))
    before = inventory()
    bring_in(later(tmp_path))
    over = inventory()
    assert differences(over, alone(later(tmp_path), another_database)) == {}
    # and neither of the two was empty, or the same
    for table in (
        "users",
        "questions",
        "answers",
        "comments",
        "revisions",
        "tags",
        "question_tags",
        "follows",
        "attributions",
        "imported_figures",
        "ledger",
        "badge_awards",
    ):
        assert before[table] and over[table], table
        assert before[table] != over[table], table


def test_an_earlier_dump_over_a_later_one_ends_as_the_earlier_one_alone(
    cast: Cast, tmp_path: Path, another_database: Database
) -> None:
    for dump in (earlier, later, earlier, later, earlier):
        bring_in(dump(tmp_path))
    back = inventory()
    assert differences(back, alone(earlier(tmp_path), another_database)) == {}


@pytest.mark.parametrize("dump", [earlier, later])
def test_the_same_dump_again_writes_nothing(cast: Cast, tmp_path: Path, dump: Callable[[Path], Path]) -> None:
    bring_in(earlier(tmp_path))
    bring_in(dump(tmp_path))
    before = inventory()
    again = bring_in(dump(tmp_path))
    assert {kind: counts["unchanged"] > 0 for kind, counts in again.items()} == dict.fromkeys(again, True)
    assert all(counts["new"] == counts["changed"] == counts["gone"] == 0 for counts in again.values()), again
    assert inventory() == before


def test_balances_follow_from_the_ledger_for_those_who_are_gone_too(cast: Cast, tmp_path: Path) -> None:
    for dump in (earlier, later, earlier, later):
        bring_in(dump(tmp_path))
        assert not prove().wrong


def test_a_version_written_here_comes_after_those_of_the_source(cast: Cast, tmp_path: Path) -> None:
    bring_in(earlier(tmp_path))
    with transaction() as opened:
        first = opened.scalars(select(Revision).where(Revision.note == "by Gus")).one()
        values = {"title": first.title, "body_source": "As a colleague has it.", "at": first.at}
        opened.add(Revision(question_id=first.question_id, number=3, editor_id=cast["sam"].id, **values))
    bring_in(later(tmp_path))
    history = select(Revision.number, Revision.body_source).where(Revision.question_id == first.question_id)
    assert [tuple(row) for row in session().execute(history.order_by(Revision.number))] == [
        (1, "Is it this?"),
        (2, "Is it this, or that?"),
        (3, "Is it this, or that?"),
        (4, "Is it this, or that?"),
        (5, "As a colleague has it."),
    ]


def test_a_tag_described_by_a_colleague_stays_as_they_described_it(cast: Cast, tmp_path: Path) -> None:
    bring_in(earlier(tmp_path))
    with transaction() as opened:
        tag = opened.scalars(select(Tag).where(Tag.name == "green")).one()
        tag.description = tag.description_html = "As a colleague has it."
    bring_in(later(tmp_path))
    told = {tag.name: tag.description for tag in session().scalars(select(Tag))}
    assert (told["green"], told["kettles"], told["lost"]) == ("As a colleague has it.", "What water boils in.", "")


_KILLED = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event
from portal.core import db
from portal.importers.stackexchange.importing import import_dump

url, left, *folders = sys.argv[1:]
left = int(left)
database = db.Database(url, sqlite_synchronous="OFF")
db.use(database)

@event.listens_for(database.engine, "before_cursor_execute")
def count(*_):
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)

for folder in folders:
    import_dump(Path(folder), "stackexchange")
"""


def test_an_import_killed_at_any_moment_goes_on_and_ends_the_same(
    cast: Cast, tmp_path: Path, database_url: str, another_database: Database
) -> None:
    release()
    folders = [str(earlier(tmp_path)), str(later(tmp_path))]

    def run(statements: int) -> int:
        command = [sys.executable, "-c", _KILLED, database_url, str(statements), *folders]
        return subprocess.run(command, check=False).returncode

    # each attempt gets further than the one before, until there is nothing left to do
    attempts = 0
    while (end := run(40 + 80 * attempts)) == -signal.SIGKILL:
        attempts += 1
    assert end == 0
    assert attempts > 2
    killed = inventory()
    assert differences(killed, alone(later(tmp_path), another_database)) == {}

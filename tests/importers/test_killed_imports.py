"""An import that is killed at any moment goes on when it is run again, and ends as if nobody had disturbed it."""

import signal
import subprocess
from pathlib import Path

import pytest

from tests.importers.dumps import BEANS
from tests.importers.whole import in_words
from tests.support.dying import AT, dying_command
from tools.portal import ROOT

NOON = "2026-03-02T12:00:00+00:00"


@pytest.fixture
def two_databases(tmp_path: Path) -> dict[str, str]:
    """The addresses of two empty databases: one for the import that is killed, one for the other.

    SQLite takes numbers back that a killed transaction had drawn, so that links to posts read the same in both.
    """
    return {name: f"sqlite:///{tmp_path / name}.db" for name in ("killed", "whole")}


def run_import(url: str, data: Path, before_commit: int = 0) -> subprocess.CompletedProcess[str]:
    """`questboard import stackexchange`, killed before its nth commit; 0: not at all."""
    command = dying_command(before_commit, "import", "stackexchange", str(BEANS), "--rules", "stackexchange")
    environment = {"DATABASE_URL": url, "QUESTBOARD_DATA_DIR": str(data), "PYTHONPATH": str(ROOT), AT: NOON}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=300)


@pytest.mark.parametrize("first", [1, 2], ids=["odd", "even"])
def test_an_import_killed_before_every_commit_in_turn_ends_as_one_that_was_left_alone(
    two_databases: dict[str, str], tmp_path: Path, first: int
) -> None:
    alone = run_import(two_databases["whole"], tmp_path / "whole")
    assert alone.returncode == 0, alone.stderr
    commits = int(alone.stderr.rpartition("commits: ")[2])

    kills = 0
    for moment in range(first, commits + 1, 2):
        done = run_import(two_databases["killed"], tmp_path / "killed", moment)
        assert done.returncode in (-signal.SIGKILL, 0), done.stderr
        kills += done.returncode == -signal.SIGKILL
    assert kills > 4
    last = run_import(two_databases["killed"], tmp_path / "killed")
    assert last.returncode == 0, last.stderr

    killed, whole = in_words(two_databases["killed"]), in_words(two_databases["whole"])
    assert sum(whole["questions"].values()) == 3
    assert sum(whole["ledger"].values()) > 20
    different = {table: [killed[table] - rows, rows - killed[table]] for table, rows in whole.items()}
    assert {table: sides for table, sides in different.items() if any(sides)} == {}

"""What an import says of itself: on the terminal, and in its report."""

import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import orjson

from portal.core.db import release
from portal.importers.stackexchange.importing import import_dump
from tests.importers.dumps import BEANS
from tests.support.cast import Cast


def test_a_report_counts_what_was_read_written_and_skipped_and_compares_everybody(cast: Cast) -> None:
    report = import_dump(BEANS, "stackexchange").as_json()
    assert report["read"] == {
        "Badges": 14,
        "Comments": 3,
        "PostHistory": 9,
        "PostLinks": 3,
        "Posts": 13,
        "Tags": 2,
        "Users": 8,
        "Votes": 33,
    }
    assert {kind: counts["new"] for kind, counts in report["written"].items()} == {
        "answers": 5,
        "badges": 13,
        "comments": 3,
        "lines": 31,
        "questions": 3,
        "revisions": 3,
        "tags": 2,
        "users": 8,
    }
    assert report["skipped"] == {
        "Votes": {"a kind this reader does not know": 1},
        "badges": {"they do not follow from the dump's numbers": 1},
        "links": {"one of their posts is gone": 1},
        "posts": {
            "neither question nor answer: moderator nomination": 1,
            "neither question nor answer: orphaned tag wiki": 1,
            "neither question nor answer: tag wiki": 1,
            "neither question nor answer: tag wiki excerpt": 1,
            "neither question nor answer: wiki placeholder": 1,
        },
        "votes": {"their post is gone": 1},
    }
    assert report["users"] == [
        {"id": -1, "published": 1, "recomputed": 1},
        {"id": 1, "published": 336, "recomputed": 236},
        {"id": 2, "published": 83, "recomputed": 1},
        {"id": 3, "published": 41, "recomputed": 41},
        {"id": 4, "published": 3, "recomputed": 3},
        {"id": 5, "published": 1, "recomputed": 1},
        {"id": 6, "published": 1, "recomputed": 1},
        {"id": 7, "published": 51, "recomputed": 1},
    ]
    assert {(badge["precision"], badge["recall"]) for badge in report["badges"]} == {(1.0, 1.0)}


def test_the_command_shows_how_far_it_is_and_writes_its_report(cast: Cast, tmp_path: Path, database_url: str) -> None:
    release()
    file = tmp_path / "report.json"
    shown, said = in_a_terminal(database_url, tmp_path, "stackexchange", str(BEANS), "--report", str(file))
    for table in ("Users", "Posts", "Votes", "PostHistory"):
        assert table in shown
    assert "100 %" in shown
    assert "Skipped in votes: 1, their post is gone." in said
    report: dict[str, Any] = orjson.loads(file.read_bytes())
    assert {"read", "written", "skipped", "users"} <= set(report)
    assert report["written"]["questions"] == {"new": 3, "changed": 0, "unchanged": 0, "gone": 0}


def test_articles_that_cannot_be_read_are_named_with_why(cast: Cast, tmp_path: Path, database_url: str) -> None:
    release()
    file = tmp_path / "report.json"
    library = str(BEANS.parent / "library")
    _, said = in_a_terminal(database_url, tmp_path, "articles", library, "--report", str(file))
    assert "Skipped Teams/broken.md: its front matter is not readable" in said
    report = orjson.loads(file.read_bytes())
    assert sum(report["skipped"].values()) == len(report["skipped_files"])


def in_a_terminal(database_url: str, folder: Path, *words: str) -> tuple[str, str]:
    """What `questboard import` shows on a terminal while it works, and what it says at the end."""
    command = [sys.executable, "-c", "from portal.cli import main; main()", "import", *words]
    place = {
        "DATABASE_URL": database_url,
        "QUESTBOARD_DATA_DIR": str(folder / "var"),
        "TERM": "xterm",
        "COLUMNS": "200",
    }
    ours, theirs = pty.openpty()
    try:
        done = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=theirs, env={**os.environ, **place}, text=True, check=True
        )
        os.close(theirs)
        return _all_of(ours), done.stdout
    finally:
        os.close(ours)


def _all_of(terminal: int) -> str:
    shown = b""
    try:
        while block := os.read(terminal, 65536):
            shown += block
    except OSError:
        # how a terminal says that nobody writes to it any more
        pass
    return shown.decode()

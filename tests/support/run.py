"""One test run and what its parallel workers share: a folder, and things made once and then known to all.

The process that was started first makes the folder, and at the end takes it away together with the
servers that were started for the run.
"""

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path

import pytest

from tests.support import servers

RUN_FOLDER = "QUESTBOARD_TEST_RUN"
OWNER_LOCK = "owner.lock"
_FOR_THE_TESTS = (RUN_FOLDER, "QUESTBOARD_DATA", "QUESTBOARD_LEAVE_NOTHING_OUT", "QUESTBOARD_LEFT_OUT_REPORT")
_SETTINGS = ("DATABASE_URL", "REDIS_URL", "HOST", "PORT")


class LackingError(Exception):
    """This machine lacks something. The message says why, and what would help."""


@dataclass(frozen=True)
class _Owned:
    """A run this process began. It holds the lock as long as it lives, which the servers' keepers watch."""

    folder: Path
    lock: TextIOWrapper
    folder_before: str | None


_owned: list[_Owned] = []


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Begin the run, and let no setting of the person's own shell change what is tested."""
    for name in list(os.environ):
        if name in _SETTINGS or (name.startswith("QUESTBOARD_") and name not in _FOR_THE_TESTS):
            del os.environ[name]
    if not hasattr(config, "workerinput"):
        _owned.append(_begin())


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """End the run in the process that began it."""
    if not hasattr(config, "workerinput") and _owned:
        _end(_owned.pop())


def run_folder() -> Path:
    """The folder of this run, the same in every worker."""
    return Path(os.environ[RUN_FOLDER])


def once(name: str, make: Callable[[Path], str]) -> str:
    """What `make` returns, made by one worker and then known to all; it is given a path it may make.

    A LackingError is remembered too, so that nobody tries a second time.
    """
    told = run_folder() / f"{name}.json"
    with _one_worker(run_folder() / f"{name}.lock"):
        if not told.exists():
            told.write_text(json.dumps(_outcome(make, run_folder() / name)))
        outcome: dict[str, str] = json.loads(told.read_text())
    if "lacking" in outcome:
        raise LackingError(outcome["lacking"])
    return outcome["value"]


def _begin() -> _Owned:
    folder = Path(tempfile.mkdtemp(prefix="questboard-run-"))
    lock = (folder / OWNER_LOCK).open("w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    owned = _Owned(folder, lock, os.environ.get(RUN_FOLDER))
    os.environ[RUN_FOLDER] = str(folder)
    return owned


def _end(owned: _Owned) -> None:
    servers.stop_all(owned.folder)
    owned.lock.close()
    shutil.rmtree(owned.folder, ignore_errors=True)
    if owned.folder_before is None:
        del os.environ[RUN_FOLDER]
    else:
        os.environ[RUN_FOLDER] = owned.folder_before


def _outcome(make: Callable[[Path], str], place: Path) -> dict[str, str]:
    try:
        return {"value": make(place)}
    except LackingError as error:
        return {"lacking": str(error)}


@contextmanager
def _one_worker(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield

"""Throw-away servers for one test run: started by whoever needs one first, always stopped at the end."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_KEEPER = Path(__file__).with_name("keeper.py")
_PATIENCE = 60.0
"""Seconds a server may take to come up or go down."""


@dataclass(frozen=True)
class Place:
    """Where a server lives: a folder with a short path, since sockets allow no long one, owned by `user`."""

    folder: Path
    user: str | None

    @property
    def log(self) -> Path:
        """What the server printed."""
        return self.folder / "log"


@contextmanager
def new_place(user: str | None = None) -> Iterator[Place]:
    """A new folder to start a server in, gone again if that fails. `user` runs it, ourselves if None."""
    short = "/tmp" if os.access("/tmp", os.W_OK) else None  # a longer TMPDIR may not fit into a socket's address
    place = Place(Path(tempfile.mkdtemp(prefix="qb-", dir=short)), user)
    place.log.touch()
    if user:
        account = pwd.getpwnam(user)
        os.chown(place.folder, account.pw_uid, account.pw_gid)
    try:
        yield place
    except BaseException:
        shutil.rmtree(place.folder, ignore_errors=True)
        raise


def run_in(place: Place, argv: Sequence[str | Path]) -> None:
    """Run a program to its end in the place, as its user. Raises RuntimeError with what it printed."""
    group = pwd.getpwnam(place.user).pw_gid if place.user else None
    done = subprocess.run(
        list(argv),
        cwd=place.folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        user=place.user,
        group=group,
        extra_groups=[] if place.user else None,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{argv[0]} failed: {done.stdout}")


def start(run: Path, place: Place, argv: Sequence[str | Path], ready: Callable[[], bool]) -> None:
    """Start a server in its place and return when it is `ready`.

    It ends with the run, even with one that is killed, and its folder goes with it. Raises RuntimeError
    with what the server printed when it does not come up.
    """
    note = run / f"{place.folder.name}.keeper"
    keeper = [sys.executable, "-I", _KEEPER, run / "owner.lock", note, place.folder, place.user or "", *argv]
    subprocess.run(list(map(str, keeper)), stdin=subprocess.DEVNULL, check=True)
    deadline = time.monotonic() + _PATIENCE
    while not ready():
        if not note.exists() or time.monotonic() > deadline:
            printed = place.log.read_text(errors="replace") if place.log.exists() else "it ended at once"
            raise RuntimeError(f"{argv[0]} did not come up: {printed[-4000:]}")
        time.sleep(0.05)


def stop_all(run: Path) -> None:
    """Stop every server of the run, and return when they are gone."""
    notes = list(run.glob("*.keeper"))
    for note in notes:
        os.kill(int(note.read_text()), signal.SIGTERM)
    deadline = time.monotonic() + _PATIENCE
    while any(note.exists() for note in notes) and time.monotonic() < deadline:
        time.sleep(0.02)

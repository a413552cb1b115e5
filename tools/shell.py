"""Runs other programs for set-up, and says in one sentence what went wrong when one fails."""

import fcntl
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache"

_NO_NETWORK = re.compile(
    r"\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|ETIMEDOUT)\b|getaddrinfo|dns error|name resolution"
    r"|name or service not known|connection refused|network is unreachable|newconnectionerror|connecttimeout"
    r"|timed out|proxyerror|failed to establish a new connection|client error \(connect\)",
    re.IGNORECASE,
)
_FULL_DISK = re.compile(r"no space left|ENOSPC", re.IGNORECASE)


class SetUpError(Exception):
    """What stops set-up: one sentence for the person, and what the failed program said, if anything."""

    def __init__(self, sentence: str, output: str = "") -> None:
        super().__init__(sentence)
        self.output = output


def say(line: str) -> None:
    """Tell the person what is going on."""
    print(line, flush=True)


def run(task: str, argv: Sequence[str | Path], env: Mapping[str, str] | None = None) -> str:
    """Run a program in the project's folder and return what it printed; errors name it by `task`."""
    try:
        done = subprocess.run(
            list(argv),
            cwd=ROOT,
            env=dict(clean_environment() if env is None else env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except OSError as error:
        raise SetUpError(f"{task} failed: {argv[0]} cannot be run ({error.strerror}).") from None
    if done.returncode:
        _keep_for_later(done.stdout)
        raise explain(task, done.stdout)
    return done.stdout


def explain(task: str, output: str) -> SetUpError:
    """The error for a failed program, from what it printed; a cause we know needs only its sentence."""
    if _NO_NETWORK.search(output):
        return SetUpError(
            f"{task} failed, the network could not be reached: check the connection or the proxy settings."
        )
    if _FULL_DISK.search(output):
        return SetUpError(f"{task} failed because the disk is full.")
    return SetUpError(f"{task} failed; what the program said is above.", output)


def _keep_for_later(output: str) -> None:
    """Keep all that the failed program said, for whom the sentence is not enough."""
    with suppress(OSError):
        (CACHE / "failure.log").write_text(output, encoding="utf-8")


def clean_environment() -> dict[str, str]:
    """This process's environment without what would lead a virtual environment's Python astray."""
    astray = (
        "PYTHONPATH",
        "PYTHONHOME",
        "VIRTUAL_ENV",
        "PIP_USER",
        "PIP_TARGET",
        "PIP_PREFIX",
        "PIP_REQUIRE_VIRTUALENV",
    )
    return {name: value for name, value in os.environ.items() if name not in astray}


@contextmanager
def only_one_at_once() -> Iterator[None]:
    """Hold the folder's set-up lock; a second set-up waits here and then finds everything done."""
    try:
        CACHE.mkdir(exist_ok=True)
        file = (CACHE / "setup.lock").open("w")
    except OSError as error:
        raise SetUpError(
            f"Set-up cannot write into {ROOT} ({error.strerror}): clone the project to a folder of your own."
        ) from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another set-up is at work in this folder; waiting for it.")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def timed(task: str) -> Iterator[None]:
    """Say what is being done, and how long it took."""
    say(f"· {task} …")
    begin = time.monotonic()
    yield
    say(f"  {task}: {time.monotonic() - begin:.1f} s")


def report(error: SetUpError) -> None:
    """Print why set-up stopped: the end of the program's output, if any, and the sentence last."""
    lines = error.output.strip().splitlines()[-15:]
    for line in [*lines, str(error)]:
        print(line, file=sys.stderr)

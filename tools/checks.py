"""`make test`: every check in turn, one exit code, and last of all what this machine left out."""

import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools import frontend
from tools.environment import BIN
from tools.shell import ROOT, clean_environment, say

LEFT_OUT_REPORT = "QUESTBOARD_LEFT_OUT_REPORT"
"""Tells the test run where to write what it left out, as JSON: {"what": {"tests", "why"}}."""


@dataclass(frozen=True)
class Stage:
    """One check: its name in the summary, and what runs it and returns an exit code."""

    name: str
    run: Callable[[], int]


@dataclass(frozen=True)
class Outcome:
    """How a stage ended."""

    stage: str
    code: int
    seconds: float


def run_all(pytest_arguments: Sequence[str]) -> int:
    """Run every stage, also after one has failed, and return 0 only if all passed."""
    with tempfile.TemporaryDirectory(prefix="questboard-test-") as folder:
        report = Path(folder, "left-out.json")
        outcomes = [_run(stage) for stage in _stages(pytest_arguments, Path(folder), report)]
        left_out: dict[str, dict[str, str | int]] = json.loads(report.read_text()) if report.exists() else {}
    say("\n── Result " + "─" * 60)
    for outcome in outcomes:
        say(f"  {outcome.stage:<12} {'passed' if outcome.code == 0 else 'FAILED'}  {outcome.seconds:6.1f} s")
    _say_left_out(left_out)
    return 1 if any(outcome.code for outcome in outcomes) else 0


def call(argv: Sequence[str | Path], extra: Mapping[str, str] | None = None) -> int:
    """Run a program with its output on the screen, and return its exit code."""
    environment = clean_environment() | dict(extra or {})
    return subprocess.call(list(argv), cwd=ROOT, env=environment, stdin=subprocess.DEVNULL)


def workers() -> int:
    """How many tests to run at once: one for each processor we may use, but only so many browsers."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(processors, 8)


def _stages(pytest_arguments: Sequence[str], folder: Path, report: Path) -> list[Stage]:
    pytest: list[str | Path] = [
        *(BIN / "python", "-m", "pytest", "-n", str(workers()), "--dist", "worksteal"),
        f"--basetemp={folder / 'tmp'}",
        *pytest_arguments,
    ]
    return [
        Stage("format", lambda: call([BIN / "ruff", "format", "--check", "."])),
        Stage("lint", lambda: call([BIN / "ruff", "check", "."])),
        Stage("types", lambda: call([BIN / "mypy"])),
        Stage("floors", lambda: call([BIN / "lint-imports", "--no-cache", "--no-logo"])),
        Stage("packages", lambda: call([BIN / "python", "-m", "pip", "check"])),
        Stage("front-end", _check_frontend),
        Stage("tests", lambda: call(pytest, {LEFT_OUT_REPORT: str(report)})),
    ]


def _check_frontend() -> int:
    """The scripts' own check, if package.json has one; set-up has built the front-end already."""
    npm = shutil.which("npm") if frontend.node_of_this_machine() else str(BIN / "npm")
    path = os.pathsep.join([os.environ.get("PATH", os.defpath), str(BIN)])
    return call([npm or "npm", "run", "--if-present", "check"], {"PATH": path})


def _run(stage: Stage) -> Outcome:
    say(f"\n── {stage.name} " + "─" * (69 - len(stage.name)))
    begin = time.monotonic()
    code = stage.run()
    return Outcome(stage.name, code, time.monotonic() - begin)


def _say_left_out(left_out: Mapping[str, Mapping[str, str | int]]) -> None:
    if not left_out:
        say("Nothing was left out.")
        return
    say("LEFT OUT on this machine:")
    for what, entry in sorted(left_out.items()):
        say(f"  {what}: {entry['tests']} left out; {entry['why']}")

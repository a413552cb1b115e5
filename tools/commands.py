"""What each make target does, once a Python that is new enough runs it."""

import os
import re
import shutil
import sys
from collections.abc import Callable

from tools import checks, environment, shell
from tools.environment import BIN, PINS, Purpose
from tools.shell import ROOT, SetUpError

_MADE_BY_US = (
    ".venv",
    ".cache",
    ".hypothesis",
    ".import_linter_cache",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    "build",
    "dist",
    "node_modules",
    "questboard.egg-info",
    "shots",
    "static/dist",
)


def main(arguments: list[str]) -> int:
    """Run one command and return the exit code."""
    name, *rest = arguments or ["help"]
    command = COMMANDS.get(name)
    if command is None:
        print(f"There is no '{name}' here. There is: {', '.join(COMMANDS)}.", file=sys.stderr)
        return 2
    os.chdir(ROOT)
    try:
        return command(rest)
    except SetUpError as error:
        shell.report(error)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130


def show_help(_arguments: list[str]) -> int:
    """List the targets, from the comments of the Makefile."""
    for target, text in re.findall(r"^([\w-]+): +## (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE):
        print(f"  make {target:<14} {text}")
    return 0


def set_up(_arguments: list[str]) -> int:
    """Bring everything up to date that serving needs."""
    environment.ensure(Purpose.RUN)
    return 0


def run_portal(arguments: list[str]) -> int:
    """Serve with the demo company. The server takes this process's place, so signals reach it directly."""
    environment.ensure(Purpose.RUN)
    return _become(["questboard", "serve", "--demo", *arguments])


def test(arguments: list[str]) -> int:
    """Run every check."""
    environment.ensure(Purpose.CHECK)
    return checks.run_all(arguments)


def take_shots(arguments: list[str]) -> int:
    """Picture every main page."""
    environment.ensure(Purpose.CHECK)
    return _become(["python", "-m", "tools.shots", *arguments])


def measure(arguments: list[str]) -> int:
    """Measure the main requests."""
    environment.ensure(Purpose.CHECK)
    return _become(["python", "-m", "tools.bench", *arguments])


def measure_imports(arguments: list[str]) -> int:
    """Import the real archives and compare."""
    environment.ensure(Purpose.CHECK)
    return _become(["python", "-m", "tools.imports", *arguments])


def measure_search(arguments: list[str]) -> int:
    """Measure search by itself, beside other engines, some of which only this needs."""
    environment.ensure(Purpose.MEASURE)
    return _become(["python", "-m", "tools.search_bench", *arguments])


def measure_fairness(arguments: list[str]) -> int:
    """Let the watch find the farmers of an imagined company."""
    environment.ensure(Purpose.CHECK)
    return _become(["python", "-m", "tools.bench_fairness", *arguments])


def try_mutants(arguments: list[str]) -> int:
    """Change one thing after another in the rules of points and badges, and see that a test notices."""
    environment.ensure(Purpose.CHECK)
    return _become(["python", "-m", "tools.mutants", *arguments])


def tidy(_arguments: list[str]) -> int:
    """Let the linter repair what it can, then format."""
    environment.ensure(Purpose.CHECK)
    repaired = checks.call([BIN / "ruff", "check", "--fix", "."])
    return checks.call([BIN / "ruff", "format", "."]) or repaired


def build(_arguments: list[str]) -> int:
    """Build the wheel and the source archive with the pinned build backend."""
    environment.ensure(Purpose.RUN)
    return checks.call([BIN / "python", "-m", "hatchling", "build", "--directory", "dist"])


def pin(_arguments: list[str]) -> int:
    """Resolve the ranges of pyproject.toml anew, for every platform and every Python from the oldest on."""
    environment.ensure(Purpose.RUN)
    runtime, dev = ROOT / "requirements.txt", ROOT / "requirements-dev.txt"
    _compile(runtime.name, "pyproject.toml")
    _compile(dev.name, "--group=dev", f"--constraint={runtime.name}")
    _compile(
        str((PINS / "bootstrap.txt").relative_to(ROOT)),
        "--group=bootstrap",
        f"--constraint={runtime.name}",
        f"--constraint={dev.name}",
    )
    _compile(str((PINS / "bench.txt").relative_to(ROOT)), "--group=bench")
    _compile(str((PINS / "node.txt").relative_to(ROOT)), "--group=node")
    return 0


def clean(_arguments: list[str]) -> int:
    """Remove what set-up and the checks made; people's data is not theirs to remove."""
    for name in _MADE_BY_US:
        shutil.rmtree(ROOT / name, ignore_errors=True)
    for folder in ("portal", "community", "knowledge", "gamification", "migrations", "tests", "tools"):
        for cache in (ROOT / folder).rglob("__pycache__"):
            shutil.rmtree(cache, ignore_errors=True)
    for report in ("bench.json", "bench-search.json"):
        (ROOT / report).unlink(missing_ok=True)

    for name in ("bench.json", "bench-fairness.json", "mutants.json"):
        (ROOT / name).unlink(missing_ok=True)
    return 0


def _become(argv: list[str]) -> int:
    sys.stdout.flush()
    program = str(BIN / argv[0])
    os.execve(program, [program, *argv[1:]], shell.clean_environment())


def _compile(target: str, *sources: str) -> None:
    with shell.timed(f"Pinning {target}"):
        shell.run(
            f"Pinning {target}",
            [
                *(
                    BIN / "uv",
                    "pip",
                    "compile",
                    "--quiet",
                    "--upgrade",
                    "--universal",
                    "--python-version=3.11",
                ),
                *(
                    "--fork-strategy=fewest",
                    "--generate-hashes",
                    "--no-emit-index-url",
                    "--no-emit-find-links",
                ),
                *("--custom-compile-command=make pins", f"--output-file={target}"),
                *sources,
            ],
        )


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "help": show_help,
    "setup": set_up,
    "run": run_portal,
    "test": test,
    "shots": take_shots,
    "bench": measure,
    "bench-fairness": measure_fairness,
    "mutants": try_mutants,
    "imports": measure_imports,
    "bench-search": measure_search,
    "format": tidy,
    "build": build,
    "pins": pin,
    "clean": clean,
}

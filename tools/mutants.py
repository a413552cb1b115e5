"""Changes one small thing in the ledger's rules after another, and sees whether a test notices.

Each mutant is one changed operator, number, comparison or condition of a file below, run against the tests named beside
it. `--list` shows the survivors of the last run; docs/mutants.md explains those that are left.
"""

import argparse
import ast
import copy
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_ENGINE = tuple(
    f"tests/gamification/engine/test_{name}.py" for name in ("points", "reversals", "rule_files", "ledger_laws")
)
"""The quick ones first: the first failure ends a run."""
TARGETS: dict[str, tuple[str, ...]] = {
    "gamification/engine/points.py": _ENGINE,
    "gamification/engine/memory.py": _ENGINE,
    "gamification/engine/rules.py": _ENGINE,
    "gamification/engine/badges.py": ("tests/gamification/engine/test_badge_rules.py",),
    "gamification/engine/departments.py": ("tests/gamification/engine/test_departments.py",),
    "gamification/fairplay/watch.py": ("tests/gamification/engine/test_watch.py",),
    "gamification/counting/lines.py": ("tests/gamification/test_badge_criteria.py",),
    "gamification/counting/facts.py": ("tests/gamification/test_badge_criteria.py",),
}
_COMPARED = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_COUNTED = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult}


@dataclass(frozen=True)
class Mutant:
    """One changed thing."""

    file: str
    line: int
    says: str
    source: str


def mutants_of(file: str) -> Iterator[Mutant]:
    """Every mutant of a file, in the order of its lines."""
    text = (ROOT / file).read_text()
    tree = ast.parse(text)
    # how a class is made, frozen and with slots, is no rule of the game
    made = {id(part) for one in ast.walk(tree) for made_with in _decorators(one) for part in ast.walk(made_with)}
    for number, node in enumerate(ast.walk(tree)):
        if id(node) in made:
            continue
        for says, changed in _changes(node):
            copied = copy.deepcopy(tree)
            target = next(one for place, one in enumerate(ast.walk(copied)) if place == number)
            _apply(target, changed)
            yield Mutant(file, getattr(node, "lineno", 0), says, ast.unparse(ast.fix_missing_locations(copied)))


def _decorators(node: ast.AST) -> list[ast.expr]:
    return node.decorator_list if isinstance(node, ast.ClassDef | ast.FunctionDef) else []


def _changes(node: ast.AST) -> Iterator[tuple[str, object]]:
    match node:
        case ast.Compare(ops=[op]) if type(op) in _COMPARED:
            other = _COMPARED[type(op)]
            yield f"{type(op).__name__} → {other.__name__}", ("ops", [other()])
        case ast.BinOp(op=op) if type(op) in _COUNTED:
            other_op = _COUNTED[type(op)]
            yield f"{type(op).__name__} → {other_op.__name__}", ("op", other_op())
        case ast.AugAssign(op=op) if type(op) in _COUNTED:
            other_op = _COUNTED[type(op)]
            yield f"{type(op).__name__}= → {other_op.__name__}=", ("op", other_op())
        case ast.BoolOp(op=ast.And()):
            yield "and → or", ("op", ast.Or())
        case ast.BoolOp(op=ast.Or()):
            yield "or → and", ("op", ast.And())
        case ast.Constant(value=bool() as value):
            yield f"{value} → {not value}", ("value", not value)
        case ast.Constant(value=int() as number):
            yield f"{number} → {number + 1}", ("value", number + 1)
        case ast.If(test=test):
            yield "if → if not", ("test", ast.UnaryOp(ast.Not(), test))
        case ast.IfExp(test=test):
            yield "if → if not (expression)", ("test", ast.UnaryOp(ast.Not(), test))
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield "not x → not not x", ("operand", ast.UnaryOp(ast.Not(), operand))


def _apply(target: ast.AST, changed: object) -> None:
    assert isinstance(changed, tuple)
    setattr(target, changed[0], changed[1])


def killed(mutant: Mutant, place: Path) -> bool:
    """Whether a test notices; a mutant that makes the tests hang is noticed too."""
    target = place / mutant.file
    original = target.read_text()
    target.write_text(mutant.source)
    try:
        argv = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *TARGETS[mutant.file]]
        argv += ["-k", "not postgresql", "--hypothesis-seed=1"]
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
        done = subprocess.run(argv, cwd=place, env=environment, capture_output=True, timeout=300, check=False)
        return done.returncode != 0
    except subprocess.TimeoutExpired:
        return True
    finally:
        target.write_text(original)


def main(arguments: Sequence[str]) -> int:
    """Try the mutants, every `--every`th of them, and fail under 85 in 100."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", help="files to change; all of them where none is named")
    parser.add_argument("--every", type=int, default=1, help="try every nth mutant")
    parser.add_argument("--seconds", type=int, default=0, help="stop after so long")
    options = parser.parse_args(arguments)
    began = time.monotonic()
    survivors: list[dict[str, object]] = []
    total = dead = 0
    with tempfile.TemporaryDirectory(prefix="questboard-mutants-") as folder:
        place = Path(folder, "copy")
        shutil.copytree(ROOT, place, ignore=shutil.ignore_patterns(".venv", "node_modules", ".git", "var", ".cache"))
        for file in options.files or TARGETS:
            for mutant in list(mutants_of(file))[:: options.every]:
                if options.seconds and time.monotonic() - began > options.seconds:
                    break
                total += 1
                if total % 20 == 0:
                    print(f"{dead} of {total - 1} killed so far, in {file}", flush=True)
                if killed(mutant, place):
                    dead += 1
                    continue
                survivors.append({"file": mutant.file, "line": mutant.line, "changed": mutant.says})
                print(f"survived: {mutant.file}:{mutant.line} {mutant.says}", flush=True)
    share = dead / total if total else 1.0
    print(f"{dead} of {total} mutants killed: {100 * share:.1f} %")
    (ROOT / "mutants.json").write_text(
        json.dumps({"killed": dead, "of": total, "survivors": survivors}, indent=2) + "\n"
    )
    return 0 if share >= 0.85 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Remembers what a step was made from, so that it runs again only when that changed."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


def fingerprint(parts: Iterable[str | Path]) -> str:
    """One hash over texts, files and whole folders, in the given order; a missing file counts as such."""
    total = hashlib.sha256()
    for part in parts:
        for line in [part] if isinstance(part, str) else _lines(part):
            total.update(line.encode())
            total.update(b"\0")
    return total.hexdigest()


def _lines(path: Path) -> Iterable[str]:
    files = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
    for file in files:
        content = hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else "missing"
        yield json.dumps([str(file.relative_to(path)), path.name, content])


@dataclass(frozen=True)
class Stamp:
    """A small file inside what a step made: it vanishes together with it."""

    path: Path

    def matches(self, wanted: str) -> bool:
        """Whether the step was last finished with this fingerprint."""
        try:
            return self.path.read_text() == wanted
        except OSError:
            return False

    def write(self, finished: str) -> None:
        """Remember that the step is finished. Only whole stamps are ever seen."""
        draft = self.path.with_name(f"{self.path.name}.new")
        draft.write_text(finished)
        draft.replace(self.path)

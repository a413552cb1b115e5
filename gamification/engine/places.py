"""Where in a TOML file a value was written, so that an error can name its line."""

import re
from collections import Counter

Path = tuple[str | int, ...]
"""Keys from the top of the file; the number of an element for `[[arrays of tables]]`."""

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")


class Places:
    """The lines of a file, by what is written there."""

    def __init__(self, text: str) -> None:
        self._lines: dict[Path, int] = {(): 1}
        arrays: Counter[Path] = Counter()
        table: Path = ()
        for number, line in enumerate(text.splitlines(), start=1):
            if header := _HEADER.match(line):
                table = _keys(header[2])
                if header[1] == "[[":
                    self._lines.setdefault(table, number)
                    arrays[table] += 1
                    table = (*table, arrays[table] - 1)
                elif arrays and (parent := _array_above(table, arrays)):
                    table = (*parent, arrays[parent] - 1, *table[len(parent) :])
                self._lines.setdefault(table, number)
            elif key := _KEY.match(line):
                self._lines.setdefault((*table, *_keys(key[1])), number)

    def line(self, path: Path) -> int:
        """The line, counted from 1, of this value or of what encloses it."""
        while path not in self._lines:
            path = path[:-1]
        return self._lines[path]


def _keys(written: str) -> Path:
    return tuple(key.strip().strip("\"'") for key in written.split("."))


def _array_above(table: Path, arrays: Counter[Path]) -> Path | None:
    return next((table[:end] for end in range(len(table) - 1, 0, -1) if arrays[table[:end]]), None)

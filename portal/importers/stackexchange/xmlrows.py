"""Finds the `<row …/>` elements of a dump file, one at a time, and survives what an XML parser would stop at.

A real parser gives up at the first broken byte, and half a million good rows after it are lost. Here a row is
whatever begins with `<row` and ends before the next `<`, which well-formed XML forbids inside a value: so a
broken row costs itself and nothing else. Declarations are never interpreted: no entity is expanded except the
five of XML and numbered characters, no address is opened, and memory never holds more than one row and one
block of the file.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BufferedReader, TextIOWrapper
from pathlib import Path

from portal.importers.stackexchange.rows import Fault

BLOCK = 1 << 18
"""Characters read at a time."""
LONGEST_ROW = 1 << 22
"""Characters. A site bounds a text at 30,000, which XML may write six times as long."""

_START = re.compile(r"<row(?=[\s/>])|<!--")
_COMMENT_END = re.compile("-->")
_VALUE = r"""(?:"[^"<]*"|'[^'<]*')"""
_ROW = re.compile(rf"<row(?:\s+[A-Za-z_][\w.-]*\s*=\s*{_VALUE})*+\s*/?>")
_ATTRIBUTE = re.compile(rf"\s([A-Za-z_][\w.-]*)\s*=\s*({_VALUE})")
_ID = re.compile(r"""\sId\s*=\s*["']([^"'<]{1,40})["']""")
_REFERENCE = re.compile(r"&(?:(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(amp|lt|gt|quot|apos));)?")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_WHITE = str.maketrans("\t\n\r", "   ")
# what XML 1.0 allows nowhere; the surrogates stand for bytes that are not UTF-8
_BROKEN_BYTES = re.compile("[\ud800-\udfff]+")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class RawRow:
    line: int
    values: dict[str, str]
    repaired: bool
    """Something illegal was in it: broken bytes became U+FFFD, control characters are gone."""


@dataclass(frozen=True, slots=True)
class BrokenRow:
    line: int
    id: str | None
    fault: Fault


def raw_rows(path: Path, progress: Callable[[int], None]) -> Iterator[RawRow | BrokenRow]:
    """Every row of the file, in its order. `progress` hears after each block how many bytes were read."""
    with path.open("rb") as file:
        window = _Window(file, progress)
        while start := window.find(_START, reach=4):
            window.go(start.start())
            if start[0] == "<row":
                yield _take_row(window)
            elif end := window.find(_COMMENT_END, reach=2):
                window.go(end.end())
            else:
                return


class _Window:
    """The part of a file that is in memory, and the place in it."""

    def __init__(self, file: BufferedReader, progress: Callable[[int], None]) -> None:
        self._bytes, self._progress = file, progress
        self._file = TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape", newline="")
        self.text, self.at, self.line, self.ended = "", 0, 1, False

    def find(self, pattern: re.Pattern[str], reach: int) -> re.Match[str] | None:
        """The next place where `pattern` matches; `reach` of its characters may hang over a block's end."""
        while True:
            found = pattern.search(self.text, self.at)
            if found or self.ended:
                return found
            self.go(max(self.at, len(self.text) - reach))
            self.read_on()

    def go(self, to: int) -> None:
        self.line += self.text.count("\n", self.at, to)
        self.at = to

    def read_on(self) -> None:
        block = self._file.read(BLOCK)
        self.ended = not block
        self.text, self.at = self.text[self.at :] + block, 0
        self._progress(self._bytes.tell())


def _take_row(window: _Window) -> RawRow | BrokenRow:
    while True:
        if whole := _ROW.match(window.text, window.at):
            row = _decoded(window.line, whole[0])
            window.go(whole.end())
            return row
        next_tag = window.text.find("<", window.at + 1)
        length = len(window.text) - window.at
        if next_tag >= 0:
            return _broken(window, next_tag, Fault.BROKEN_XML)
        if length > LONGEST_ROW:
            return _broken(window, len(window.text), Fault.TOO_LONG)
        if window.ended:
            return _broken(window, len(window.text), Fault.TRUNCATED)
        window.read_on()


def _broken(window: _Window, end: int, fault: Fault) -> BrokenRow:
    named = _ID.search(window.text, window.at, end)
    row = BrokenRow(window.line, named[1] if named else None, fault)
    window.go(end)
    return row


def _decoded(line: int, row: str) -> RawRow:
    values: dict[str, str] = {}
    repaired = False
    for name, quoted in _ATTRIBUTE.findall(row):
        written = quoted[1:-1].translate(_WHITE)
        value = _REFERENCE.sub(_referred, written) if "&" in written else written
        fit = _CONTROL.sub("", _BROKEN_BYTES.sub("\ufffd", value))
        repaired = repaired or fit != value
        values[name] = fit
    return RawRow(line, values, repaired)


def _referred(reference: re.Match[str]) -> str:
    decimal, hexadecimal, name = reference.groups()
    if name:
        return _NAMED[name]
    if not (decimal or hexadecimal):
        return "&"
    code = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(code) if code <= 0x10FFFF else "\ufffd"

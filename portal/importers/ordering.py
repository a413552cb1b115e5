"""Puts more rows in order than should be in memory: sorted runs on the disk, merged as they are read."""

from array import array
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from heapq import merge
from itertools import islice
from tempfile import TemporaryFile
from typing import BinaryIO, TypeAlias

IntRow: TypeAlias = tuple[int, ...]

RUN = 100_000
"""Rows that are sorted in memory at a time."""
_BLOCK = 1_000
"""Rows of each run in memory while merging."""


def in_order(rows: Iterable[IntRow], width: int, run: int = RUN) -> Iterator[IntRow]:
    """The rows, each `width` whole numbers below 2**63, from the smallest on."""
    source = iter(rows)
    with ExitStack() as files:
        runs: list[Iterator[IntRow]] = []
        while chunk := sorted(islice(source, run)):
            if len(chunk) < run:
                # the last run needs no disk
                runs.append(iter(chunk))
                break
            file = files.enter_context(TemporaryFile())
            _write(file, chunk)
            runs.append(_read(file, width))
        yield from merge(*runs)


def _write(file: BinaryIO, chunk: list[IntRow]) -> None:
    for start in range(0, len(chunk), _BLOCK):
        array("q", (number for row in chunk[start : start + _BLOCK] for number in row)).tofile(file)
    file.seek(0)


def _read(file: BinaryIO, width: int) -> Iterator[IntRow]:
    while block := file.read(8 * width * _BLOCK):
        numbers = array("q", block)
        for start in range(0, len(numbers), width):
            yield tuple(numbers[start : start + width])

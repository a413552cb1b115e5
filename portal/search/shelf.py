"""Reading and writing one Whoosh index: its table of contents, its segments, and commits."""

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from portal.search.damage import reading_files
from portal.search.errors import IndexDamagedError
from portal.search.folder import writing_files
from portal.search.merging import merge_small
from portal.search.schema import schema
from portal.search.segments import seal
from portal.search.whoosh_api import TOC, FileIndex, FileStorage, RamStorage, W3Codec

_NAME = "MAIN"
_CONTENTS_FILE = re.compile(rf"_{_NAME}_(\d+)\.toc")

Row = Mapping[str, Any]
"""A document as `schema.row` makes it."""


class Contents(NamedTuple):
    """What a shelf holds at one generation."""

    generation: int
    schema: Any
    segments: list[Any]


def create(shelf: Path) -> None:
    """Makes an empty index."""
    with writing_files():
        FileIndex.create(FileStorage(str(shelf)), schema(), _NAME)


def latest_generation(shelf: Path) -> int:
    """The number of the last commit."""
    with reading_files():
        found = [int(m.group(1)) for file in shelf.iterdir() if (m := _CONTENTS_FILE.fullmatch(file.name))]
        if not found:
            raise IndexDamagedError("The search index has no table of contents.")
        return max(found)


def contents(shelf: Path, generation: int) -> Contents:
    """The table of contents of a generation."""
    with reading_files():
        # Read from memory, because Whoosh leaves the file open when it cannot make sense of it.
        name = f"_{_NAME}_{generation}.toc"
        memory = RamStorage()
        memory.files[name] = (shelf / name).read_bytes()
        toc = TOC.read(memory, _NAME, generation)
        return Contents(generation, toc.schema, list(toc.segments))


def commit(shelf: Path, rows: Iterable[Row], deleted: Iterable[int] = ()) -> int:
    """Adds rows and deletes document numbers (over all segments, in their order); returns how many rows.

    The caller holds the write lock. When it fails, whatever the reason, the index is as it was before.
    """
    work = _Commit(shelf)
    try:
        for number in deleted:
            work.delete(number)
        count = 0
        for row in rows:
            work.add(row)
            count += 1
        work.finish()
    except BaseException:
        work.abandon()
        raise
    return count


class _Commit:
    """One Whoosh writer, with its failures told apart: a full disk, or an index that cannot be read."""

    def __init__(self, shelf: Path) -> None:
        self._shelf = shelf
        with reading_files(), writing_files():
            self._index = FileIndex(FileStorage(str(shelf)), indexname=_NAME)
            self._before = self._segments()
            self._writer = self._index.writer(codec=W3Codec(), limitmb=128, compound=True)

    def delete(self, number: int) -> None:
        with reading_files():
            self._writer.delete_document(number)

    def add(self, row: Row) -> None:
        with reading_files(), writing_files():
            self._writer.add_document(**row)

    def finish(self) -> None:
        with reading_files(), writing_files():
            self._writer.commit(mergetype=merge_small)
            for name, segment in self._segments().items():
                if name not in self._before:
                    seal(self._shelf, segment)

    def abandon(self) -> None:
        with suppress(Exception):
            self._writer.cancel()

    def _segments(self) -> dict[str, Any]:
        toc = TOC.read(self._index.storage, _NAME)
        return {segment.segment_id(): segment for segment in toc.segments}

"""Reads a dump, table by table, as a stream of typed rows, in bounded memory.

`Dump(folder)` finds the files whatever the case of their names. Each `read_*` yields the rows of one table in
the order of the file; a row that cannot be read is skipped and counted in `dump.tally`, never an error. A
missing file is an empty table.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from portal.importers.stackexchange.kinds import Table
from portal.importers.stackexchange.rows import (
    BadgeRow,
    CommentRow,
    Fault,
    PostHistoryRow,
    PostLinkRow,
    PostRow,
    Row,
    Skipped,
    TagRow,
    UserRow,
    VoteRow,
)
from portal.importers.stackexchange.schema import (
    badge_row,
    comment_row,
    history_row,
    link_row,
    post_row,
    tag_row,
    user_row,
    vote_row,
)
from portal.importers.stackexchange.values import UnreadableError, Values
from portal.importers.stackexchange.xmlrows import BrokenRow, raw_rows

KEPT_EXAMPLES = 20
"""Skipped rows of each table that are remembered in full; the rest are only counted."""

AnyRow = TypeVar("AnyRow", bound=Row)
Progress = Callable[[Table, int, int], None]
"""Hears the table, and how many bytes of its file have been read, of how many."""


class NoDumpError(Exception):
    """The folder is no dump. The sentence says what was looked for."""


@dataclass(slots=True)
class Tally:
    """What reading came to, by table. It grows while the rows are read."""

    read: Counter[Table] = field(default_factory=Counter)
    repaired: Counter[Table] = field(default_factory=Counter)
    """Rows that were read after illegal characters were taken out; they are among `read` too."""
    skipped: Counter[tuple[Table, Fault]] = field(default_factory=Counter)
    examples: list[Skipped] = field(default_factory=list)

    def forget(self, table: Table) -> None:
        self.read.pop(table, None)
        self.repaired.pop(table, None)
        self.skipped = Counter({key: n for key, n in self.skipped.items() if key[0] is not table})
        self.examples = [example for example in self.examples if example.table is not table]

    def skip(self, skipped: Skipped) -> None:
        self.skipped[skipped.table, skipped.fault] += 1
        if sum(example.table is skipped.table for example in self.examples) < KEPT_EXAMPLES:
            self.examples.append(skipped)


class Dump:
    """A folder with the files of one site."""

    def __init__(self, folder: Path, progress: Progress | None = None) -> None:
        if not folder.is_dir():
            raise NoDumpError(f"There is no folder {folder}.")
        self.folder = folder
        self.tally = Tally()
        self._progress = progress or (lambda _table, _done, _total: None)
        files = {path.name.lower(): path for path in sorted(folder.iterdir()) if path.is_file()}
        wanted = {table: f"{table.value.lower()}.xml" for table in Table}
        self._files = {table: files[name] for table, name in wanted.items() if name in files}
        if Table.POSTS not in self._files:
            raise NoDumpError(f"{folder} holds no Posts.xml: the files of a dump lie directly in its folder.")

    @property
    def tables(self) -> tuple[Table, ...]:
        """Those that have a file."""
        return tuple(self._files)

    def size(self, table: Table) -> int:
        """Bytes of the table's file; 0 where it is missing."""
        return self._files[table].stat().st_size if table in self._files else 0

    def users(self) -> Iterator[UserRow]:
        return self._rows(Table.USERS, user_row)

    def tags(self) -> Iterator[TagRow]:
        return self._rows(Table.TAGS, tag_row)

    def posts(self) -> Iterator[PostRow]:
        return self._rows(Table.POSTS, post_row)

    def links(self) -> Iterator[PostLinkRow]:
        return self._rows(Table.POST_LINKS, link_row)

    def history(self) -> Iterator[PostHistoryRow]:
        return self._rows(Table.POST_HISTORY, history_row)

    def comments(self) -> Iterator[CommentRow]:
        return self._rows(Table.COMMENTS, comment_row)

    def votes(self) -> Iterator[VoteRow]:
        return self._rows(Table.VOTES, vote_row)

    def badges(self) -> Iterator[BadgeRow]:
        return self._rows(Table.BADGES, badge_row)

    def _rows(self, table: Table, read: Callable[[Values], AnyRow]) -> Iterator[AnyRow]:
        if table not in self._files:
            return
        # a table may be gone through twice; only the last time counts
        self.tally.forget(table)
        total = self.size(table)
        for raw in raw_rows(self._files[table], lambda done: self._progress(table, done, total)):
            if isinstance(raw, BrokenRow):
                self.tally.skip(Skipped(table, raw.line, raw.id, raw.fault, ""))
                continue
            try:
                row = read(Values(raw.values))
            except UnreadableError as error:
                self.tally.skip(Skipped(table, raw.line, raw.values.get("Id"), error.fault, error.detail))
                continue
            self.tally.read[table] += 1
            if raw.repaired:
                self.tally.repaired[table] += 1
            yield row

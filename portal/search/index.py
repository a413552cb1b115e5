"""The one door to the search engine: put, remove, search, suggest, similar, rebuild, check."""

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from portal.search.documents import Document
from portal.search.results import FIRST_PAGE, Agreement, Order, Page, Results, Similar, Spelling, Suggestion
from portal.search.syntax import Query
from portal.search.viewers import Viewer


class SearchIndex:
    """An index in a folder of its own, shared by any number of processes: many read, one at a time writes.

    Every method but `is_healthy` raises `IndexMissingError` or `IndexDamagedError` when there is no sound
    index to work with; the caller then falls back on the database and starts `rebuild`. Safe to use from many
    threads.
    """

    def __init__(self, folder: Path) -> None:
        """Opens nothing yet: the index is opened at its first use and looked at again when it changed."""
        self._folder = folder

    def put(self, documents: Iterable[Document]) -> None:
        """Adds documents, replacing those with the same keys; a batch is far cheaper than one by one.

        They are searchable when it returns. Raises `IndexBusyError` when another writer does not finish in time.
        """
        raise NotImplementedError

    def remove(self, keys: Iterable[str]) -> None:
        """Removes documents; keys that are not there are no error. Raises as `put` does."""
        raise NotImplementedError

    def search(
        self,
        query: Query,
        viewer: Viewer,
        *,
        now: datetime,
        page: Page = FIRST_PAGE,
        order: Order = Order.RELEVANCE,
        spelling: Spelling = Spelling.CORRECT,
    ) -> Results:
        """Finds what this viewer may read."""
        raise NotImplementedError

    def suggest(self, prefix: str, viewer: Viewer, *, limit: int = 8) -> tuple[Suggestion, ...]:
        """Titles, tags and applications that begin like what was typed, of what this viewer may read."""
        raise NotImplementedError

    def similar(
        self, title: str, body: str, viewer: Viewer, *, exclude: frozenset[str] = frozenset(), limit: int = 5
    ) -> tuple[Similar, ...]:
        """Threads like this text, best first, leaving out the threads in `exclude`."""
        raise NotImplementedError

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Builds the index anew beside the present one, then swaps them; returns how many documents it read.

        Searches go on meanwhile on the old index. `documents` must be read lazily, after this call began:
        what is put or removed meanwhile is applied to the present index and also noted in a journal, and the
        journal is played into the new index, under the write lock, just before the swap. Raises
        `IndexBusyError` when another rebuild is running.
        """
        raise NotImplementedError

    def check(self, expected: Iterable[tuple[str, str]]) -> Agreement:
        """Compares the index with (key, revision) pairs of everything that should be in it."""
        raise NotImplementedError

    @property
    def is_healthy(self) -> bool:
        """Whether there is an index and its files can be read."""
        raise NotImplementedError

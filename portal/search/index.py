"""The one door to the search engine: put, remove, search, suggest, similar, rebuild, check."""

import shutil
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from portal.search import journal, shelf
from portal.search.budget import Budget
from portal.search.documents import Document
from portal.search.errors import IndexDamagedError, IndexMissingError, SearchError
from portal.search.folder import Folder, writing_files
from portal.search.library import Library
from portal.search.meanings import Meanings
from portal.search.ranking import RANKING, Ranking
from portal.search.results import (
    FIRST_PAGE,
    Agreement,
    Order,
    Page,
    Results,
    Similar,
    Spelling,
    Suggestion,
)
from portal.search.schema import rows
from portal.search.searching import Search
from portal.search.similarity import similar
from portal.search.snapshot import Snapshot
from portal.search.suggesting import suggest
from portal.search.synonyms import NO_SYNONYMS, Synonyms
from portal.search.syntax import Query
from portal.search.viewers import Viewer

SECONDS_OF_WORK = 0.25
"""What a search may take before it ends with what it has."""
SECONDS_TO_WAIT = 30.0
"""How long a writer waits for another."""
CACHE_BYTES = 256 * 1024 * 1024


class SearchIndex:
    """An index in a folder of its own, shared by any number of processes: many read, one at a time writes.

    Every method but `is_healthy` and `rebuild` raises `IndexMissingError` or `IndexDamagedError` when there is no
    sound index to work with; the caller then falls back on the database and starts `rebuild`. Writing raises
    `IndexBusyError` when another writer does not finish in time, and `IndexUnwritableError` when the disk is full or
    read-only. Safe to use from many threads.
    """

    def __init__(
        self,
        folder: Path,
        *,
        ranking: Ranking = RANKING,
        cache_bytes: int = CACHE_BYTES,
        seconds_of_work: float = SECONDS_OF_WORK,
        seconds_to_wait: float = SECONDS_TO_WAIT,
    ) -> None:
        """Opens nothing yet: the index is opened at its first use, and again when it has changed."""
        self._folder = Folder(folder)
        self._library = Library(self._folder, ranking, cache_bytes)
        self._seconds_of_work = seconds_of_work
        self._seconds_to_wait = seconds_to_wait

    def put(self, documents: Iterable[Document]) -> None:
        """Adds documents, replacing those with the same keys; a batch is far cheaper than one by one.

        They can be found when it returns, by other processes within a tenth of a second.
        """
        latest = {document.key: document for document in documents}
        if latest:
            self._write(list(latest.values()), ())

    def remove(self, keys: Iterable[str]) -> None:
        """Removes documents; keys that are not there are no error."""
        if gone := sorted(set(keys)):
            self._write((), gone)

    def search(
        self,
        query: Query,
        viewer: Viewer,
        *,
        now: datetime,
        page: Page = FIRST_PAGE,
        order: Order = Order.RELEVANCE,
        spelling: Spelling = Spelling.CORRECT,
        synonyms: Synonyms = NO_SYNONYMS,
        meanings: Meanings | None = None,
    ) -> Results:
        """Finds what this viewer may read. `now` decides what counts as fresh; `meanings` let it go beyond words."""
        snapshot = self._library.snapshot()
        return Search(snapshot, viewer, now, page, order, spelling, synonyms, meanings, self._budget()).run(query)

    def suggest(self, typed: str, viewer: Viewer, *, now: datetime, limit: int = 8) -> tuple[Suggestion, ...]:
        """Titles, tags and applications that go on from what was typed, of what this viewer may read."""
        return suggest(self._library.snapshot(), typed, viewer, now, limit)

    def similar(
        self,
        title: str,
        body: str,
        viewer: Viewer,
        *,
        exclude: frozenset[str] = frozenset(),
        limit: int = 5,
        synonyms: Synonyms = NO_SYNONYMS,
        meanings: Meanings | None = None,
    ) -> tuple[Similar, ...]:
        """Threads like this text that the viewer may read, best first, without the threads in `exclude`."""
        snapshot = self._library.snapshot()
        return similar(snapshot, title, body, viewer, exclude, limit, synonyms, meanings, self._budget())

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Builds the index anew beside the present one, then swaps them; returns how many documents it read.

        Searches go on meanwhile on the old index. `documents` must be read lazily, after this call began: what is
        put or removed meanwhile is applied to the old index and also noted in a journal, and the journal is played
        into the new one, under the write lock, just before the swap. Raises `IndexBusyError` when another rebuild is
        running; when reading the documents fails, the old index stays.
        """
        with self._folder.rebuilding():
            with self._folder.writing(self._seconds_to_wait), writing_files():
                self._folder.journal.write_text("")
                fresh = self._folder.new_shelf()
            try:
                shelf.create(fresh)
                count = shelf.commit(fresh, rows(documents))
                with self._folder.writing(self._seconds_to_wait):
                    self._play_journal(fresh)
                    with writing_files():
                        self._folder.switch_to(fresh)
                        self._folder.journal.unlink()
            except BaseException:
                shutil.rmtree(fresh, ignore_errors=True)
                self._folder.journal.unlink(missing_ok=True)
                raise
            self._folder.sweep()
        self._library.newest()
        return count

    def check(self, expected: Iterable[tuple[str, str]]) -> Agreement:
        """Compares the index with (key, revision) pairs of everything that should be in it."""
        present = self.revisions()
        missing, stale = [], []
        for key, revision in expected:
            found = present.pop(key, None)
            if found is None:
                missing.append(key)
            elif found != revision:
                stale.append(key)
        return Agreement(tuple(missing), tuple(sorted(present)), tuple(stale))

    def held(self, keys: Iterable[str]) -> set[str]:
        """Those of these keys that the index has a document of."""
        snapshot = self._library.newest()
        return {key for key in keys if snapshot.find(key)}

    def revisions(self) -> dict[str, str]:
        """The revision of every document in the index, by key."""
        return self._library.newest().revisions()

    @property
    def segment_count(self) -> int:
        """Pieces the index consists of; many of them make searches slower."""
        return len(self._library.snapshot().parts)

    @property
    def is_healthy(self) -> bool:
        """Whether there is an index and all its files are there, unchanged since they were written."""
        try:
            self._library.newest().verify()
        except SearchError:
            return False
        return True

    @property
    def wants_rebuild(self) -> bool:
        """Whether so much was replaced, or written in small pieces, that a rebuild would make searches faster."""
        return self._library.snapshot().is_scattered

    def _write(self, documents: Sequence[Document], removed: Sequence[str]) -> None:
        fresh_rows = list(rows(documents))
        with self._folder.writing(self._seconds_to_wait):
            is_noted = self._note(documents, removed)
            try:
                snapshot = self._library.newest()
                replaced = _numbers(snapshot, [*(document.key for document in documents), *removed])
                if fresh_rows or replaced:
                    shelf.commit(self._folder.current(), fresh_rows, replaced)
                    self._library.newest()
            except (IndexMissingError, IndexDamagedError):
                # The rebuild that is running will play the journal, so nothing is lost.
                if not is_noted:
                    raise

    def _note(self, documents: Sequence[Document], removed: Sequence[str]) -> bool:
        """Writes the changes down for a rebuild, if one is running."""
        if not self._folder.journal.exists():
            return False
        with writing_files():
            if not self._folder.is_rebuilding():
                self._folder.journal.unlink()  # left by a rebuild that was killed
                return False
            journal.note(self._folder.journal, documents, removed)
            return True

    def _play_journal(self, fresh: Path) -> None:
        changes = journal.replay(self._folder.journal)
        if changes:
            snapshot = self._library.open_aside(fresh)
            documents = (document for document in changes.values() if document)
            shelf.commit(fresh, rows(documents), _numbers(snapshot, changes))

    def _budget(self) -> Budget:
        return Budget(self._seconds_of_work)


def _numbers(snapshot: Snapshot, keys: Iterable[str]) -> list[int]:
    """The numbers of the documents with these keys, of those that are there."""
    return [number for key in keys for number in snapshot.find(key)]

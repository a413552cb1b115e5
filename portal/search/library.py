"""Keeps the newest snapshot of an index at hand, opening what is new and sharing all that is not."""

import threading
import time
from contextlib import suppress
from pathlib import Path

from portal.search import shelf as shelves
from portal.search.errors import IndexDamagedError, SearchError
from portal.search.folder import Folder
from portal.search.ranking import Ranking
from portal.search.segments import Registers, Segment, posting_cache
from portal.search.snapshot import Snapshot

SECONDS_BETWEEN_LOOKS = 0.1
"""How long a process may go on without looking whether another one has written."""
SECONDS_WHILE_OPENING = 5.0
"""How long searches use the last snapshot at most before one of them waits for the new one."""
MANY_DOCUMENTS = 3_000
"""New documents from which a snapshot is opened in the background, while searches go on with the last one."""
_ATTEMPTS = 5


class Library:
    """Snapshots of the index in a folder. Safe to use from many threads."""

    def __init__(self, folder: Folder, ranking: Ranking, cache_bytes: int) -> None:
        self._folder = folder
        self._ranking = ranking
        self._cache_bytes = cache_bytes
        self._postings = posting_cache(cache_bytes // 2)
        self._lock = threading.Lock()
        self._look_again_at = 0.0
        self._snapshot: Snapshot | None = None
        self._segments: dict[str, Segment] = {}
        self._registers = Registers()
        self._shelf: Path | None = None

    def snapshot(self) -> Snapshot:
        """The newest snapshot, or one that was so a moment ago: while a new one is opened, the last is used."""
        snapshot = self._snapshot
        if snapshot is None:
            return self.newest()
        if time.monotonic() >= self._look_again_at and self._lock.acquire(blocking=False):
            try:
                return self._look_or_leave(snapshot)
            finally:
                self._lock.release()
        return snapshot

    def newest(self) -> Snapshot:
        """The newest snapshot for certain."""
        with self._lock:
            return self._look()

    def _look_or_leave(self, snapshot: Snapshot) -> Snapshot:
        """Looks for something newer, but leaves opening it to a thread if that would take long."""
        shelf, generation = self._stamp()
        if snapshot.generation == (shelf.name, generation):
            self._look_again_at = time.monotonic() + SECONDS_BETWEEN_LOOKS
            return snapshot
        with suppress(SearchError):
            segments = shelves.contents(shelf, generation).segments
            new = [segment for segment in segments if segment.segment_id() not in self._segments]
            if sum(segment.doc_count_all() for segment in new) >= MANY_DOCUMENTS:
                self._look_again_at = time.monotonic() + SECONDS_WHILE_OPENING
                threading.Thread(target=self._open_quietly, name="search-opening", daemon=True).start()
                return snapshot
        return self._look()

    def _open_quietly(self) -> None:
        """Opens the newest snapshot; if that fails, the next search meets the reason itself."""
        with suppress(SearchError):
            self.newest()

    def _look(self) -> Snapshot:
        for _ in range(_ATTEMPTS):
            stamp = self._stamp()
            try:
                self._snapshot = self._open(*stamp)
            except SearchError:
                # A commit or a rebuild may have removed what was being opened; then there is something newer.
                if self._stamp() == stamp:
                    self._snapshot = None
                    raise
            else:
                self._look_again_at = time.monotonic() + SECONDS_BETWEEN_LOOKS
                return self._snapshot
        raise IndexDamagedError("The search index changes faster than it can be opened.")

    def _stamp(self) -> tuple[Path, int]:
        shelf = self._folder.current()
        return shelf, shelves.latest_generation(shelf)

    def _open(self, shelf: Path, generation: int) -> Snapshot:
        if self._snapshot is not None and self._snapshot.generation == (shelf.name, generation):
            return self._snapshot
        if shelf != self._shelf:
            self._shelf, self._segments, self._registers = shelf, {}, Registers()
        found = shelves.contents(shelf, generation)
        opened = {}
        for entry in found.segments:
            name = entry.segment_id()
            opened[name] = self._segments.get(name) or Segment(
                shelf, entry, found.schema, self._registers, self._postings
            )
        self._segments = opened
        rows = [(opened[entry.segment_id()], frozenset(entry.deleted_docs())) for entry in found.segments]
        return Snapshot((shelf.name, generation), rows, self._registers, self._ranking, self._cache_bytes // 2)

    def open_aside(self, shelf: Path) -> Snapshot:
        """A snapshot of a shelf that is not in use yet."""
        aside = Library(self._folder, self._ranking, self._cache_bytes // 8)
        return aside._open(shelf, shelves.latest_generation(shelf))

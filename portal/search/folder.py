"""The folder of an index: which of its shelves is current, and the locks that keep writers apart.

Every shelf is a Whoosh index of its own; `CURRENT` names the one in use, and a rebuild fills a new shelf and then
changes the name. The folder is private to the portal: Whoosh keeps pickles in it.
"""

import os
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portal.search.errors import IndexBusyError, IndexMissingError, IndexUnwritableError
from portal.search.schema import VERSION
from portal.search.whoosh_api import FileLock

_POINTER = "CURRENT"
_SHELF_PREFIX = f"shelf-{VERSION}-"
_ANY_SHELF = "shelf-*"


class Folder:
    """The files of one index. Nothing is created before the first write."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.journal = path / "journal"

    def current(self) -> Path:
        """The shelf in use; raises `IndexMissingError` if there is none that this version can read."""
        try:
            name = (self.path / _POINTER).read_text("ascii", "replace").strip()
        except (FileNotFoundError, NotADirectoryError) as error:
            raise IndexMissingError("There is no search index yet.") from error
        shelf = self.path / name
        if not name.startswith(_SHELF_PREFIX) or shelf.parent != self.path or not shelf.is_dir():
            raise IndexMissingError("There is no search index that this version can read.")
        return shelf

    def new_shelf(self) -> Path:
        """An empty shelf that nobody uses yet."""
        shelf = self.path / f"{_SHELF_PREFIX}{uuid.uuid4().hex[:12]}"
        shelf.mkdir(mode=0o700)
        return shelf

    def switch_to(self, shelf: Path) -> None:
        """Makes a finished shelf the current one, all at once."""
        draft = self.path / f"{_POINTER}.new"
        with draft.open("w", encoding="ascii") as file:
            file.write(shelf.name)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.path / _POINTER)

    def sweep(self) -> None:
        """Removes every shelf that is not the current one. Call it only with the rebuild lock held."""
        current = self.current()
        for shelf in self.path.glob(_ANY_SHELF):
            if shelf != current:
                shutil.rmtree(shelf, ignore_errors=True)

    @contextmanager
    def writing(self, seconds: float) -> Iterator[None]:
        """Holds the write lock, waiting for it that long."""
        with self._held("write.lock", seconds):
            yield

    @contextmanager
    def rebuilding(self) -> Iterator[None]:
        """Holds the lock of the one rebuild there may be at a time."""
        with self._held("rebuild.lock", 0.5):
            yield

    def is_rebuilding(self) -> bool:
        """Whether a rebuild is running in any process."""
        lock = FileLock(str(self.path / "rebuild.lock"))
        if lock.acquire():
            lock.release()
            return False
        return True

    @contextmanager
    def _held(self, name: str, seconds: float) -> Iterator[None]:
        with writing_files():
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = FileLock(str(self.path / name))
            until = time.monotonic() + seconds
            while not lock.acquire():
                if time.monotonic() >= until:
                    raise IndexBusyError("Another process is writing to the search index.")
                time.sleep(0.01)
        try:
            yield
        finally:
            lock.release()


@contextmanager
def writing_files() -> Iterator[None]:
    """Within it, a disk that takes nothing more is an `IndexUnwritableError`. A file that is gone is not its case."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        raise IndexUnwritableError(f"The search index cannot be written: {error}") from error

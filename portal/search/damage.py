"""Turns whatever unreadable files bring about into one error that callers can act on."""

from collections.abc import Iterator
from contextlib import contextmanager

from portal.search.errors import IndexDamagedError, SearchError


@contextmanager
def reading_files() -> Iterator[None]:
    """Within it, any failure to make sense of a file is an `IndexDamagedError`.

    Broken pickles and lengths end in almost any exception, so every one counts as damage, except those that say
    something else for certain: running out of memory, and this package's own.
    """
    try:
        yield
    except (SearchError, MemoryError):
        raise
    except Exception as error:
        raise IndexDamagedError(f"The search index cannot be read: {error!r}") from error

"""The search index of this process: which it is, and whether somebody met it broken."""

import threading

from portal.core.settings import Settings
from portal.search.errors import IndexBusyError, IndexUnwritableError, SearchError
from portal.search.index import SearchIndex

_index: SearchIndex | None = None
_met_broken = threading.Event()


def use_index(settings: Settings) -> None:
    """Let this process search and keep the index of these settings. Opens nothing yet."""
    global _index  # noqa: PLW0603 -- one index a process
    _index = SearchIndex(settings.index_dir)
    _met_broken.clear()


def index() -> SearchIndex:
    """The index of this process."""
    if _index is None:
        raise RuntimeError("no search index is in use yet")
    return _index


def report(problem: SearchError) -> None:
    """Tell the worker of this process, if it has one, that an index was missing or damaged."""
    if not isinstance(problem, IndexBusyError | IndexUnwritableError):
        _met_broken.set()


def was_met_broken() -> bool:
    """Whether anybody met it missing or damaged since this was asked last."""
    was_met = _met_broken.is_set()
    _met_broken.clear()
    return was_met

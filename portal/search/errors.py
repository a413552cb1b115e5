"""What can go wrong with an index. A caller that meets one answers from the database and starts a rebuild."""


class SearchError(Exception):
    """Base of everything the search engine raises on purpose."""


class IndexMissingError(SearchError):
    """There is no index in the folder; `rebuild` makes one."""


class IndexDamagedError(SearchError):
    """The files of the index cannot be read, or contradict one another; `rebuild` makes new ones."""


class IndexBusyError(SearchError):
    """Another process is writing, or rebuilding, and did not finish in time. Trying again later is safe."""


class IndexUnwritableError(SearchError):
    """The disk is full or read-only. What was written before can still be searched."""

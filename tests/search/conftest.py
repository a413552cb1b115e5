"""An empty index to fill, in a folder of its own."""

from pathlib import Path

import pytest

from portal.search.index import SearchIndex


@pytest.fixture
def index(tmp_path: Path) -> SearchIndex:
    """An empty index."""
    index = SearchIndex(tmp_path / "index", seconds_of_work=30)
    index.rebuild([])
    return index

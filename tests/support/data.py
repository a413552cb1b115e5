"""The real data, unpacked once per run: archives of public sites and articles, out of QUESTBOARD_DATA."""

import os
import tarfile
from collections.abc import Callable
from enum import Enum
from pathlib import Path

import pytest

from tests.support.run import LackingError, once


class Archive(Enum):
    """An archive, by its file name."""

    BEER_2016 = "beer.stackexchange.com-2016-12.tar.xz"
    BEER_2020 = "beer.stackexchange.com-2020-05.tar.xz"
    AI_2017 = "ai.stackexchange.com-2017-03.tar.xz"
    HOW_THINGS_WORK_2011 = "howthingswork-2011-old-format.tar.xz"
    OFFICE_ARTICLES = "office-support-articles.tar.xz"


@pytest.fixture(scope="session")
def unpacked() -> Callable[[Archive], Path]:
    """Gives the folder of an archive's files. All workers read the same one: never write there."""
    return unpack


def folder() -> Path:
    """The folder of the archives. Raises LackingError where QUESTBOARD_DATA names none."""
    named = os.environ.get("QUESTBOARD_DATA")
    if not named:
        raise LackingError("QUESTBOARD_DATA does not name the folder of the archives")
    if not Path(named).is_dir():
        raise LackingError(f"QUESTBOARD_DATA names {named}, which is no folder")
    return Path(named)


def unpack(archive: Archive) -> Path:
    """The folder of an archive's files, unpacked by whoever asks first."""
    return Path(once(f"data-{archive.name.lower()}", lambda place: _extract(folder() / archive.value, place)))


def _extract(archive: Path, place: Path) -> str:
    place.mkdir()
    with tarfile.open(archive) as tar:
        if hasattr(tarfile, "data_filter"):
            tar.extractall(place, filter="data")
        else:  # Python 3.11.0 to 3.11.3
            tar.extractall(place)
    return str(place)

"""The real data: unpacked once, where QUESTBOARD_DATA says."""

import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import data, run
from tests.support.data import Archive
from tests.support.run import LackingError


def test_an_archive_of_the_real_data_has_its_files(unpacked: Callable[[Archive], Path]) -> None:
    folder = unpacked(Archive.BEER_2016)
    assert (folder / "Posts.xml").stat().st_size > 1_000_000
    assert unpacked(Archive.BEER_2016) == folder


def test_an_archive_is_unpacked_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "Posts.xml").write_text("<posts/>")
    with tarfile.open(tmp_path / Archive.AI_2017.value, "w:xz") as tar:
        tar.add(tmp_path / "Posts.xml", "./Posts.xml")
    monkeypatch.setenv("QUESTBOARD_DATA", str(tmp_path))
    monkeypatch.setenv(run.RUN_FOLDER, str(tmp_path))
    assert (data.unpack(Archive.AI_2017) / "Posts.xml").read_text() == "<posts/>"


@pytest.mark.parametrize("named", ["", "/no/such/folder"])
def test_data_that_is_not_there_is_said_to_lack(monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    monkeypatch.setenv("QUESTBOARD_DATA", named)
    with pytest.raises(LackingError, match="QUESTBOARD_DATA"):
        data.folder()

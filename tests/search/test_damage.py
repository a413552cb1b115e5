"""Files that are cut, overwritten or gone: a typed error that starts a rebuild, and never a crash."""

import os
import random
import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from portal.search.errors import IndexDamagedError, IndexMissingError, IndexUnwritableError, SearchError
from portal.search.index import SearchIndex
from tests.search.corpus import EVERYBODY, NOW, a_document, find, keys


def cut(path: Path) -> None:
    """Keeps the first half of a file."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty(path: Path) -> None:
    """Keeps nothing of a file."""
    path.write_bytes(b"")


def scramble(path: Path) -> None:
    """Overwrites a file with noise of the same length."""
    path.write_bytes(random.Random(1).randbytes(path.stat().st_size))


def flip_a_byte(path: Path) -> None:
    """Changes a single byte in the middle of a file."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(data)


def delete(path: Path) -> None:
    """Removes a file."""
    path.unlink()


def only(folder: Path, pattern: str) -> Path:
    """The one file of the index that is named so."""
    (path,) = folder.glob(f"shelf-*/{pattern}")
    return path


@pytest.mark.parametrize("harm", [cut, empty, scramble, flip_a_byte, delete])
def test_a_harmed_segment_is_noticed_and_healed_by_a_rebuild(
    index: SearchIndex, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    index.put([a_document(f"question:{n}", body="fax") for n in range(30)])
    harm(only(tmp_path / "index", "*.seg"))
    fresh = SearchIndex(tmp_path / "index")

    for use in (lambda: find(fresh, "fax"), lambda: fresh.put([a_document("question:99")]), lambda: fresh.check([])):
        with pytest.raises(IndexDamagedError):
            use()
    assert [each.is_healthy for each in (fresh, index)] == [False, False]

    fresh.rebuild([a_document("question:1", body="fax")])

    assert keys(find(fresh, "fax")) == ["question:1"]
    assert index.check([("question:1", "1")]).is_complete
    assert [each.is_healthy for each in (fresh, index)] == [True, True]


@pytest.mark.parametrize("harm", [cut, empty, scramble])
def test_a_harmed_table_of_contents_is_noticed(
    index: SearchIndex, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    index.put([a_document("question:1", body="fax")])
    harm(only(tmp_path / "index", "*.toc"))

    with pytest.raises(IndexDamagedError):
        find(SearchIndex(tmp_path / "index"), "fax")


def test_a_shelf_without_a_table_of_contents_is_damaged(index: SearchIndex, tmp_path: Path) -> None:
    delete(only(tmp_path / "index", "*.toc"))

    with pytest.raises(IndexDamagedError):
        index.check([])


@pytest.mark.parametrize("content", ["", "nonsense", "../..", "shelf-1-gone", "\x00\xff"])
def test_a_pointer_that_leads_nowhere_counts_as_missing(index: SearchIndex, tmp_path: Path, content: str) -> None:
    (tmp_path / "index" / "CURRENT").write_text(content, "latin-1")

    with pytest.raises(IndexMissingError):
        index.check([])


def test_a_folder_that_is_gone_counts_as_missing_and_can_be_built_again(index: SearchIndex, tmp_path: Path) -> None:
    index.put([a_document("question:1", body="fax")])
    shutil.rmtree(tmp_path / "index")

    with pytest.raises(IndexMissingError):
        index.check([])
    index.rebuild([a_document("question:2", body="fax")])
    assert keys(find(index, "fax")) == ["question:2"]


@pytest.mark.parametrize("harm", [cut, empty, scramble])
def test_a_file_harmed_under_a_running_process_ends_no_process(
    index: SearchIndex, tmp_path: Path, harm: Callable[[Path], None]
) -> None:
    index.put([a_document(f"question:{n}", title=f"Fax {n}", body=f"fax word{n} " * 50) for n in range(200)])
    assert find(index, "fax").total == 200
    segment = only(tmp_path / "index", "*.seg")
    data = segment.read_bytes()
    with segment.open("r+b") as file:  # the same file, which the process has mapped
        file.truncate(100)
        if harm is scramble:
            file.write(random.Random(2).randbytes(len(data)))

    for text in ("word7", "word8 word9", '"fax word11"', "fxa", "tag:none"):
        with pytest.raises(IndexDamagedError):
            find(index, text)
    assert index.suggest("fax", EVERYBODY, now=NOW)


def test_a_folder_that_cannot_be_written_says_so_and_can_still_be_searched(tmp_path: Path) -> None:
    index = SearchIndex(tmp_path / "index")
    index.rebuild([a_document("question:1", body="fax")])
    (tmp_path / "index" / "write.lock").unlink()
    (tmp_path / "index" / "write.lock").mkdir()  # as good as a read-only disk, for root too

    with pytest.raises(IndexUnwritableError):
        index.put([a_document("question:2", body="fax")])
    assert keys(find(index, "fax")) == ["question:1"]


WRITER = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from portal.search.index import SearchIndex
    from tests.search.corpus import a_document

    index = SearchIndex(Path(sys.argv[1]))
    number = 0
    while True:
        documents = [a_document(f"question:{n}", body=f"fax {number}", revision=str(number)) for n in range(12)]
        if number % 5 == 4:
            index.rebuild(documents)
        else:
            index.put(documents)
        print(number, flush=True)
        number += 1
    """
)


@pytest.mark.parametrize("turn", range(4))
def test_a_writer_killed_at_any_moment_leaves_the_last_state_or_the_next(tmp_path: Path, turn: int) -> None:
    index = SearchIndex(tmp_path / "index", seconds_to_wait=5)
    index.rebuild([])
    chance = random.Random(turn)
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path / "index")],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    ) as writer:
        assert writer.stdout is not None
        confirmed = -1
        for _ in range(chance.randrange(2, 9)):
            confirmed = int(writer.stdout.readline())
        for _ in range(chance.randrange(200_000)):  # not a wait: anywhere in the next commit will do
            pass
        writer.send_signal(signal.SIGKILL)

    revisions = set(index.revisions().values())
    assert len(revisions) == 1
    assert int(revisions.pop()) >= confirmed
    index.put([a_document("question:99", body="fax")])
    assert find(index, "fax").total == 13
    assert index.rebuild([]) == 0


def test_every_error_on_purpose_is_of_one_family() -> None:
    assert all(issubclass(error, SearchError) for error in (IndexMissingError, IndexDamagedError, IndexUnwritableError))

"""Building the index anew while people search and colleagues write: nothing stops, nothing is lost."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.search.documents import Document, Flag
from portal.search.errors import IndexBusyError, IndexMissingError
from portal.search.index import SearchIndex
from tests.search.corpus import a_document, find, keys


def test_there_is_nothing_to_search_before_the_first_rebuild(tmp_path: Path) -> None:
    index = SearchIndex(tmp_path / "index")

    with pytest.raises(IndexMissingError):
        find(index, "vpn")
    with pytest.raises(IndexMissingError):
        index.put([a_document()])
    assert not index.is_healthy
    assert not (tmp_path / "index" / "CURRENT").exists()


def test_a_rebuild_holds_what_it_was_given_and_nothing_else(index: SearchIndex) -> None:
    index.put([a_document("question:1", body="old"), a_document("question:2", body="old")])

    count = index.rebuild([a_document("question:2", body="new"), a_document("question:3", body="new")])

    assert count == 2
    assert find(index, "old").total == 0
    assert sorted(keys(find(index, "new"))) == ["question:2", "question:3"]


def test_searches_and_writes_go_on_during_a_rebuild_and_nothing_written_is_lost(
    index: SearchIndex, tmp_path: Path
) -> None:
    index.put([a_document(f"question:{n}", body="fax") for n in range(4)])
    colleague = SearchIndex(tmp_path / "index")
    full = a_document(
        "question:2",
        body="fax with everything",
        answers=("one", "two"),
        tags=("a", "b"),
        flags=frozenset({Flag.ANSWERED}),
        readers=frozenset({"all", "it"}),
    )

    def read_from_database() -> Iterator[Document]:
        yield a_document("question:0", body="fax")
        yield a_document("question:1", body="fax")
        assert find(index, "fax").total == 4
        colleague.remove(["question:0"])
        colleague.put([a_document("question:9", body="fax")])
        index.put([full])
        assert sorted(keys(find(index, "fax"))) == ["question:1", "question:2", "question:3", "question:9"]
        yield a_document("question:2", body="fax")
        yield a_document("question:3", body="fax")

    index.rebuild(read_from_database())

    for each in (index, colleague, SearchIndex(tmp_path / "index")):
        assert each.revisions().keys() == {"question:1", "question:2", "question:3", "question:9"}
        assert sorted(keys(find(each, "fax"))) == ["question:1", "question:2", "question:3", "question:9"]
        assert keys(find(each, "everything tag:a tag:b is:answered")) == ["question:2"]


def test_what_is_written_while_a_missing_index_is_being_built_is_in_it(tmp_path: Path) -> None:
    index = SearchIndex(tmp_path / "index")

    def read_from_database() -> Iterator[Document]:
        yield a_document("question:1", body="fax")
        index.put([a_document("question:2", body="fax")])

    index.rebuild(read_from_database())

    assert sorted(keys(find(index, "fax"))) == ["question:1", "question:2"]


def test_when_reading_the_documents_fails_the_old_index_stays_and_nothing_is_left_behind(
    index: SearchIndex, tmp_path: Path
) -> None:
    index.put([a_document("question:1", body="fax")])

    def read_from_database() -> Iterator[Document]:
        yield a_document("question:2", body="fax")
        raise ConnectionError("the database is gone")

    with pytest.raises(ConnectionError):
        index.rebuild(read_from_database())

    assert keys(find(index, "fax")) == ["question:1"]
    assert len(list((tmp_path / "index").glob("shelf-*"))) == 1
    assert not (tmp_path / "index" / "journal").exists()


def test_there_is_one_rebuild_at_a_time(index: SearchIndex, tmp_path: Path) -> None:
    refused = []

    def read_from_database() -> Iterator[Document]:
        yield a_document("question:1")
        with pytest.raises(IndexBusyError) as error:
            SearchIndex(tmp_path / "index").rebuild([])
        refused.append(error)

    index.rebuild(read_from_database())

    assert refused
    assert index.rebuild([]) == 0


def test_a_journal_left_by_a_rebuild_that_was_killed_does_no_harm(index: SearchIndex, tmp_path: Path) -> None:
    journal = tmp_path / "index" / "journal"
    journal.write_text('\n{"put": {"key": "question:66"')

    index.put([a_document("question:1", body="fax")])

    assert keys(find(index, "fax")) == ["question:1"]
    assert not journal.exists()


def test_an_index_of_another_version_counts_as_missing(index: SearchIndex, tmp_path: Path) -> None:
    shelf = next((tmp_path / "index").glob("shelf-*"))
    shelf.rename(shelf.with_name("shelf-0-older"))
    (tmp_path / "index" / "CURRENT").write_text("shelf-0-older")

    with pytest.raises(IndexMissingError):
        SearchIndex(tmp_path / "index").check([])
    assert index.rebuild([]) == 0
    assert not (tmp_path / "index" / "shelf-0-older").exists()


def test_another_process_sees_what_was_written_at_its_next_look(index: SearchIndex, tmp_path: Path) -> None:
    colleague = SearchIndex(tmp_path / "index")
    assert colleague.check([]).is_complete

    index.put([a_document("question:1", revision="7")])

    assert colleague.check([("question:1", "7")]).is_complete


def test_a_check_names_what_is_missing_extra_and_stale(index: SearchIndex) -> None:
    index.put(
        [a_document("question:1", revision="1"), a_document("question:2", revision="1"), a_document("question:3")]
    )

    agreement = index.check([("question:1", "1"), ("question:2", "2"), ("question:4", "1")])

    assert (agreement.missing, agreement.extra, agreement.stale) == (("question:4",), ("question:3",), ("question:2",))
    assert not agreement.is_complete


def test_writing_one_by_one_keeps_the_segments_few_and_every_document_once(index: SearchIndex) -> None:
    for n in range(70):
        index.put([a_document(f"question:{n % 50}", body="fax", revision=str(n))])
    index.remove([f"question:{n}" for n in range(10)])

    newest = {n % 50: str(n) for n in range(70)}
    assert index.check([(f"question:{n}", newest[n]) for n in range(10, 50)]).is_complete
    assert find(index, "fax").total == 40
    assert index.segment_count < 24


def test_many_threads_may_search_and_write_at_once(index: SearchIndex) -> None:
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for turn in range(6):
                index.put([a_document(f"question:{number}", body=f"fax {turn}")])
                assert f"question:{number}" in keys(find(index, "fax"))
        except BaseException as error:  # noqa: BLE001 (handed to the test)
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert find(index, "fax").total == 5

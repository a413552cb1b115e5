"""Files that a parser would stop at: each broken row costs itself, and nothing else."""

import tracemalloc
from pathlib import Path

import pytest

from portal.importers.stackexchange.kinds import Table
from portal.importers.stackexchange.reader import Dump
from portal.importers.stackexchange.rows import Fault
from portal.importers.stackexchange.xmlrows import BLOCK, LONGEST_ROW
from tests.importers.dumps import question, row_xml, write_dump

GOOD = [row_xml(question(number)) for number in range(1, 4)]


def read(tmp_path: Path, content: str | bytes) -> Dump:
    """A dump whose Posts.xml holds this between its first and last line, and which has been read."""
    folder = write_dump(tmp_path)
    raw = content if isinstance(content, bytes) else content.encode()
    (folder / "Posts.xml").write_bytes(b'<?xml version="1.0" encoding="utf-8"?>\n<posts>\n' + raw + b"</posts>")
    return Dump(folder)


def ids(dump: Dump) -> list[int]:
    return [post.id for post in dump.posts()]


@pytest.mark.parametrize(
    "broken",
    [
        '  <row Id="9" Title="never closed />\n',
        '  <row Id="9" Title="said "so" loudly" />\n',
        '  <row Id="9" Title="a < b" />\n',
        '  <row Id="9" Title=bare />\n',
        '  <row Id="9"\n',
        '  <row Id="9" Title="x" / >\n',
        "  <row Id='9' 5=\"x\" />\n",
    ],
)
def test_a_row_that_is_not_well_formed_costs_only_itself(tmp_path: Path, broken: str) -> None:
    dump = read(tmp_path, GOOD[0] + broken + GOOD[1] + GOOD[2])
    assert ids(dump) == [1, 2, 3]
    [skipped] = dump.tally.examples
    assert (skipped.fault, skipped.id, skipped.line) == (Fault.BROKEN_XML, "9", 4)


def test_a_file_that_ends_within_a_row_is_read_up_to_there(tmp_path: Path) -> None:
    folder = write_dump(tmp_path)
    (folder / "Posts.xml").write_text("<posts>\n" + GOOD[0] + GOOD[1][:-20])
    dump = Dump(folder)
    assert ids(dump) == [1]
    assert [skipped.fault for skipped in dump.tally.examples] == [Fault.TRUNCATED]


def test_broken_bytes_and_control_characters_are_taken_out_and_said(tmp_path: Path) -> None:
    rows = b'<row Id="1" PostTypeId="1" CreationDate="2018-01-01" Title="a\xff\xfeb\x01c&#x2;d&#xFFFF;" />\n'
    dump = read(tmp_path, rows + GOOD[1].encode())
    assert [post.title for post in dump.posts()] == ["a\ufffdbcd", "Question 2"]
    assert dump.tally.repaired == {Table.POSTS: 1}
    assert not dump.tally.skipped


def test_numbered_and_named_characters_are_decoded_once(tmp_path: Path) -> None:
    title = "&lt;b&gt; &amp;lt; &#39;x&#x27; &quot;&apos; &nbsp; &bogus; & &#x1F600; &#1114112;"
    [post] = read(tmp_path, f'<row Id="1" PostTypeId="1" CreationDate="2018-01-01" Title="{title}" />').posts()
    assert post.title == "<b> &lt; 'x' \"' &nbsp; &bogus; & \U0001f600 \ufffd"


def test_entities_of_its_own_are_never_expanded(tmp_path: Path) -> None:
    folder = write_dump(tmp_path)
    laughs = "".join(f'<!ENTITY lol{n} "{f"&lol{n - 1};" * 10}">' for n in range(1, 10))
    (folder / "Posts.xml").write_text(
        f'<!DOCTYPE posts [<!ENTITY lol0 "lol">{laughs}<!ENTITY file SYSTEM "file:///etc/passwd">]>\n<posts>'
        '<row Id="1" PostTypeId="1" CreationDate="2018-01-01" Title="&lol9;" Body="&file;" /></posts>'
    )
    [post] = Dump(folder).posts()
    assert (post.title, post.body) == ("&lol9;", "&file;")


def test_a_row_within_a_comment_is_none(tmp_path: Path) -> None:
    assert ids(read(tmp_path, GOOD[0] + f"<!-- {GOOD[1]} -->" + GOOD[2])) == [1, 3]
    assert ids(read(tmp_path, GOOD[0] + f"<!-- {GOOD[1]}")) == [1]


def test_line_breaks_within_a_value_are_spaces_as_xml_has_it(tmp_path: Path) -> None:
    row = '<row\n Id="1"\n PostTypeId="1"\n CreationDate="2018-01-01"\n Title="a\nb&#xA;c\td"></row>\n'
    [post] = read(tmp_path, row).posts()
    assert post.title == "a b\nc d"


def test_rows_are_read_whole_wherever_the_blocks_of_the_file_end(tmp_path: Path) -> None:
    row = row_xml(question(1))
    for margin in range(len(row) + 2):
        padding = " " * (BLOCK - 60 - margin)
        assert ids(read(tmp_path, padding + row + GOOD[1])) == [1, 2]


def test_a_row_longer_than_any_real_one_is_skipped_without_being_held(tmp_path: Path) -> None:
    endless = '<row Id="8" Body="' + "x" * (LONGEST_ROW + 3 * BLOCK)
    dump = read(tmp_path, GOOD[0] + endless + '" />\n' + GOOD[1])
    assert ids(dump) == [1, 2]
    assert [(skipped.fault, skipped.id) for skipped in dump.tally.examples] == [(Fault.TOO_LONG, "8")]


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    def peak(rows: int) -> int:
        dump = read(tmp_path / str(rows), "".join(row_xml(question(n, Body="y" * 9000)) for n in range(rows)))
        tracemalloc.start()
        assert sum(1 for _ in dump.posts()) == rows
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    assert peak(1200) < 2 * peak(200)


def test_a_file_of_something_else_holds_no_rows(tmp_path: Path) -> None:
    folder = write_dump(tmp_path)
    (folder / "Posts.xml").write_bytes(bytes(range(256)) * 5000)
    dump = Dump(folder)
    assert ids(dump) == []
    assert dump.tally.read == {}

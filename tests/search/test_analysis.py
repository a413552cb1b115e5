"""Which words find which: exact things exactly, and everything else whatever its dress."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.search.analysis import MAX_POSITION, analyser
from portal.search.forms import MAX_TERM
from portal.search.index import SearchIndex
from portal.search.results import Spelling
from portal.search.viewers import Viewer
from tests.search.corpus import a_document, find, keys


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("0x80070005", "Error 0x80070005 at start"),
        ("80070005", "Error 0x80070005 at start"),
        ("KB5034441", "after KB5034441 was installed"),
        ("kb 5034441", "after KB5034441 was installed"),
        ("KB5034441", "after KB-5034441 was installed"),
        ("5034441", "after KB5034441 was installed"),
        ("2.3.1", "since v2.3.1 it is broken"),
        ("v2.3.1", "since version 2.3.1, it is broken"),
        ("10.0.19041.1234", "Build 10.0.19041.1234."),
        ("C:\\Users\\emma", "look in C:\\Users\\emma for it"),
        ("c:/users/emma", "look in C:\\Users\\emma for it"),
        ("emma", "look in C:\\Users\\emma\\Documents for it"),
        ("user@host.example", "write to user@host.example now"),
        ("%windir%\\CBS.log", "see %WinDir%\\CBS.log for it"),
        ("outlook.exe", "start C:\\Program Files\\Office\\outlook.exe again"),
        ("13.107.7.190", "handler cancelled 13.107.7.190:443 ready"),
        ("38.0.2125.111", "Mozilla/5.0 Chrome/38.0.2125.111 Safari/537"),
        ("outlook.exe", "end OUTLOOK.EXE in the task list"),
        ("-2147024891", "it says -2147024891"),
        ("HKEY_LOCAL_MACHINE\\Software", "under HKEY_LOCAL_MACHINE\\Software"),
        ("C++", "written in C++"),
        ("c#", "a C# program"),
        (".net", "needs .NET first"),
        ("AT&T", "the AT&T line"),
        ("log in", "the login page"),
        ("login", "how to log in"),
        ("login", "after logging in"),
        ("log-in", "the login page"),
        ("wi-fi", "no wifi here"),
        ("wifi", "no Wi-Fi here"),
        ("e-mail", "an email came"),
        ("email", "an e-mail came"),
        ("one drive", "OneDrive is full"),
        ("setup", "how to set up a phone"),
        ("office365", "moved to Office 365"),
        ("Office 365", "moved to Office365"),
        ("printers", "the printer is jammed"),
        ("CAFE", "the Café menu"),
        ("naive", "a naïve question"),
        ("naïve", "a naive question"),
        ("strasse", "in der Straße"),
        ("ｐｒｉｎｔｅｒ", "the printer"),
        ("dont", "I don't know"),
        ("don’t", "I don't know"),
        ("emma", "Emma's laptop"),
        ("日本", "これは日本語です"),
        ("日本語", "これは日本語です"),
        ("更新", "Office更新プログラム"),
        ("हिन्दी", "यह हिन्दी है"),
        ("pri\u00adnter", "the printer"),
        ("the", "the the, a band"),
    ],
)
def test_what_is_typed_finds_what_is_written(index: SearchIndex, typed: str, written: str) -> None:
    index.put([a_document("question:1", body=written), a_document("question:2", body="unrelated words")])

    assert keys(find(index, typed)) == ["question:1"]


@pytest.mark.parametrize(("typed", "written"), [("2.3.1", "2.3.10 is out"), ("0x80070005", "0x80070006"), ("C#", "C")])
def test_an_identifier_does_not_find_its_neighbours(index: SearchIndex, typed: str, written: str) -> None:
    index.put([a_document("question:1", body=f"exactly {typed}"), a_document("question:2", body=written)])

    assert keys(find(index, f'"{typed}"')) == ["question:1"]
    assert keys(find(index, typed)) == ["question:1"]


def test_words_of_a_language_are_found_in_its_forms(index: SearchIndex) -> None:
    index.put([a_document("question:1", body="Die Häuser und Wohnungen", language="de-AT")])

    assert keys(find(index, "Haus Wohnung", Viewer(languages=("en", "de")))) == ["question:1"]
    assert find(index, "Wohnungen", Viewer(languages=("en",)), spelling=Spelling.EXACT).total == 0


def test_a_word_longer_than_any_term_finds_itself(index: SearchIndex) -> None:
    index.put([a_document("question:1", body="q" * 500)])

    assert keys(find(index, "q" * 400)) == ["question:1"]


def test_what_stands_at_the_end_of_a_very_long_text_costs_nothing_but_is_not_found(index: SearchIndex) -> None:
    index.put([a_document("question:1", body="word " * (MAX_POSITION + 10) + "needle")])

    assert find(index, "word").total == 1
    assert find(index, "needle").total == 0


@pytest.mark.parametrize(
    "text", ["\u0301", "a \u0301 b", "\u200d", "👨\u200d👩\u200d👧", "_", ".#", "++", "'s", "’", "\u0640"]
)
def test_bare_marks_and_signs_leave_no_empty_term(text: str) -> None:
    assert "" not in analyser("en").read(text).positions


@given(
    st.text(st.sampled_from("\u0301\u200d\u200c\u0640_.#+'’-:/\\a1é日ก\u0e48 "), max_size=30) | st.text(max_size=300)
)
def test_any_text_is_analysed_within_bounds_and_finds_its_own_words(text: str) -> None:
    reading = analyser("en").read(text)
    groups = analyser("en").groups(text)

    assert all(0 < len(term) <= MAX_TERM for term in reading.positions)
    assert all(0 <= place < 2**16 for places in reading.positions.values() for place in places)
    assert all(set(group.terms) & reading.positions.keys() for group in groups)

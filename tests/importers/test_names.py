"""Names and titles from elsewhere: one readable line, whatever was put into them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.importers.cleaning import MOST_MARKS, clean_line
from portal.importers.stackexchange.content import clean_title, gone_author_name, user_name
from portal.importers.stackexchange.reader import Dump
from tests.importers.dumps import BEANS


def test_every_member_has_a_name_one_can_see() -> None:
    names = {user.id: user_name(user) for user in Dump(BEANS).users()}
    assert names == {
        -1: "Community",
        1: "Rosa Roaster",
        2: "user2",
        3: "user3",
        4: "سارة قهوة",
        5: "咖啡豆",
        6: names[6],
        7: "Rosa Roaster",
    }
    assert names[6].endswith("ber <b> & co")


def test_an_author_who_is_gone_is_called_by_what_was_left() -> None:
    assert gone_author_name("user99") == "user99"
    assert gone_author_name("\u200b") == gone_author_name("") == "A former member"


def test_a_title_is_never_empty_and_its_entities_are_decoded_once() -> None:
    assert clean_title("Why is ‹my bean> so oily &amp; &quot;dark&quot;?") == 'Why is ‹my bean> so oily & "dark"?'
    assert clean_title("What does &amp;amp; or &nbsp; mean?") == "What does &amp; or &nbsp; mean?"
    assert clean_title(" \u200b\n") == "Untitled question"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("  two\t words\n", "two words"),
        ("a\x00b\x1bc\x7f", "abc"),
        ("pass\u202eword\u2066", "password"),
        ("Em\u200dma", "Emma"),
        ("\u2800\u3164", ""),
        ("\ud800x", "x"),
        ("ـ\u200dه", "ـ\u200dه"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d💻", "👩\u200d💻"),
        ("ｆｕｌｌ", "ｆｕｌｌ"),
        ("ǝɟɟoɔ", "ǝɟɟoɔ"),
    ],
)
def test_only_what_can_be_seen_stays(written: str, shown: str) -> None:
    assert clean_line(written, 60) == shown


def test_stacked_accents_are_thinned_and_ordinary_ones_stay() -> None:
    assert clean_line("Z" + "\u0335" * 30 + "algo", 60) == "Z" + "\u0335" * MOST_MARKS + "algo"
    assert clean_line("Việt Nguyễn", 60) == "Việt Nguyễn"
    assert clean_line("\u0335\u0335x", 60) == "x"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("abcdef", "abcd…"),
        ("abcde", "abcde"),
        ("abc defg", "abc…"),
        ("abc👩\u200d💻x", "abc…"),
        ("abc👍\U0001f3fdx", "abc…"),
        ("abce\u0335xyz", "abc…"),
    ],
)
def test_a_long_line_is_cut_between_what_the_eye_sees_as_letters(written: str, shown: str) -> None:
    assert clean_line(written, 5) == shown


@given(st.text(max_size=80), st.integers(1, 40))
def test_no_text_makes_a_line_that_is_too_long_or_holds_anything_hidden(text: str, longest: int) -> None:
    line = clean_line(text, longest)
    assert len(line) <= longest
    assert line == line.strip()
    assert not any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in line)

"""Titles, names, addresses and excerpts, with everything the alphabets of the world bring."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.markup import clean_line, excerpt, slugify

PERSIAN = "می\u200cخواهم"
FAMILY = "👩\u200d👩\u200d👧"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Excel \t crashes\nat start ", "Excel crashes at start"),
        ("a\x00b\x07c\x7f\x9b", "abc"),
        ("in\u202evoice\u202c", "invoice"),
        ("\u2066a\u2069\u200e\u200f\u061c", "a"),
        ("zero\u200bwidth\ufeff and \u00adsoft", "zerowidth and soft"),
        ("a\u2028b\u2029c\u3000d", "a b c d"),
        ("ana\u200d", "ana"),
        ("a\u200dna", "ana"),
        (PERSIAN, PERSIAN),
        (FAMILY, FAMILY),
        ("क्\u200dष", "क्\u200dष"),
        ("I ❤\ufe0f it", "I ❤\ufe0f it"),
        ("a\ufe0fb", "ab"),
        ("\u3164\u115f", ""),
        ("\U000e0041\ue000", ""),
        ("e\u0301", "é"),
        ("\ud800x", "x"),
        ("<script>", "<script>"),
    ],
)
def test_a_line_loses_what_is_not_seen(typed: str, kept: str) -> None:
    assert clean_line(typed, 150) == kept


def test_a_tower_of_accents_is_taken_down() -> None:
    assert len(clean_line("a" + "\u0333" * 50 + "b", 150)) <= 8


def test_a_line_is_cut_between_letters() -> None:
    assert clean_line("abc" * 60, 150) == "abc" * 50
    assert clean_line("ab" + FAMILY, 4) == "ab"
    assert clean_line("ab x\u0323\u0301", 4) == "ab"


@given(st.text(max_size=80), st.integers(0, 40))
def test_a_clean_line_is_clean(typed: str, maximum: int) -> None:
    line = clean_line(typed, maximum)
    assert len(line) <= maximum
    assert line == " ".join(line.split())
    assert clean_line(line, maximum) == line
    assert not any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") or c in "\u202e\u2066\u200b" for c in line)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Excel crashes at start!", "excel-crashes-at-start"),
        ("Café Zürich: Straße & Øl", "cafe-zurich-strasse-ol"),
        ("C:\\temp \\\\server\\share", "c-temp-server-share"),
        ("What's 2+2 = 4?", "whats-2-2-4"),
        ("Почему Excel не открывается", "почему-excel-не-открывается"),
        ("打印机无法打印", "打印机无法打印"),
        ("プリンターが動かない", "プリンターが動かない"),
        ("منذ تحديث يوم", "منذ-تحديث-يوم"),
        ("हिन्दी में", "हिन्दी-में"),
        ("한국어 제목", "한국어-제목"),
        ("ＦＵＬＬ width ①", "full-width-1"),
        ("???", "untitled"),
        ("👍", "untitled"),
        ("", "untitled"),
    ],
)
def test_a_slug_keeps_the_words_of_every_script(title: str, slug: str) -> None:
    assert slugify(title) == slug


def test_a_slug_is_short_and_ends_with_a_word() -> None:
    slug = slugify("reconciliation " * 20)
    assert slug == "-".join(["reconciliation"] * 5)
    assert len(slugify("x" * 500)) == 80


@given(st.text(max_size=120))
def test_a_slug_stands_in_an_address(title: str) -> None:
    slug = slugify(title)
    assert slug
    assert not set(slug) & set("/?#&%<>\"' \\.")
    assert slugify(slug) == slug


def test_an_excerpt_ends_between_words() -> None:
    assert excerpt("The quick brown fox jumps", 16) == "The quick brown…"
    assert excerpt("The quick brown fox jumps", 15) == "The quick…"
    assert excerpt("short", 16) == "short"
    assert excerpt("a\n b", 16) == "a b"


def test_an_excerpt_of_one_endless_word_is_its_beginning() -> None:
    assert excerpt("a " + "x" * 100, 20) == "a " + "x" * 17 + "…"
    assert excerpt("打印机无法打印怎么办", 5) == "打印机无…"


@given(st.text(max_size=200), st.integers(1, 60))
def test_an_excerpt_is_never_longer_than_asked(text: str, length: int) -> None:
    assert len(excerpt(text, length)) <= length

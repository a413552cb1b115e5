"""Letters without their dress: case, accents, width and invisible characters do not matter to a search."""

import unicodedata
from functools import lru_cache

INVISIBLE = dict.fromkeys(
    [0x00AD, 0x180E, 0x200B, 0x200E, 0x200F, 0xFEFF, *range(0x202A, 0x202F), *range(0x2060, 0x2070)]
)
"""Soft hyphens, zero-width and direction marks: they are inside words as often as between them."""

_STRIPPED_MARKS = dict.fromkeys(
    [*range(0x0300, 0x0370), *range(0x0591, 0x05C8), 0x0640, *range(0x064B, 0x0660), 0x0670, 0x200C, 0x200D]
)
_REMEMBERED_LENGTH = 64
_PLAIN_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t"}
)


def clean(text: str) -> str:
    """The text composed (NFC) and without invisible characters; what analysis and snippets both read."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", text.translate(INVISIBLE))


def fold(text: str) -> str:
    """The text in lower case, without accents, in its compatibility form ("Ｃａｆé" and "CAFE" are "cafe")."""
    if text.isascii():
        return text.lower()
    return _fold_remembered(text) if len(text) <= _REMEMBERED_LENGTH else _fold(text)


def _fold(word: str) -> str:
    spread = unicodedata.normalize("NFKD", word.casefold()).translate(_STRIPPED_MARKS)
    return unicodedata.normalize("NFKC", spread).casefold().translate(_PLAIN_LETTERS)


_fold_remembered = lru_cache(maxsize=20_000)(_fold)

"""Letters without their dress: case, accents, width and invisible characters do not matter to a search."""

import unicodedata
from functools import lru_cache

INVISIBLE = dict.fromkeys(
    [0x00AD, 0x180E, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)]
)
"""Soft hyphens, zero-width and direction marks: they are inside words as often as between them."""

_STRIPPED_MARKS = dict.fromkeys(
    [*range(0x0300, 0x0370), *range(0x0591, 0x05C8), *range(0x064B, 0x0660), 0x0670, 0x0640]
)
_PLAIN_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t"}
)


def clean(text: str) -> str:
    """The text composed (NFC) and without invisible characters; what analysis and snippets both read."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", text.translate(INVISIBLE))


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """The word in lower case, without accents, in its compatibility form ("Ｃａｆé" and "CAFE" are "cafe")."""
    if word.isascii():
        return word.lower()
    spread = unicodedata.normalize("NFKD", word.casefold()).translate(_STRIPPED_MARKS)
    return unicodedata.normalize("NFKC", spread).casefold().translate(_PLAIN_LETTERS)

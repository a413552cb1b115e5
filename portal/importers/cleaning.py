"""Names and titles from elsewhere, made fit for one line: readable, bounded, and nothing hidden in them."""

import re
import unicodedata

MOST_MARKS = 3
"""Accents on one letter; Vietnamese and Hebrew need two or three, ornament knows no end."""

_ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&apos;": "'"}
_ENTITY = re.compile("|".join(map(re.escape, _ENTITIES)))
_JOINERS = "\u200c\u200d"
_MODIFIERS = {chr(code) for code in range(0x1F3FB, 0x1F400)}
# letters that are drawn as nothing at all
_BLANK = {"\u115f", "\u1160", "\u3164", "\uffa0", "\u2800"}
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def clean_line(text: str, longest: int) -> str:
    """One line of visible text of at most `longest` characters, with an ellipsis where it was cut; may be
    empty.

    The five entities of XML are decoded; control, direction and zero-width characters are taken out, except a
    joiner between two characters of a script or an emoji that needs it; stacked accents are thinned.
    """
    text = unicodedata.normalize("NFC", _ENTITY.sub(lambda entity: _ENTITIES[entity[0]], text))
    text = " ".join(_visible(text).split())
    return _cut(text, longest)


def _visible(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for index, character in enumerate(text):
        category = unicodedata.category(character)
        if character in "\t\n\r\u2028\u2029":
            kept.append(" ")
        elif character in _JOINERS and 0 < index < len(text) - 1:
            if _needs_joining(text[index - 1]) and _needs_joining(text[index + 1]):
                kept.append(character)
        elif category in _HIDDEN or character in _BLANK:
            continue
        elif category in ("Mn", "Me"):
            marks += 1
            if marks <= MOST_MARKS and kept:
                kept.append(character)
            continue
        else:
            kept.append(character)
        marks = 0
    return "".join(kept)


def _needs_joining(neighbour: str) -> bool:
    return ord(neighbour) > 0x2FF and unicodedata.category(neighbour)[0] in "LMS"


def _cut(text: str, longest: int) -> str:
    if len(text) <= longest:
        return text
    end = longest - 1
    # never between a letter and what belongs to it
    while end > 0 and (_belongs_to_before(text[end]) or text[end - 1] in _JOINERS):
        end -= 1
    return text[: end or longest - 1].rstrip() + "…"


def _belongs_to_before(character: str) -> bool:
    return unicodedata.category(character)[0] == "M" or character in _JOINERS or character in _MODIFIERS

"""Short texts: titles and names on one line, addresses made of them, excerpts cut between words."""

from __future__ import annotations

import re
import unicodedata

ELLIPSIS = "…"
UNTITLED = "untitled"
LONGEST_SLUG = 80
MOST_MARKS = 4
"""Accents on one letter; no language stacks more, only pranks do."""

_JOINERS = "\u200c\u200d"
_VARIATION = re.compile("[\ufe00-\ufe0f]")
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5")
"""Letters and marks that show nothing, by which a name looks empty or like another's."""

_LETTERS_WITHOUT_DECOMPOSITION = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i", "ħ": "h"}
)


def clean_line(text: str, maximum: int) -> str:
    """A title or a name on one line of at most `maximum` characters.

    Takes out what is not seen but acts: control characters, signs that turn the direction of what follows, letters
    of no width. Joiners stay between letters of scripts that need them, and inside emoji.
    """
    composed = unicodedata.normalize("NFC", text)
    seen = "".join(" " if character.isspace() else character for character in composed if _is_seen(character))
    kept = [c for i, c in enumerate(seen) if _belongs(seen, i, c)]
    return cut(" ".join(_without_stacks("".join(kept)).split()), maximum)


def cut(text: str, maximum: int) -> str:
    """At most `maximum` characters, without leaving half a letter or emoji behind."""
    if len(text) <= maximum:
        return text
    end = maximum
    while end and (_sticks_to_previous(text[end]) or text[end - 1] == "\u200d"):
        end -= 1
    return text[:end].rstrip()


def excerpt(text: str, length: int) -> str:
    """At most `length` characters of a plain text on one line, cut between words where that is possible."""
    folded = " ".join(text.split())
    if len(folded) <= length:
        return folded
    room = max(length - len(ELLIPSIS), 0)
    head = cut(folded, room)
    if not folded[room].isspace() and " " in head:
        whole_words = head.rpartition(" ")[0]
        # one endless word must not eat the whole excerpt
        head = whole_words if len(whole_words) * 2 >= room else head
    return head.rstrip(" ,;:.-–—(") + ELLIPSIS


def slugify(title: str) -> str:
    """The words of a title for an address: small letters, digits and hyphens.

    Latin letters lose their accents; letters of other scripts stay what they are, as an address may hold them.
    """
    small = unicodedata.normalize("NFKD", title).casefold().translate(_LETTERS_WITHOUT_DECOMPOSITION)
    decomposed = unicodedata.normalize("NFKD", small)
    kept: list[str] = []
    for character in decomposed:
        kind = unicodedata.category(character)[0]
        if kind == "M":
            if kept and not kept[-1].isascii():
                kept.append(character)
        elif character not in _BLANK_LETTERS:
            kept.append(character if kind in "LN" else "" if character in "'’" + _JOINERS else "-")
    words = re.sub("-{2,}", "-", unicodedata.normalize("NFC", "".join(kept))).strip("-")
    if len(words) > LONGEST_SLUG:
        head = cut(words, LONGEST_SLUG)
        words = head.rpartition("-")[0] if words[len(head)] != "-" and "-" in head else head
    return words.strip("-") or UNTITLED


def _is_seen(character: str) -> bool:
    if character in _JOINERS or _VARIATION.match(character) or character.isspace():
        return True
    # control, format, surrogate, private use and unassigned characters
    return unicodedata.category(character)[0] != "C" and character not in _BLANK_LETTERS


def _belongs(text: str, at: int, character: str) -> bool:
    """Whether a joiner or a variation sign has something to act on; all else belongs."""
    before = text[at - 1] if at else ""
    if _VARIATION.match(character):
        return bool(before) and unicodedata.category(before) in ("So", "Sm", "Po", "Nd")
    if character in _JOINERS:
        after = text[at + 1] if at + 1 < len(text) else ""
        return _joins(before) and _joins(after)
    return True


def _joins(character: str) -> bool:
    if not character or character.isascii() or character in _JOINERS:
        return False
    return unicodedata.category(character)[0] in "LMS" and not unicodedata.name(character, "").startswith("LATIN")


def _sticks_to_previous(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Me", "Mc") or character in _JOINERS or _is_skin_tone(character)


def _is_skin_tone(character: str) -> bool:
    return "\U0001f3fb" <= character <= "\U0001f3ff"


def _without_stacks(text: str) -> str:
    """Without the accents that climb over the lines above."""
    kept: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if marks <= MOST_MARKS:
            kept.append(character)
    return "".join(kept)

"""The forms of one run of a text: the terms it leaves in the index, and what it asks for in a query.

A run of letters is its stem. Anything else is taken apart, and kept whole when it reads like an identifier: a path,
a file name, an address, an error code. Versions are kept whole only: their parts mean nothing.
"""

import re
import zlib
from collections.abc import Callable
from typing import NamedTuple

from portal.search.folding import fold

MAX_TERM = 64
"""Longest index term, in characters; what is longer is cut, in documents and queries alike."""

_PART = re.compile(r"[^.:/@+&~=_#%-]+")
_VERSION = re.compile(r"v?(\d+(?:\.\d+)+)")
_LETTERS_THEN_DIGITS = re.compile(r"([^\W\d]{2,})(\d{2,})")
_NUMBER_INSIDE = re.compile(r"(?:0x|[^\W\d]{1,8})(\d{4,}|(?<=0x)[0-9a-f]{3,})")
_NAMED_WITH_SIGN = re.compile(r"[a-z]+(?:\+\+|#)|\.net")
_SIGN_OF_IDENTIFIER = re.compile(r"[./@_\d]|:.*:")
_BETWEEN_NAMES = re.compile(r"[:/@=&~%]+")
_CODE = re.compile(r"0x[0-9a-f]{3,}|[^\W\d]{0,8}\d{4,}|\d+(?:\.\d+)+")


def code_of(term: str) -> int:
    """A number for a term, from 1 to 65,535, by which neighbours are looked for; 0 stands for a gap."""
    return zlib.crc32(term.encode("utf-8", "replace")) % 65_535 + 1


class Forms(NamedTuple):
    """What one run becomes. `words` and the first groups of `asked` go together, part by part."""

    terms: tuple[str, ...]
    """Its terms in the index; the first one is the run's main term."""
    words: tuple[str, ...]
    """The parts as typed, folded."""
    asked: tuple[tuple[str, ...], ...]
    """For a query: alternatives for each part, then for the whole of an identifier."""
    code: int
    """Of the main term."""


def simple_forms(term: str, word: str) -> Forms:
    """The forms of a run that is one term and nothing else."""
    return _forms((term,), (word,), ((term,),))


def forms_of(run: str, stem: Callable[[str], str]) -> Forms:
    """The forms of a run, with `stem` for its parts of letters."""
    folded = fold(run).replace("’", "'").removesuffix("'s").replace("'", "").replace("\\", "/")
    if folded.isalpha():
        return simple_forms(stem(folded), folded)
    if version := _VERSION.fullmatch(folded.strip(".")):
        return simple_forms(version.group(1)[:MAX_TERM], version.group(1)[:MAX_TERM])
    if _NAMED_WITH_SIGN.fullmatch(folded):
        return _forms((folded[:MAX_TERM], stem(folded.strip(".+#"))), (folded,), ((folded[:MAX_TERM],),))
    parts = [part[:MAX_TERM] for part in _PART.findall(folded)] or [folded[:MAX_TERM]]
    return _forms_of_parts(folded, parts, stem)


def term_of(part: str, stem: Callable[[str], str]) -> str:
    """The term of one part of a run."""
    return stem(part) if part.isalpha() else part[:MAX_TERM]


def _forms_of_parts(folded: str, parts: list[str], stem: Callable[[str], str]) -> Forms:
    joined = _joined(folded, parts, stem)
    terms: list[str] = []
    asked: list[tuple[str, ...]] = []
    words: list[str] = []
    for part in parts:
        term, number = term_of(part, stem), _number_inside(part)
        terms += (term, number)
        for piece in _pieces(part) if len(parts) == 1 else (part,):
            words.append(piece)
            asked.append(_distinct(term, term_of(piece, stem), number if piece == part else "", joined))
    whole = _whole(folded, parts)
    if whole:
        asked.append((whole,))
    return _forms(_distinct(*terms, joined, whole, *_names_inside(folded)), tuple(words), tuple(asked))


def _forms(terms: tuple[str, ...], words: tuple[str, ...], asked: tuple[tuple[str, ...], ...]) -> Forms:
    return Forms(terms, words, asked, code_of(terms[0]) if terms else 0)


def _joined(folded: str, parts: list[str], stem: Callable[[str], str]) -> str:
    """What hyphens hold together ("log-in", "KB-5034441"), without them; empty for anything else."""
    if 2 <= len(parts) <= 3 and re.fullmatch(r"[^\W_]+(?:-[^\W_]+)+", folded):
        return term_of("".join(parts), stem)
    return ""


def _whole(folded: str, parts: list[str]) -> str:
    """The run as an identifier; empty when it is not one."""
    whole = folded.strip(".+#")
    return whole[:MAX_TERM] if len(parts) > 1 and _SIGN_OF_IDENTIFIER.search(whole) else ""


def _names_inside(folded: str) -> list[str]:
    """The versions, file names and hosts that a path or an address is made of: each is found by itself too."""
    names = [name.strip(".+#") for name in _BETWEEN_NAMES.split(folded)]
    if len(names) < 2:
        return []
    found = []
    for name in names:
        if version := _VERSION.fullmatch(name):
            found.append(version.group(1)[:MAX_TERM])
        elif whole := _whole(name, _PART.findall(name)):
            found.append(whole)
    return found


def is_code(word: str) -> bool:
    """Whether a folded word is one that means nothing but itself: an error code, an update's number, a version."""
    return _CODE.fullmatch(word) is not None


def _number_inside(part: str) -> str:
    """The number people quote without its prefix: 80070005 of 0x80070005, 5034441 of KB5034441."""
    match = _NUMBER_INSIDE.fullmatch(part)
    return match.group(1) if match else ""


def _pieces(part: str) -> tuple[str, ...]:
    """Letters and digits that may stand apart in a document: "office365" is also "office 365"."""
    match = _LETTERS_THEN_DIGITS.fullmatch(part)
    return (match.group(1), match.group(2)) if match else (part,)


def _distinct(*forms: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(form for form in forms if form))

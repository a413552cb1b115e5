"""How a document lies in Whoosh: which fields, what a posting holds, and the columns read into arrays."""

import struct
import zlib
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

import numpy as np
from whoosh.formats import Format

from portal.search.analysis import MAX_POSITION, Reading, analyser
from portal.search.documents import EVERYONE, Document, Flag, Kind, Trust
from portal.search.folding import clean, fold
from portal.search.whoosh_api import COLUMN, Existence, FieldType, FixedBytesColumn, IDAnalyzer, Schema, VarBytesColumn
from portal.search.wordlists import LONGEST

VERSION = 3
"""Raised whenever documents are analysed or stored differently; an index of another version is rebuilt."""

KINDS = tuple(Kind)
TRUSTS = tuple(Trust)
FLAGS = tuple(Flag)
MAX_CODES = 2_000
"""Words of a document among which neighbours are looked for."""
_SPELLED_BY = 3
_GAP = 8
"""Positions left between two answers, so that no phrase runs from one into the next."""
SEPARATOR = "\x1f"


class TextField(StrEnum):
    """The fields that are scored, in the order in which their scores are added."""

    TITLE = "title"
    LABELS = "labels"
    """Tags and application, as words."""
    BODY = "body"
    ANSWERS = "answers"


class ExactField(StrEnum):
    """The fields that hold folded values for filters and boosts."""

    KEY = "key"
    READER = "reader"
    TAG = "tag"
    APPLICATION = "application"
    AUTHOR = "author"
    DEPARTMENT = "department"
    SITE = "site"
    DEVICE = "device"
    LANGUAGE = "language"
    """Without its region."""
    SPELLING = "spelling"
    """Plain words, as typed, of what everybody may read: each only with a few of its documents."""


FACTS = "facts"
CARD = "card"
CODES = "codes"

FACTS_TYPE = np.dtype(
    [
        ("kind", "u1"),
        ("trust", "u1"),
        ("flags", "<u2"),
        ("helpful", "<u4"),
        ("solved", "<u4"),
        ("created", "<i8"),
        ("updated", "<i8"),
        ("tie", "<u4"),
        *((str(field), "<u4") for field in TextField),
    ]
)
"""One record a document: places in KINDS and TRUSTS, bits of FLAGS, seconds of the epoch, a number made of the key
that orders what is otherwise equal, and the field lengths in positions."""
_FACTS = struct.Struct("<BBHIIqqI4I")
_MAX_COUNT = 2**32 - 1


class Positions(Format):
    """Postings with the term's count as weight and its positions as 16-bit numbers.

    Takes the positions by term of a `Reading` as value, so that Whoosh's own, slower analysis is not run.
    """

    posting_size = -1

    def word_values(self, value: tuple[Mapping[str, list[int]]], analyzer: object, **options: object) -> Iterator[Any]:
        """Yields (term, count, weight, encoded positions), as Whoosh asks of a format."""
        for term, positions in value[0].items():
            yield term, len(positions), float(len(positions)), array("H", positions).tobytes()


def _text_field() -> Any:
    return FieldType(Positions(), IDAnalyzer(), scorable=False)


def _exact_field() -> Any:
    return FieldType(Existence(), IDAnalyzer(), scorable=False)


def schema() -> Any:
    """The schema of a new index."""
    columns = {
        FACTS: COLUMN(FixedBytesColumn(_FACTS.size)),
        CARD: COLUMN(VarBytesColumn()),
        CODES: COLUMN(VarBytesColumn()),
    }
    texts = {str(field): _text_field() for field in TextField}
    exact = {str(field): _exact_field() for field in ExactField}
    return Schema(**columns, **texts, **exact)


def rows(documents: Iterable[Document]) -> Iterator[dict[str, Any]]:
    """Documents of one commit as keyword arguments for Whoosh's `add_document`."""
    spellings = _Spellings()
    return (_row(document, spellings) for document in documents)


class _Spellings:
    """Words for the spelling of one commit. The first few documents of a word stand for it: which hold it is known
    from its stem, here only that it is a word."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def of(self, readings: Iterable[Reading]) -> list[str]:
        words = {word for reading in readings for word in reading.words if self._seen[word] < _SPELLED_BY}
        plain = [word for word in words if 3 <= len(word) <= LONGEST and word.isalpha()]
        self._seen.update(plain)
        return plain


def _row(document: Document, spellings: _Spellings) -> dict[str, Any]:
    texts = _read_texts(document)
    fields: dict[str, Any] = {str(field): (reading.positions,) for field, reading in texts.items() if reading.length}
    exact = {
        ExactField.KEY: [document.key],
        ExactField.READER: sorted(document.readers),
        ExactField.TAG: [value(tag) for tag in document.tags],
        ExactField.APPLICATION: [value(document.application)],
        ExactField.AUTHOR: [value(document.author)],
        ExactField.DEPARTMENT: [value(document.department)],
        ExactField.SITE: [value(document.site)],
        ExactField.DEVICE: [value(document.device)],
        ExactField.LANGUAGE: [value(document.language.partition("-")[0])],
        ExactField.SPELLING: spellings.of(texts.values()) if EVERYONE in document.readers else [],
    }
    fields |= {str(field): tuple(values) for field, values in exact.items() if any(values)}
    fields[FACTS] = _pack(document, texts)
    fields[CARD] = pack_card(document)
    fields[CODES] = _pack_codes(texts)
    return fields


def value(text: str) -> str:
    """A tag, application, handle or place as it is compared: folded, and with single spaces."""
    return " ".join(fold(clean(text)).split())


def pack_card(document: Document) -> bytes:
    """What is read back of a document, as one string of bytes."""
    parts = (document.key, document.thread, document.revision, document.title, document.application)
    texts = (part.replace(SEPARATOR, " ") for part in (*parts, *document.tags))
    return SEPARATOR.join(texts).encode("utf-8", "replace")


class Card:
    """What is read back of a document."""

    __slots__ = ("application", "key", "revision", "tags", "thread", "title")

    def __init__(self, packed: bytes) -> None:
        self.key, self.thread, self.revision, self.title, self.application, *tags = packed.decode().split(SEPARATOR)
        self.tags = tuple(tags)


def _read_texts(document: Document) -> dict[TextField, Reading]:
    reader = analyser(document.language)
    return {
        TextField.TITLE: reader.read(document.title),
        TextField.LABELS: reader.read(" ; ".join((*document.tags, document.application))),
        TextField.BODY: reader.read(document.body),
        TextField.ANSWERS: _merged([reader.read(answer) for answer in document.answers]),
    }


def _merged(readings: list[Reading]) -> Reading:
    """Several readings as one, each after the other."""
    if len(readings) == 1:
        return readings[0]
    positions: dict[str, list[int]] = {}
    words: set[str] = set()
    codes: list[int] = []
    start = length = 0
    for reading in readings:
        for term, places in reading.positions.items():
            within = [start + place for place in places if start + place < MAX_POSITION + _GAP]
            if within:
                positions.setdefault(term, []).extend(within)
        words |= reading.words
        codes += (0, *reading.codes)
        length += reading.length
        start += reading.length + _GAP
    return Reading(positions, length, words, codes)


def _pack_codes(texts: Mapping[TextField, Reading]) -> bytes:
    """The codes of title, body and answers, one after the other, as 16-bit numbers with gaps between."""
    title, body, answers = (texts[field].codes for field in (TextField.TITLE, TextField.BODY, TextField.ANSWERS))
    return array("H", [*[*title, 0, *body, 0, *answers][: MAX_CODES - 1], 0]).tobytes()


def _pack(document: Document, texts: Mapping[TextField, Reading]) -> bytes:
    flags = sum(1 << i for i, flag in enumerate(FLAGS) if flag in document.flags)
    return _FACTS.pack(
        KINDS.index(document.kind),
        TRUSTS.index(document.trust),
        flags,
        min(max(document.helpful, 0), _MAX_COUNT),
        min(max(document.solved, 0), _MAX_COUNT),
        _seconds(document.created_at),
        _seconds(document.updated_at),
        tie(document.key),
        *(texts[field].length for field in TextField),
    )


def tie(key: str) -> int:
    """The number that orders documents which are equal in all else."""
    return zlib.crc32(key.encode("utf-8", "replace"))


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())

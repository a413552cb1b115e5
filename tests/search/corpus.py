"""Documents for the tests of the search engine: single ones made to measure, and random ones by the hundred."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from portal.search.documents import EVERYONE, Document, Flag, Kind, Trust
from portal.search.index import SearchIndex
from portal.search.language import parse
from portal.search.results import Results
from portal.search.viewers import Viewer

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
EVERYBODY = Viewer()

WORDS = (
    "vpn printer outlook teams calendar mailbox password reset error login slow crash sync share file folder "
    "meeting room camera headset license update install driver network wifi proxy certificate token account"
).split()
ODD_WORDS = (
    "0x80070005",
    "KB5034441",
    "v2.3.1",
    "C:\\Users\\emma",
    "outlook.exe",
    "log in",
    "e-mail",
    "naïve",
    "日本語",
)
TAGS = ("vpn", "mail", "Printing", "hardware", "Über")
APPLICATIONS = ("Outlook", "Microsoft Teams", "SAP", "")
PEOPLE = ("emma", "sam", "ana", "adam")


def a_document(key: str = "question:1", **changes: Any) -> Document:
    """A question by Emma that everybody may read, but for the changes."""
    plain: dict[str, Any] = {
        "key": key,
        "kind": Kind(key.partition(":")[0]),
        "thread": key,
        "title": "How do I set this up",
        "body": "",
        "created_at": NOW - timedelta(days=10),
        "updated_at": NOW - timedelta(days=10),
        "readers": frozenset({EVERYONE}),
        "revision": "1",
        "author": "emma",
    }
    return Document(**(plain | changes))


def find(index: SearchIndex, text: str, viewer: Viewer = EVERYBODY, **options: Any) -> Results:
    """Searches as a person would."""
    return index.search(parse(text).query, viewer, now=NOW, **options)


def keys(results: Results) -> list[str]:
    """The keys of the hits, in order."""
    return [hit.key for hit in results.hits]


def random_documents(chance: random.Random, count: int) -> list[Document]:
    """Documents of all kinds, grades and readers, from few words, so that everything overlaps with everything."""
    return [_random_document(chance, number) for number in range(count)]


def random_query(chance: random.Random) -> str:
    """A query with any of the elements of the language."""
    pieces = [_random_word(chance) for _ in range(chance.choice((0, 1, 1, 2, 3, 5, 8)))]
    if chance.random() < 0.2:
        pieces.append(f'"{_random_text(chance, 2)}"')
    if chance.random() < 0.15:
        pieces.append(f"-{chance.choice(WORDS)}")
    if chance.random() < 0.4:
        pieces.append(chance.choice(_FILTERS).format(chance.choice(TAGS), chance.choice(PEOPLE)))
    if chance.random() < 0.15:
        pieces.append("in:title")
    return " ".join(pieces)


_FILTERS = (
    "tag:{0}",
    "-tag:{0}",
    "app:outlook",
    '-app:"microsoft teams"',
    "by:{1}",
    "-by:{1}",
    "type:question",
    "-type:answer",
    "is:answered",
    "is:unanswered",
    "is:accepted",
    "is:endorsed",
    "is:official",
    "is:retired",
    "is:mine",
    "-is:mine",
    "before:2026-01",
    "after:2025-09-15",
)


def _random_document(chance: random.Random, number: int) -> Document:
    kind = chance.choice(tuple(Kind))
    created = NOW - timedelta(days=chance.randrange(400), seconds=chance.randrange(86_400))
    thread = number // 2 * 2 if kind is Kind.ANSWER else number
    return Document(
        key=f"{kind}:{number}",
        kind=kind,
        thread=f"thread:{thread}",
        title=_random_text(chance, chance.randrange(1, 7)),
        body=_random_text(chance, chance.choice((0, 3, 10, 60))),
        answers=tuple(_random_text(chance, chance.randrange(20)) for _ in range(chance.randrange(3))),
        tags=tuple(chance.sample(TAGS, chance.randrange(3))),
        application=chance.choice(APPLICATIONS),
        author=chance.choice(PEOPLE),
        department=chance.choice(("Finance", "Warehouse", "")),
        site=chance.choice(("Graz", "Lyon", "")),
        device=chance.choice(("laptop", "")),
        language=chance.choice(("en", "en", "de", "fr-CA")),
        created_at=created,
        updated_at=min(NOW, created + timedelta(days=chance.randrange(30))),
        trust=chance.choice(tuple(Trust)),
        flags=frozenset(flag for flag in Flag if chance.random() < 0.4),
        helpful=chance.choice((0, 0, 1, 5, 40)),
        solved=chance.choice((0, 0, 2, 9)),
        readers=chance.choice(_READERS),
        revision=str(chance.randrange(3)),
    )


_READERS: Sequence[frozenset[str]] = (
    frozenset({EVERYONE}),
    frozenset({EVERYONE}),
    frozenset({"it"}),
    frozenset({"it", "u:1"}),
    frozenset({"u:2"}),
)


def _random_text(chance: random.Random, count: int) -> str:
    return " ".join(_random_word(chance) for _ in range(count))


def _random_word(chance: random.Random) -> str:
    # Low places are chosen more often, as in a language.
    return chance.choice(ODD_WORDS) if chance.random() < 0.1 else WORDS[int(len(WORDS) * chance.random() ** 2)]

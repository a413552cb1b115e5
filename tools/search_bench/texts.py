"""The real texts that are searched: articles with the line that describes each, and sites with their duplicates.

They are read from the archives once and kept in .cache/bench-search, as plain lists.
"""

import json
import os
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from portal.core.markup import render
from portal.core.markup.plain import text_of
from portal.importers.articles.library import Library
from portal.importers.articles.reader import ArticleTally, read_articles
from portal.importers.html import markdown_of
from portal.importers.stackexchange.kinds import LinkType, PostType
from portal.importers.stackexchange.reader import Dump

ROOT = Path(__file__).resolve().parent.parent.parent
CACHE = ROOT / ".cache" / "bench-search"
ARTICLES = "office-support-articles"
SITES = ("beer.stackexchange.com-2020-05", "ai.stackexchange.com-2017-03")


@dataclass(frozen=True, slots=True)
class Text:
    """One thing to be found. `about` describes it and is never indexed; `answers` stand under a question."""

    key: str
    title: str
    body: str
    answers: tuple[str, ...] = ()
    about: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """The questions of a site, and pairs of keys: a duplicate and what it is one of."""

    name: str
    texts: tuple[Text, ...]
    duplicates: tuple[tuple[str, str], ...]


def articles() -> list[Text]:
    """The office articles. Their descriptions, written apart from their bodies, are `about`."""
    return [_text(plain) for plain in _kept("articles", _read_articles)]


def sites() -> list[Site]:
    """The sites that have duplicates."""
    found = []
    for name in SITES:
        plain = _kept(name, lambda name=name: _read_site(name))  # type: ignore[misc]
        pairs = tuple((one, other) for one, other in plain["duplicates"])
        found.append(Site(name, tuple(_text(text) for text in plain["texts"]), pairs))
    return found


def _text(plain: dict[str, Any]) -> Text:
    return Text(**{**plain, "answers": tuple(plain["answers"])})


def _kept(name: str, read: Callable[[], Any]) -> Any:
    kept = CACHE / f"{name}.json"
    if not kept.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(read()))
    return json.loads(kept.read_text())


def _unpacked(archive: str) -> Path:
    data = os.environ.get("QUESTBOARD_DATA")
    if not data or not Path(data).is_dir():
        raise SystemExit("QUESTBOARD_DATA must name the folder of the archives of real texts.")
    place = CACHE / archive
    if not place.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        draft = CACHE / f"{archive}.unpacking"
        with tarfile.open(Path(data) / f"{archive}.tar.xz") as tar:
            tar.extractall(draft, filter="data")
        draft.rename(place)
    return next((path for path in (place / archive, place) if path.is_dir()), place)


class _NoLinks:
    """Links and pictures lead nowhere here."""

    def article(self, _path: str) -> str | None:
        return None

    def picture(self, _path: str) -> str | None:
        return None


def _read_articles() -> list[dict[str, Any]]:
    library = Library(_unpacked(ARTICLES))
    rows = read_articles(library, _NoLinks(), ArticleTally())
    return [asdict(Text(row.path, row.title, text_of(render(row.body).html), about=row.description)) for row in rows]


def _read_site(name: str) -> dict[str, Any]:
    dump = Dump(_unpacked(name))
    questions: dict[int, tuple[str, str]] = {}
    answers: dict[int, list[str]] = {}
    for post in dump.posts():
        if post.type is PostType.QUESTION:
            questions[post.id] = post.title, _words(post.body)
        elif post.type is PostType.ANSWER and post.parent_id:
            answers.setdefault(post.parent_id, []).append(_words(post.body))
    texts = [
        asdict(Text(f"question:{number}", title, body, tuple(answers.get(number, ()))))
        for number, (title, body) in questions.items()
    ]
    return {"texts": texts, "duplicates": sorted(set(_duplicates(dump, questions)))}


def _words(html: str) -> str:
    return text_of(render(markdown_of(html, lambda address: address)).html)


def _duplicates(dump: Dump, questions: dict[int, tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for link in dump.links():
        if link.type is LinkType.DUPLICATE and link.post_id in questions and link.related_id in questions:
            yield f"question:{link.post_id}", f"question:{link.related_id}"

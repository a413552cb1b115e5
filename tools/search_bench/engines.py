"""The engines that are compared in how well they find: Whoosh as it comes, and ours through its own door."""

import hashlib
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import whoosh.analysis
import whoosh.fields
import whoosh.filedb.filestore
import whoosh.index
import whoosh.qparser

from portal.search.documents import EVERYONE, Document, Kind
from portal.search.encoder import Encoder
from portal.search.index import SearchIndex
from portal.search.language import parse
from portal.search.meanings import Meanings, pack, text_to_encode
from portal.search.results import Page
from portal.search.viewers import Viewer
from tools.search_bench.texts import CACHE, Text

whoosh_own: Any = whoosh
"""Whoosh is typed in part only, so its names are taken as they come."""
NOW = datetime(2026, 3, 1, tzinfo=UTC)
WRITTEN = datetime(2025, 3, 1, tzinfo=UTC)
VIEWER = Viewer()


class Engine(Protocol):
    """Something that finds keys, best first."""

    name: str

    def fill(self, texts: Sequence[Text]) -> None:
        """Index all of these and nothing else."""

    def search(self, typed: str, most: int) -> list[str]:
        """What a person finds who types this."""

    def similar(self, text: Text, most: int) -> list[str]:
        """What is like a text, itself left out."""


class PlainWhoosh:
    """Whoosh with its own analyser, parser, searcher and BM25F, any of the words being enough."""

    name = "Whoosh as it comes"

    def fill(self, texts: Sequence[Text]) -> None:
        """Index all of these."""
        fields, parsing = whoosh_own.fields, whoosh_own.qparser
        schema = fields.Schema(key=fields.ID(stored=True), title=fields.TEXT, body=fields.TEXT)
        made = whoosh_own.index.FileIndex.create(whoosh_own.filedb.filestore.RamStorage(), schema, "MAIN")
        writer = made.writer()
        for text in texts:
            writer.add_document(key=text.key, title=text.title, body=" \n".join((text.body, *text.answers)))
        writer.commit()
        self._searcher: Any = made.searcher()
        self._parser = parsing.MultifieldParser(["title", "body"], schema, group=parsing.OrGroup)
        for plugin in (parsing.WildcardPlugin, parsing.RangePlugin, parsing.FieldsPlugin):
            self._parser.remove_plugin_class(plugin)

    def search(self, typed: str, most: int) -> list[str]:
        """What its parser and searcher make of it."""
        hits = self._searcher.search(self._parser.parse(typed), limit=most)
        return [hit["key"] for hit in hits]

    def similar(self, text: Text, most: int) -> list[str]:
        """A search with all of the text."""
        found = self.search(" ".join(f"{text.title} {text.body}".split()[:300]), most + 1)
        return [key for key in found if key != text.key][:most]


class Ours:
    """The portal's engine, through the door that pages use."""

    name = "ours"

    def fill(self, texts: Sequence[Text]) -> None:
        """Build an index of these alone."""
        self._folder = tempfile.TemporaryDirectory()
        self.index = SearchIndex(Path(self._folder.name) / "index")
        self.index.rebuild(document(text) for text in texts)

    def search(self, typed: str, most: int) -> list[str]:
        """What the search page would show."""
        found = self.index.search(parse(typed).query, VIEWER, now=NOW, page=Page(0, most))
        return [hit.key for hit in found.hits]

    def similar(self, text: Text, most: int) -> list[str]:
        """What the page of a question shows beside it."""
        found = self.index.similar(text.title, text.body, VIEWER, exclude=frozenset({text.key}), limit=most)
        return [hit.key for hit in found]


class OursWithMeaning(Ours):
    """The same, with vectors."""

    name = "ours, with meaning"

    def __init__(self, encoder: Encoder) -> None:
        self._meanings = Meanings(encoder)

    def fill(self, texts: Sequence[Text]) -> None:
        """Build an index of these alone, and a vector for each, kept from run to run."""
        super().fill(texts)
        encoder = self._meanings.encoder
        self._meanings = Meanings(encoder)
        told = [text_to_encode(text.title, text.body) for text in texts]
        digest = hashlib.sha256("\n".join([encoder.name, *told]).encode()).hexdigest()[:24]
        kept = CACHE / f"vectors-{digest}.npy"
        if not kept.exists():
            np.save(kept, encoder.encode(told))
        self._meanings.get_ready()
        packed = map(pack, np.load(kept))
        self._meanings.take({text.key: vector for text, vector in zip(texts, packed, strict=True)})

    def search(self, typed: str, most: int) -> list[str]:
        """What the search page would show."""
        found = self.index.search(parse(typed).query, VIEWER, now=NOW, page=Page(0, most), meanings=self._meanings)
        return [hit.key for hit in found.hits]

    def similar(self, text: Text, most: int) -> list[str]:
        """What the page of a question shows beside it."""
        found = self.index.similar(
            text.title, text.body, VIEWER, exclude=frozenset({text.key}), limit=most, meanings=self._meanings
        )
        return [hit.key for hit in found]


def document(text: Text) -> Document:
    """A text as it goes into our index: of one age and grade, so that words alone decide."""
    return Document(
        key=text.key,
        kind=Kind.QUESTION if text.key.startswith("question:") else Kind.ARTICLE,
        thread=text.key,
        title=text.title,
        body=text.body,
        answers=text.answers,
        created_at=WRITTEN,
        updated_at=WRITTEN,
        readers=frozenset({EVERYONE}),
        revision="1",
    )

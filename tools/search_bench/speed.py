"""How fast engines find: the same queries to each of them in one run, at several sizes of one corpus.

The real corpus is the descriptions of Debian's packages; beyond their number, and for the generated one, texts are cut
up and put together again in runs of three words, so that words keep their frequencies.
"""

import gc
import random
import resource
import shutil
import sqlite3
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from portal.search.documents import Document
from portal.search.index import SearchIndex
from portal.search.language import parse
from portal.search.viewers import Viewer
from tools.search_bench.engines import NOW, document, whoosh_own
from tools.search_bench.texts import Text

KINDS = ("question", "AND", "AND + filter", "as you type")
COUNTED = 300
TAGS = tuple(f"tag{number}" for number in range(50))
VIEWER = Viewer()


@dataclass(frozen=True, slots=True)
class Timed:
    """Milliseconds of one engine at one size for one kind of query."""

    engine: str
    size: int
    kind: str
    p50: float
    p95: float


def debian_texts() -> list[Text]:
    """The long descriptions of all packages this machine's lists know; empty where it has none."""
    if shutil.which("apt-cache") is None:
        return []
    dump = subprocess.run(["apt-cache", "dumpavail"], capture_output=True, text=True, check=False).stdout
    texts = []
    for stanza in dump.split("\n\n"):
        fields: dict[str, list[str]] = {}
        name = ""
        for line in stanza.splitlines():
            if line.startswith(" ") and name:
                fields[name].append(line.strip())
            elif ":" in line:
                name, _, rest = line.partition(":")
                fields[name] = [rest.strip()]
        told = fields.get("Description") or fields.get("Description-en")
        if told and "Package" in fields:
            texts.append(Text(f"article:{fields['Package'][0]}", told[0], " ".join(told[1:])))
    return texts


def generated(texts: Sequence[Text], size: int) -> list[Text]:
    """So many texts with the words of these, each of about the length of one of them."""
    chance = random.Random(3)
    words = " ".join(f"{text.title} {text.body}" for text in texts).split()
    made = []
    for number in range(size):
        model = texts[chance.randrange(len(texts))]
        title = _runs(words, max(len(model.title.split()), 3), chance)
        made.append(Text(f"article:{number}", title, _runs(words, min(len(model.body.split()), 200), chance)))
    return made


def _runs(words: Sequence[str], length: int, chance: random.Random) -> str:
    runs: list[str] = []
    while len(runs) < length:
        at = chance.randrange(len(words) - 3)
        runs += words[at : at + 3]
    return " ".join(runs[:length])


class Queries:
    """The same queries for everybody: words drawn from the texts, as often as they stand there."""

    def __init__(self, texts: Sequence[Text]) -> None:
        chance = random.Random(8)
        self._words = [
            [word for word in f"{text.title} {text.body}".lower().split() if word.isascii() and word.isalpha()]
            for text in chance.sample(list(texts), min(len(texts), 400))
        ]
        self._words = [words for words in self._words if len(words) >= 8]
        self._chance = chance

    def of(self, kind: str) -> list[str]:
        """So many of one kind."""
        return [self._one(kind) for _ in range(COUNTED)]

    def _one(self, kind: str) -> str:
        words = self._chance.choice(self._words)
        start = self._chance.randrange(len(words) - 7)
        if kind == "question":
            return " ".join(words[start : start + 8])
        if kind == "as you type":
            return f"{words[0][:6]} {words[1][:3]}"
        return " ".join(self._chance.sample(words, 2))


class Contender:
    """An engine that is timed. `ask` does one query of a kind and returns nothing of interest."""

    name = ""

    def fill(self, texts: Sequence[Text]) -> None:
        """Index all of these."""
        raise NotImplementedError

    def ask(self, kind: str, typed: str) -> Any:
        """One query."""
        raise NotImplementedError


class OursTimed(Contender):
    """The portal's engine. Its AND is what holds both words as one word each in quotes."""

    name = "ours"

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="search-bench-"))
        self.index = SearchIndex(self.folder / "index")

    def fill(self, texts: Sequence[Text]) -> None:
        self.index.rebuild(documents(texts))

    def ask(self, kind: str, typed: str) -> Any:
        if kind == "as you type":
            return self.index.suggest(typed, VIEWER, now=NOW)
        if kind != "question":
            typed = " ".join(f'"{word}"' for word in typed.split())
        if kind == "AND + filter":
            typed += " tag:tag7"
        return self.index.search(parse(typed).query, VIEWER, now=NOW)


class WhooshTimed(Contender):
    """Whoosh's own searcher, with stemming, over the same texts."""

    name = "Whoosh"

    def fill(self, texts: Sequence[Text]) -> None:
        fields = whoosh_own.fields
        stemming = whoosh_own.analysis.StemmingAnalyzer()
        schema = fields.Schema(
            key=fields.ID(stored=True),
            tag=fields.KEYWORD,
            title=fields.TEXT(analyzer=stemming),
            body=fields.TEXT(analyzer=stemming),
        )
        made = whoosh_own.index.create_in(tempfile.mkdtemp(prefix="search-bench-"), schema)
        writer = made.writer(limitmb=256)
        for number, text in enumerate(texts):
            writer.add_document(key=text.key, tag=TAGS[number % 50], title=text.title, body=text.body)
        writer.commit()
        self._searcher, self._stemming = made.searcher(), stemming

    def ask(self, kind: str, typed: str) -> Any:
        query = whoosh_own.query
        if kind == "as you type":
            *whole, last = typed.split()
            terms = [query.Term("title", word) for word in whole]
            return self._searcher.search(query.And([*terms, query.Prefix("title", last)]), limit=10)
        words = [token.text for token in self._stemming(typed)]
        each = [query.Or([query.Term("title", word), query.Term("body", word)]) for word in words]
        asked = query.Or(each) if kind == "question" else query.And(each)
        filtered = query.Term("tag", "tag7") if kind == "AND + filter" else None
        return self._searcher.search(asked, limit=10, filter=filtered)


class SqliteTimed(Contender):
    """SQLite's FTS5 with its Porter stemmer."""

    name = "SQLite FTS5"

    def fill(self, texts: Sequence[Text]) -> None:
        self._base = sqlite3.connect(":memory:")
        self._base.execute("CREATE VIRTUAL TABLE t USING fts5(title, body, tag, tokenize='porter unicode61')")
        rows = ((text.title, text.body, TAGS[number % 50]) for number, text in enumerate(texts))
        self._base.executemany("INSERT INTO t VALUES (?, ?, ?)", rows)

    def ask(self, kind: str, typed: str) -> Any:
        words = [f'"{word}"' for word in typed.split()]
        if kind == "as you type":
            asked = " ".join(f"title:{word}" for word in words) + "*"
        else:
            asked = (" OR " if kind == "question" else " AND ").join(words)
        if kind == "AND + filter":
            asked = f"({asked}) AND tag:tag7"
        wanted = "SELECT rowid FROM t WHERE t MATCH ? ORDER BY rank LIMIT 10"
        return self._base.execute(wanted, (asked,)).fetchall()


class TantivyTimed(Contender):
    """Tantivy, where it is installed."""

    name = "tantivy"

    def fill(self, texts: Sequence[Text]) -> None:
        import tantivy  # type: ignore[import-not-found,unused-ignore]

        builder = tantivy.SchemaBuilder()
        builder.add_text_field("title", stored=True, tokenizer_name="en_stem")
        builder.add_text_field("body", tokenizer_name="en_stem")
        builder.add_text_field("tag", tokenizer_name="raw")
        self._index = tantivy.Index(builder.build())
        writer = self._index.writer(128_000_000)
        for number, text in enumerate(texts):
            writer.add_document(tantivy.Document(title=[text.title], body=[text.body], tag=[TAGS[number % 50]]))
        writer.commit()
        self._index.reload()
        self._searcher = self._index.searcher()

    def ask(self, kind: str, typed: str) -> Any:
        if kind == "as you type":
            typed = " ".join(f"title:{word}" for word in typed.split()[:1])
        if kind in ("AND", "AND + filter"):
            typed = " ".join(f"+{word}" for word in typed.split())
        if kind == "AND + filter":
            typed += " +tag:tag7"
        query, _ = self._index.parse_query_lenient(typed, ["title", "body"])
        return self._searcher.search(query, 10)


CONTENDERS: tuple[type[Contender], ...] = (OursTimed, WhooshTimed, SqliteTimed, TantivyTimed)


def documents(texts: Sequence[Text]) -> Iterator[Document]:
    """The texts as they go into our index, each with one of fifty tags."""
    for number, text in enumerate(texts):
        yield replace(document(text), tags=(TAGS[number % 50],))


def race(texts: Sequence[Text], skip: frozenset[str]) -> Iterator[Timed]:
    """Every engine that is here with every kind of query, all asked the same."""
    asked = {kind: Queries(texts).of(kind) for kind in KINDS}
    for contender in CONTENDERS:
        if contender.name in skip:
            continue
        engine = contender()
        try:
            engine.fill(texts)
        except ImportError:
            continue
        for kind in KINDS:
            # Whoosh takes seconds a question at the largest size; fewer of them say as much.
            counted = asked[kind] if contender is not WhooshTimed else asked[kind][: COUNTED // 6]
            yield timed(engine, len(texts), kind, counted)
        del engine
        gc.collect()


def timed(engine: Contender, size: int, kind: str, asked: Sequence[str]) -> Timed:
    """Milliseconds a query, all of them asked once before: they are more than any cache of whole queries holds."""
    for typed in asked:
        engine.ask(kind, typed)
    spent = []
    for typed in asked:
        before = time.perf_counter()
        engine.ask(kind, typed)
        spent.append((time.perf_counter() - before) * 1000)
    spent.sort()
    return Timed(engine.name, size, kind, statistics.median(spent), spent[int(len(spent) * 0.95)])


def rebuild_while_searching(texts: Sequence[Text]) -> tuple[float, int]:
    """Seconds to build the index anew over itself, and the searches that were answered meanwhile."""
    import threading

    ours = OursTimed()
    ours.fill(texts[:1_000])
    done, answered = threading.Event(), [0]

    def search() -> None:
        while not done.is_set():
            ours.ask("question", "package for the network")
            answered[0] += 1
            done.wait(0.05)

    searching = threading.Thread(target=search)
    searching.start()
    begin = time.perf_counter()
    ours.fill(texts)
    took = time.perf_counter() - begin
    done.set()
    searching.join()
    return took, answered[0]


def memory_over(texts: Sequence[Text], queries: int, look_every: int = 10_000) -> list[int]:
    """Megabytes resident after each so many queries of all kinds, of which there are hardly two alike."""
    ours = OursTimed()
    ours.fill(texts)
    asked, sizes = Queries(texts), []
    for number in range(queries):
        kind = KINDS[number % len(KINDS)]
        ours.ask(kind, asked._one(kind))  # noqa: SLF001
        if (number + 1) % look_every == 0:
            sizes.append(_resident())
    return sizes


def _resident() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def freshness(texts: Sequence[Text], seconds: float, find: Callable[[SearchIndex, str], bool]) -> list[float]:
    """Seconds from a post until it is found, with ten posts a second written in the worker's batches meanwhile."""
    ours = OursTimed()
    ours.fill(texts)
    waiting: list[tuple[str, float, Document]] = []
    waited: list[float] = []
    begin, number = time.perf_counter(), 0
    while time.perf_counter() - begin < seconds or waiting:
        now = time.perf_counter()
        while number < 10 * min(now - begin, seconds):
            word = f"fresh{number}word"
            waiting.append((word, begin + number / 10, document(Text(f"question:{word}", f"About {word}", "New."))))
            number += 1
        if not waiting:
            time.sleep(0.02)
            continue
        batch, waiting = waiting, []
        ours.index.put([one for _, _, one in batch])
        for word, since, _ in batch:
            if not find(ours.index, word):
                raise SystemExit(f"{word} was put and is not found")
            waited.append(time.perf_counter() - since)
    return sorted(waited)

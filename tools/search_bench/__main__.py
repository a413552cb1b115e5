"""Measures how well and how fast search finds, beside other engines. See `--help` for its parts."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from portal.search.encoder import find_encoder
from portal.search.index import SearchIndex
from portal.search.language import parse
from portal.search.results import Page
from tools.search_bench import quality, speed
from tools.search_bench.engines import NOW, VIEWER, Engine, Ours, OursWithMeaning, PlainWhoosh
from tools.search_bench.texts import ROOT, Text, articles, sites

REPORT = ROOT / "bench-search.json"
PARTS = ("quality", "exact", "speed", "rebuild", "memory", "fresh")
console = Console()


def main(arguments: list[str]) -> int:
    """Measure what was asked for, print it, and add it to bench-search.json."""
    parser = argparse.ArgumentParser(prog="make bench-search", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help=f"of {', '.join(PARTS)}; all without any")
    parser.add_argument("--sizes", default="10000,50000,167000", help="documents for speed")
    parser.add_argument("--corpus", choices=("debian", "generated"), default="debian")
    parser.add_argument("--skip", default="", help="engines that are not timed: Whoosh,tantivy")
    parser.add_argument("--queries", type=int, default=100_000, help="for memory")
    options = parser.parse_args(arguments)
    report: dict[str, Any] = json.loads(REPORT.read_text()) if REPORT.exists() else {}
    for part in options.parts or PARTS:
        report[part] = _PARTS[part](options)
        REPORT.write_text(json.dumps(report, indent=2) + "\n")
    return 0


def _quality(_options: argparse.Namespace) -> Any:
    texts, found = articles(), []
    sheet = Table("set", "half", "engine", "MRR", "P@1", "R@10", "queries", title="Quality, in percent")
    for engine in _engines():
        engine.fill(texts)
        for half in quality.HALVES:
            found.append(("described articles", half, engine.name, quality.known_items(engine, texts, half)))
            found.append(("four words of it", half, engine.name, quality.few_words(engine, texts, half)))
    for site in sites():
        for engine in _engines():
            engine.fill(site.texts)
            found.append((f"duplicates, {site.name}", "all", engine.name, quality.duplicates(engine, site)))
    for name, half, engine_name, one in sorted(found, key=lambda row: row[:2]):
        figures = (f"{one.mrr:.1f}", f"{one.first:.1f}", f"{one.in_ten:.1f}", str(one.queries))
        sheet.add_row(name, half, engine_name, *figures)
    console.print(sheet)
    return [[name, half, engine_name, one.mrr, one.first, one.in_ten] for name, half, engine_name, one in found]


def _engines() -> list[Engine]:
    encoder = find_encoder()
    return [PlainWhoosh(), Ours(), *([OursWithMeaning(encoder)] if encoder else [])]


def _exact(_options: argparse.Namespace) -> Any:
    texts, rows = articles(), {}
    for engine in (PlainWhoosh(), Ours()):
        engine.fill(texts)
        count, missed = quality.missed_exact_things(engine, texts)
        rows[engine.name] = {"things": count, "missed": missed}
        console.print(f"{engine.name}: {count - len(missed)} of {count} exact things found first, in every article")
    return rows


def _speed(options: argparse.Namespace) -> Any:
    rows = []
    for size in map(int, options.sizes.split(",")):
        texts = _corpus(options.corpus, size)
        sheet = Table("engine", *speed.KINDS, title=f"{options.corpus}, {size:,} documents: ms, p50/p95, warm")
        by_engine: dict[str, list[str]] = {}
        for one in speed.race(texts, frozenset(options.skip.split(","))):
            by_engine.setdefault(one.engine, []).append(f"{one.p50:.2f}/{one.p95:.2f}")
            rows.append([one.engine, one.size, one.kind, one.p50, one.p95])
        for engine, cells in by_engine.items():
            sheet.add_row(engine, *cells)
        console.print(sheet)
    return rows


def _rebuild(options: argparse.Namespace) -> Any:
    texts = _corpus(options.corpus, 60_000)
    took, answered = speed.rebuild_while_searching(texts)
    console.print(f"rebuild of {len(texts):,}: {took:.0f} s, with {answered:,} searches meanwhile")
    return {"documents": len(texts), "seconds": took, "searches": answered}


def _memory(options: argparse.Namespace) -> Any:
    texts = _corpus(options.corpus, 10_000)
    sizes = speed.memory_over(texts, options.queries, max(options.queries // 10, 1))
    console.print(f"memory over {options.queries:,} queries of {len(texts):,} documents: {sizes} MB")
    return sizes


def _fresh(options: argparse.Namespace) -> Any:
    texts = _corpus(options.corpus, 40_000)

    def find(index: SearchIndex, word: str) -> bool:
        return index.search(parse(word).query, VIEWER, now=NOW, page=Page(0, 1)).total == 1

    waited = speed.freshness(texts, 60.0, find)
    p50, p99 = waited[len(waited) // 2], waited[int(len(waited) * 0.99)]
    console.print(f"findable after {p50:.2f} s (p50), {p99:.2f} s (p99), ten a second over {len(texts):,} documents")
    return {"p50": p50, "p99": p99, "posts": len(waited)}


def _corpus(name: str, size: int) -> Sequence[Text]:
    texts = speed.debian_texts()
    if not texts:
        raise SystemExit("There are no package lists here: run apt-get update, or use another machine.")
    if name == "debian" and size <= len(texts):
        return texts[:size]
    more = speed.generated(texts, size if name == "generated" else size - len(texts))
    return more if name == "generated" else [*texts, *more]


_PARTS = {
    "quality": _quality,
    "exact": _exact,
    "speed": _speed,
    "rebuild": _rebuild,
    "memory": _memory,
    "fresh": _fresh,
}

if __name__ == "__main__":
    os.chdir(Path(ROOT))
    raise SystemExit(main(sys.argv[1:]))

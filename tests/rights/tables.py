"""The two tables, read."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
_WORDS = {"all": "pesadqw", "everybody": "opesadqw", "-": ""}


def lines(name: str) -> Iterator[str]:
    """The lines of a table, without its remarks and its empty lines."""
    for line in (HERE / name).read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            yield line


@cache
def routes() -> dict[tuple[str, str], tuple[str, ...]]:
    """Who gets in, by method and address: a cell of letters for every state."""
    table = {}
    for line in lines("routes.txt"):
        if not line.startswith("["):
            method, address, *cells = line.partition("  #")[0].split()
            table[method, address] = tuple(_WORDS.get(cell, cell) for cell in cells)
    return table

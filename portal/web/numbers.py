"""Whole numbers from addresses and forms: one that no database could hold is none."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**63 - 1


class _IdConverter(IntegerConverter):
    """`<int:…>` in an address, bounded."""

    def __init__(self, map: Map, *args: Any, **given: Any) -> None:  # noqa: A002 -- werkzeug's name for it
        super().__init__(map, *args, **{"max": LARGEST, **given})


def bound_numbers(app: Flask) -> None:
    """Let addresses of `app` hold no larger numbers. Before its routes are added."""
    app.url_map.converters["int"] = _IdConverter


def whole(text: str) -> int:
    """The number that `text` is, for `args.get("…", type=whole)`. Raises ValueError."""
    number = int(text)
    if abs(number) > LARGEST:
        raise ValueError("no database holds so large a number")
    return number

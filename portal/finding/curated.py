"""What the company settled about search, kept in memory: words that mean the same, and pinned answers."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from sqlalchemy import literal, select, union_all

from portal.core.db import Database, database, session
from portal.finding.models import Pin, SynonymRow
from portal.search.synonyms import Rule, Synonyms, both_ways

KEPT_SECONDS = 10.0
"""How long another process may go on with what was settled before."""


@dataclass
class _Kept:
    """What was read last. `until` is of the monotonic clock."""

    synonyms: Synonyms = field(default_factory=Synonyms)
    pins: dict[str, list[str]] = field(default_factory=dict)
    until: float = 0.0


_kept: "WeakKeyDictionary[Database, _Kept]" = WeakKeyDictionary()


def synonyms() -> Synonyms:
    """The words that mean the same here."""
    return _current().synonyms


def pinned(key: str) -> list[str]:
    """The threads that come first for a search with this key."""
    return _current().pins.get(key, [])


def read_again() -> None:
    """Let the next search read what was settled; called after a commit that changed it."""
    if (kept := _kept.get(database())) is not None:
        kept.until = 0.0


def _current(clock: Callable[[], float] = time.monotonic) -> _Kept:
    kept = _kept.setdefault(database(), _Kept())
    if clock() >= kept.until:
        rules, kept.pins = _read()
        if rules != kept.synonyms.rules:  # the same object means the same rules to what is kept elsewhere
            kept.synonyms = Synonyms(rules)
        kept.until = clock() + KEPT_SECONDS
    return kept


def _read() -> tuple[tuple[Rule, ...], dict[str, list[str]]]:
    """The rules and the pins, both in one query."""
    rules: list[Rule] = []
    pins: dict[str, list[str]] = {}
    for row in session().execute(_EVERYTHING):
        if row.is_pin:
            pins.setdefault(row.typed, []).append(row.told)
        elif row.is_two_way:
            rules += both_ways([row.typed, *row.told.split("\n")])
        else:
            rules.append(Rule(row.typed, tuple(row.told.split("\n"))))
    return tuple(rules), pins


_EVERYTHING = union_all(
    select(
        literal(value=False).label("is_pin"),
        SynonymRow.id.label("id"),
        SynonymRow.typed.label("typed"),
        SynonymRow.also.label("told"),
        SynonymRow.is_two_way.label("is_two_way"),
    ).where(SynonymRow.is_declined.is_(False)),
    select(literal(value=True), Pin.id, Pin.key, Pin.thread, literal(value=False)),
).order_by("is_pin", "id")

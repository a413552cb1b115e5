"""How templates say things: initials and tone of a face, counts, plurals, moments."""

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Final
from zlib import crc32

from flask import Flask

from portal.core.play import play

TONES: Final = 8
"""How many face tones `static/css/tokens.css` has."""


@lru_cache(maxsize=4096)
def initials(name: str) -> str:
    """One or two capitals of a name: first and last word, or the first letter; a question mark for no letters."""
    words = [word for word in name.split() if word[0].isalnum()]
    if not words:
        return "?"
    letters = words[0][0] + (words[-1][0] if len(words) > 1 else "")
    return letters.upper()[:2]


@lru_cache(maxsize=4096)
def tone(handle: str) -> int:
    """The face tone of a person, 0 to 7; the same for the same handle in every process."""
    return crc32(handle.encode()) % TONES


def short_count(number: int) -> str:
    """A count in at most four characters or so: 999, 1.2k, 12k, 3.4M."""
    if number < 1_000:
        return str(number)
    unit, size = ("k", 1_000) if number < 1_000_000 else ("M", 1_000_000)
    scaled = number / size
    return f"{scaled:.1f}".removesuffix(".0") + unit if scaled < 9.95 else f"{int(scaled)}{unit}"


def plural(number: int, one: str, many: str | None = None) -> str:
    """The noun that goes with a number, without the number: plural(2, "answer") is "answers"."""
    return one if number == 1 else many or f"{one}s"


def machine_time(moment: datetime | date) -> str:
    """A moment for the `datetime` attribute, in UTC: 2026-11-12T14:05:00Z; a day stays a day."""
    if isinstance(moment, datetime):
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return moment.isoformat()


def day(moment: datetime | date) -> str:
    """A day as people write it: 12 Nov 2026. Of a moment, the day in UTC."""
    if isinstance(moment, datetime):
        moment = moment.astimezone(UTC)
    return f"{moment.day} {moment:%b %Y}"


def to_the_minute(moment: datetime | date) -> str:
    """A moment in full, in UTC, for the tooltip: 12 Nov 2026, 14:05 UTC."""
    if isinstance(moment, datetime):
        moment = moment.astimezone(UTC)
        return f"{day(moment)}, {moment:%H:%M} UTC"
    return day(moment)


def signed(number: int) -> str:
    """Points with their sign, and a real minus: +15, −2, 0."""
    return f"+{number}" if number > 0 else f"\u2212{-number}" if number < 0 else "0"


def install_display(app: Flask) -> None:
    """Gives every template the words of this file as filters, and `plural` as a function."""
    app.jinja_env.filters.update(
        initials=initials,
        tone=tone,
        short_count=short_count,
        machine_time=machine_time,
        day=day,
        to_the_minute=to_the_minute,
        signed=signed,
    )
    app.jinja_env.globals.update(plural=plural, game_is_on=lambda: play().is_on)

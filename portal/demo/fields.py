"""Reading one YAML mapping strictly: every field typed, nothing left over, mistakes say where they are."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TypeVar

from portal.demo.moments import Moment, parse_moment

Choice = TypeVar("Choice", bound=StrEnum)


class ScriptError(ValueError):
    """The demo company as written cannot be read, or breaks a rule; the message lists where."""


class Fields:
    """The fields of one mapping, taken one by one. `where` names the place for messages."""

    def __init__(self, raw: object, where: str) -> None:
        if not isinstance(raw, dict) or not all(isinstance(key, str) for key in raw):
            raise ScriptError(f"{where}: a mapping was expected")
        self.raw: dict[str, object] = dict(raw)
        self.where = where

    def has(self, name: str) -> bool:
        return name in self.raw

    def take(self, name: str) -> object:
        if name not in self.raw:
            raise ScriptError(f"{self.where}: {name} is missing")
        return self.raw.pop(name)

    def text(self, name: str) -> str:
        value = self.take(name)
        if not isinstance(value, str) or not value.strip():
            raise ScriptError(f"{self.where}: {name} should be text, not {value!r}")
        return value.strip()

    def text_or(self, name: str, default: str) -> str:
        return self.text(name) if self.has(name) else default

    def number(self, name: str) -> int:
        value = self.take(name)
        if not isinstance(value, int) or isinstance(value, bool):
            raise ScriptError(f"{self.where}: {name} should be a whole number, not {value!r}")
        return value

    def truth(self, name: str) -> bool:
        value = self.take(name)
        if not isinstance(value, bool):
            raise ScriptError(f"{self.where}: {name} should be true or false, not {value!r}")
        return value

    def choice(self, name: str, kind: type[Choice]) -> Choice:
        value = self.text(name)
        try:
            return kind(value)
        except ValueError:
            raise ScriptError(f"{self.where}: {name} should be one of {[*map(str, kind)]}, not {value!r}") from None

    def items(self, name: str) -> list[object]:
        if not self.has(name):
            return []
        value = self.take(name)
        if not isinstance(value, list):
            raise ScriptError(f"{self.where}: {name} should be a list, not {value!r}")
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        values = self.items(name)
        if not all(isinstance(value, str) for value in values):
            raise ScriptError(f"{self.where}: {name} should be a list of texts, not {values!r}")
        return tuple(str(value) for value in values)

    def entries(self, name: str) -> Iterator["Fields"]:
        for number, value in enumerate(self.items(name), start=1):
            yield Fields(value, f"{self.where}, {name} {number}")

    def moment(self, name: str) -> Moment:
        with self.explained(name):
            return parse_moment(self.text(name))

    def stamp(self, name: str) -> tuple[str, Moment, str]:
        """`ana -12d 09:30 some words` as handle, moment and the rest."""
        with self.explained(name):
            return parse_stamp(self.text(name))

    @contextmanager
    def explained(self, name: str) -> Iterator[None]:
        try:
            yield
        except ScriptError:
            raise
        except ValueError as error:
            raise ScriptError(f"{self.where}: {name}: {error}") from None

    def done(self) -> None:
        if self.raw:
            raise ScriptError(f"{self.where}: unknown {sorted(self.raw)}")


def parse_stamp(text: str) -> tuple[str, Moment, str]:
    """Read `ana -12d 09:30` or `ana -40m`, with or without words behind; else ValueError."""
    found = re.fullmatch(r"([a-z]+) (-?\d+d \d\d:\d\d|-\d+m)(?:\s+(.*))?", text.strip(), re.DOTALL)
    if found is None:
        raise ValueError(f"not a name and a moment: {text!r} (write ana -12d 09:30)")
    return found[1], parse_moment(found[2]), (found[3] or "").strip()

"""One table of a rule file, read key by key; what is wrong is an error that names the file and the line."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from gamification.engine.places import Path, Places

Choice = TypeVar("Choice", bound=StrEnum)


class RulesError(Exception):
    """A rule file is not right. The sentence says where, what was found and what belongs there."""


class Section:
    """A table, and which of its keys have been read."""

    def __init__(self, file: str, places: Places, path: Path, values: dict[str, Any]) -> None:
        self._file, self._places, self._path, self._values = file, places, path, values
        self._read: set[str] = set()

    def error(self, key: str | None, problem: str) -> RulesError:
        path = self._path if key is None else (*self._path, key)
        name = ".".join(str(part) for part in path) or "the file"
        return RulesError(f"{self._file}, line {self._places.line(path)}: {name} {problem}")

    def has(self, key: str) -> bool:
        return key in self._values

    def names(self) -> list[str]:
        """The keys that are there."""
        return list(self._values)

    def text(self, key: str) -> str:
        value = self._take(key)
        if not isinstance(value, str) or not value.strip():
            raise self.error(key, f"should be a text, not {_shown(value)}")
        return value

    def number(self, key: str, least: int, otherwise: int | None = None) -> int:
        """A whole number; required, if there is no value for otherwise."""
        value = self._take(key, otherwise)
        if not isinstance(value, int) or isinstance(value, bool):
            raise self.error(key, f"should be a whole number, not {_shown(value)}")
        if value < least:
            raise self.error(key, f"should be at least {least}, not {value}")
        return value

    def truth(self, key: str) -> bool:
        """True or false; false if it is not there."""
        value = self._take(key, otherwise=False)
        if not isinstance(value, bool):
            raise self.error(key, f"should be true or false, not {_shown(value)}")
        return value

    def day(self, key: str) -> date:
        value = self._take(key)
        if type(value) is not date:
            raise self.error(key, f"should be a day like 2019-11-13, not {_shown(value)}")
        return value

    def choice(self, key: str, choices: type[Choice], otherwise: Choice | None = None) -> Choice:
        value = self._take(key, otherwise)
        return self._one_of(key, value, choices)

    def choices(self, key: str, choices: type[Choice]) -> frozenset[Choice]:
        return frozenset(self._one_of(key, value, choices) for value in self.texts(key))

    def texts(self, key: str) -> list[str]:
        """A list of different texts; empty if it is not there."""
        value = self._take(key, otherwise=[])
        if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
            raise self.error(key, f"should be a list of texts, not {_shown(value)}")
        for text in value:
            if value.count(text) > 1:
                raise self.error(key, f"names {text} twice")
        return value

    def section(self, key: str) -> "Section":
        """A table below this one; an empty one if it is not there."""
        value = self._take(key, otherwise={})
        if not isinstance(value, dict):
            raise self.error(key, f"should be a table, not {_shown(value)}")
        return Section(self._file, self._places, (*self._path, key), value)

    def sections(self, key: str) -> Iterator["Section"]:
        """The tables of a list; none if it is not there."""
        value = self._take(key, otherwise=[])
        if not isinstance(value, list) or not all(isinstance(table, dict) for table in value):
            raise self.error(key, f"should be a list of tables, not {_shown(value)}")
        for number, table in enumerate(value):
            yield Section(self._file, self._places, (*self._path, key, number), table)

    def end(self) -> None:
        """Every key has been read: one that has not is a slip of the pen."""
        for key in self._values:
            if key not in self._read:
                raise self.error(key, f"means nothing here; known are {', '.join(sorted(self._read))}")

    def _take(self, key: str, otherwise: Any = None) -> Any:
        self._read.add(key)
        value = self._values.get(key, otherwise)
        if value is None:
            raise self.error(key, "is missing")
        return value

    def _one_of(self, key: str, value: object, choices: type[Choice]) -> Choice:
        try:
            return choices(str(value))
        except ValueError:
            known = ", ".join(choice.value for choice in choices)
            raise self.error(key, f"should be one of {known}, not {_shown(value)}") from None


def _shown(value: object) -> str:
    return repr(value)[:60]

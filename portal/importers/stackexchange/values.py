"""Reads the typed values out of one row's attributes, or says which of them is amiss."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import IntEnum
from typing import TypeVar

from portal.importers.stackexchange.rows import Fault

_NUMBER = re.compile(r"[+-]?[0-9]{1,19}")
_LARGEST = 2**63 - 1
"""What the widest whole number of a database holds."""
_FRACTION = re.compile(r"(\.\d{1,6})\d*")
_TAG_LETTERS = str.maketrans({"ö": "-", "ñ": "#", "ç": "+", "û": "."})

Kind = TypeVar("Kind", bound=IntEnum)


class UnreadableError(Exception):
    """A value that is missing, or not what it has to be. The row is skipped; the file goes on."""

    def __init__(self, fault: Fault, detail: str) -> None:
        super().__init__(f"{fault.value}: {detail}")
        self.fault, self.detail = fault, detail


@dataclass(frozen=True, slots=True)
class Values:
    """The attributes of one row. An empty value counts as absent, as the dumps use both."""

    raw: dict[str, str]

    def text(self, name: str) -> str:
        return self.raw.get(name, "")

    def number(self, name: str) -> int:
        """Required."""
        found = self.number_or_none(name)
        if found is None:
            raise UnreadableError(Fault.MISSING, name)
        return found

    def number_or(self, name: str, default: int) -> int:
        found = self.number_or_none(name)
        return default if found is None else found

    def number_or_none(self, name: str) -> int | None:
        written = self.raw.get(name, "").strip()
        if not written:
            return None
        if not _NUMBER.fullmatch(written) or abs(int(written)) > _LARGEST:
            raise UnreadableError(Fault.BAD_NUMBER, f"{name}={written[:40]}")
        return int(written)

    def kind(self, name: str, kinds: type[Kind]) -> Kind:
        """Required: one of the numbered kinds."""
        number = self.number(name)
        try:
            return kinds(number)
        except ValueError:
            raise UnreadableError(Fault.UNKNOWN_KIND, f"{name}={number}") from None

    def moment(self, name: str) -> datetime:
        """Required. The dumps write times in UTC without saying so, and days alone."""
        found = self.moment_or_none(name)
        if found is None:
            raise UnreadableError(Fault.MISSING, name)
        return found

    def moment_or_none(self, name: str) -> datetime | None:
        written = self.raw.get(name, "").strip()
        if not written:
            return None
        try:
            found = datetime.fromisoformat(_FRACTION.sub(r"\1", written))
        except ValueError:
            raise UnreadableError(Fault.BAD_TIME, f"{name}={written[:40]}") from None
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)

    def day(self, name: str) -> date:
        """Required."""
        return self.moment(name).date()

    def truth(self, name: str) -> bool:
        return self.raw.get(name, "").strip().lower() in ("true", "1")

    def tags(self, name: str) -> tuple[str, ...]:
        return split_tags(self.raw.get(name, ""))


def split_tags(written: str) -> tuple[str, ...]:
    """The tags of `<a><b>`, `|a|b|`, `éaàébà` (the oldest, with letters for signs) or `a b`; each once."""
    written = written.strip()
    if written.startswith("<"):
        names = re.findall(r"<([^<>]+)>", written)
    elif written.startswith("é") and written.endswith("à"):
        names = [name.translate(_TAG_LETTERS) for name in re.findall("é([^éà]+)à", written)]
    else:
        names = re.split(r"[|\s]+", written)
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))

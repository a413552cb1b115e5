"""The facts of search: what analysts settled so that colleagues find."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.facts import Event


@dataclass(frozen=True, kw_only=True)
class SynonymsChanged(Event):
    """Words were said to mean the same, or no longer to. `change` is the verb: set, removed, declined."""

    subject: ClassVar[str] = "synonym_id"
    is_moderation: ClassVar[bool] = True

    synonym_id: int
    change: str
    typed: str
    also: str


@dataclass(frozen=True, kw_only=True)
class PinChanged(Event):
    """Something was pinned to a search, or taken off it."""

    subject: ClassVar[str] = "pin_id"
    is_moderation: ClassVar[bool] = True

    pin_id: int
    change: str
    typed: str
    thread: str

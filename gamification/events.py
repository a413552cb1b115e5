"""The facts of the game."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.facts import Event


@dataclass(frozen=True, kw_only=True)
class LevelReached(Event):
    """Somebody reached a level, by outcomes for others."""

    subject: ClassVar[str] = "user_id"

    user_id: int
    level: int


@dataclass(frozen=True, kw_only=True)
class BadgeEarned(Event):
    """Somebody earned a badge; `title` names what it was earned with, if it was one thing."""

    subject: ClassVar[str] = "user_id"

    user_id: int
    badge: str
    item: str = ""
    title: str = ""

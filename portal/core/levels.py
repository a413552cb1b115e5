"""The seven levels: what reputation opens. On the ground because names show them and permissions ask for them."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Level:
    """A level, reached at `reputation` points earned by outcomes for others."""

    number: int
    name: str
    reputation: int


LEVELS: Final = (
    Level(1, "Starter", 0),
    Level(2, "Helper", 50),
    Level(3, "Guide", 200),
    Level(4, "Adviser", 600),
    Level(5, "Expert", 1_500),
    Level(6, "Mentor", 5_000),
    Level(7, "Luminary", 15_000),
)


def level_at(reputation: int) -> Level:
    """The level somebody with this reputation has."""
    return next(level for level in reversed(LEVELS) if reputation >= level.reputation)


def level_name(number: int) -> str:
    """The name of level `number`, 1 to 7."""
    return LEVELS[number - 1].name

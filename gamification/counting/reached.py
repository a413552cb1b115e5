"""What somebody reached of what a badge asks for."""

from collections.abc import Mapping
from dataclasses import dataclass

from gamification.catalogue import Criterion


@dataclass(frozen=True)
class Reached:
    """What somebody reached: pairs of how much and of how much, and the title of the thing it was reached with."""

    parts: tuple[tuple[float, float], ...]
    title: str = ""

    @property
    def is_met(self) -> bool:
        """Whether every part is reached."""
        return all(have >= need for have, need in self.parts)

    @property
    def share(self) -> float:
        """How far on the way, 0 to 1: the part that lacks most."""
        return min((min(1.0, have / need) for have, need in self.parts if need), default=1.0)


Progress = Mapping[str, Reached]
"""By the thing a badge is earned with; "" for the badge as a whole."""


def needs(badge: Criterion, **reached: float) -> tuple[tuple[float, float], ...]:
    """What was reached beside what the badge asks for, of those numbers it asks for at all."""
    return tuple((have, getattr(badge, name)) for name, have in reached.items() if getattr(badge, name))


def whole(badge: Criterion, **reached: float) -> Progress:
    """The progress of a badge that is earned once."""
    return {"": Reached(needs(badge, **reached))}

"""The badges there are, read once from `badges.toml` and checked."""

import tomllib
from enum import StrEnum
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from gamification.engine.badges import Tier


class Kind(StrEnum):
    """What a badge is for."""

    HELPFUL = "helpful"
    KNOWLEDGE = "knowledge"
    COMMUNITY = "community"
    QUALITY = "quality"
    LEARNING = "learning"


class Counting(StrEnum):
    """How its criterion counts; each is a function of `gamification.counting`."""

    ITEMS = "items"
    ONE_ITEM = "one_item"
    UNVOTED = "unvoted"
    OTHER_DEPARTMENTS = "other_departments"
    LINES = "lines"
    ENDORSEMENTS = "endorsements"
    FLAGS = "flags"
    SOLVED_OWN = "solved_own"


class Badge(BaseModel):
    """A badge and its criterion. A number of 0 asks for nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    glyph: str
    kind: Kind
    tier: Tier
    says: str
    counts: Counting
    repeatable: bool = False
    events: tuple[str, ...] = ()
    on: str = ""
    items: int = 0
    lines: int = 0
    people: int = 0
    departments: int = 0
    after_days: int = 0
    withdrawn_of_last: int = 0
    withdrawn_share: float = 1.0
    accuracy: float = 0.0


@cache
def catalogue() -> dict[str, Badge]:
    """Every badge by its id, in the order of the file."""
    with Path(__file__).with_name("badges.toml").open("rb") as file:
        return {name: Badge(id=name, **fields) for name, fields in tomllib.load(file).items()}

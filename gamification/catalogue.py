"""The badges there are, read once from `badges.toml` and checked."""

import tomllib
from datetime import datetime
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
    QUEST = "quest"
    OWN = "own"


class Counting(StrEnum):
    """How its criterion counts; each is a function of `gamification.counting`."""

    ITEMS = "items"
    ONE_ITEM = "one_item"
    UNVOTED = "unvoted"
    OTHER_DEPARTMENTS = "other_departments"
    LINES = "lines"
    KEPT = "kept"
    GIVEN = "given"
    PEOPLE = "people"
    UNBROKEN = "unbroken"
    USED_ARTICLES = "used_articles"
    FLAGS = "flags"
    SOLVED_OWN = "solved_own"
    QUICK = "quick"
    RESTORED = "restored"
    TIDIED = "tidied"
    WELCOMED = "welcomed"
    WELL_ASKED = "well_asked"
    GREW = "grew"
    LICENCE = "licence"
    ELSEWHERE = "elsewhere"
    SWEPT = "swept"
    QUESTS = "quests"
    TEAM_GOALS = "team_goals"


class Criterion(BaseModel):
    """What somebody must have reached, for a badge or a quest. A number of 0 asks for nothing.

    `waits_for` names what the portal does not have yet and the criterion needs. What happened before `since`, or from
    `until` on, does not count.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    counts: Counting | None = None
    waits_for: str = ""
    since: datetime | None = None
    until: datetime | None = None
    events: tuple[str, ...] = ()
    on: str = ""
    tag: str = ""
    application_id: int = 0
    items: int = 0
    lines: int = 0
    people: int = 0
    departments: int = 0
    after_days: int = 0
    within_days: int = 0
    withdrawn_of_last: int = 0
    withdrawn_share: float = 1.0
    accuracy: float = 0.0
    solved_each: int = 0
    linked_each: int = 0
    templates: int = 0


class Badge(Criterion):
    """A badge and its criterion; without `counts` it is given by hand. One that waits for something is not shown."""

    id: str
    name: str
    glyph: str
    kind: Kind
    tier: Tier
    says: str
    repeatable: bool = False


@cache
def catalogue() -> dict[str, Badge]:
    """Every badge by its id, in the order of the file, also those that cannot be earned yet."""
    with Path(__file__).with_name("badges.toml").open("rb") as file:
        return {name: Badge(id=name, **fields) for name, fields in tomllib.load(file).items()}

"""The desk's numbers, read once from `rules.toml`."""

import tomllib
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict


class _Numbers(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Promise(_Numbers):
    """By when something is to be looked at, in business hours."""

    unanswered_from: int
    unanswered_by: int
    flag_urgent_by: int
    flag_by: int
    suggestion_by: int
    promote_by: int
    review_from_days: int


class Endorse(_Numbers):
    """What makes an answer worth a look."""

    helpful: int
    days: int


class Lists(_Numbers):
    """How long lists are."""

    most: int


class DeskRules(_Numbers):
    """All of them."""

    promise: Promise
    endorse: Endorse
    lists: Lists


@cache
def desk_rules() -> DeskRules:
    """The desk's numbers."""
    with Path(__file__).with_name("rules.toml").open("rb") as file:
        return DeskRules.model_validate(tomllib.load(file))

"""The numbers of the library, read once from `rules.toml`."""

import tomllib
from datetime import timedelta
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from knowledge.models import ReviewClass


class _Numbers(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Review(_Numbers):
    """When articles are due."""

    compliance: int
    volatile: int
    standard: int
    stable: int
    demote_after: int
    reports_to_be_due: int
    reports_within_days: int

    def interval(self, review_class: ReviewClass) -> timedelta:
        """How long an article of this class may stand unread by its owner."""
        return timedelta(days=getattr(self, review_class.value))


class Promotion(_Numbers):
    """When an answer is worth an article."""

    solved_its: int
    duplicates: int
    readers: int
    readers_within_days: int
    unendorsed_solved_its: int
    unendorsed_departments: int


class Credit(_Numbers):
    """Who is named beside the author."""

    co_author_share: float
    most_co_authors: int


class LibraryRules(_Numbers):
    """All of them."""

    review: Review
    promotion: Promotion
    credit: Credit


@cache
def library_rules() -> LibraryRules:
    """The library's numbers."""
    with Path(__file__).with_name("rules.toml").open("rb") as file:
        return LibraryRules.model_validate(tomllib.load(file))

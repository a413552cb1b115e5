"""The numbers of how searches are seen, read once from `rules.toml`."""

import tomllib
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict


class _Numbers(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SessionRules(_Numbers):
    """What belongs to one session, and when a search has ended."""

    gap_minutes: int
    refined_seconds: int
    dwell_seconds: int
    settled_minutes: int


class Privacy(_Numbers):
    """How long names are kept, and of how few people nothing is shown."""

    names_days: int
    searches_days: int
    least_people: int
    small_company: int
    least_people_in_small_company: int


class Gaps(_Numbers):
    """What makes words a gap."""

    days: int
    most_success: float
    similarity: float
    critical_application: float
    shown: int


class SuggestionRules(_Numbers):
    """Past searches as suggestions."""

    past_searches: int
    remembered: int


class Curation(_Numbers):
    """How many rules a company can have."""

    most_synonyms: int
    most_pins: int


class Duplicates(_Numbers):
    """What may be the same."""

    least_score: float
    least_score_with_meaning: float
    page: int


class FindingRules(_Numbers):
    """All of them."""

    session: SessionRules
    privacy: Privacy
    gaps: Gaps
    suggestions: SuggestionRules
    curation: Curation
    duplicates: Duplicates


@cache
def finding_rules() -> FindingRules:
    """The numbers of search."""
    with Path(__file__).with_name("rules.toml").open("rb") as file:
        return FindingRules.model_validate(tomllib.load(file))

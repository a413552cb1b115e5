"""The numbers of the community, read from `rules.toml`."""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Limits:
    """How much one person may do in a day, whoever it is. The allowance of flags grows with those that were right."""

    helpful_votes_a_day: int
    edits_a_day: int
    pictures_a_day: int
    flags_a_day: int
    confirmed_flags_for_one_more: int
    most_flags_a_day: int


@dataclass(frozen=True)
class Newcomers:
    """Who counts as new, and how much a newcomer may do in a day."""

    days: int
    up_to_level: int
    questions_a_day: int
    answers_a_day: int
    comments_a_day: int


@dataclass(frozen=True)
class Posts:
    """What holds for single posts and drafts."""

    same_again_minutes: int
    keeps_points_after_days: int
    keeps_points_from_helpful: int
    drafts_kept: int

    @property
    def same_again(self) -> timedelta:
        """Within this time the same text is one that was sent twice."""
        return timedelta(minutes=self.same_again_minutes)

    @property
    def keeps_points_after(self) -> timedelta:
        """From this age on an answer may keep what it earned."""
        return timedelta(days=self.keeps_points_after_days)


@dataclass(frozen=True)
class Pages:
    """How much stands on one page."""

    answers_a_page: int
    comments_shown: int
    comments_at_most: int
    history_a_page: int


@dataclass(frozen=True)
class Expectation:
    """When a usual time to the first answer is told, and from what."""

    days: int
    least_questions: int
    most_questions: int
    kept_seconds: int


@dataclass(frozen=True)
class Waiting:
    """After how much working time an unsolved question is lifted."""

    business_days: int


@dataclass(frozen=True)
class Readers:
    """How readers are counted."""

    written_every_seconds: int
    most_waiting: int


@dataclass(frozen=True)
class Rules:
    """All of them."""

    limits: Limits
    newcomers: Newcomers
    posts: Posts
    pages: Pages
    expectation: Expectation
    readers: Readers
    waiting: Waiting


@cache
def rules() -> Rules:
    """The numbers as they stand in the file, which is read once. Raises TypeError for one too many or too few."""
    told = tomllib.loads(files("community").joinpath("rules.toml").read_text(encoding="utf-8"))
    return Rules(
        limits=Limits(**told["limits"]),
        newcomers=Newcomers(**told["newcomers"]),
        posts=Posts(**told["posts"]),
        pages=Pages(**told["pages"]),
        expectation=Expectation(**told["expectation"]),
        readers=Readers(**told["readers"]),
        waiting=Waiting(**told["waiting"]),
    )

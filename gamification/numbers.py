"""The numbers of the game beside the point rules, read once from `numbers.toml` and checked."""

import tomllib
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict


class _Numbers(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Boards(_Numbers):
    """Who is on a board, and how much of it is seen."""

    top: int
    neighbours: int
    fewest: int
    fewest_on_a_topic: int
    fewest_for_a_figure: int
    seasons_shown: int
    newcomer_days: int
    most_ranked: int


class Departments(_Numbers):
    """How departments of different sizes are made comparable."""

    stretch: int
    person_cap: int
    points_weight: float
    participation_weight: float
    fewest_people: int


class Impact(_Numbers):
    """What the estimate of hours rests on."""

    minutes_a_solution: int
    minutes_an_answer: int
    minutes_an_article: int


class Keeping(_Numbers):
    """How long lines are kept one by one."""

    ledger_days: int


class Experts(_Numbers):
    """Answers in a tag, and different askers, for each tier; and how fresh they have to be."""

    bronze: tuple[int, int]
    silver: tuple[int, int]
    gold: tuple[int, int]
    verified_within_days: int


class FairPlay(_Numbers):
    """When points are held for a person to look. Shares are in percent."""

    days: int
    pair_days: int
    burst_votes: int
    burst_minutes: int
    day_votes: int
    share_days: int
    share_votes: int
    share_percent: int
    pair_balance_percent: int
    pair_points: int
    pair_share_percent: int
    pair_share_same_team_percent: int
    ring_fewest: int
    ring_most: int
    ring_share_percent: int
    ring_share_same_team_percent: int
    ring_points: int
    planted_questions: int
    planted_percent: int
    following_gifts: int
    following_share_percent: int
    following_fewest: int
    following_points_percent: int
    jitter_percent: int
    appeal_days: int
    appeal_business_days: int
    sanction_days: int
    rights_paused_days: int
    audited_share_percent: int


class Licences(_Numbers):
    """How long a licence stands unused."""

    lapse_days: int


class KudosNumbers(_Numbers):
    """How often one may thank, how long the words are, and within how many days thanks that go back earn nothing."""

    days: int
    in_all: int
    to_one: int
    returned_days: int
    least_characters: int
    most_characters: int


class BoostNumbers(_Numbers):
    """How large pools and boosts are, how long a boost lasts, and what earns half of it when its time is over."""

    pool_points: int
    pool_heads: int
    sizes: tuple[int, ...]
    of_a_department: int
    business_days: int
    grace_business_days: int
    least_helpful: int


class GameNumbers(_Numbers):
    """All of them."""

    boards: Boards
    departments: Departments
    impact: Impact
    keeping: Keeping
    experts: Experts
    fair_play: FairPlay
    licences: Licences
    kudos: KudosNumbers
    boosts: BoostNumbers


@cache
def numbers() -> GameNumbers:
    """The numbers."""
    with Path(__file__).with_name("numbers.toml").open("rb") as file:
        return GameNumbers.model_validate(tomllib.load(file))

"""Departments made comparable: breadth beats heroes, and size is neutral."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """How much stands in for a department's own points, what one person counts at most, and what each part weighs."""

    stretch: int
    person_cap: int
    points: float
    participation: float
    fewest_people: int


@dataclass(frozen=True, slots=True)
class Team:
    """A department as it is in the directory, and the season points of those who have any."""

    name: str
    headcount: int
    points: tuple[int, ...]
    contributors: int


@dataclass(frozen=True, slots=True)
class TeamStanding:
    """Where a department stands. `score` is from 0 to 1."""

    name: str
    headcount: int
    points_a_head: float
    participation: float
    score: float


def company_mean(teams: Iterable[Team]) -> float:
    """Season points per head of the whole company."""
    known = list(teams)
    heads = sum(team.headcount for team in known)
    return sum(sum(team.points) for team in known) / heads if heads else 0.0


def points_a_head(team: Team, mean: float, weights: Weights) -> float:
    """A department's points per head, pulled towards the company's mean where it is small."""
    own = sum(min(points, weights.person_cap) for points in team.points)
    return (own + weights.stretch * mean) / (team.headcount + weights.stretch)


def compare(teams: Sequence[Team], weights: Weights, pool: str) -> list[TeamStanding]:
    """The departments in order, the best first; those of too few people are taken together under one name.

    A pool that is still too small is left out: it would say something about single people.
    """
    mean = company_mean(teams)
    shown = [team for team in _pooled(teams, weights, pool) if team.headcount >= weights.fewest_people]
    heads: Mapping[str, float] = {team.name: points_a_head(team, mean, weights) for team in shown}
    most = max(heads.values(), default=0.0)
    found = [_standing(team, heads[team.name], most, weights) for team in shown]
    return sorted(found, key=lambda standing: (-standing.score, standing.name))


def _pooled(teams: Sequence[Team], weights: Weights, pool: str) -> list[Team]:
    large = [team for team in teams if team.headcount >= weights.fewest_people]
    small = [team for team in teams if team.headcount < weights.fewest_people]
    if not small:
        return large
    together = Team(
        pool,
        sum(team.headcount for team in small),
        tuple(points for team in small for points in team.points),
        sum(team.contributors for team in small),
    )
    return [*large, together]


def _standing(team: Team, per_head: float, most: float, weights: Weights) -> TeamStanding:
    participation = team.contributors / team.headcount
    share = per_head / most if most else 0.0
    score = weights.points * share + weights.participation * participation
    return TeamStanding(team.name, team.headcount, per_head, participation, score)

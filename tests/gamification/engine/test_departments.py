"""Departments of different sizes, made comparable: the worked example, and what may not show."""

import pytest

from gamification.engine.departments import Team, Weights, company_mean, compare, points_a_head

WEIGHTS = Weights(stretch=25, person_cap=300, points=0.6, participation=0.4, fewest_people=8)
MEAN = 18.0


@pytest.mark.parametrize(
    ("team", "a_head"),
    [
        (Team("nine with one hero", 9, (1400,), 1), 22.1),
        (Team("nine who all help", 9, (60,) * 9, 9), 29.1),
        (Team("two hundred who all help", 200, (25,) * 200, 200), 24.2),
        (Team("two hundred with three heroes", 200, (1400,) * 3 + (5,) * 197, 200), 10.4),
    ],
)
def test_breadth_beats_heroes_and_size_is_neutral(team: Team, a_head: float) -> None:
    assert round(points_a_head(team, MEAN, WEIGHTS), 1) == a_head


def test_the_score_is_six_parts_points_and_four_parts_participation() -> None:
    teams = [Team("Finance", 10, (100,) * 10, 10), Team("Sales", 10, (100,) * 5, 5)]
    mean = company_mean(teams)
    assert mean == 75
    first, second = compare(teams, WEIGHTS, "Others")
    assert (first.name, first.score) == ("Finance", 1.0)
    heads = [(1000 + 25 * 75) / 35, (500 + 25 * 75) / 35]
    assert second.score == pytest.approx(0.6 * heads[1] / heads[0] + 0.4 * 0.5)


def test_departments_of_fewer_than_eight_are_taken_together() -> None:
    teams = [Team("Large", 8, (10,), 1), Team("Small", 5, (10,), 1), Team("Tiny", 3, (10,), 1)]
    found = {row.name: row for row in compare(teams, WEIGHTS, "Others")}
    assert found.keys() == {"Large", "Others"}
    assert found["Others"].headcount == 8
    assert found["Others"].participation == 0.25


def test_what_is_too_few_people_even_together_is_left_out() -> None:
    found = compare([Team("Large", 20, (10,), 1), Team("Tiny", 7, (999,), 7)], WEIGHTS, "Others")
    assert [row.name for row in found] == ["Large"]


def test_where_nobody_helped_nobody_is_ahead() -> None:
    found = compare([Team("A", 9, (), 0), Team("B", 90, (), 0)], WEIGHTS, "Others")
    assert [row.score for row in found] == [0.0, 0.0]
    assert compare([], WEIGHTS, "Others") == []

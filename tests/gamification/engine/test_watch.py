"""The shapes that are held for a person to look, each just within and just beyond what is usual."""

import random
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import count, permutations

import pytest

from gamification.fairplay.graph import Gift, PointGraph, closed_groups, strong_components
from gamification.fairplay.watch import Suspicion, suspicions
from gamification.numbers import numbers

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LIMITS = numbers().fair_play
_lines = count(1)


def gift(
    giver: int, receiver: int, points: int = 5, *, event: str = "helpful_vote", after: timedelta = timedelta(0)
) -> Gift:
    number = next(_lines)
    return Gift(number, NOON + after, event, giver, receiver, points, f"answer:{number}")


def many(giver: int, receiver: int, times: int, apart: timedelta, **given: object) -> list[Gift]:
    return [gift(giver, receiver, after=n * apart, **given) for n in range(times)]  # type: ignore[arg-type]


def found(gifts: Iterable[Gift], teams: dict[int, int | None] | None = None) -> list[Suspicion]:
    known = list(gifts)
    now = max(one.at for one in known) + timedelta(hours=1)
    return list(suspicions(known, teams or {}, LIMITS, now))


def rules(gifts: Iterable[Gift], teams: dict[int, int | None] | None = None) -> set[str]:
    return {one.rule for one in found(gifts, teams)}


def crowd(receiver: int, points: int, start: int = 1000) -> list[Gift]:
    """Points from as many different colleagues, each of whom also gives elsewhere."""
    gifts = [gift(start + n, receiver, 5, after=timedelta(days=n % 80)) for n in range(points // 5)]
    return gifts + [gift(start + n, 900 + n % 50, 5, after=timedelta(days=1)) for n in range(points // 5)]


@pytest.mark.parametrize(
    ("times", "apart", "is_held"),
    [
        (5, timedelta(minutes=2, seconds=30), True),
        (5, timedelta(minutes=2, seconds=31), False),
        (4, timedelta(seconds=1), False),
        (8, timedelta(hours=3), True),
        (8, timedelta(hours=3, minutes=26), False),
        (7, timedelta(hours=1), False),
    ],
)
def test_many_votes_for_one_author_in_little_time(times: int, apart: timedelta, is_held: bool) -> None:
    assert ("votes_in_a_row" in rules(many(1, 2, times, apart))) is is_held


def test_only_the_crowded_votes_are_held_and_acceptances_are_no_votes() -> None:
    early = many(1, 2, 3, timedelta(days=1))
    burst = [gift(1, 2, after=timedelta(days=10, minutes=n)) for n in range(5)]
    [suspicion] = [one for one in found([*early, *burst]) if one.rule == "votes_in_a_row"]
    assert {one.line for one in suspicion.gifts} == {one.line for one in burst}
    assert "votes_in_a_row" not in rules(many(1, 2, 9, timedelta(seconds=9), event="answer_accepted"))


@pytest.mark.parametrize(("for_one", "is_held"), [(4, True), (3, False)])
def test_most_of_somebodys_votes_for_one_author(for_one: int, is_held: bool) -> None:
    mine = many(1, 2, for_one, timedelta(days=2))
    others = [gift(1, 10 + n, after=timedelta(days=n)) for n in range(10 - for_one)]
    assert ("one_sided_votes" in rules([*mine, *others])) is is_held


def test_nine_votes_are_too_few_to_say_anything() -> None:
    assert "one_sided_votes" not in rules(many(1, 2, 9, timedelta(days=3)))


def test_votes_of_two_months_ago_are_not_somebodys_last() -> None:
    old = many(1, 2, 6, timedelta(days=1))
    new = [gift(1, 10 + n, after=timedelta(days=60 + n)) for n in range(10)]
    assert "one_sided_votes" not in rules([*old, *new])


@pytest.mark.parametrize(
    ("there", "back", "is_held"), [(40, 20, True), (41, 20, False), (39, 20, False), (40, 0, False)]
)
def test_two_people_whose_points_go_both_ways(there: int, back: int, is_held: bool) -> None:
    gifts = [gift(1, 2, there, event="answer_accepted"), *([gift(2, 1, back, event="answer_accepted")] if back else [])]
    assert ("pair" in rules(gifts)) is is_held


@pytest.mark.parametrize(("elsewhere", "is_held"), [(70, True), (80, False)])
def test_a_pair_is_held_where_it_is_much_of_what_either_has(elsewhere: int, is_held: bool) -> None:
    gifts = [gift(1, 2, 40, event="answer_accepted"), gift(2, 1, 40, event="answer_accepted")]
    assert ("pair" in rules([*gifts, *crowd(1, elsewhere), *crowd(2, elsewhere, 3000)])) is is_held


def test_colleagues_of_one_team_may_help_one_another_more() -> None:
    gifts = [gift(1, 2, 40, event="answer_accepted"), gift(2, 1, 40, event="answer_accepted")]
    gifts += [*crowd(1, 60), *crowd(2, 60, 3000)]
    assert "pair" in rules(gifts)
    assert "pair" not in rules(gifts, {1: 7, 2: 7})
    assert "pair" in rules(gifts, {1: 7, 2: 8})


def ring(members: Iterable[int], points: int) -> list[Gift]:
    """Everybody gives everybody as much, so that each gets `points`."""
    people = list(members)
    each = points // (len(people) - 1)
    return [
        gift(one, other, each, event="answer_accepted", after=timedelta(days=one))
        for one, other in permutations(people, 2)
    ]


@pytest.mark.parametrize(("size", "points", "is_held"), [(3, 50, True), (8, 56, True), (9, 80, False), (4, 48, False)])
def test_a_small_group_in_which_points_go_round(size: int, points: int, is_held: bool) -> None:
    assert ("ring" in rules(ring(range(1, size + 1), points))) is is_held


@pytest.mark.parametrize(("outside", "is_held"), [(40, True), (45, False)])
def test_a_group_is_closed_where_most_of_its_points_come_from_within(outside: int, is_held: bool) -> None:
    gifts = ring((1, 2, 3), 60)
    for member in (1, 2, 3):
        gifts += crowd(member, outside, 1000 * member)
    assert ("ring" in rules(gifts)) is is_held
    assert "ring" not in rules(gifts, {1: 4, 2: 4, 3: 4})


def test_a_ring_is_found_within_a_lively_company() -> None:
    gifts = ring((1, 2, 3, 4), 90)
    chance = random.Random(3)
    gifts += [
        gift(chance.randrange(10, 70), chance.randrange(10, 70), 15, after=timedelta(days=n % 80)) for n in range(600)
    ]
    gifts += [gift(1, 11, 15), gift(12, 2, 15)]
    [suspicion] = [one for one in found(gifts) if one.rule == "ring"]
    assert suspicion.people == {1, 2, 3, 4}
    assert suspicion.key == "ring:1,2,3,4"
    assert suspicion.points == 4 * 90


def test_accounts_that_vote_for_one_author_alone() -> None:
    alone = [one for sock in (11, 12, 13) for one in many(sock, 1, 4, timedelta(days=9))]
    [suspicion] = [one for one in found(alone) if one.rule == "following"]
    assert suspicion.people == {1, 11, 12, 13}
    lively = [gift(sock, 500 + n, after=timedelta(days=n)) for sock in (11, 12, 13) for n in range(3)]
    assert "following" not in rules([*alone, *lively])
    assert "following" not in rules(alone[:8])


@pytest.mark.parametrize(("by_one", "by_others", "is_held"), [(5, 2, True), (5, 3, False), (4, 0, False), (7, 3, True)])
def test_questions_that_the_same_person_always_solves(by_one: int, by_others: int, is_held: bool) -> None:
    gifts = many(1, 2, by_one, timedelta(days=9), event="answer_accepted")
    gifts += [gift(1, 50 + n, 15, event="answer_accepted", after=timedelta(days=n)) for n in range(by_others)]
    assert ("planted" in rules(gifts)) is is_held


def test_what_somebody_gave_themselves_is_no_tie() -> None:
    graph = PointGraph.of([gift(1, 1, 500), gift(2, 1, 5)])
    assert graph.received[1] == 5


def test_strong_groups_are_those_in_which_everybody_reaches_everybody() -> None:
    ties = {1: [2], 2: [3], 3: [1, 4], 4: [5], 5: [4], 6: [1]}
    assert set(strong_components(ties)) == {frozenset({1, 2, 3}), frozenset({4, 5})}
    assert list(strong_components({})) == []


def test_a_long_chain_needs_no_recursion() -> None:
    ties = {n: [n + 1] for n in range(5000)} | {5000: [0]}
    assert [len(group) for group in strong_components(ties)] == [5001]


def test_people_with_next_to_nothing_form_no_group() -> None:
    graph = PointGraph.of(ring((1, 2, 3), 40))
    assert closed_groups(graph, 3, 8, 50) == set()

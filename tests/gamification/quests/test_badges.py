"""The three badges of quests, and the ways of counting that only quests have: just missed, and just met."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from gamification.catalogue import Counting, Criterion, catalogue
from gamification.counting import progress
from portal.core import clock
from portal.core.db import session
from portal.core.models import User
from tests.gamification.test_badge_criteria import NOW, colleagues, fact, is_met, line
from tests.support.cast import Cast

TEMPLATES = ("first_rescue", "cold_cases", "spring_clean", "walk_in_their_shoes")


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    """All of it happens at one moment."""
    with clock.at(NOW):
        yield


def completed(
    person: int,
    number: int,
    template: str,
    *,
    is_team: bool = False,
    days_ago: float = 10,
    back_after: float | None = None,
) -> None:
    """A quest completed: its fact, and its line."""
    name = template.replace("_", " ").capitalize()
    told = fact("quest_completed", None, ("run", number), template=template, name=name, is_team=is_team)
    line(person, "quest", f"quest:{number}", None, fact=told, days_ago=days_ago, back_after=back_after)


def test_quester_takes_one_that_counts(cast: Cast) -> None:
    sam = cast["sam"].id
    completed(sam, 1, "first_rescue", days_ago=-1)
    completed(sam, 2, "first_rescue", back_after=1)
    completed(cast["otto"].id, 3, "first_rescue")
    assert not is_met("quester", sam)
    completed(sam, 4, "first_rescue")
    assert is_met("quester", sam)


def test_adventurer_takes_eight_of_four_kinds(cast: Cast) -> None:
    sam, otto = cast["sam"].id, cast["otto"].id
    for number in range(7):
        completed(sam, number, TEMPLATES[number % 4])
    assert not is_met("adventurer", sam)
    completed(sam, 7, "first_rescue")
    assert is_met("adventurer", sam)
    for number in range(9):
        completed(otto, 100 + number, TEMPLATES[number % 3])
    assert not is_met("adventurer", otto)
    completed(otto, 200, "walk_in_their_shoes")
    assert is_met("adventurer", otto)


def test_team_goal_is_earned_with_each_goal_of_the_department_and_with_no_other_quest(cast: Cast) -> None:
    sam = cast["sam"].id
    completed(sam, 1, "first_rescue")
    assert progress(catalogue()["team_goal"], sam, NOW) == {}
    for number in (2, 3):
        completed(sam, number, "no_one_waits", is_team=True)
    found = progress(catalogue()["team_goal"], sam, NOW)
    assert {item: (reached.is_met, reached.title) for item, reached in found.items()} == {
        "quest:2": (True, "No one waits"),
        "quest:3": (True, "No one waits"),
    }


def reached(goal: Criterion, person: int) -> float:
    return progress(goal, person, NOW)[""].parts[0][0]


def test_what_is_done_elsewhere_is_for_colleagues_of_another_department(cast: Cast) -> None:
    sam, emma, otto = cast["sam"].id, cast["emma"].id, cast["otto"].id
    goal = Criterion(counts=Counting.ELSEWHERE, events=("answer_accepted",), items=3)
    line(sam, "answer_accepted", "answer:1", emma)
    assert reached(goal, sam) == 0
    line(sam, "answer_accepted", "answer:2", otto)
    line(sam, "answer_accepted", "answer:2", otto)
    assert reached(goal, sam) == 1
    session().query(User).filter_by(id=emma).update({"department_id": None})
    session().commit()
    assert reached(goal, sam) == 1


def test_what_is_swept_is_outdated_or_double_and_counts_once_a_post(cast: Cast) -> None:
    sam, ana = cast["sam"].id, cast["ana"].id
    goal = Criterion(counts=Counting.SWEPT, events=("flag_confirmed",), items=10)
    about = [("outdated", 1), ("outdated", 1), ("duplicate", 2), ("wrong", 3), ("unsafe", 4)]
    for number, (reason, post) in enumerate(about):
        told = fact(
            "flag_confirmed", ana, ("flag", number), reason=reason, post_type="answer", post_id=post, flagger_id=sam
        )
        line(sam, "flag_confirmed", f"flag:{number}", ana, fact=told)
    assert reached(goal, sam) == 2


def test_what_lies_before_or_after_a_time_or_under_another_tag_does_not_count(cast: Cast) -> None:
    sam, (asker,) = cast["sam"].id, colleagues(1)
    since, until = NOW - timedelta(days=20), NOW - timedelta(days=10)
    goal = Criterion(counts=Counting.ITEMS, events=("answer_accepted",), items=5, since=since, until=until, tag="vpn")
    for number, (days_ago, tags) in enumerate([(20.01, "vpn"), (10, "vpn"), (15, "sap"), (15, "vpnx")]):
        line(sam, "answer_accepted", f"answer:{number}", asker, days_ago=days_ago, tags=tags)
    assert reached(goal, sam) == 0
    for number, (days_ago, tags) in enumerate([(20, "vpn"), (10.01, "outlook,vpn")]):
        line(sam, "answer_accepted", f"answer:1{number}", asker, days_ago=days_ago, tags=tags)
    assert reached(goal, sam) == 2

"""A department's goal beside its own last quarter, for those who joined in and helped; and one of all of us."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from community.actions.answers import accept_answer, delete_answer
from community.actions.questions import delete_question
from gamification.actions.quest_offers import approve_quest, end_quest, propose_quest
from gamification.actions.quests import leave_quest, take_quest
from gamification.models import BadgeAward, LedgerEntry
from gamification.proving import prove
from gamification.quests.forms import QuestDraft
from gamification.quests.measuring import answered_in_time
from gamification.quests.models import Quest, QuestState
from gamification.quests.templates import quests_book
from portal.core import clock
from portal.core.db import release, session, transaction
from portal.core.deliveries import deliver_all
from portal.core.models import PointsVisibility, Role
from portal.core.permissions import Actor
from portal.core.refusals import Conflict, NotFound
from tests.gamification.quests.stage import (
    DAY,
    MONDAY,
    WEEK,
    badges_of,
    change,
    colleagues,
    offered,
    paid_for_quests,
    runs_of,
    told,
    work,
)
from tests.support.cast import Cast
from tests.support.makers import a_question, an_answer

LOGISTICS = 3
HOUR = timedelta(hours=1)
THANKS = "A whole month of work given back. Cake on Friday."


@pytest.fixture
def people(cast: Cast) -> list[Actor]:
    """Eight more people in Logistics, where Otto and Zoé are: ten."""
    return colleagues(8, LOGISTICS)


def quest(number: int) -> Quest:
    release()
    return session().get_one(Quest, number)


def asked(who: Actor, at: datetime, by: Actor | None = None, after: timedelta = HOUR) -> tuple[int, int | None]:
    """A question of somebody's, answered by somebody else so long after it, or by nobody."""
    with clock.at(at):
        question = a_question(who, f"The gate of the hall, at {at:%d %H %M} of {who.handle}, stays shut")
    if by is None:
        return question, None
    with clock.at(at + after):
        return question, an_answer(by, question)


def five_answered(cast: Cast, people: list[Actor], first: datetime = MONDAY + DAY, by: str = "sam") -> list[int]:
    """Five questions of five colleagues, a day each, each answered within the hour. Returns the answers."""
    found = []
    for number in range(5):
        _, answer = asked(people[number], _workday(first, number), cast[by])
        assert answer is not None
        found.append(answer)
    deliver_all()
    return found


def _workday(first: datetime, number: int) -> datetime:
    at = first + number * DAY
    return at + 2 * DAY if at.isoweekday() > 5 or first.isoweekday() + number > 5 else at


def test_the_goal_is_the_departments_own_quarter_and_a_fifth_and_scales_with_its_heads(
    cast: Cast, people: list[Actor]
) -> None:
    start = datetime.fromisoformat("2026-02-02T10:00:00+01:00")
    for number in range(6):
        asked(people[number], start + number * DAY if number < 5 else start + WEEK, cast["sam"] if number < 3 else None)
    other = colleagues(8, 1)
    asked(other[0], start, cast["otto"])
    found = quest(offered(cast, "no_one_waits", department_id=LOGISTICS))
    assert (found.baseline, found.target, found.least) == (50, 60, 5)
    assert found.ends_at == datetime.fromisoformat("2026-05-12T00:00:00+02:00")


def test_where_too_little_was_asked_before_it_is_nine_of_ten(cast: Cast, people: list[Actor]) -> None:
    found = quest(offered(cast, "no_one_waits", department_id=LOGISTICS))
    assert (found.baseline, found.target) == (None, 90)


def test_a_department_of_seven_gets_none_and_one_of_eight_does(cast: Cast) -> None:
    colleagues(5, LOGISTICS)
    with pytest.raises(Exception, match="at least 8 people"):
        offered(cast, "no_one_waits", department_id=LOGISTICS)
    colleagues(1, LOGISTICS, first=5)
    assert quest(offered(cast, "no_one_waits", department_id=LOGISTICS)).state is QuestState.OFFERED


def test_a_proposal_for_a_department_that_has_become_too_small_is_not_offered(cast: Cast) -> None:
    people = colleagues(6, LOGISTICS)
    zoe = Actor(cast["zoe"].id, "zoe", "Zoé", Role.SUPERUSER, level=5)
    with clock.at(MONDAY):
        number = propose_quest(zoe, QuestDraft(template="no_one_waits", department_id=LOGISTICS))
    change(people[0].handle, department_id=1)
    with clock.at(MONDAY + DAY), pytest.raises(Conflict, match="at least 8 people"):
        approve_quest(cast["ana"], number)
    change(people[0].handle, department_id=LOGISTICS)
    with clock.at(MONDAY + DAY):
        approve_quest(cast["ana"], number)
    found = quest(number)
    assert (found.state, found.starts_at, found.least) == (QuestState.OFFERED, MONDAY + DAY, 5)
    assert found.ends_at == datetime.fromisoformat("2026-05-13T00:00:00+02:00")


def test_those_who_joined_in_and_helped_are_credited_and_nobody_else(cast: Cast, people: list[Actor]) -> None:
    number = offered(cast, "no_one_waits", department_id=LOGISTICS)
    for one in (cast["otto"], cast["zoe"]):
        with clock.at(MONDAY):
            take_quest(one, number)
    answers = five_answered(cast, people, by="zoe")
    with clock.at(MONDAY + 2 * DAY):
        accept_answer(people[0], answers[0])
    ends = quest(number).ends_at
    work(ends - HOUR)
    found = quest(number)
    assert (found.have, found.counted, found.state) == (100, 5, QuestState.OFFERED)
    work(ends)
    assert runs_of(cast["zoe"].id) == ["settling"]
    work(ends + DAY)
    assert quest(number).state is QuestState.MET
    assert (runs_of(cast["zoe"].id), runs_of(cast["otto"].id)) == (["completed"], ["over"])
    assert (paid_for_quests(cast["zoe"].id), paid_for_quests(cast["otto"].id)) == ([20], [])
    assert told(cast["zoe"].id) == ["Your department reached its goal “No one waits”, and you helped. Thank you."]
    assert told(cast["otto"].id) == []
    work(ends + 3 * DAY)
    assert {"quester", "team_goal"} <= set(badges_of(cast["zoe"].id))
    row = session().scalars(select(BadgeAward).where(BadgeAward.badge == "team_goal")).one()
    assert row.title == "No one waits"
    with clock.at(ends + 3 * DAY):
        assert prove().wrong == []


def test_a_goal_that_was_not_reached_is_over_for_all_without_a_word(cast: Cast, people: list[Actor]) -> None:
    number = offered(cast, "no_one_waits", department_id=LOGISTICS)
    with clock.at(MONDAY):
        take_quest(cast["zoe"], number)
    answers = five_answered(cast, people, by="zoe")
    asked(people[5], MONDAY + 2 * WEEK)
    with clock.at(MONDAY + 2 * DAY):
        accept_answer(people[0], answers[0])
    work(quest(number).ends_at + DAY)
    assert quest(number).state is QuestState.ENDED
    assert (runs_of(cast["zoe"].id), told(cast["zoe"].id)) == (["over"], [])


def test_too_few_questions_are_no_goal_reached(cast: Cast, people: list[Actor]) -> None:
    number = offered(cast, "no_one_waits", department_id=LOGISTICS)
    for n in range(4):
        asked(people[n], MONDAY + (n + 1) * HOUR, cast["zoe"])
    work(quest(number).ends_at + DAY)
    found = quest(number)
    assert (found.state, found.have, found.counted) == (QuestState.ENDED, 100, 4)


def share(now: datetime) -> tuple[int, int]:
    goal = quests_book().templates["no_one_waits"].team
    assert goal is not None
    answered = answered_in_time(LOGISTICS, goal, MONDAY - DAY, MONDAY + WEEK, now)
    release()
    return answered.in_time, len(answered.questions)


def test_four_working_hours_are_those_of_who_asked(cast: Cast, people: list[Actor]) -> None:
    late = datetime.fromisoformat("2026-04-13T16:00:00+02:00")
    asked(people[0], late, cast["zoe"], after=timedelta(hours=20))
    assert share(late + DAY) == (1, 1)
    asked(people[1], late, cast["zoe"], after=timedelta(hours=20, minutes=1))
    assert share(late + DAY) == (1, 2)


def test_what_can_still_be_answered_in_time_is_not_counted_yet(cast: Cast, people: list[Actor]) -> None:
    asked(people[0], MONDAY)
    assert share(MONDAY + timedelta(hours=4)) == (0, 0)
    assert share(MONDAY + timedelta(hours=4, minutes=1)) == (0, 1)


def test_ones_own_answer_a_removed_one_and_a_removed_question_do_not_count(cast: Cast, people: list[Actor]) -> None:
    asked(people[0], MONDAY, people[0])
    _, answer = asked(people[1], MONDAY, cast["zoe"])
    question, _ = asked(people[2], MONDAY, cast["zoe"])
    assert answer is not None
    with clock.at(MONDAY + 2 * HOUR):
        delete_answer(cast["zoe"], answer)
        delete_question(cast["ana"], question)
    assert share(MONDAY + DAY) == (0, 2)


def test_it_people_and_other_departments_are_not_counted(cast: Cast, people: list[Actor]) -> None:
    asked(cast["emma"], MONDAY, cast["zoe"])
    asked(cast["ana"], MONDAY, cast["zoe"])
    change("zoe", role=Role.ANALYST)
    asked(cast["zoe"], MONDAY, cast["sam"])
    assert share(MONDAY + DAY) == (0, 0)


def test_only_its_own_people_can_join_in_and_leave_again(cast: Cast, people: list[Actor]) -> None:
    number = offered(cast, "no_one_waits", department_id=LOGISTICS)
    with clock.at(MONDAY):
        with pytest.raises(NotFound):
            take_quest(cast["sam"], number)
        take_quest(people[0], number)
        leave_quest(people[0], number)
    assert runs_of(people[0].id) == []


def test_a_goal_that_is_ended_is_over_for_all_at_once(cast: Cast, people: list[Actor]) -> None:
    number = offered(cast, "no_one_waits", department_id=LOGISTICS)
    with clock.at(MONDAY):
        take_quest(people[0], number)
        end_quest(cast["ana"], number)
    work(MONDAY + DAY)
    assert (runs_of(people[0].id), told(people[0].id)) == (["over"], [])


def solved(receiver: int, givers: list[Actor], each: int, at: datetime) -> None:
    """Lines as if articles had solved it so often for each of these people."""
    with transaction() as opened:
        for giver in givers:
            for number in range(each):
                opened.add(
                    LedgerEntry(
                        key=f"s{giver.id}:{number}",
                        user_id=receiver,
                        rule_set="default",
                        event="solved_it",
                        credit="lead",
                        reputation=2,
                        season_points=2,
                        due=2,
                        reason="paid",
                        giver_id=giver.id,
                        item=f"article:{number}",
                        at=at,
                        final_at=at + DAY,
                        day=at.date().isoformat(),
                    )
                )
    release()


def test_a_goal_of_all_of_us_thanks_everybody_who_plays_and_pays_nobody(cast: Cast, people: list[Actor]) -> None:
    number = offered(cast, "thousand_hours", words=THANKS, hours=10)
    with clock.at(MONDAY), pytest.raises(Conflict, match="nothing to take on"):
        take_quest(cast["sam"], number)
    solved(cast["sam"].id, people[:4], 10, MONDAY)
    work(MONDAY + 2 * DAY)
    assert (quest(number).state, quest(number).have) == (QuestState.OFFERED, 0)
    solved(cast["sam"].id, people[4:5], 10, MONDAY)
    work(MONDAY + 2 * DAY + HOUR)
    assert (quest(number).state, quest(number).have) == (QuestState.MET, 12)
    work(MONDAY + 3 * DAY)
    assert told(cast["emma"].id) == [f"We did it: 10 hours. {THANKS}"]
    assert told(cast["adam"].id) == []
    assert session().scalars(select(LedgerEntry.id).where(LedgerEntry.event == "quest")).all() == []


def test_a_goal_of_all_of_us_that_was_not_reached_ends_with_the_season(cast: Cast, people: list[Actor]) -> None:
    number = offered(cast, "thousand_hours", words=THANKS)
    solved(cast["sam"].id, people, 10, MONDAY)
    ends = quest(number).ends_at
    assert ends == datetime.fromisoformat("2026-06-24T00:00:00+00:00")
    work(ends)
    assert quest(number).state is QuestState.OFFERED
    work(ends + DAY)
    assert (quest(number).state, quest(number).have) == (QuestState.ENDED, 20)
    assert told(cast["emma"].id) == []


def test_who_left_the_game_meanwhile_is_credited_nothing(cast: Cast, people: list[Actor]) -> None:
    number = offered(cast, "no_one_waits", department_id=LOGISTICS)
    with clock.at(MONDAY):
        take_quest(cast["zoe"], number)
    answers = five_answered(cast, people, by="zoe")
    with clock.at(MONDAY + 2 * DAY):
        accept_answer(people[0], answers[0])
        deliver_all()
    change("zoe", points_visibility=PointsVisibility.OFF)
    work(quest(number).ends_at + DAY)
    assert (quest(number).state, runs_of(cast["zoe"].id)) == (QuestState.MET, ["over"])

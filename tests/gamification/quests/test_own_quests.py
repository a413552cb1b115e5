"""A quest of one's own: taken on by choice, counted over what is final, over without a word, paid once."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from community.actions.answers import unaccept_answer
from gamification.actions.quest_offers import end_quest
from gamification.actions.quests import leave_quest, take_quest
from gamification.models import LedgerEntry
from gamification.proving import prove, rebuild
from gamification.quests.models import QuestRun, RunState
from gamification.quests.settling import forget_old_quests, look_at_run, settle_quests
from portal.core import clock
from portal.core.db import release, session, transaction
from portal.core.models import FactRow, PointsVisibility, Role
from portal.core.permissions import NotAllowed
from portal.core.refusals import Conflict, NotFound
from tests.gamification.quests.stage import (
    DAY,
    MONDAY,
    WEEK,
    badges_of,
    change,
    offered,
    paid_for_quests,
    rescued,
    run_of,
    runs_of,
    told,
    work,
)
from tests.support.cast import Cast
from tests.support.together import together


@pytest.fixture
def taken(cast: Cast) -> int:
    """A quest for one rescue that Sam has taken on, on Monday morning."""
    quest = offered(cast)
    with clock.at(MONDAY):
        take_quest(cast["sam"], quest)
    return quest


def test_a_quest_is_completed_once_its_line_is_final_and_pays_the_season_alone(cast: Cast, taken: int) -> None:
    sam = cast["sam"].id
    rescued(cast, MONDAY + 2 * DAY)
    work(MONDAY + 2 * DAY + timedelta(hours=1))
    run = run_of(sam)
    assert (run.state, run.have, run.soon, run.need) == (RunState.ACTIVE, 0, 1, 1)
    work(MONDAY + 3 * DAY + timedelta(hours=1))
    assert runs_of(sam) == ["completed"]
    assert paid_for_quests(sam) == [10]
    line = session().scalars(select(LedgerEntry).where(LedgerEntry.event == "quest")).one()
    assert (line.reputation, line.reason, line.title, line.item) == (0, "paid", "First rescue", f"quest:{run.id}")
    assert told(sam) == ["You completed the quest “First rescue”. Thank you for your help."]
    work(MONDAY + 5 * DAY)
    assert badges_of(sam) == ["first_light", "quester"]


def test_whatever_is_looked_at_or_delivered_again_is_paid_once(cast: Cast, taken: int) -> None:
    rescued(cast, MONDAY + 2 * DAY)
    for days in (3, 4, 4, 9, 30):
        work(MONDAY + days * DAY + timedelta(hours=1))
    assert paid_for_quests(cast["sam"].id) == [10]
    assert len(told(cast["sam"].id)) == 1


def test_two_workers_at_once_complete_it_once(app: Flask, cast: Cast, taken: int) -> None:
    rescued(cast, MONDAY + 2 * DAY)
    with clock.at(MONDAY + 3 * DAY + timedelta(hours=1)):
        together(settle_quests, settle_quests, settle_quests)
    completed = select(func.count()).select_from(FactRow).where(FactRow.kind == "quest_completed")
    assert session().scalar(completed) == 1
    release()


class Killed(Exception):
    """The process is gone, with a transaction open."""


def test_a_worker_that_is_killed_on_the_way_leaves_it_to_the_next(cast: Cast, taken: int) -> None:
    sam, run = cast["sam"].id, run_of(cast["sam"].id).id
    rescued(cast, MONDAY + 2 * DAY)
    done = MONDAY + 3 * DAY + timedelta(hours=1)
    with clock.at(done), pytest.raises(Killed), transaction():
        _look_and_die(run, done)
    assert (runs_of(sam), paid_for_quests(sam)) == (["active"], [])
    with clock.at(done):
        settle_quests()  # and killed before anybody heard of it
    assert (runs_of(sam), paid_for_quests(sam), told(sam)) == (["completed"], [], [])
    work(done + timedelta(hours=1))
    assert (paid_for_quests(sam), len(told(sam))) == ([10], 1)


def _look_and_die(run: int, now: datetime) -> None:
    look_at_run(run, now)
    raise Killed


def test_what_happened_before_it_was_taken_on_or_after_its_time_does_not_count(cast: Cast) -> None:
    quest = offered(cast)
    rescued(cast, MONDAY, number=1)
    with clock.at(MONDAY + timedelta(minutes=1)):
        take_quest(cast["sam"], quest)
    work(MONDAY + 3 * DAY)
    assert run_of(cast["sam"].id).have == 0
    ends = run_of(cast["sam"].id).ends_at
    rescued(cast, ends, number=2)
    work(ends + timedelta(hours=25))
    assert runs_of(cast["sam"].id) == ["over"]


def test_its_time_is_working_days_in_ones_own_calendar_and_the_first_day_is_a_gift(cast: Cast, taken: int) -> None:
    """Ten working days after Monday the 13th, to midnight in Hamburg."""
    assert run_of(cast["sam"].id).ends_at == datetime.fromisoformat("2026-04-28T00:00:00+02:00")
    quest = offered(cast, "cold_cases", days=5)
    change("otto", timezone="America/New_York")
    with clock.at(MONDAY):
        take_quest(cast["otto"], quest)
    assert run_of(cast["otto"].id).ends_at == datetime.fromisoformat("2026-04-21T00:00:00-04:00")


def test_what_is_not_reached_is_over_and_nobody_hears_of_it(cast: Cast, taken: int) -> None:
    ends = run_of(cast["sam"].id).ends_at
    work(ends)
    assert runs_of(cast["sam"].id) == ["settling"]
    work(ends + DAY)
    assert runs_of(cast["sam"].id) == ["over"]
    assert (told(cast["sam"].id), paid_for_quests(cast["sam"].id)) == ([], [])
    kinds = session().scalars(select(FactRow.kind).where(FactRow.kind.like("quest_%"))).all()
    assert set(kinds) <= {"quest_offered", "question_asked", "question_edited"}


def test_a_line_of_the_last_minute_counts_when_it_is_final(cast: Cast, taken: int) -> None:
    ends = run_of(cast["sam"].id).ends_at
    rescued(cast, ends - timedelta(minutes=1))
    work(ends + timedelta(hours=1))
    assert runs_of(cast["sam"].id) == ["settling"]
    work(ends + timedelta(hours=24))
    assert runs_of(cast["sam"].id) == ["completed"]


def test_what_was_taken_back_before_it_was_final_does_not_count(cast: Cast, taken: int) -> None:
    answer = rescued(cast, MONDAY + 2 * DAY)
    with clock.at(MONDAY + 2 * DAY + timedelta(hours=5)):
        unaccept_answer(cast["emma"], answer)
    work(MONDAY + 4 * DAY)
    run = run_of(cast["sam"].id)
    assert (run.state, run.have, run.soon) == (RunState.ACTIVE, 0, 0)


def test_taking_it_twice_is_once_and_leaving_it_leaves_no_trace(cast: Cast, taken: int) -> None:
    facts = select(func.count()).select_from(FactRow)
    before = session().scalar(facts)
    with clock.at(MONDAY + DAY):
        first = take_quest(cast["sam"], taken)
        assert take_quest(cast["sam"], taken) == first
        leave_quest(cast["sam"], taken)
        leave_quest(cast["sam"], taken)
        assert runs_of(cast["sam"].id) == []
        assert session().scalar(facts) == before
        take_quest(cast["sam"], taken)
    assert run_of(cast["sam"].id).started_at == MONDAY + DAY


def test_what_is_completed_cannot_be_left(cast: Cast, taken: int) -> None:
    rescued(cast, MONDAY + 2 * DAY)
    work(MONDAY + 4 * DAY)
    with clock.at(MONDAY + 5 * DAY):
        leave_quest(cast["sam"], taken)
    assert runs_of(cast["sam"].id) == ["completed"]


def test_two_at_a_time_are_the_most_also_for_two_clicks_at_once(app: Flask, cast: Cast) -> None:
    quests = [offered(cast, name) for name in ("first_rescue", "cold_cases", "spring_clean", "walk_in_their_shoes")]
    with clock.at(MONDAY):
        came = together(*((lambda quest=quest: take_quest(cast["sam"], quest)) for quest in quests))
    refused = [one for one in came if isinstance(one, Conflict)]
    assert [one.sentence for one in refused] == ["Two at a time are enough. Finish one first, or leave it."] * 2
    assert runs_of(cast["sam"].id) == ["active", "active"]


def test_the_same_one_clicked_by_many_hands_at_once_is_taken_on_once(app: Flask, cast: Cast) -> None:
    quest = offered(cast)
    with clock.at(MONDAY):
        came = together(*(lambda: take_quest(cast["sam"], quest) for _ in range(6)))
    assert len(set(came)) == 1
    assert runs_of(cast["sam"].id) == ["active"]


def test_the_database_itself_knows_of_two_and_of_one_of_a_kind(cast: Cast, taken: int) -> None:
    shared = {
        "quest_id": taken,
        "user_id": cast["sam"].id,
        "state": RunState.ACTIVE,
        "started_at": MONDAY,
        "ends_at": MONDAY + WEEK,
        "need": 1,
    }
    for template, slot in (("cold_cases", 1), ("first_rescue", 2), ("cold_cases", 3)):
        with pytest.raises(IntegrityError), transaction() as opened:
            opened.add(QuestRun(**shared, template=template, slot=slot))


def test_ten_working_days_lie_between_two_of_a_kind(cast: Cast, taken: int) -> None:
    rescued(cast, MONDAY + 2 * DAY)
    done = MONDAY + 3 * DAY + timedelta(hours=1)
    work(done)
    with clock.at(done + WEEK), pytest.raises(Conflict, match="from 1 May on"):
        take_quest(cast["sam"], taken)
    again = offered(cast, at=done + 2 * WEEK)
    with clock.at(datetime.fromisoformat("2026-04-30T23:59:00+02:00")), pytest.raises(Conflict, match="A little rest"):
        take_quest(cast["sam"], again)
    with clock.at(datetime.fromisoformat("2026-05-01T00:00:00+02:00")):
        take_quest(cast["sam"], again)
    assert runs_of(cast["sam"].id) == ["completed", "active"]


def test_another_of_the_same_kind_waits_until_the_first_is_over(cast: Cast) -> None:
    one, other = offered(cast, "launch_squad", tag="vpn"), offered(cast, "launch_squad", tag="outlook")
    with clock.at(MONDAY):
        take_quest(cast["sam"], one)
        with pytest.raises(Conflict, match="of this kind already"):
            take_quest(cast["sam"], other)


@pytest.mark.parametrize("handle", ["ana", "adam"])
def test_those_who_look_after_it_take_none_on(cast: Cast, handle: str) -> None:
    quest = offered(cast)
    with clock.at(MONDAY), pytest.raises(NotAllowed, match="outside IT"):
        take_quest(cast[handle], quest)


def test_who_takes_no_part_finds_none(cast: Cast) -> None:
    quest = offered(cast)
    change("sam", points_visibility=PointsVisibility.OFF)
    with clock.at(MONDAY), pytest.raises(NotFound):
        take_quest(cast["sam"], quest)


def test_who_left_the_game_or_joined_it_is_paid_nothing_and_told_nothing(cast: Cast, taken: int) -> None:
    rescued(cast, MONDAY + 2 * DAY)
    change("sam", points_visibility=PointsVisibility.OFF)
    work(MONDAY + 4 * DAY)
    assert (runs_of(cast["sam"].id), told(cast["sam"].id)) == (["active"], [])
    change("sam", points_visibility=PointsVisibility.PRIVATE, role=Role.ANALYST)
    work(MONDAY + 5 * DAY)
    assert (runs_of(cast["sam"].id), paid_for_quests(cast["sam"].id)) == (["active"], [])
    work(MONDAY + 20 * DAY)
    assert runs_of(cast["sam"].id) == ["over"]


def test_what_is_not_there_not_begun_or_over_cannot_be_taken_on(cast: Cast) -> None:
    quest = offered(cast, starts_on="2026-04-20", ends_on="2026-04-24")
    with clock.at(MONDAY), pytest.raises(NotFound):
        take_quest(cast["sam"], quest + 1)
    with clock.at(MONDAY), pytest.raises(NotFound):
        take_quest(cast["sam"], quest)
    with clock.at(datetime.fromisoformat("2026-04-25T00:00:00+02:00")), pytest.raises(NotFound):
        take_quest(cast["sam"], quest)
    with clock.at(datetime.fromisoformat("2026-04-24T23:59:00+02:00")):
        take_quest(cast["sam"], quest)


def test_who_is_on_one_goes_on_when_it_is_no_longer_offered(cast: Cast, taken: int) -> None:
    with clock.at(MONDAY + DAY):
        end_quest(cast["ana"], taken)
        with pytest.raises(NotFound):
            take_quest(cast["otto"], taken)
    rescued(cast, MONDAY + 2 * DAY)
    work(MONDAY + 4 * DAY)
    assert paid_for_quests(cast["sam"].id) == [10]


def test_what_nobody_reached_is_forgotten_after_two_years_and_what_was_reached_is_not(cast: Cast, taken: int) -> None:
    with clock.at(MONDAY):
        take_quest(cast["otto"], taken)
    rescued(cast, MONDAY + 2 * DAY)
    work(MONDAY + 30 * DAY)
    with clock.at(MONDAY + 2 * 365 * DAY):
        assert forget_old_quests() == 0
    with clock.at(MONDAY + (2 * 365 + 31) * DAY):
        assert forget_old_quests() == 1
        assert forget_old_quests() == 0
    assert (runs_of(cast["sam"].id), runs_of(cast["otto"].id)) == (["completed"], [])


def test_above_the_most_of_a_season_it_is_written_down_and_worth_nothing(cast: Cast, taken: int) -> None:
    with transaction() as opened:
        opened.add(
            LedgerEntry(
                key="quests before",
                user_id=cast["sam"].id,
                rule_set="default",
                event="quest",
                credit="lead",
                reputation=0,
                season_points=145,
                due=0,
                reason="paid",
                item="quest:0",
                at=MONDAY - DAY,
                final_at=MONDAY,
                day="2026-04-12",
            )
        )
    rescued(cast, MONDAY + 2 * DAY)
    work(MONDAY + 4 * DAY)
    line = session().scalars(select(LedgerEntry).where(LedgerEntry.title == "First rescue")).one()
    assert (line.season_points, line.reason, line.rule) == (5, "limit", "quests_a_season")
    assert runs_of(cast["sam"].id) == ["completed"]


def test_completed_quests_are_made_again_from_their_facts(cast: Cast, taken: int) -> None:
    rescued(cast, MONDAY + 2 * DAY)
    work(MONDAY + 4 * DAY)
    with clock.at(MONDAY + 5 * DAY):
        assert prove().wrong == []
        kept = _all_of(run_of(cast["sam"].id))
        with transaction() as opened:
            opened.execute(delete(QuestRun))
        assert [one.what for one in prove().wrong] == [f"quest {kept['id']}"]
        rebuild()
        assert prove().wrong == []
    again = _all_of(run_of(cast["sam"].id))
    assert again == {**kept, "soon": again["soon"], "looked_at": again["looked_at"]}


def _all_of(run: QuestRun) -> dict[str, object]:
    return {column.name: getattr(run, column.name) for column in QuestRun.__table__.columns}

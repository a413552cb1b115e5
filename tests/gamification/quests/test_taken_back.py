"""What a case takes back takes the quest with it, and another look gives it back; what a person resets is gone."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select

from gamification.actions.cases import appeal, decide_appeal, decide_case
from gamification.actions.quests import take_quest
from gamification.erasing import reset_points
from gamification.forms import AppealDraft, DecisionDraft
from gamification.holding import hold, open_case
from gamification.models import LedgerEntry
from gamification.proving import prove, rebuild
from gamification.quests.models import QuestRun
from portal.core import clock
from portal.core.db import release, session, transaction
from portal.core.deliveries import deliver_all
from portal.core.models import FactRow, Notification
from tests.gamification.quests.stage import (
    DAY,
    MONDAY,
    badges_of,
    offered,
    paid_for_quests,
    rescued,
    run_of,
    runs_of,
    told,
    work,
)
from tests.support.cast import Cast

UPHOLD = DecisionDraft(outcome="uphold", note="Three evenings of nothing else.")
DISMISS = DecisionDraft(outcome="dismiss", note="They share an office.")
DONE = MONDAY + 6 * DAY


@pytest.fixture
def completed(cast: Cast) -> int:
    """Sam has completed a quest for one rescue, with the badge that follows. The quest."""
    quest = offered(cast)
    with clock.at(MONDAY):
        take_quest(cast["sam"], quest)
    rescued(cast, MONDAY + 2 * DAY)
    work(MONDAY + 4 * DAY)
    work(DONE)
    assert badges_of(cast["sam"].id) == ["first_light", "quester"]
    return quest


def held(cast: Cast, *events: str) -> int:
    """A case about Sam and Emma that holds these lines of Sam's."""
    with transaction():
        lines = session().scalars(
            select(LedgerEntry.id).where(LedgerEntry.user_id == cast["sam"].id, LedgerEntry.event.in_(events))
        )
        case = open_case("a case", "pair", "Back and forth", [cast["sam"].id, cast["emma"].id], {})
        hold(case, lines.all())
        number = case.id
    release()
    return number


def test_fraud_voids_the_quest_its_points_and_its_badge(cast: Cast, completed: int) -> None:
    with clock.at(DONE):
        decide_case(cast["ana"], held(cast, "rescue", "answer_accepted"), UPHOLD)
        deliver_all()
        assert prove().wrong == []
    assert (runs_of(cast["sam"].id), paid_for_quests(cast["sam"].id)) == (["voided"], [])
    assert badges_of(cast["sam"].id) == []


def test_what_is_reached_without_the_voided_lines_stays(cast: Cast, completed: int) -> None:
    with clock.at(DONE):
        decide_case(cast["ana"], held(cast, "answer_accepted"), UPHOLD)
        deliver_all()
        assert prove().wrong == []
    assert (runs_of(cast["sam"].id), paid_for_quests(cast["sam"].id)) == (["completed"], [10])
    assert badges_of(cast["sam"].id) == ["quester"]


def test_after_another_look_the_quest_is_theirs_again(cast: Cast, completed: int) -> None:
    with clock.at(DONE):
        case = held(cast, "rescue")
        decide_case(cast["ana"], case, UPHOLD)
        appeal(cast["sam"], case, AppealDraft(words="We sit at the same desk."))
        decide_appeal(cast["ivan"], case, DISMISS)
        deliver_all()
        assert (runs_of(cast["sam"].id), paid_for_quests(cast["sam"].id)) == (["completed"], [10])
        assert prove().wrong == []
        rebuild()
        assert prove().wrong == []
    assert runs_of(cast["sam"].id) == ["completed"]


def test_a_voided_quest_is_made_again_as_voided(cast: Cast, completed: int) -> None:
    with clock.at(DONE):
        decide_case(cast["ana"], held(cast, "rescue"), UPHOLD)
        with transaction() as opened:
            opened.execute(delete(QuestRun))
        rebuild()
        assert prove().wrong == []
    assert runs_of(cast["sam"].id) == ["voided"]


def test_the_last_word_waits_for_what_is_held(cast: Cast) -> None:
    quest = offered(cast)
    with clock.at(MONDAY):
        take_quest(cast["sam"], quest)
    rescued(cast, MONDAY + 2 * DAY)
    case = held(cast, "rescue")
    over = run_of(cast["sam"].id).ends_at + 3 * DAY
    work(over)
    assert runs_of(cast["sam"].id) == ["settling"]
    with clock.at(over + timedelta(minutes=1)):
        decide_case(cast["ana"], case, DISMISS)
    work(over + timedelta(minutes=2))
    assert (runs_of(cast["sam"].id), paid_for_quests(cast["sam"].id)) == (["completed"], [10])


def test_a_delivery_that_comes_after_it_was_voided_pays_nothing(cast: Cast) -> None:
    from gamification.quests.settling import settle_quests

    quest = offered(cast)
    with clock.at(MONDAY):
        take_quest(cast["sam"], quest)
    rescued(cast, MONDAY + 2 * DAY)
    with clock.at(MONDAY + 4 * DAY):
        settle_quests()
        decide_case(cast["ana"], held(cast, "rescue"), UPHOLD)
        deliver_all()
        assert (runs_of(cast["sam"].id), paid_for_quests(cast["sam"].id)) == (["voided"], [])
        assert prove().wrong == []


def test_what_a_person_resets_is_gone_with_what_is_under_way(cast: Cast, completed: int) -> None:
    sam = cast["sam"].id
    another = offered(cast, "cold_cases", at=DONE)
    with clock.at(DONE):
        take_quest(cast["sam"], another)
        assert told(sam)
        reset_points(cast["sam"])
        assert (runs_of(sam), told(sam), paid_for_quests(sam), badges_of(sam)) == ([], [], [], [])
        deliver_all()
        rebuild()
        assert prove().wrong == []
    work(DONE + DAY)
    assert (runs_of(sam), paid_for_quests(sam)) == ([], [])
    left = select(func.count()).select_from(Notification).where(Notification.user_id == sam)
    assert session().scalar(left.where(Notification.reason == "quest")) == 0


def test_what_only_the_portal_knows_of_a_quest_is_that_it_was_completed(cast: Cast, completed: int) -> None:
    kinds = session().scalars(select(FactRow.kind).where(FactRow.kind.like("quest\\_%", escape="\\"))).all()
    assert sorted(kinds) == ["quest_completed", "quest_offered"]

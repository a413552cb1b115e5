"""Points: for outcomes for others, each explained, each taken back exactly, whatever the order of delivery."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError

from community.actions.answers import (
    accept_answer,
    delete_answer,
    endorse_answer,
    restore_answer,
    unaccept_answer,
    withdraw_endorsement,
)
from community.actions.signals import mark_helpful, say_it_worked, say_me_too, take_back_verdict, unmark_helpful
from gamification.ledger import reputation_of
from gamification.models import LedgerEntry
from gamification.proving import prove, rebuild
from gamification.standings import settle_final_lines
from portal.core import clock
from portal.core.db import release, session, transaction
from portal.core.deliveries import deliver
from portal.core.models import Channel, Delivery, Notification, PointsVisibility, User
from portal.people.actions.profiles import choose_points_visibility
from portal.people.forms import PointsDraft
from tests.support.cast import Cast
from tests.support.house import SignIn
from tests.support.makers import a_question, an_answer
from tests.support.people import mails_to

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
Settle = Callable[[], int]


def points(cast: Cast, handle: str) -> int:
    """What somebody has, pending lines included."""
    return reputation_of(cast[handle].id)


def lines(cast: Cast, handle: str) -> list[tuple[str, int]]:
    """Somebody's lines: event and points."""
    rows = session().scalars(select(LedgerEntry).where(LedgerEntry.user_id == cast[handle].id).order_by(LedgerEntry.id))
    return [(row.event, row.reputation) for row in rows]


@pytest.fixture
def answer(cast: Cast) -> int:
    """Sam's answer, given the day after Emma asked: neither a first quick reply nor a rescue."""
    with clock.at(MORNING):
        question = a_question(cast["emma"])
    with clock.at(MORNING + timedelta(hours=7)):
        return an_answer(cast["sam"], question)


def test_acceptance_pays_the_answerer_and_a_little_the_asker(cast: Cast, answer: int, settle: Settle) -> None:
    with clock.at(MORNING + timedelta(days=1)):
        accept_answer(cast["emma"], answer)
    settle()
    assert lines(cast, "sam") == [("answer_accepted", 15)]
    assert lines(cast, "emma") == [("loop_closed", 2)]


def test_an_acceptance_taken_back_takes_exactly_its_points_back(cast: Cast, answer: int, settle: Settle) -> None:
    accept_answer(cast["emma"], answer)
    settle()
    unaccept_answer(cast["emma"], answer)
    settle()
    assert points(cast, "sam") == 0
    assert points(cast, "emma") == 0
    accept_answer(cast["emma"], answer)
    settle()
    assert points(cast, "sam") == 15


def test_moving_the_acceptance_moves_the_points(cast: Cast, answer: int, settle: Settle) -> None:
    accept_answer(cast["emma"], answer)
    with clock.at(MORNING + timedelta(days=2)):
        other = an_answer(cast["zoe"], 1)
    accept_answer(cast["emma"], other)
    settle()
    assert points(cast, "sam") == 0
    assert ("answer_accepted", 15) in lines(cast, "zoe")


def test_an_endorsement_pays_and_its_withdrawal_takes_back(cast: Cast, answer: int, settle: Settle) -> None:
    endorse_answer(cast["ana"], answer)
    settle()
    assert lines(cast, "sam") == [("answer_endorsed", 20)]
    withdraw_endorsement(cast["ana"], answer)
    settle()
    assert points(cast, "sam") == 0


def test_nobody_is_paid_for_accepting_their_own_answer(cast: Cast, settle: Settle) -> None:
    answer = an_answer(cast["emma"], a_question(cast["emma"]))
    accept_answer(cast["emma"], answer)
    settle()
    assert points(cast, "emma") == 0


def test_the_asker_saying_it_worked_pays_nothing_a_colleague_saying_so_does(
    cast: Cast, answer: int, settle: Settle
) -> None:
    say_it_worked(cast["emma"], answer)
    settle()
    assert points(cast, "sam") == 0
    say_it_worked(cast["otto"], answer)
    settle()
    assert points(cast, "sam") == 2
    take_back_verdict(cast["otto"], answer)
    settle()
    assert points(cast, "sam") == 0


def test_a_quick_first_reply_is_paid_once_it_is_accepted(cast: Cast, settle: Settle) -> None:
    with clock.at(MORNING):
        question = a_question(cast["emma"])
    with clock.at(MORNING + timedelta(hours=1)):
        answer = an_answer(cast["sam"], question)
    settle()
    assert points(cast, "sam") == 0
    with clock.at(MORNING + timedelta(hours=2)):
        accept_answer(cast["emma"], answer)
    settle()
    assert lines(cast, "sam") == [("first_good_reply", 3), ("answer_accepted", 15)]


def test_a_question_that_waited_two_business_days_is_a_rescue_and_a_weekend_is_not_waiting(
    cast: Cast, settle: Settle
) -> None:
    friday = datetime(2026, 2, 27, 15, 0, tzinfo=UTC)
    for asked, answered, rescued in (
        (friday, friday + timedelta(days=3), False),
        (MORNING, MORNING + timedelta(days=2, hours=3), True),
    ):
        with clock.at(asked):
            question = a_question(cast["emma"], f"Asked on a {asked:%A}, answered on a {answered:%A}")
        with clock.at(answered):
            answer = an_answer(cast["sam"], question)
        with clock.at(answered + timedelta(hours=1)):
            accept_answer(cast["emma"], answer)
        settle()
        paid = [event for event, _ in lines(cast, "sam") if event == "rescue"]
        assert bool(paid) is rescued, f"asked {asked:%A}, answered {answered:%A}"


def test_an_acceptance_within_minutes_waits_for_a_person(cast: Cast, settle: Settle) -> None:
    with clock.at(MORNING):
        answer = an_answer(cast["sam"], a_question(cast["emma"]))
        accept_answer(cast["emma"], answer)
    settle()
    assert ("answer_accepted", 15) in lines(cast, "sam")
    with clock.at(MORNING + timedelta(days=3)):
        settle_final_lines()
        assert reputation_of(cast["sam"].id, final_by=clock.now()) == 0
        assert prove().wrong == []
        endorse_answer(cast["ana"], answer)
        settle()
    with clock.at(MORNING + timedelta(days=5)):
        assert reputation_of(cast["sam"].id, final_by=clock.now()) == 38


def test_a_removed_answer_loses_its_points_and_gets_its_votes_back_when_it_returns(
    cast: Cast, answer: int, settle: Settle
) -> None:
    mark_helpful(cast["otto"], answer)
    say_me_too(cast["otto"], 1)
    settle()
    assert points(cast, "sam") == 5
    delete_answer(cast["sam"], answer)
    settle()
    assert points(cast, "sam") == 0
    restore_answer(cast["sam"], answer)
    settle()
    assert points(cast, "sam") == 5
    unmark_helpful(cast["otto"], answer)
    settle()
    assert points(cast, "sam") == 0
    assert points(cast, "emma") == 2


def test_somebody_out_of_the_game_gets_no_lines(cast: Cast, answer: int, settle: Settle) -> None:
    with transaction() as opened:
        opened.execute(update(User).where(User.id == cast["sam"].id).values(points_visibility=PointsVisibility.OFF))
    endorse_answer(cast["ana"], answer)
    settle()
    assert lines(cast, "sam") == []


def test_points_count_for_the_level_a_day_later(cast: Cast, answer: int, settle: Settle) -> None:
    with clock.at(MORNING + timedelta(days=1)):
        for analyst in ("ana",):
            endorse_answer(cast[analyst], answer)
        accept_answer(cast["emma"], answer)
        settle()
    sam = cast["sam"].id

    def shown() -> int:
        return (
            session()
            .scalars(select(User.reputation).where(User.id == sam), execution_options={"populate_existing": True})
            .one()
        )

    with clock.at(MORNING + timedelta(days=1, hours=2)):
        settle_final_lines()
        assert shown() == 0
    with clock.at(MORNING + timedelta(days=2, hours=2)):
        settle_final_lines()
        assert shown() == 35
        assert prove().wrong == []


def test_what_is_delivered_late_counts_as_if_it_had_come_in_time(cast: Cast, answer: int, settle: Settle) -> None:
    """However long the worker rested, and whatever it had settled before: nothing falls between."""
    with clock.at(MORNING + timedelta(days=1)):
        endorse_answer(cast["ana"], answer)
    with clock.at(MORNING + timedelta(days=3)):
        settle_final_lines()
        settle()
        settle_final_lines()
        assert prove().wrong == []
        withdraw_endorsement(cast["ana"], answer)
    with clock.at(MORNING + timedelta(days=4)):
        settle_final_lines()
        settle()
        settle_final_lines()
        assert prove().wrong == []
        assert session().scalar(select(User.reputation).where(User.id == cast["sam"].id)) == 0


def test_the_database_refuses_to_change_or_remove_a_line(cast: Cast, answer: int, settle: Settle) -> None:
    endorse_answer(cast["ana"], answer)
    settle()
    for statement in ("UPDATE ledger SET reputation = 1000", "DELETE FROM ledger"):
        with pytest.raises(DBAPIError, match="append-only"), transaction() as opened:
            opened.connection().exec_driver_sql(statement)
    assert points(cast, "sam") == 20


def test_rebuilding_gives_the_same_and_a_wrong_balance_is_found(cast: Cast, answer: int, settle: Settle) -> None:
    with clock.at(MORNING):
        endorse_answer(cast["ana"], answer)
    settle()
    rebuild()
    assert prove().wrong == []
    with transaction() as opened:
        opened.execute(update(User).where(User.handle == "sam").values(reputation=999))
    assert {wrong.handle for wrong in prove().wrong} == {"sam"}
    rebuild()
    assert prove().wrong == []


@pytest.mark.parametrize("seed", range(6))
def test_the_order_and_number_of_deliveries_do_not_matter(cast: Cast, seed: int, settle: Settle) -> None:
    """Acts of every kind, delivered in a random order, some of them twice, come to what the true order comes to."""
    chance = random.Random(seed)
    with clock.at(MORNING):
        question = a_question(cast["emma"])
    with clock.at(MORNING + timedelta(hours=7)):
        answer = an_answer(cast["sam"], question)
    others = ("otto", "zoe", "ivan")
    acts = [
        lambda: accept_answer(cast["emma"], answer),
        lambda: unaccept_answer(cast["emma"], answer),
        lambda: endorse_answer(cast["ana"], answer),
        lambda: withdraw_endorsement(cast["ana"], answer),
        lambda: mark_helpful(cast[chance.choice(others)], answer),
        lambda: unmark_helpful(cast[chance.choice(others)], answer),
        lambda: say_it_worked(cast[chance.choice(others)], answer),
        lambda: take_back_verdict(cast[chance.choice(others)], answer),
        lambda: say_me_too(cast[chance.choice(others)], question),
    ]
    for minute in range(25):
        with clock.at(MORNING + timedelta(days=1, minutes=minute)):
            chance.choice(acts)()
    waiting = list(session().scalars(select(Delivery.id).where(Delivery.subscriber == "points")))
    chance.shuffle(waiting)
    for delivery in waiting:
        deliver(delivery)
        deliver(delivery)
    settle()

    state = (
        session()
        .execute(
            select(
                func.count().filter(LedgerEntry.reverses_id.is_(None)), func.count(func.distinct(LedgerEntry.key))
            ).select_from(LedgerEntry)
        )
        .one()
    )
    assert state[1] >= state[0]
    assert points(cast, "sam") == _expected(cast, answer)
    assert points(cast, "emma") == _expected_of_asker(cast, question, answer)


def _expected(cast: Cast, answer_id: int) -> int:
    from community.models import Answer, AnswerVerdict, Helpful, Verdict

    answer = session().get_one(Answer, answer_id, populate_existing=True)
    votes = session().scalar(select(func.count()).where(Helpful.answer_id == answer_id)) or 0
    solved = session().scalar(
        select(func.count()).where(AnswerVerdict.answer_id == answer_id, AnswerVerdict.verdict == Verdict.SOLVED)
    )
    return 15 * bool(answer.accepted_at) + 20 * bool(answer.endorsed_at) + 5 * votes + 2 * (solved or 0)


def _expected_of_asker(cast: Cast, question_id: int, answer_id: int) -> int:
    from community.models import Answer, MeToo

    answer = session().get_one(Answer, answer_id, populate_existing=True)
    me_toos = session().scalar(select(func.count()).where(MeToo.question_id == question_id)) or 0
    return 2 * bool(answer.accepted_at) + 2 * me_toos


def test_a_ledger_is_its_persons_alone(cast: Cast, answer: int, settle: Settle, sign_in: SignIn) -> None:
    endorse_answer(cast["ana"], answer)
    settle()
    own = sign_in("sam").get("/people/sam/points")
    assert b"endorsed by IT" in own.data
    assert b"VPN client refuses to connect" in own.data
    for handle in ("emma", "ana", "adam"):
        assert sign_in(handle).get("/people/sam/points").status_code == 404


def bell(cast: Cast, handle: str) -> list[tuple[str, str]]:
    """Somebody's bell: what each line says, and what it says was earned."""
    rows = session().scalars(
        select(Notification).where(Notification.user_id == cast[handle].id, Notification.reason != "badge")
    )
    return [(row.text, row.earned) for row in rows]


@pytest.mark.parametrize("first", ["points", "notify"])
def test_an_acceptance_is_one_line_in_the_bell_whoever_speaks_of_it_first(
    cast: Cast, answer: int, settle: Settle, first: str
) -> None:
    settle()
    release()
    with transaction() as opened:
        opened.execute(update(User).where(User.handle == "sam").values(channel=Channel.MAIL))
    accept_answer(cast["emma"], answer)
    waiting = list(session().scalars(select(Delivery.id).order_by(Delivery.subscriber != first, Delivery.id)))
    for delivery in waiting:
        assert deliver(delivery)
    settle()

    assert bell(cast, "sam") == [
        (
            "Emma Fischer accepted your answer to “VPN client refuses to connect”: it helped",
            "+15, accepted by the asker",
        )
    ]
    assert bell(cast, "emma")[1:] == [
        (
            "+2, told everybody what solved it, on “VPN client refuses to connect”",
            "+2, told everybody what solved it",
        )
    ]
    assert len(mails_to("sam@company.example")) == 1


def test_whoever_takes_no_part_in_the_game_still_hears_of_an_acceptance(
    cast: Cast, answer: int, settle: Settle
) -> None:
    settle()
    choose_points_visibility(cast["sam"], PointsDraft(visibility=PointsVisibility.OFF))
    accept_answer(cast["emma"], answer)
    settle()
    assert [earned for _, earned in bell(cast, "sam")] == [""]

"""Boosts: points of a pool for whoever helps with a question; given by those who asked or paid, or settled, or back."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from community.actions.answers import accept_answer, delete_answer
from community.actions.moderation import close_question
from community.actions.questions import delete_question
from community.actions.signals import mark_helpful
from community.models import ClosedAs
from gamification.actions.boosts import award_boost, settle_boosts, start_boost
from gamification.actions.cases import decide_case
from gamification.forms import BoostAwardDraft, BoostDraft, DecisionDraft
from gamification.holding import hold, open_case
from gamification.models import Boost, BoostPool, BoostState, LedgerEntry
from gamification.proving import compare, rebuild
from gamification.queries import account
from gamification.standings import settle_final_lines
from portal.core import clock
from portal.core.db import release, session, transaction
from portal.core.models import Department, GameSwitch, PointsVisibility, User
from portal.core.permissions import Actor
from portal.core.play import look_again
from portal.core.refusals import Refused
from tests.support.cast import Cast
from tests.support.house import SignIn
from tests.support.makers import a_question, an_answer
from tests.support.statements import statements

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # ten in Hamburg, an hour after it opened
OVER = datetime(2026, 3, 9, 9, 0, tzinfo=UTC)
SETTLED = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
Settle = Callable[[], int]


@pytest.fixture(autouse=True)
def on_monday() -> Iterator[None]:
    """All of it begins at one moment."""
    with clock.at(MONDAY):
        yield


@pytest.fixture
def question(cast: Cast) -> int:
    """A question of Emma's."""
    return a_question(cast["emma"])


def the_boost() -> Boost:
    found = session().scalars(select(Boost).order_by(Boost.id.desc()).limit(1)).one()
    release()
    return found


def pool(owner: str = "it") -> tuple[int, int]:
    row = session().scalars(select(BoostPool).where(BoostPool.owner == owner)).one()
    release()
    return row.points, row.spent


def won(cast: Cast, handle: str) -> list[tuple[int, int]]:
    found = select(LedgerEntry).where(LedgerEntry.user_id == cast[handle].id, LedgerEntry.event == "boost")
    rows = [(row.reputation, row.season_points) for row in session().scalars(found.order_by(LedgerEntry.id))]
    release()
    return rows


def lift(cast: Cast, question: int, who: str = "ana", points: int = 50) -> int:
    return start_boost(cast[who], question, BoostDraft(points=points))


def adviser(cast: Cast, handle: str) -> Actor:
    with transaction() as opened:
        opened.execute(update(User).where(User.handle == handle).values(level=4))
    one = cast[handle]
    return Actor(one.id, one.handle, one.name, one.role, 4)


# --- lifting ---------------------------------------------------------------------------------------------------------


def test_it_lifts_a_question_from_its_pool_for_five_working_days(cast: Cast, question: int, sign_in: SignIn) -> None:
    ana = sign_in("ana")
    page = ana.get(f"/questions/{question}", follow_redirects=True).text
    assert "Lift this question" in page
    assert "100 of 100 left in the pool of IT" in page
    answered = ana.post(f"/questions/{question}/boost", data={"points": "50"}, follow_redirects=True)
    assert "Lifted." in answered.text
    assert "<b>50 points of this season</b>" in answered.text
    boost = the_boost()
    assert (boost.ends_at, boost.settled_from, boost.state) == (OVER, SETTLED, BoostState.OPEN)
    assert pool() == (100, 50)
    assert "Boosted now" in sign_in("otto").get("/questions").text
    assert "Boosted now" not in sign_in("emma").get("/questions").text  # it is her own


def test_what_is_left_is_said_on_every_question_without_asking_the_database(
    cast: Cast, question: int, sign_in: SignIn
) -> None:
    other = a_question(cast["otto"], "Where does the scanner keep its settings?")
    start_boost(cast["ana"], other, BoostDraft(points=25))
    ana = sign_in("ana")
    ana.get(f"/questions/{question}", follow_redirects=True)
    with statements() as sent:
        page = ana.get(f"/questions/{question}", follow_redirects=True).text
    assert "75 of 100 left in the pool of IT" in page
    assert not [one for one in sent if "boost" in one]


def test_a_pool_is_a_hundred_for_every_fifty_heads_that_are_begun(cast: Cast, question: int) -> None:
    with transaction() as opened:
        opened.add_all(User(handle=f"b{n}", name=f"Colleague {n}", joined_at=MONDAY) for n in range(44))
        opened.add(User(handle="gone", name="Gone", joined_at=MONDAY, disabled_at=MONDAY))
    lift(cast, question)
    assert pool() == (200, 50)  # 51 people are here


def test_the_fourth_level_lifts_with_twenty_five_of_its_department(cast: Cast, question: int, sign_in: SignIn) -> None:
    otto = sign_in("otto")
    assert "Lift this question" not in otto.get(f"/questions/{question}", follow_redirects=True).text
    refused = otto.post(f"/questions/{question}/boost", data={"points": "25"})
    assert refused.status_code == 403
    assert "This opens at level 4" in refused.text
    adviser(cast, "otto")
    page = otto.get(f"/questions/{question}", follow_redirects=True).text
    assert "100 of 100 left in the pool of your department" in page
    assert 'value="50"' not in page
    said = otto.post(f"/questions/{question}/boost", data={"points": "50"}, follow_redirects=True).text
    assert "Please choose one of these: 25." in said
    otto.post(f"/questions/{question}/boost", data={"points": "25"})
    logistics = session().scalars(select(Department.id).where(Department.name == "Logistics")).one()
    assert pool(f"department:{logistics}") == (100, 25)


def test_nobody_lifts_their_own_question(cast: Cast, sign_in: SignIn) -> None:
    own = a_question(cast["ana"])
    ana = sign_in("ana")
    assert "Lift this question" not in ana.get(f"/questions/{own}", follow_redirects=True).text
    assert ana.post(f"/questions/{own}/boost", data={"points": "25"}).status_code == 403
    other = lift(cast, a_question(cast["emma"], "Another question about the scanner"))
    with pytest.raises(IntegrityError), transaction() as opened:
        opened.execute(update(Boost).where(Boost.id == other).values(asker_id=cast["ana"].id))


def test_what_cannot_be_lifted_says_why(cast: Cast, question: int, sign_in: SignIn) -> None:
    ana = sign_in("ana")

    def said(number: int, points: str = "25") -> str:
        return ana.post(f"/questions/{number}/boost", data={"points": points}, follow_redirects=True).text

    private = a_question(cast["emma"], "My payslip shows another person", visibility="it")
    assert "Only IT reads this question" in said(private)
    assert "Please choose one of these: 25, 50, 100." in said(question, "30")
    assert "Please choose one of the list." in said(question, "much")
    closed = a_question(cast["emma"], "A question that is closed by now")
    close_question(cast["ana"], closed, ClosedAs.OUTDATED)
    assert "takes no more answers" in said(closed)
    solved = a_question(cast["emma"], "A question that is solved by now")
    accept_answer(cast["emma"], an_answer(cast["sam"], solved))
    assert "nothing left to win" in said(solved)
    delete_question(cast["ana"], question)
    assert ana.post(f"/questions/{question}/boost", data={"points": "25"}).status_code == 403
    assert session().scalars(select(Boost)).all() == []
    release()


def test_a_pool_is_never_overdrawn_and_begins_anew_each_season(cast: Cast, question: int, sign_in: SignIn) -> None:
    lift(cast, question, points=100)
    more = a_question(cast["emma"], "One more about the scanner dock")
    ana = sign_in("ana")
    said = ana.post(f"/questions/{more}/boost", data={"points": "25"}, follow_redirects=True).text
    assert "Only 0 of the 100 points of this season are left." in said
    assert "is spent for this season" in said
    with pytest.raises(IntegrityError), transaction() as opened:
        opened.execute(update(BoostPool).values(spent=101))
    with clock.at(datetime(2026, 4, 1, 9, 0, tzinfo=UTC)):
        lift(cast, more, points=25)
    assert len(session().scalars(select(BoostPool)).all()) == 2
    release()


def test_one_boost_a_question_and_twice_is_once(cast: Cast, question: int) -> None:
    first = lift(cast, question)
    assert lift(cast, question) == first
    for who, points in (("ana", 25), ("ivan", 50)):
        with pytest.raises(Refused, match="boosted already"):
            lift(cast, question, who, points)
    assert pool() == (100, 50)


def test_many_at_once_never_spend_more_than_there_is(cast: Cast) -> None:
    questions = [a_question(cast["emma"], f"Question {n} about the scanner dock") for n in range(5)]

    def click(number: int) -> str:
        try:
            with clock.at(MONDAY):
                lift(cast, questions[number % 5], points=25)
        except Refused as refusal:
            return type(refusal).__name__
        finally:
            release()
        return "lifted"

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(click, range(15)))
    assert pool() == (100, 100)
    assert len(session().scalars(select(Boost)).all()) == 4
    release()
    assert found.count("Conflict") == 3


# --- giving ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["emma", "ana"])
def test_whoever_asked_or_paid_gives_it_to_an_answer(
    cast: Cast, question: int, sign_in: SignIn, settle: Settle, who: str
) -> None:
    answer = an_answer(cast["sam"], question)
    lift(cast, question)
    client = sign_in(who)
    assert "Give it to the answer by" in client.get(f"/questions/{question}", follow_redirects=True).text
    for _ in range(2):
        page = client.post(
            f"/questions/{question}/boost/award", data={"answer_id": str(answer)}, follow_redirects=True
        ).text
        assert "Given." in page
        assert "50 points of the season went to" in page
    settle()
    settle()
    assert won(cast, "sam") == [(0, 50)]
    assert pool() == (100, 50)
    bell = sign_in("sam").get("/notifications").text
    assert "Your answer won the boost" in bell
    assert "+50 this season, answered a boosted question" in bell
    with clock.at(MONDAY + timedelta(days=2)):
        settle_final_lines()
        assert account(cast["sam"].id).season_points == 50
        assert compare(clock.now()).wrong == []


def test_nobody_else_gives_it_and_nobody_to_themselves(cast: Cast, question: int, sign_in: SignIn) -> None:
    lift(cast, question)
    sams, anas, emmas = (an_answer(cast[who], question) for who in ("sam", "ana", "emma"))
    for who in ("sam", "otto", "ivan", "adam"):
        client = sign_in(who)
        assert "Give it to the answer by" not in client.get(f"/questions/{question}", follow_redirects=True).text
        answered = client.post(f"/questions/{question}/boost/award", data={"answer_id": str(sams)})
        assert answered.status_code == 403, who
    for who in ("ana", "emma"):
        for own in (anas, emmas, 999):
            said = sign_in(who).post(
                f"/questions/{question}/boost/award", data={"answer_id": str(own)}, follow_redirects=True
            )
            assert "Please choose one of the answers of others." in said.text
    assert the_boost().state is BoostState.OPEN
    with pytest.raises(IntegrityError), transaction() as opened:
        opened.execute(
            update(Boost).values(
                state=BoostState.AWARDED, answer_id=anas, winner_id=cast["ana"].id, ended_at=clock.now()
            )
        )
    assert sign_in("emma").post("/questions/999/boost/award", data={"answer_id": "1"}).status_code == 404


def test_it_is_given_once(cast: Cast, question: int) -> None:
    lift(cast, question)
    first, second = an_answer(cast["sam"], question), an_answer(cast["zoe"], question)
    award_boost(cast["emma"], question, BoostAwardDraft(answer_id=first))
    award_boost(cast["ana"], question, BoostAwardDraft(answer_id=first))
    with pytest.raises(Refused, match="given already"):
        award_boost(cast["ana"], question, BoostAwardDraft(answer_id=second))


def test_it_can_still_be_given_for_one_more_day(cast: Cast, question: int, settle: Settle) -> None:
    answer = an_answer(cast["sam"], question)
    lift(cast, question)
    with clock.at(SETTLED - timedelta(minutes=1)):
        assert settle_boosts() == 0
        award_boost(cast["emma"], question, BoostAwardDraft(answer_id=answer))
        settle()
    assert won(cast, "sam") == [(0, 50)]


# --- settling --------------------------------------------------------------------------------------------------------


def test_half_goes_to_the_best_answer_that_came_since(cast: Cast, question: int, settle: Settle) -> None:
    early = an_answer(cast["zoe"], question)
    for who in ("otto", "adam", "ivan"):
        mark_helpful(cast[who], early)
    lift(cast, question, points=25)
    with clock.at(MONDAY + timedelta(days=1)):
        late = an_answer(cast["sam"], question)
        mark_helpful(cast["otto"], late)
        mark_helpful(cast["adam"], late)
        weak = an_answer(cast["otto"], question)
        mark_helpful(cast["adam"], weak)
    with clock.at(SETTLED):
        assert settle_boosts() == 1
        assert settle_boosts() == 0
        settle()
    assert won(cast, "sam") == [(0, 12)]
    assert won(cast, "zoe") == won(cast, "otto") == []
    assert pool() == (100, 12)
    boost = the_boost()
    assert (boost.state, boost.answer_id, boost.paid) == (BoostState.HALVED, late, 12)


@pytest.mark.parametrize("votes", [[], ["otto"]])
def test_where_nothing_helped_all_of_it_goes_back(
    cast: Cast, question: int, settle: Settle, sign_in: SignIn, votes: list[str]
) -> None:
    lift(cast, question)
    with clock.at(MONDAY + timedelta(days=1)):
        answer = an_answer(cast["sam"], question)
        for who in votes:
            mark_helpful(cast[who], answer)
    with clock.at(SETTLED):
        assert settle_boosts() == 1
        settle()
    assert won(cast, "sam") == []
    assert pool() == (100, 0)
    assert the_boost().state is BoostState.REFUNDED
    with clock.at(SETTLED):
        lift(cast, question)  # what went back can be tried again
    assert the_boost().state is BoostState.OPEN


def test_the_answer_of_whoever_paid_wins_nothing(cast: Cast, question: int) -> None:
    lift(cast, question)
    with clock.at(MONDAY + timedelta(days=1)):
        own = an_answer(cast["ana"], question)
        for who in ("otto", "adam", "ivan"):
            mark_helpful(cast[who], own)
    with clock.at(SETTLED):
        settle_boosts()
    assert the_boost().state is BoostState.REFUNDED


def test_a_question_that_is_gone_gives_everything_back(cast: Cast, question: int) -> None:
    lift(cast, question)
    with clock.at(MONDAY + timedelta(days=1)):
        answer = an_answer(cast["sam"], question)
        mark_helpful(cast["otto"], answer)
        mark_helpful(cast["adam"], answer)
        delete_question(cast["ana"], question)
    with clock.at(SETTLED):
        settle_boosts()
    assert the_boost().state is BoostState.REFUNDED
    assert pool() == (100, 0)


def test_what_a_pool_has_spent_is_proved(cast: Cast, question: int) -> None:
    lift(cast, question)
    assert compare(clock.now()).wrong == []
    with transaction() as opened:
        opened.execute(update(BoostPool).values(spent=75))
    wrong = compare(clock.now()).wrong
    release()
    assert [(one.handle, one.shown, one.summed) for one in wrong] == [("it", 75, 50)]
    rebuild()
    assert pool() == (100, 50)
    assert compare(clock.now()).wrong == []
    release()


# --- points ----------------------------------------------------------------------------------------------------------


def test_three_hundred_a_season_are_paid(cast: Cast, settle: Settle) -> None:
    with transaction() as opened:
        opened.add_all(User(handle=f"b{n}", name=f"Colleague {n}", joined_at=MONDAY) for n in range(150))
    for number in range(4):
        with clock.at(MONDAY + timedelta(days=number)):
            question = a_question(cast["emma"], f"Question {number} about the scanner dock")
            answer = an_answer(cast["sam"], question)
            lift(cast, question, points=100)
            award_boost(cast["emma"], question, BoostAwardDraft(answer_id=answer))
            settle()
    assert won(cast, "sam") == [(0, 100), (0, 100), (0, 100), (0, 0)]


def test_fraud_voids_it(cast: Cast, question: int, settle: Settle) -> None:
    answer = an_answer(cast["sam"], question)
    lift(cast, question)
    award_boost(cast["emma"], question, BoostAwardDraft(answer_id=answer))
    settle()
    line = session().scalars(select(LedgerEntry.id).where(LedgerEntry.event == "boost")).one()
    release()
    with transaction():
        case = open_case("pair:1", "pair", "Points that went back and forth", [cast["sam"].id], {})
        hold(case, [line])
    decide_case(cast["ivan"], case.id, DecisionDraft(outcome="uphold", note="A planted question"))
    assert won(cast, "sam") == [(0, 50), (0, -50)]
    with clock.at(MONDAY + timedelta(days=2)):
        settle_final_lines()
        assert account(cast["sam"].id).season_points == 0
        assert compare(clock.now()).wrong == []


def test_an_answer_that_is_removed_loses_it(cast: Cast, question: int, settle: Settle) -> None:
    answer = an_answer(cast["sam"], question)
    lift(cast, question)
    award_boost(cast["emma"], question, BoostAwardDraft(answer_id=answer))
    settle()
    delete_answer(cast["ana"], answer)
    settle()
    assert won(cast, "sam") == [(0, 50), (0, -50)]


def test_who_takes_no_part_wins_nothing_and_sees_nothing(
    cast: Cast, question: int, sign_in: SignIn, settle: Settle
) -> None:
    with transaction() as opened:
        opened.execute(update(User).where(User.handle == "sam").values(points_visibility=PointsVisibility.OFF))
    answer = an_answer(cast["sam"], question)
    lift(cast, question)
    assert "Boosted" not in sign_in("sam").get(f"/questions/{question}", follow_redirects=True).text
    assert "Boosted" not in sign_in("sam").get("/questions").text
    award_boost(cast["emma"], question, BoostAwardDraft(answer_id=answer))
    settle()
    assert won(cast, "sam") == []
    assert "boost" not in sign_in("sam").get("/notifications").text.lower()


def test_where_the_company_does_not_play_nothing_is_lifted(cast: Cast, question: int, sign_in: SignIn) -> None:
    with transaction() as opened:
        opened.add(GameSwitch(name="is_on", value=False))
    look_again()
    try:
        ana = sign_in("ana")
        assert "Lift this question" not in ana.get(f"/questions/{question}", follow_redirects=True).text
        assert ana.post(f"/questions/{question}/boost", data={"points": "25"}).status_code == 404
    finally:
        with transaction() as opened:
            opened.query(GameSwitch).delete()
        look_again()


def test_what_is_private_to_it_is_not_among_the_boosted(cast: Cast, question: int, sign_in: SignIn) -> None:
    lift(cast, question)
    assert "VPN client refuses to connect" in sign_in("otto").get("/questions?tag=nothing").text
    with transaction() as opened:
        opened.connection().exec_driver_sql("UPDATE questions SET visibility = 'it'")
    assert "Boosted now" not in sign_in("otto").get("/questions?tag=nothing").text
    assert "Boosted now" in sign_in("ana").get("/questions?tag=nothing").text

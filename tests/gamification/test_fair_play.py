"""Points that are held, decided by a person, appealed, and looked at again by another."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from community.actions.answers import accept_answer
from community.actions.questions import ask_question
from community.actions.signals import mark_helpful, say_it_worked, unmark_helpful
from community.forms import QuestionDraft
from gamification.actions.cases import appeal, decide_appeal, decide_case
from gamification.actions.switches import turn_switches
from gamification.boards import board
from gamification.events import CaseLookedAt
from gamification.fairplay.running import jittered, watch
from gamification.forms import AppealDraft, DecisionDraft, SwitchesDraft
from gamification.ledger import reputation_of
from gamification.models import BadgeAward, Case, CaseState, Hold, LedgerEntry
from gamification.numbers import numbers
from gamification.proving import prove
from gamification.standings import settle_final_lines
from portal.core import clock
from portal.core.db import session
from portal.core.models import FactRow, Notification, User
from portal.core.permissions import NotAllowed
from portal.core.refusals import Conflict, NotFound
from tests.support.cast import Cast
from tests.support.house import SignIn
from tests.support.makers import BODY, a_question, an_answer

MORNING = datetime(2026, 4, 6, 9, 0, tzinfo=UTC)
UPHOLD = DecisionDraft(outcome="uphold", note="Three evenings of nothing else.")
DISMISS = DecisionDraft(outcome="dismiss", note="They share an office.")
Settle = Callable[[], int]


def counted(cast: Cast, handle: str) -> int:
    return reputation_of(cast[handle].id, final_by=clock.now())


@pytest.fixture
def pair(cast: Cast, settle: Settle) -> int:
    """Sam and Otto accept one another's answers, three times each; the case that this becomes."""
    for number in range(6):
        asker, answerer = ("otto", "sam") if number % 2 else ("sam", "otto")
        with clock.at(MORNING + timedelta(days=7 * number)):
            question = a_question(cast[asker], f"Where is the setting number {number} of the scanner?")
        with clock.at(MORNING + timedelta(days=7 * number, hours=6)):
            answer = an_answer(cast[answerer], question)
        with clock.at(MORNING + timedelta(days=7 * number, hours=8)):
            accept_answer(cast[asker], answer)
    with clock.at(MORNING + timedelta(days=36)):
        settle()
        settle_final_lines()
        settle()
    with clock.at(MORNING + timedelta(days=37)):
        settle_final_lines()
        assert watch() == 6
        settle()
    return session().scalars(select(Case.id)).one()


LATER = MORNING + timedelta(days=38)


def test_what_looks_like_farming_is_held_at_once_and_nobody_is_told(cast: Cast, pair: int) -> None:
    with clock.at(LATER):
        assert (counted(cast, "sam"), counted(cast, "otto")) == (6, 6)
        assert reputation_of(cast["sam"].id) == 51
        assert watch() == 0
        settle_final_lines()
        assert prove().wrong == []
    told = session().scalars(select(Notification.id).where(Notification.reason == "fair_play")).all()
    assert told == []


def test_what_was_honest_counts_again_and_is_never_held_for_this_again(cast: Cast, pair: int, settle: Settle) -> None:
    with clock.at(LATER):
        decide_case(cast["ana"], pair, DISMISS)
        assert (counted(cast, "sam"), counted(cast, "otto")) == (51, 51)
        assert watch() == 0
        assert prove().wrong == []
        with pytest.raises(Conflict):
            decide_case(cast["ivan"], pair, UPHOLD)
        decide_case(cast["ivan"], pair, DISMISS)


def test_what_was_farming_is_taken_back_by_counter_lines_and_its_badges_go(
    cast: Cast, pair: int, settle: Settle
) -> None:
    badges = select(BadgeAward.badge).where(BadgeAward.user_id == cast["sam"].id)
    assert session().scalars(badges).all() == ["first_light"]
    with clock.at(LATER):
        decide_case(cast["ana"], pair, UPHOLD)
        settle()
        assert (counted(cast, "sam"), reputation_of(cast["sam"].id)) == (6, 6)
        assert prove().wrong == []
    assert session().scalars(badges).all() == []
    back = session().scalars(select(LedgerEntry).where(LedgerEntry.reverses_id.is_not(None))).all()
    assert sorted(line.reputation for line in back) == [-15] * 6
    told = session().scalars(select(Notification.user_id).where(Notification.reason == "fair_play")).all()
    assert sorted(told) == sorted([cast["sam"].id, cast["otto"].id])


def test_only_analysts_decide_and_nobody_about_themselves(cast: Cast, pair: int, sign_in: SignIn) -> None:
    for handle in ("emma", "sam", "adam"):
        with pytest.raises(NotAllowed):
            decide_case(cast[handle], pair, DISMISS)
        assert sign_in(handle).get(f"/desk/fair-play/{pair}").status_code == 403


def test_the_desk_shows_who_when_and_the_ring_and_that_somebody_looked_is_in_the_log(
    cast: Cast, pair: int, sign_in: SignIn
) -> None:
    with clock.at(LATER):
        listed = sign_in("ana").get("/desk/fair-play").text
        assert "Two people whose points go back and forth" in listed
        page = sign_in("ana").get(f"/desk/fair-play/{pair}").text
        sign_in("ana").get(f"/desk/fair-play/{pair}")
    assert "Sam Okafor" in page
    assert page.count('class="l-ring__dot"') == 2
    assert page.count('class="l-ring__tie"') == 2
    assert "accepted by the asker, on Where is the setting number 3 of the scanner?" in page
    looks = session().scalars(select(FactRow).where(FactRow.kind == CaseLookedAt.kind())).all()
    assert [(look.actor_id, look.is_moderation) for look in looks] == [(cast["ana"].id, True)]
    assert "looked at the lines of people in" in sign_in("adam").get("/admin/log").text


def test_an_appeal_is_decided_by_somebody_else_and_gives_everything_back(
    cast: Cast, pair: int, settle: Settle, sign_in: SignIn
) -> None:
    with clock.at(LATER):
        decide_case(cast["ana"], pair, UPHOLD)
        settle()
        with pytest.raises(NotFound):
            appeal(cast["emma"], pair, AppealDraft(words="I was not even there."))
        answer = sign_in("sam").post(
            f"/people/sam/points/cases/{pair}/appeal", data={"words": "We sit beside one another and really help."}
        )
        assert answer.status_code == 303
        with pytest.raises(NotAllowed, match="Somebody else"):
            decide_appeal(cast["ana"], pair, DISMISS)
        assert "beside one another" in sign_in("ivan").get(f"/desk/fair-play/{pair}").text
        decide_appeal(cast["ivan"], pair, DISMISS)
        settle()
        assert (counted(cast, "sam"), counted(cast, "otto")) == (51, 51)
        assert watch() == 0
        assert prove().wrong == []
        case = session().get_one(Case, pair, populate_existing=True)
        assert (case.state, case.sanction) == (CaseState.OVERTURNED, 0)


def test_an_appeal_comes_within_fourteen_days(cast: Cast, pair: int) -> None:
    with clock.at(LATER):
        decide_case(cast["ana"], pair, UPHOLD)
    with clock.at(LATER + timedelta(days=14, seconds=1)), pytest.raises(Conflict, match="14 days"):
        appeal(cast["sam"], pair, AppealDraft(words="Please look again, I was away."))
    with clock.at(LATER + timedelta(days=14)):
        appeal(cast["sam"], pair, AppealDraft(words="Please look again, I was away."))


def test_the_second_time_keeps_off_boards_and_the_third_pauses_rights(cast: Cast, pair: int, settle: Settle) -> None:
    def again(day: int) -> None:
        with clock.at(MORNING + timedelta(days=day)):
            answer = an_answer(cast["sam"], a_question(cast["zoe"], f"How does the printer on day {day} work?"))
        with clock.at(MORNING + timedelta(days=day, hours=1)):
            for minute in range(5):
                other = an_answer(cast["sam"], a_question(cast["zoe"], f"Which tray, {day} and {minute}, is it?"))
                mark_helpful(cast["otto"], other)
            mark_helpful(cast["otto"], answer)
            settle()
            watch()
            case = session().scalars(select(Case).order_by(Case.id.desc())).first()
            assert case is not None
            decide_case(cast["ana"], case.id, UPHOLD)
            settle()

    def sanctions() -> list[int]:
        return list(session().scalars(select(Case.sanction).order_by(Case.id)))

    with clock.at(LATER):
        decide_case(cast["ana"], pair, UPHOLD)
    assert sanctions() == [1]
    again(40)
    assert sanctions() == [1, 2]
    with clock.at(MORNING + timedelta(days=42)):
        assert cast["sam"].handle not in {row.person.handle for row in board(cast["emma"].id, "season").top}
    again(43)
    assert sanctions() == [1, 2, 3]
    with clock.at(MORNING + timedelta(days=50)):
        settle_final_lines()
        assert prove().wrong == []


def test_five_votes_within_minutes_are_held(cast: Cast, settle: Settle) -> None:
    with clock.at(MORNING):
        answers = [an_answer(cast["sam"], a_question(cast["emma"], f"Scanner, matter number {n}?")) for n in range(5)]
    with clock.at(MORNING + timedelta(hours=5)):
        for answer in answers:
            mark_helpful(cast["otto"], answer)
        settle()
        assert watch() == 5
    with clock.at(MORNING + timedelta(days=2)):
        assert (counted(cast, "sam"), reputation_of(cast["sam"].id)) == (0, 25)


def test_a_held_vote_that_is_withdrawn_leaves_nothing(cast: Cast, settle: Settle) -> None:
    test_five_votes_within_minutes_are_held(cast, settle)
    with clock.at(MORNING + timedelta(days=2)):
        unmark_helpful(cast["otto"], 1)
        settle()
        assert (counted(cast, "sam"), reputation_of(cast["sam"].id)) == (0, 20)
        case = session().scalars(select(Case)).one()
        decide_case(cast["ana"], case.id, UPHOLD)
        assert (counted(cast, "sam"), reputation_of(cast["sam"].id)) == (0, 0)
        settle_final_lines()
        assert prove().wrong == []


def test_who_asks_about_the_same_within_a_day_was_not_helped(cast: Cast, settle: Settle) -> None:
    with clock.at(MORNING):
        answer = an_answer(cast["sam"], a_question(cast["emma"]))
        say_it_worked(cast["otto"], answer)
        settle()
        assert reputation_of(cast["sam"].id) == 2
    with clock.at(MORNING + timedelta(hours=23)):
        ask_question(cast["otto"], QuestionDraft(title="A question about the printer", body=BODY, tags=["printer"]))
        settle()
        assert reputation_of(cast["sam"].id) == 2
        ask_question(cast["otto"], QuestionDraft(title="The VPN again does not connect", body=BODY, tags=["vpn"]))
        settle()
        assert reputation_of(cast["sam"].id) == 0


def test_a_day_later_it_is_another_matter(cast: Cast, settle: Settle) -> None:
    with clock.at(MORNING):
        say_it_worked(cast["otto"], an_answer(cast["sam"], a_question(cast["emma"])))
    with clock.at(MORNING + timedelta(hours=24)):
        a_question(cast["otto"], "The VPN again does not connect")
        settle()
        assert reputation_of(cast["sam"].id) == 2


def test_thresholds_can_move_a_little_and_stay_where_they_moved() -> None:
    limits = numbers().fair_play
    assert jittered(limits, 7) == limits
    moving = limits.model_copy(update={"jitter_percent": 20})
    assert jittered(moving, 7) == jittered(moving, 7)
    assert jittered(moving, 7) != jittered(moving, 8)
    assert 48 <= jittered(moving, 7).pair_points <= 72
    assert jittered(moving, 7).days == limits.days


def test_a_line_is_held_once_a_rule_whatever_is_delivered_twice(cast: Cast, pair: int) -> None:
    with clock.at(LATER):
        watch()
        watch()
    assert len(session().scalars(select(Hold)).all()) == 6
    assert session().scalars(select(User.reputation).where(User.reputation < 0)).all() == []


def test_a_quick_acceptance_counts_once_an_analyst_has_confirmed_it_from_the_desk(
    cast: Cast, sign_in: SignIn, settle: Settle
) -> None:
    with clock.at(MORNING):
        answer = an_answer(cast["sam"], a_question(cast["emma"]))
        accept_answer(cast["emma"], answer)
    with clock.at(MORNING + timedelta(days=2)):
        settle()
        settle_final_lines()
        settle()
        assert counted(cast, "sam") == 0
        ana = sign_in("ana")
        assert "Fair play (1)" in ana.get("/desk").text
        waiting = ana.get("/desk/fair-play").text
        case = session().scalars(select(Case)).one().id
        assert f'href="/desk/fair-play/{case}"' in waiting
        assert "ccepted within minutes" in ana.get(f"/desk/fair-play/{case}").text
        decision = {"outcome": "dismiss", "note": "He sat beside her."}
        assert ana.post(f"/desk/fair-play/{case}", data=decision).status_code == 303
        settle()
        assert counted(cast, "sam") == 15 + 3  # accepted, and within two hours
        assert "Fair play (1)" not in ana.get("/desk").text


def test_where_the_company_does_not_play_the_desk_knows_nothing_of_fair_play(cast: Cast, sign_in: SignIn) -> None:
    assert "Fair play" in sign_in("ana").get("/desk").text
    turn_switches(cast["adam"], SwitchesDraft(is_on=False))
    assert "Fair play" not in sign_in("ana").get("/desk").text

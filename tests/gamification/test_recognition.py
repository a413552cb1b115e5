"""Badges, boards and what others see of them: only of people who chose to be seen."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from community.actions.answers import accept_answer, endorse_answer
from gamification.catalogue import catalogue
from gamification.models import BadgeAward, LedgerEntry
from gamification.standings import review_everybodys_badges, settle_final_lines
from portal.core import clock
from portal.core.db import session, transaction
from portal.core.models import Notification, PointsVisibility, Role, User
from tests.support.cast import Cast
from tests.support.house import SignIn
from tests.support.makers import a_question, an_answer

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
Settle = Callable[[], int]


def badges_of(cast: Cast, handle: str) -> list[str]:
    """The badges somebody has."""
    rows = session().scalars(select(BadgeAward.badge).where(BadgeAward.user_id == cast[handle].id))
    return sorted(rows)


def helped(cast: Cast, askers: list[str], answerer: str = "sam") -> None:
    """`answerer` gets one accepted answer for each of `askers`, on days of their own."""
    for number, asker in enumerate(askers):
        day = MORNING + timedelta(days=7 * number)
        with clock.at(day):
            question = a_question(cast[asker], f"Question number {number} about the scanner")
        with clock.at(day + timedelta(hours=6)):
            answer = an_answer(cast[answerer], question)
        with clock.at(day + timedelta(days=1)):
            accept_answer(cast[asker], answer)


def write_lines(receiver: int, givers: list[int], event: str, item: str = "answer:1") -> None:
    """Ledger lines as if they had come about long ago, for counts that would take hundreds of acts."""
    with transaction() as opened:
        for number, giver in enumerate(givers):
            opened.add(
                LedgerEntry(
                    key=f"{event}:{item}:{giver}:{number}",
                    user_id=receiver,
                    rule_set="default",
                    event=event,
                    credit="lead",
                    reputation=5,
                    season_points=5,
                    due=5,
                    reason="paid",
                    giver_id=giver,
                    item=item,
                    at=clock.now() - timedelta(days=2),
                    final_at=clock.now() - timedelta(days=1),
                    day="2026-03-02",
                )
            )


def colleagues(number: int, visibility: PointsVisibility = PointsVisibility.PRIVATE) -> list[int]:
    """More people than the cast has."""
    with transaction() as opened:
        made = [
            User(
                handle=f"colleague{n}",
                name=f"Colleague {n}",
                joined_at=MORNING,
                role=Role.EMPLOYEE,
                points_visibility=visibility,
                department_id=1 + n % 3,
            )
            for n in range(number)
        ]
        opened.add_all(made)
        opened.flush()
        return [user.id for user in made]


def test_the_first_accepted_answer_is_a_badge_and_a_quiet_line_in_the_bell(cast: Cast, settle: Settle) -> None:
    helped(cast, ["emma"])
    with clock.at(MORNING + timedelta(days=1, hours=1)):
        settle()
        settle_final_lines()
    assert badges_of(cast, "sam") == []
    with clock.at(MORNING + timedelta(days=3)):
        settle_final_lines()
        settle()
        settle_final_lines()
    assert badges_of(cast, "sam") == ["first_light"]
    told = (
        session()
        .scalars(
            select(Notification.text).where(Notification.user_id == cast["sam"].id, Notification.reason == "badge")
        )
        .all()
    )
    assert len(told) == 1
    assert told[0].startswith("First Light")


def test_five_answers_need_four_different_askers(cast: Cast, settle: Settle) -> None:
    helped(cast, ["emma", "otto", "emma", "otto", "zoe"])
    settle()
    with clock.at(MORNING + timedelta(days=60)):
        settle_final_lines()
    assert "good_turn" not in badges_of(cast, "sam")
    with clock.at(MORNING + timedelta(days=70)):
        answer = an_answer(cast["sam"], a_question(cast["adam"], "One more about the scanner dock"))
    with clock.at(MORNING + timedelta(days=71)):
        accept_answer(cast["adam"], answer)
    settle()
    with clock.at(MORNING + timedelta(days=73)):
        settle_final_lines()
    assert "good_turn" in badges_of(cast, "sam")


def test_a_badge_for_one_answer_is_earned_once_for_each(cast: Cast) -> None:
    people = colleagues(12)
    write_lines(cast["sam"].id, people[:9], "helpful_vote", "answer:1")
    write_lines(cast["sam"].id, people[:10], "helpful_vote", "answer:2")
    write_lines(cast["sam"].id, people[:12], "helpful_vote", "answer:3")
    review_everybodys_badges()
    review_everybodys_badges()
    rows = session().execute(select(BadgeAward.badge, BadgeAward.item).where(BadgeAward.user_id == cast["sam"].id))
    assert sorted(tuple(row) for row in rows) == [("well_received", "answer:2"), ("well_received", "answer:3")]


def test_votes_from_one_department_are_not_widely_useful(cast: Cast) -> None:
    with transaction():
        people = colleagues(30)
        session().query(User).filter(User.id.in_(people)).update({"department_id": 1})
    write_lines(cast["sam"].id, people, "helpful_vote")
    review_everybodys_badges()
    assert "widely_useful" not in badges_of(cast, "sam")
    with transaction():
        session().query(User).filter(User.id.in_(people[:5])).update({"department_id": 2})
        session().query(User).filter(User.id.in_(people[5:9])).update({"department_id": 3})
    review_everybodys_badges()
    assert "widely_useful" in badges_of(cast, "sam")


def test_staff_earn_no_badges_for_helping_but_those_for_quality(cast: Cast, settle: Settle) -> None:
    with clock.at(MORNING):
        answer = an_answer(cast["ana"], a_question(cast["emma"]))
    with clock.at(MORNING + timedelta(days=1)):
        endorse_answer(cast["ivan"], answer)
    settle()
    with clock.at(MORNING + timedelta(days=3)):
        settle_final_lines()
    assert badges_of(cast, "ana") == ["trusted"]


def test_there_are_the_forty_seven_badges_in_three_tiers() -> None:
    tiers = Counter(badge.tier.value for badge in catalogue().values())
    assert tiers == {"bronze": 17, "silver": 22, "gold": 8}
    assert all(badge.says and (badge.counts or badge.waits_for) for badge in catalogue().values())


def test_a_badge_that_cannot_be_earned_yet_is_not_shown(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in("emma").get("/badges").text
    assert "Cornerstone" in page
    waiting = [badge for badge in catalogue().values() if badge.waits_for]
    assert waiting
    for badge in waiting:
        assert f">{badge.name}<" not in page
        assert sign_in("emma").get(f"/badges/{badge.id}").status_code == 404


def test_a_board_needs_eight_people_and_names_only_those_who_chose_it(cast: Cast, sign_in: SignIn) -> None:
    now = datetime(2026, 5, 20, 12, 0, tzinfo=UTC)
    with clock.at(now):
        public = colleagues(7, PointsVisibility.PUBLIC)
        for number, person in enumerate(public):
            write_lines(person, [cast["emma"].id] * (number + 1), "helpful_vote", f"answer:{person}")
        write_lines(cast["emma"].id, [cast["otto"].id] * 50, "helpful_vote", "answer:999")
        page = sign_in("emma").get("/leaderboard?period=month").text
        assert "Too few to compare" in page
        write_lines(cast["otto"].id, [cast["emma"].id], "helpful_vote", "answer:998")
        page = sign_in("emma").get("/leaderboard?period=month").text
    assert "Too few to compare" not in page
    assert page.index("Colleague 6") < page.index("Colleague 0")
    assert "Otto Berg" in page
    assert "Emma Fischer" not in page.split('id="main"')[1]


def test_others_see_badges_only_of_those_who_are_public(cast: Cast, sign_in: SignIn) -> None:
    people = colleagues(10)
    for handle in ("sam", "emma"):
        write_lines(cast[handle].id, people, "helpful_vote", f"answer:{cast[handle].id}")
    review_everybodys_badges()
    zoe = sign_in("zoe")
    assert "Well Received" in zoe.get("/people/sam").text
    assert "Well Received" not in zoe.get("/people/emma").text
    assert "Well Received" in sign_in("emma").get("/people/emma").text
    who = zoe.get("/badges/well_received").text
    assert "Sam Okafor" in who
    assert "Emma Fischer" not in who


def test_in_the_quiet_week_there_is_no_season_board(cast: Cast, sign_in: SignIn) -> None:
    with clock.at(datetime(2026, 3, 28, 12, 0, tzinfo=UTC)):
        assert "The quiet week" in sign_in("emma").get("/leaderboard?period=season").text

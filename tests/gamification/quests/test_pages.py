"""The pages of quests over HTTP: what each person sees and may do, in words as well as in bars."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from gamification.actions.quests import take_quest
from gamification.actions.switches import turn_switches
from gamification.forms import SwitchesDraft
from gamification.quests.models import Quest, QuestRun, QuestState
from portal.core import clock
from portal.core.db import release, session
from portal.core.models import PointsVisibility
from tests.gamification.quests.stage import (
    DAY,
    MONDAY,
    WEEK,
    change,
    colleagues,
    offered,
    rescued,
    run_of,
    runs_of,
    work,
)
from tests.support.cast import Cast
from tests.support.house import SignIn
from tests.support.statements import statements

THANKS = "A whole month of work given back. Cake on Friday."


def main_of(client: FlaskClient, path: str = "/quests") -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.text.split('id="main"')[1].split("<footer")[0]


def test_one_takes_a_quest_on_sees_it_grow_and_finds_it_among_the_earlier_ones(cast: Cast, sign_in: SignIn) -> None:
    quest = offered(cast, words="The hall asks a lot these weeks.")
    sam = sign_in("sam")
    with clock.at(MONDAY):
        page = main_of(sam)
        assert "First rescue" in page
        assert "The hall asks a lot these weeks." in page
        assert "10 working days from when you take it on · +10 for the season" in page
        assert "You are on none now" in page
        answer = sam.post(f"/quests/{quest}/take")
        assert (answer.status_code, answer.headers["Location"]) == (303, "/quests")
        page = main_of(sam)
        assert "0 of 1 question rescued" in page
        assert f'action="/quests/{quest}/leave"' in page
        assert f'action="/quests/{quest}/take"' not in page
    rescued(cast, MONDAY + 2 * DAY)
    work(MONDAY + 2 * DAY + timedelta(hours=1))
    with clock.at(MONDAY + 2 * DAY + timedelta(hours=1)):
        assert "0 of 1 question rescued; 1 more within a day" in main_of(sam)
    work(MONDAY + 4 * DAY)
    with clock.at(MONDAY + 4 * DAY):
        page = main_of(sam)
        assert "completed, " in page.split('id="earlier"')[1]
        assert "You have helped <b>1</b> colleague so far" in page
        assert "from 2 May on you can take on this kind again" in page
        assert "You have done this before" in page
    assert "You completed the quest" in sam.get("/notifications").text


def test_one_that_was_not_reached_is_over_and_nothing_else_is_said(cast: Cast, sign_in: SignIn) -> None:
    quest = offered(cast)
    with clock.at(MONDAY):
        sign_in("sam").post(f"/quests/{quest}/take")
    over = run_of(cast["sam"].id).ends_at + 2 * DAY
    work(over)
    with clock.at(over):
        page = main_of(sign_in("sam"))
    assert "over, " in page.split('id="earlier"')[1]
    for word in ("failed", "missed", "lost", "unfortunately"):
        assert word not in page.lower()


def test_one_leaves_by_a_button_and_a_stale_page_does_no_harm(cast: Cast, sign_in: SignIn) -> None:
    quest, sam = offered(cast), sign_in("sam")
    with clock.at(MONDAY):
        for _ in range(2):
            assert sam.post(f"/quests/{quest}/take").status_code == 303
        assert runs_of(cast["sam"].id) == ["active"]
        for _ in range(2):
            assert sam.post(f"/quests/{quest}/leave").status_code == 303
        assert runs_of(cast["sam"].id) == []
        assert "nothing of it is kept" in sam.get("/quests").text
        assert sam.post("/quests/999/take").status_code == 404


def test_a_refusal_is_said_on_the_page(cast: Cast, sign_in: SignIn) -> None:
    names = ("first_rescue", "cold_cases", "spring_clean")
    quests, sam = [offered(cast, name) for name in names], sign_in("sam")
    with clock.at(MONDAY):
        for quest in quests:
            assert sam.post(f"/quests/{quest}/take").status_code == 303
        page = sam.get("/quests").text
    assert page.count("Two at a time are enough. Finish one first, or leave it.") == 2
    assert runs_of(cast["sam"].id) == ["active", "active"]


def test_in_mode_off_and_where_the_company_does_not_play_there_is_no_trace(cast: Cast, sign_in: SignIn) -> None:
    quest = offered(cast)
    adam = sign_in("adam")
    with clock.at(MONDAY):
        assert adam.get("/quests").status_code == 404
        assert 'href="/quests"' not in adam.get("/questions").text
        change("sam", points_visibility=PointsVisibility.OFF)
        sam = sign_in("sam")
        for path in (f"/quests/{quest}/take", f"/quests/{quest}/leave", "/quests/new"):
            assert sam.post(path).status_code == 404
        change("sam", points_visibility=PointsVisibility.PUBLIC)
        assert 'href="/quests"' in sam.get("/questions").text
        turn_switches(cast["adam"], SwitchesDraft(is_on=False))
        for handle in ("emma", "sam", "ana"):
            client = sign_in(handle)
            assert client.get("/quests").status_code == 404
            assert 'href="/quests"' not in client.get("/questions").text
        for path in ("/desk/quests", "/quests/new"):
            assert sign_in("ana").get(path).status_code == 404


def test_a_department_sees_its_own_goal_and_no_other_department_does(cast: Cast, sign_in: SignIn) -> None:
    people = colleagues(8, 3)
    quest = offered(cast, "no_one_waits", department_id=3)
    with clock.at(MONDAY):
        page = main_of(sign_in("otto"))
        assert "Logistics" in page
        assert "90 of 100, and at least 5 questions" in page
        assert f'action="/quests/{quest}/take"' in page
        assert "questions so far" not in page
        assert "How it goes shows from 5 questions on." in page
        assert "No one waits" not in main_of(sign_in("sam"))
        assert sign_in("sam").post(f"/quests/{quest}/take").status_code == 404
        assert sign_in("otto").post(f"/quests/{quest}/take").status_code == 303
        assert f'action="/quests/{quest}/leave"' in main_of(sign_in("otto"))
        session().query(Quest).filter_by(id=quest).update({"have": 80, "counted": 5, "baseline": 60})
        session().commit()
        release()
        page = main_of(sign_in("otto"))
        assert "80 of 100 in time, of 5 questions so far" in page
        assert "In the last quarter it was 60 of 100." in page
        for one in people[:3]:
            change(one.handle, department_id=1)
        page = main_of(sign_in("otto"))
        assert "questions so far" not in page
        assert "In the last quarter" not in page


def test_a_goal_of_all_of_us_has_nothing_to_take_and_ends_with_thanks(cast: Cast, sign_in: SignIn) -> None:
    quest = offered(cast, "thousand_hours", words=THANKS)
    with clock.at(MONDAY):
        page = main_of(sign_in("emma"))
        assert ">1,000 hours" in page
        assert "0 of 1,000 hours, about" in page
        assert "No points: the thanks are for all of us" in page
        assert THANKS not in page
        assert f"/quests/{quest}/take" not in page
    session().query(Quest).filter_by(id=quest).update({"state": QuestState.MET, "ended_at": MONDAY, "have": 1000})
    session().commit()
    release()
    with clock.at(MONDAY + 13 * DAY):
        page = main_of(sign_in("emma"))
        assert THANKS in page
        assert "Reached" in page
    with clock.at(MONDAY + 15 * DAY):
        assert THANKS not in main_of(sign_in("emma"))


def test_those_who_look_after_it_see_it_without_a_button_to_take(cast: Cast, sign_in: SignIn) -> None:
    quest = offered(cast)
    with clock.at(MONDAY):
        page = main_of(sign_in("ana"))
        assert "First rescue" in page
        assert "/take" not in page
        assert 'href="/desk/quests"' in page
        assert sign_in("ana").post(f"/quests/{quest}/take").status_code == 403


def test_nothing_on_offer_says_what_helps_anyway(cast: Cast, sign_in: SignIn) -> None:
    page = main_of(sign_in("emma"))
    assert "Nothing is on offer now" in page
    assert 'href="/questions?tab=unanswered"' in page


def test_what_fits_comes_first_and_says_why(cast: Cast, sign_in: SignIn) -> None:
    offered(cast, "cold_cases")
    offered(cast, "launch_squad", tag="vpn")
    rescued(cast, MONDAY - WEEK)
    work(MONDAY - DAY)
    with clock.at(MONDAY):
        page = main_of(sign_in("sam"))
        assert "You have helped with vpn before" in page
        assert "You have done this before" in page
        other = main_of(sign_in("otto"))
        assert "before</p>" not in other


def test_an_analyst_offers_ends_and_sees_what_is_over(cast: Cast, sign_in: SignIn) -> None:
    ana = sign_in("ana")
    with clock.at(MONDAY):
        assert "Nothing is offered" in main_of(ana, "/desk/quests")
        wrong = ana.post("/quests/new", data={"template": "launch_squad", "words": "SAP moves."})
        assert wrong.status_code == 422
        assert "name the tag" in wrong.text
        assert "SAP moves." in wrong.text
        right = {"template": "launch_squad", "tag": "sap", "days": "", "hours": "", "starts_on": "", "ends_on": ""}
        answer = ana.post("/quests/new", data=right)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/desk/quests")
        assert ana.post("/quests/new", data=right).status_code == 409
        page = main_of(ana, "/desk/quests")
        assert "5 accepted answers about what is new: sap" in page
        assert "Taken on by fewer than 5 colleagues" in page
        quest = session().scalars(select(Quest.id)).one()
        release()
        assert ana.post(f"/desk/quests/{quest}/end").status_code == 303
        assert ana.post(f"/desk/quests/{quest}/dance").status_code == 404
        assert "Launch squad" not in main_of(ana, "/desk/quests")
        assert "Launch squad" in main_of(ana, "/desk/quests?tab=over")


def test_how_many_took_it_on_is_said_from_five_on(cast: Cast, sign_in: SignIn) -> None:
    quest = offered(cast)
    with clock.at(MONDAY):
        for one in colleagues(4, 1):
            take_quest(one, quest)
        assert "fewer than 5 colleagues" in main_of(sign_in("ana"), "/desk/quests")
        take_quest(cast["sam"], quest)
        assert "Taken on by 5 colleagues" in main_of(sign_in("ana"), "/desk/quests")
        assert "Sam Okafor" not in main_of(sign_in("ana"), "/desk/quests")


def test_an_expert_proposes_and_the_desk_decides(cast: Cast, sign_in: SignIn) -> None:
    sam, ana = sign_in("sam"), sign_in("ana")
    with clock.at(MONDAY):
        assert sam.get("/quests/new").status_code == 403
        assert 'href="/quests/new"' not in main_of(sam)
        change("sam", level=5, reputation=1500)
        assert 'href="/quests/new"' in main_of(sam)
        for template in ("cold_cases", "spring_clean"):
            answer = sam.post("/quests/new", data={"template": template})
            assert (answer.status_code, answer.headers["Location"]) == (303, "/quests")
        assert "Cold cases" not in main_of(sam)
        assert "proposed by" in main_of(ana, "/desk/quests?tab=proposed")
        first, other = session().scalars(select(Quest.id).order_by(Quest.id))
        release()
        assert ana.post(f"/desk/quests/{first}/approve").status_code == 303
        short = ana.post(f"/desk/quests/{other}/decline", data={"reason": ""})
        assert short.status_code == 303
        assert session().get_one(Quest, other).state is QuestState.PROPOSED
        release()
        ana.post(f"/desk/quests/{other}/decline", data={"reason": "Once is enough this year."})
        assert "Cold cases" in main_of(sam)
    work(MONDAY)
    bell = sam.get("/notifications").text
    assert "The quest you proposed is offered: Cold cases." in bell
    assert "Once is enough this year." in bell


@pytest.mark.parametrize("tab", ["running", "proposed", "over"])
def test_the_desk_is_paged(cast: Cast, sign_in: SignIn, tab: str) -> None:
    states = {"running": QuestState.OFFERED, "proposed": QuestState.PROPOSED, "over": QuestState.ENDED}
    quest = offered(cast, "launch_squad", tag="vpn")
    row = session().get_one(Quest, quest)
    values = {column.name: getattr(row, column.name) for column in Quest.__table__.columns}
    values |= {"state": states[tab], "ended_at": MONDAY if tab == "over" else None}
    del values["id"]
    session().delete(row)
    session().flush()
    session().add_all(Quest(**{**values, "tag": f"tag{number}"}) for number in range(21))
    session().commit()
    release()
    page = main_of(sign_in("ana"), f"/desk/quests?tab={tab}")
    assert page.count("about what is new: tag") == 20
    older = page.split("after=")[1].split('"')[0]
    assert main_of(sign_in("ana"), f"/desk/quests?tab={tab}&after={older}").count("about what is new: tag") == 1
    assert main_of(sign_in("ana"), f"/desk/quests?tab={tab}&after=nonsense").count("about what is new: tag") == 20


def test_the_earlier_ones_are_paged(cast: Cast, sign_in: SignIn) -> None:
    quest = offered(cast)
    shared = {"quest_id": quest, "user_id": cast["sam"].id, "template": "first_rescue", "slot": 1, "need": 1}
    for number in range(21):
        at = MONDAY - number * DAY
        session().add(QuestRun(**shared, state="over", started_at=at - WEEK, ends_at=at, ended_at=at))
    session().commit()
    release()
    page = main_of(sign_in("sam"))
    assert page.split('id="earlier"')[1].count("First rescue") == 20
    older = page.split("?after=")[1].split("#")[0]
    assert main_of(sign_in("sam"), f"/quests?after={older}").split('id="earlier"')[1].count("First rescue") == 1


def test_a_page_takes_no_more_queries_with_more_on_it(cast: Cast, sign_in: SignIn) -> None:
    """Nothing of the list is asked for one by one."""
    sam = sign_in("sam")
    with clock.at(MONDAY):
        offered(cast)
        main_of(sam)
        with statements() as few:
            main_of(sam)
        for template in ("cold_cases", "spring_clean", "walk_in_their_shoes"):
            offered(cast, template)
        with statements() as many:
            main_of(sam)
    assert len(many) == len(few)


def test_a_person_is_shown_nothing_of_anybody_elses_quests(cast: Cast, sign_in: SignIn) -> None:
    quest = offered(cast)
    with clock.at(MONDAY):
        take_quest(cast["sam"], quest)
        page = main_of(sign_in("otto"))
        assert f'action="/quests/{quest}/take"' in page
        assert "of 1 question rescued" not in page
        sign_in("otto").post(f"/quests/{quest}/leave")
    assert session().scalar(select(func.count()).select_from(QuestRun)) == 1
    release()

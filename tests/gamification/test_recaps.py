"""A season looked back on: one's own page, and one mail a season for those who asked."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from community.actions.comments import post_comment
from community.forms import CommentDraft
from community.models import Visibility
from gamification.actions.kudos import give_kudos
from gamification.actions.switches import turn_switches
from gamification.erasing import reset_points
from gamification.forms import KudosDraft, SwitchesDraft
from gamification.models import Kudos, KudosFor, RecapWish
from gamification.recaps import choose_mail, send_recaps
from portal.core import clock
from portal.core.db import release, session, transaction
from portal.core.models import PointsVisibility
from tests.gamification.quests.stage import DAY, MONDAY, WEEK, change, rescued, work
from tests.support.cast import Cast
from tests.support.house import SignIn
from tests.support.people import mails_to
from tests.support.together import together

SAM = "sam@company.example"
ENDED = datetime.fromisoformat("2026-06-24T00:00:00+00:00")
"""Twelve weeks after the first of April."""
SETTLED = ENDED + DAY


@pytest.fixture
def helped(cast: Cast) -> int:
    """Sam has helped Emma in spring, and she thanked him under the answer. The answer."""
    answer = rescued(cast, MONDAY)
    with clock.at(MONDAY + timedelta(hours=1)):
        post_comment(cast["emma"], 1, answer, CommentDraft(body="You saved my *morning*, thank you!"))
        post_comment(cast["otto"], 1, answer, CommentDraft(body="Same here since Tuesday."))
    work(MONDAY + 2 * DAY)
    return answer


@pytest.fixture
def wished(cast: Cast) -> None:
    """Sam wants the mail."""
    with clock.at(MONDAY):
        choose_mail(cast["sam"], wanted=True)
        choose_mail(cast["sam"], wanted=True)


def main_of(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.text.split('id="main"')[1].split("<footer")[0]


def sent(at: datetime) -> list[str]:
    with clock.at(at):
        send_recaps()
        send_recaps()
    release()
    return [mail.key for mail in mails_to(SAM) if mail.key.startswith("season:")]


def test_the_page_says_who_was_helped_and_what_they_wrote(cast: Cast, helped: int, sign_in: SignIn) -> None:
    with clock.at(MONDAY + WEEK):
        page = main_of(sign_in("sam"), "/people/sam/season")
    assert "Your Spring season 2026" in page
    assert "has come to so far" in page
    assert "colleague helped" in page
    assert "You saved my morning, thank you!" in page
    assert "Emma Fischer" in page
    assert "Same here" not in page
    assert "First Light" in page
    with clock.at(SETTLED):
        assert "has come to so far" not in main_of(sign_in("sam"), "/people/sam/season")


def test_thanks_come_before_remarks_and_what_was_hidden_reported_or_removed_does_not(
    cast: Cast, helped: int, sign_in: SignIn
) -> None:
    with clock.at(MONDAY + 3 * DAY):
        for handle in ("emma", "otto", "zoe"):
            give_kudos(cast[handle], KudosFor.ANSWER, helped, KudosDraft(words=f"So glad of this, says {handle} here."))
    with clock.at(MONDAY + WEEK):
        page = main_of(sign_in("sam"), "/people/sam/season")
        assert page.index("says emma here") < page.index("You saved my morning")
        assert "says otto here" in page
    by = {handle: update(Kudos).where(Kudos.giver_id == cast[handle].id) for handle in ("emma", "otto", "zoe")}
    with transaction() as opened:
        opened.execute(by["emma"].values(hidden_at=MONDAY))
        opened.execute(by["otto"].values(reported_at=MONDAY))
        opened.execute(by["zoe"].values(removed_at=MONDAY, removed_by_id=cast["ana"].id))
    with clock.at(MONDAY + WEEK):
        page = main_of(sign_in("sam"), "/people/sam/season")
    assert "So glad of this" not in page
    assert "You saved my morning" in page


def test_earlier_seasons_are_there_for_a_year_and_empty_ones_are_no_reproach(
    cast: Cast, helped: int, sign_in: SignIn
) -> None:
    sam = sign_in("sam")
    with clock.at(MONDAY + 26 * WEEK):
        assert "A season without is a season like any other." in main_of(sam, "/people/sam/season")
        assert "You saved my morning" in main_of(sam, "/people/sam/season?season=2026-04")
        assert "Your Autumn season 2026" in main_of(sam, "/people/sam/season?season=1999-01")
    with clock.at(MONDAY + 52 * WEEK):
        assert "Your Spring season 2027" in main_of(sam, "/people/sam/season?season=2026-04")


def test_what_was_private_to_it_or_removed_is_not_quoted(cast: Cast, helped: int, sign_in: SignIn) -> None:
    from community.models import Comment, Question

    with clock.at(MONDAY + WEEK):
        session().query(Question).update({"visibility": Visibility.IT})
        session().commit()
        assert "You saved my morning" not in main_of(sign_in("sam"), "/people/sam/season")
        session().query(Question).update({"visibility": Visibility.EVERYONE})
        session().query(Comment).update({"hidden_at": MONDAY})
        session().commit()
        assert "You saved my morning" not in main_of(sign_in("sam"), "/people/sam/season")


def test_nobody_sees_anybody_elses_and_who_takes_no_part_sees_none(cast: Cast, helped: int, sign_in: SignIn) -> None:
    for handle in ("emma", "ana", "adam"):
        assert sign_in(handle).get("/people/sam/season").status_code == 404
        assert sign_in(handle).post("/people/sam/season/mail", data={"wanted": "1"}).status_code == 404
    assert sign_in("adam").get("/people/adam/season").status_code == 404
    assert "season ends" not in sign_in("adam").get("/settings/points").text
    turn_switches(cast["adam"], SwitchesDraft(is_on=False))
    assert sign_in("sam").get("/people/sam/season").status_code == 404


def test_the_mail_comes_once_to_who_asked_and_to_nobody_else(cast: Cast, helped: int, wished: None) -> None:
    assert sent(SETTLED - timedelta(seconds=1)) == []
    for at in (SETTLED, SETTLED + DAY, SETTLED + WEEK):
        assert sent(at) == [f"season:2026-04:{cast['sam'].id}"]
    mail = mails_to(SAM)[-1]
    assert mail.subject == "Your Spring season 2026: 1 colleague helped"
    assert "You saved my morning, thank you!" in mail.body_text
    assert "First Light" in mail.body_text
    assert "/people/sam/season?season=2026-04" in mail.body_html
    assert [one for one in mails_to("emma@company.example") if one.key.startswith("season:")] == []


def test_two_workers_write_one_mail(app: Flask, cast: Cast, helped: int, wished: None) -> None:
    with clock.at(SETTLED):
        together(send_recaps, send_recaps, send_recaps)
    assert len([mail for mail in mails_to(SAM) if mail.key.startswith("season:")]) == 1


def test_each_season_brings_its_own(cast: Cast, helped: int, wished: None) -> None:
    assert len(sent(SETTLED)) == 1
    rescued(cast, ENDED + 4 * WEEK, number=2)
    work(ENDED + 5 * WEEK)
    assert sent(ENDED + 13 * WEEK + 2 * DAY) == [f"season:2026-04:{cast['sam'].id}", f"season:2026-07:{cast['sam'].id}"]


def test_none_comes_for_a_season_that_was_empty_or_over_or_long_ago(cast: Cast, helped: int) -> None:
    with clock.at(SETTLED):
        choose_mail(cast["sam"], wanted=True)
    assert sent(SETTLED + DAY) == []
    assert sent(ENDED + 13 * WEEK + 2 * DAY) == []


def test_who_says_no_or_leaves_the_game_gets_none(cast: Cast, helped: int, wished: None) -> None:
    change("sam", points_visibility=PointsVisibility.OFF)
    assert sent(SETTLED) == []
    change("sam", points_visibility=PointsVisibility.PRIVATE)
    with clock.at(SETTLED):
        choose_mail(cast["sam"], wanted=False)
        choose_mail(cast["sam"], wanted=False)
    assert sent(SETTLED + DAY) == []


def test_a_mail_that_was_missed_for_four_weeks_is_none_any_more(cast: Cast, helped: int, wished: None) -> None:
    assert sent(ENDED + timedelta(days=28, seconds=1)) == []
    assert len(sent(ENDED + timedelta(days=28))) == 1


def test_one_asks_for_it_in_the_settings(cast: Cast, sign_in: SignIn) -> None:
    sam = sign_in("sam")
    assert "Send me that mail" in sam.get("/settings/points").text
    answer = sam.post("/people/sam/season/mail", data={"wanted": "1"})
    assert answer.status_code == 303
    assert "No more of these mails" in sam.get("/settings/points").text
    sam.post("/people/sam/season/mail", data={"wanted": "0"})
    assert "Send me that mail" in sam.get("/settings/points").text


def test_what_a_person_resets_takes_the_wish_with_it(cast: Cast, wished: None) -> None:
    with clock.at(MONDAY):
        reset_points(cast["sam"])
    assert session().scalars(select(RecapWish)).all() == []
    release()

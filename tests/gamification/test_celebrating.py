"""At most one celebration a day, of a badge or a level, and none for those who take no part."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from gamification.events import BadgeEarned, LevelReached
from portal.core import clock
from portal.core.db import release, session, transaction
from portal.core.facts import record
from portal.core.models import Notification, PointsVisibility, User
from tests.support.cast import Cast
from tests.support.house import SignIn
from tests.support.statements import statements

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def earn(cast: Cast, settle: object, badge: str) -> None:
    with transaction():
        record(BadgeEarned(user_id=cast["sam"].id, badge=badge), None)
    assert callable(settle)
    settle()


def celebrated(sign_in: SignIn, who: str = "sam") -> str:
    page = sign_in(who).get("/").text
    return page.partition('class="c-celebration__title"')[2].partition(">")[2].partition("<")[0]


def thank_you(sign_in: SignIn) -> None:
    client = sign_in("sam")
    line = client.get("/").text.partition('action="/notifications/')[2].partition("/read")[0]
    assert client.post(f"/notifications/{line}/read").status_code == 303


def test_a_badge_is_celebrated_until_it_was_looked_at_and_the_next_one_tomorrow(
    cast: Cast, sign_in: SignIn, settle: object
) -> None:
    with clock.at(MORNING):
        assert celebrated(sign_in) == ""
        earn(cast, settle, "first_light")
        earn(cast, settle, "trusted")
        with transaction():
            record(LevelReached(user_id=cast["sam"].id, level=2), None)
        earn(cast, settle, "good_turn")
        assert celebrated(sign_in) == "You earned First Light"
        assert celebrated(sign_in) == "You earned First Light"
        thank_you(sign_in)
        assert celebrated(sign_in) == ""
    with clock.at(MORNING + timedelta(hours=13)):  # still today in Hamburg
        assert celebrated(sign_in) == ""
    with clock.at(MORNING + timedelta(hours=15)):
        assert celebrated(sign_in) == "You earned Trusted"
        thank_you(sign_in)
        assert celebrated(sign_in) == ""
    with clock.at(MORNING + timedelta(days=2)):
        assert celebrated(sign_in) == "You reached a new level"
        assert celebrated(sign_in, "emma") == ""


def test_an_old_badge_is_not_celebrated_any_more(cast: Cast, sign_in: SignIn, settle: object) -> None:
    with clock.at(MORNING):
        earn(cast, settle, "first_light")
    with clock.at(MORNING + timedelta(days=7)):
        assert celebrated(sign_in) == ""
    with clock.at(MORNING + timedelta(days=6)):
        assert celebrated(sign_in) == "You earned First Light"


@pytest.mark.parametrize("mode", list(PointsVisibility))
def test_nobody_is_celebrated_who_takes_no_part(
    cast: Cast, sign_in: SignIn, settle: object, mode: PointsVisibility
) -> None:
    with clock.at(MORNING):
        earn(cast, settle, "first_light")
        with transaction() as opened:
            opened.execute(update(User).where(User.handle == "sam").values(points_visibility=mode))
        assert bool(celebrated(sign_in)) is (mode is not PointsVisibility.OFF)


def test_celebrating_writes_nothing(cast: Cast, sign_in: SignIn, settle: object) -> None:
    with clock.at(MORNING):
        earn(cast, settle, "first_light")
        with statements() as sent:
            assert celebrated(sign_in)
        assert not [one for one in sent if one.startswith(("INSERT", "UPDATE", "DELETE"))]
        assert session().scalars(select(Notification.read_at)).all() == [None]
        release()

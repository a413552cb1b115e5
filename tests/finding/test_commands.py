"""The commands that build the index anew and compare it, run as an administrator would."""

import os

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import update

from portal.cli import questboard
from portal.core import db
from portal.core.db import session, transaction
from portal.core.deliveries import MOST_ATTEMPTS
from portal.core.models import Delivery, DeliveryState, User
from portal.core.settings import Settings
from portal.finding import index as door
from tests.support.cast import Cast
from tests.support.finding import CatchUp, found_by, marks
from tests.support.house import SignIn
from tests.support.makers import a_question, an_answer

TITLE = "The franking machine swallows stamps"


class Command:
    """Runs `questboard` on the test's portal, and puts things back."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def __call__(self, *words: str) -> Result:
        before = db.database()
        db.release()
        given = {"DATABASE_URL": self._settings.database_url, "QUESTBOARD_DATA_DIR": str(self._settings.data_dir)}
        try:
            return CliRunner().invoke(questboard, list(words), env={**os.environ, **given})
        finally:
            db.use(before)


@pytest.fixture
def command(cast: Cast, settings: Settings) -> Command:
    """The command line."""
    return Command(settings)


def test_reindex_makes_everything_findable_and_says_how_much(cast: Cast, sign_in: SignIn, command: Command) -> None:
    an_answer(cast["sam"], a_question(cast["emma"], TITLE))
    done = command("reindex")

    assert done.exit_code == 0, done.output
    assert "2 documents can be found." in done.output
    assert found_by(sign_in("otto"), q="franking") == [TITLE]


def test_reindex_says_so_when_another_one_is_running(cast: Cast, command: Command, catch_up: CatchUp) -> None:
    catch_up()
    with door.index()._folder.rebuilding():
        refused = command("reindex")
    assert refused.exit_code == 1
    assert "Another process" in refused.output


def test_check_is_content_with_a_portal_in_order(cast: Cast, command: Command, catch_up: CatchUp) -> None:
    a_question(cast["emma"], TITLE)
    catch_up()
    done = command("check")

    assert done.exit_code == 0, done.output
    assert done.output.count("good") == 3
    assert marks() == 0


def test_check_names_what_the_index_lacks_and_has_too_much(
    cast: Cast, command: Command, catch_up: CatchUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.finding.proving.PAUSE", 0.0)
    assert "questboard reindex" in command("check").output
    lost, kept = a_question(cast["emma"], TITLE), a_question(cast["emma"], "The stapler bites its owner")
    catch_up()
    door.index().remove([f"question:{lost}"])
    with transaction() as opened:
        opened.execute(update(User).where(User.handle == "sam").values(reputation=999))
    done = command("check")

    assert done.exit_code == 1
    assert f"1 missing (question:{lost})" in done.output
    assert f"question:{kept}" not in done.output
    assert "sam's reputation is 999, and should be 0" in done.output


def test_check_reports_what_is_parked(cast: Cast, command: Command, catch_up: CatchUp) -> None:
    catch_up()
    a_question(cast["emma"], TITLE)
    with transaction() as opened:
        parked = {"state": DeliveryState.PARKED, "attempts": MOST_ATTEMPTS}
        opened.execute(update(Delivery).values(**parked))
        assert session().query(Delivery).count() > 0
    done = command("check")

    assert done.exit_code == 1
    assert "parked after too many tries" in done.output

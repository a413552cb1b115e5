"""Roles, disabling, suspending: who may, what it does, and that somebody is always left to look after the portal."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Barrier, Thread

import pytest
from sqlalchemy import update

from community.actions.questions import ask_question
from community.forms import QuestionDraft
from portal.core import clock
from portal.core.db import release, session, transaction
from portal.core.models import Notification, Role, User
from portal.core.permissions import Actor, NotAllowed
from portal.core.refusals import Conflict, NotFound
from portal.people.actions import accounts
from portal.people.forms import RoleDraft, SuspensionDraft
from portal.web.viewer import Viewer, load_viewer
from tests.support.cast import Cast
from tests.support.house import SignIn
from tests.support.people import person

ANALYST, EMPLOYEE = RoleDraft(role=Role.ANALYST), RoleDraft(role=Role.EMPLOYEE)
THREE_DAYS = SuspensionDraft(days=3, reason="Insulting two colleagues.")
Settle = Callable[[], int]


def lines_of(actor: Actor) -> list[str]:
    """What stands in somebody's bell, oldest first."""
    found = session().query(Notification).filter_by(user_id=actor.id).order_by(Notification.id)
    texts = [line.text for line in found]
    release()
    return texts


def test_an_administrator_gives_a_role_and_the_person_is_told(cast: Cast, settle: Settle) -> None:
    accounts.give_role(cast["adam"], cast["emma"].id, ANALYST)
    accounts.give_role(cast["adam"], cast["emma"].id, ANALYST)
    settle()

    assert person("emma").role is Role.ANALYST
    assert len(lines_of(cast["emma"])) == 1
    assert "Your role is now IT analyst" in lines_of(cast["emma"])[0]


@pytest.mark.parametrize("who", ["emma", "sam", "ana"])
def test_nobody_else_gives_roles_or_disables(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        accounts.give_role(cast[who], cast["otto"].id, ANALYST)
    with pytest.raises(NotAllowed):
        accounts.disable_person(cast[who], cast["otto"].id)
    with pytest.raises(NotAllowed):
        accounts.enable_person(cast[who], cast["otto"].id)
    assert person("otto").role is Role.EMPLOYEE


def test_the_last_administrator_stays_one(cast: Cast) -> None:
    adam = cast["adam"]
    with pytest.raises(Conflict, match="Nobody else"):
        accounts.give_role(adam, adam.id, EMPLOYEE)
    with pytest.raises(Conflict, match="Nobody else"):
        accounts.disable_person(adam, adam.id)

    accounts.give_role(adam, cast["ana"].id, RoleDraft(role=Role.ADMINISTRATOR))
    accounts.give_role(adam, adam.id, EMPLOYEE)
    assert person("adam").role is Role.EMPLOYEE


@pytest.mark.parametrize("state", [{"disabled_at": True}, {"invited_at": True}, {"suspended_until": True}])
def test_an_administrator_who_cannot_act_does_not_count(cast: Cast, state: dict[str, bool]) -> None:
    accounts.give_role(cast["adam"], cast["ana"].id, RoleDraft(role=Role.ADMINISTRATOR))
    until = datetime.now(UTC) + timedelta(days=1)
    with transaction() as opened:
        opened.execute(update(User).where(User.handle == "ana").values(dict.fromkeys(state, until)))

    with pytest.raises(Conflict, match="Nobody else"):
        accounts.disable_person(cast["adam"], cast["adam"].id)


def test_two_administrators_cannot_demote_each_other_at_the_same_moment(cast: Cast) -> None:
    accounts.give_role(cast["adam"], cast["ana"].id, RoleDraft(role=Role.ADMINISTRATOR))
    adam, ana = cast["adam"], Actor(cast["ana"].id, "ana", "Ana", Role.ADMINISTRATOR)
    start, refused = Barrier(2), []

    def demote(actor: Actor, other: Actor) -> None:
        start.wait()
        try:
            accounts.give_role(actor, other.id, EMPLOYEE)
        except Conflict:
            refused.append(actor.handle)
        finally:
            release()

    threads = [Thread(target=demote, args=pair) for pair in ((adam, ana), (ana, adam))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(refused) == 1
    assert sorted([person("adam").role, person("ana").role]) == [Role.ADMINISTRATOR, Role.EMPLOYEE]


def test_disabling_twice_is_once_and_enabling_gives_it_back(cast: Cast) -> None:
    accounts.disable_person(cast["adam"], cast["emma"].id)
    first = person("emma")
    accounts.disable_person(cast["adam"], cast["emma"].id)

    assert person("emma").auth_version == first.auth_version
    accounts.enable_person(cast["adam"], cast["emma"].id)
    assert person("emma").disabled_at is None


def test_a_suspended_person_reads_but_does_not_write_until_the_time_is_over(cast: Cast, sign_in: SignIn) -> None:
    question = {"title": "Why does the printer only print blue?", "body": "Since Monday everything comes out blue."}
    start = datetime(2026, 3, 2, 9, tzinfo=UTC)
    with clock.at(start):
        accounts.suspend_person(cast["ana"], cast["emma"].id, THREE_DAYS)
    emma = sign_in("emma")

    with clock.at(start + timedelta(days=2, hours=23)):
        assert emma.get("/people").status_code == 200
        with pytest.raises(NotAllowed, match="paused"):
            ask_question(_as_viewer(cast["emma"]), QuestionDraft.model_validate(question))
    with clock.at(start + timedelta(days=3, minutes=1)):
        assert ask_question(_as_viewer(cast["emma"]), QuestionDraft.model_validate(question)) > 0


def _as_viewer(actor: Actor) -> Actor:
    """The same person as the pages would see them now."""
    found: Viewer | None = load_viewer(f"{actor.id}.{person(actor.handle).auth_version}")
    release()
    assert found is not None
    return found.actor


def test_the_suspended_person_is_told_until_when_and_why(cast: Cast, settle: Settle) -> None:
    with clock.at(datetime(2026, 3, 2, 9, tzinfo=UTC)):
        accounts.suspend_person(cast["ana"], cast["emma"].id, THREE_DAYS)
        settle()
        accounts.lift_suspension(cast["ana"], cast["emma"].id)
        accounts.lift_suspension(cast["ana"], cast["emma"].id)
        settle()

    told, lifted = lines_of(cast["emma"])
    assert "Until 5 March 2026" in told
    assert "Insulting two colleagues." in told
    assert "write again" in lifted
    assert person("emma").suspended_until is None


@pytest.mark.parametrize(
    ("who", "whom", "may"),
    [
        ("ana", "emma", True),
        ("ana", "sam", True),
        ("ana", "ivan", False),
        ("ana", "adam", False),
        ("ana", "ana", False),
        ("adam", "ana", True),
        ("adam", "adam", False),
        ("sam", "emma", False),
        ("emma", "otto", False),
    ],
)
def test_it_suspends_colleagues_administrators_suspend_it_and_nobody_themselves(
    cast: Cast, who: str, whom: str, may: bool
) -> None:
    if may:
        accounts.suspend_person(cast[who], cast[whom].id, THREE_DAYS)
    else:
        with pytest.raises(NotAllowed):
            accounts.suspend_person(cast[who], cast[whom].id, THREE_DAYS)
    assert (person(whom).suspended_until is not None) is may


def test_imported_authors_have_no_account_to_manage(cast: Cast) -> None:
    with transaction() as opened:
        author = User(handle="brewer", name="Brewer", is_imported=True, joined_at=clock.now())
        opened.add(author)
        opened.flush()
        author_id = author.id

    acts: list[Callable[[], None]] = [
        partial(accounts.give_role, cast["adam"], author_id, ANALYST),
        partial(accounts.disable_person, cast["adam"], author_id),
        partial(accounts.suspend_person, cast["adam"], author_id, THREE_DAYS),
        partial(accounts.give_role, cast["adam"], 999_999, ANALYST),
    ]
    for act in acts:
        with pytest.raises(NotFound):
            act()

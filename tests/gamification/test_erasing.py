"""The one exception to an append-only ledger: what a person resets, and what is too old. Both written down."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from community.actions.answers import accept_answer, endorse_answer
from community.actions.signals import mark_helpful, unmark_helpful
from gamification.erasing import age_ledger, reset_points
from gamification.ledger import reputation_of
from gamification.models import BadgeAward, Erasure, LedgerEntry
from gamification.proving import prove, rebuild
from gamification.queries import impact
from gamification.standings import settle_final_lines
from portal.core import clock
from portal.core.db import session, transaction
from portal.core.deliveries import deliver_all
from portal.core.facts import Fact, subscriptions
from portal.core.models import FactRow, Notification, User
from tests.support.cast import Cast
from tests.support.house import SignIn
from tests.support.makers import a_question, an_answer

MORNING = datetime(2024, 3, 4, 9, 0, tzinfo=UTC)
LATER = MORNING + timedelta(days=3)
Settle = Callable[[], int]


@pytest.fixture
def earned(cast: Cast, settle: Settle) -> int:
    """Sam's answer, accepted, endorsed and found helpful; the badges and the level that follow."""
    with clock.at(MORNING):
        question = a_question(cast["emma"])
    with clock.at(MORNING + timedelta(hours=7)):
        answer = an_answer(cast["sam"], question)
    with clock.at(MORNING + timedelta(days=1)):
        accept_answer(cast["emma"], answer)
        endorse_answer(cast["ana"], answer)
        mark_helpful(cast["otto"], answer)
        mark_helpful(cast["zoe"], answer)
        settle()
    with clock.at(LATER):
        settle_final_lines()
        settle()
    return answer


def of(cast: Cast, handle: str) -> User:
    return session().scalars(select(User).where(User.handle == handle).execution_options(populate_existing=True)).one()


def number(cast: Cast, table: type[LedgerEntry] | type[BadgeAward], handle: str) -> int:
    return session().scalar(select(func.count()).select_from(table).where(table.user_id == cast[handle].id)) or 0


def test_what_a_person_resets_is_gone(cast: Cast, earned: int, settle: Settle) -> None:
    assert of(cast, "sam").reputation == 45
    assert number(cast, BadgeAward, "sam") == 2
    with clock.at(LATER):
        assert reset_points(cast["sam"]) == 4
        settle()
    assert number(cast, LedgerEntry, "sam") == 0
    assert number(cast, BadgeAward, "sam") == 0
    assert (of(cast, "sam").reputation, of(cast, "sam").level) == (0, 1)
    told = select(func.count()).select_from(Notification).where(Notification.user_id == cast["sam"].id)
    assert session().scalar(told.where(Notification.reason.in_(("badge", "level")))) == 0
    assert session().scalar(told.where(Notification.reason.startswith("points_"))) == 0
    assert of(cast, "emma").reputation == 2


def test_what_was_reset_comes_back_neither_by_redelivery_nor_by_rebuilding(
    cast: Cast, earned: int, settle: Settle
) -> None:
    with clock.at(LATER):
        reset_points(cast["sam"])
        for row in session().scalars(select(FactRow).order_by(FactRow.id)).all():
            reaction = subscriptions.reaction("points", row.kind)
            if reaction is not None:
                fact: Fact = subscriptions.read(row)
                with transaction():
                    reaction(fact.event, fact)
        deliver_all()
        rebuild()
        assert prove().wrong == []
    assert reputation_of(cast["sam"].id) == 0
    assert number(cast, BadgeAward, "sam") == 0


def test_after_a_reset_one_begins_anew(cast: Cast, earned: int, settle: Settle) -> None:
    with clock.at(LATER):
        reset_points(cast["sam"])
        unmark_helpful(cast["otto"], earned)
        mark_helpful(cast["otto"], earned)
        settle()
    assert reputation_of(cast["sam"].id) == 5


def test_a_reset_is_written_down_and_only_ones_own(cast: Cast, earned: int, sign_in: SignIn, settle: Settle) -> None:
    with clock.at(LATER):
        assert sign_in("adam").post("/people/sam/points/reset", data={"sure": "1"}).status_code == 404
        assert sign_in("sam").post("/people/sam/points/reset").status_code == 303
        assert number(cast, LedgerEntry, "sam") == 4
        sign_in("sam").post("/people/sam/points/reset", data={"sure": "1"})
        assert number(cast, LedgerEntry, "sam") == 0
        row = session().scalars(select(Erasure)).one()
    assert (row.reason, row.user_id, row.by_id, row.lines) == ("reset", cast["sam"].id, cast["sam"].id, 4)
    assert row.closed_at is not None


def test_lines_older_than_two_years_are_summed_up_and_nobody_loses_a_point(
    cast: Cast, earned: int, settle: Settle
) -> None:
    before = impact(cast["sam"].id)
    with clock.at(MORNING + timedelta(days=2 * 365)):
        assert age_ledger() == 0
    with clock.at(MORNING + timedelta(days=2 * 365 + 3)):
        assert age_ledger() == 5
        assert age_ledger() == 0
        rebuild()
        assert prove().wrong == []
    lines = session().scalars(select(LedgerEntry).where(LedgerEntry.user_id == cast["sam"].id)).all()
    assert [(line.event, line.reputation) for line in lines] == [("earlier", 45)]
    assert (of(cast, "sam").reputation, of(cast, "emma").reputation) == (45, 2)
    assert impact(cast["sam"].id) == before
    row = session().scalars(select(Erasure)).one()
    assert (row.reason, row.lines, row.user_id) == ("retention", 5, None)


def test_of_a_line_and_what_took_it_back_neither_goes_alone(cast: Cast, earned: int, settle: Settle) -> None:
    with clock.at(MORNING + timedelta(days=300)):
        unmark_helpful(cast["otto"], earned)
        settle()
    with clock.at(MORNING + timedelta(days=2 * 365 + 3)):
        age_ledger()
        events = session().scalars(select(LedgerEntry.event).where(LedgerEntry.user_id == cast["sam"].id))
        assert sorted(events) == ["earlier", "helpful_vote", "helpful_vote"]
        assert reputation_of(cast["sam"].id) == 40
    with clock.at(MORNING + timedelta(days=300 + 2 * 365 + 3)):
        age_ledger()
        events = session().scalars(select(LedgerEntry.event).where(LedgerEntry.user_id == cast["sam"].id))
        assert list(events) == ["earlier"]
        assert reputation_of(cast["sam"].id) == 40


def test_the_database_lets_lines_go_only_while_an_erasure_is_open(cast: Cast, earned: int) -> None:
    with pytest.raises(DBAPIError, match="append-only"), transaction() as opened:
        opened.connection().exec_driver_sql("DELETE FROM ledger")
    with pytest.raises(DBAPIError, match="append-only"):
        _change_lines_while_erasing()
    with clock.at(LATER):
        reset_points(cast["emma"])
    with pytest.raises(DBAPIError, match="append-only"), transaction() as opened:
        opened.connection().exec_driver_sql("DELETE FROM ledger")


def _change_lines_while_erasing() -> None:
    with transaction() as opened:
        opened.add(Erasure(reason="reset", at=clock.now()))
        opened.flush()
        opened.connection().exec_driver_sql("UPDATE ledger SET reputation = 999")

"""What the tests of quests play with: days, offers, rescues, a department of colleagues."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update

from community.actions.answers import accept_answer
from gamification.actions.quest_offers import offer_quest
from gamification.lines import STANDING
from gamification.models import BadgeAward, LedgerEntry
from gamification.quests.forms import QuestDraft
from gamification.quests.models import QuestRun
from gamification.quests.settling import settle_quests
from gamification.standings import settle_final_lines
from portal.core import clock
from portal.core.db import release, session, transaction
from portal.core.deliveries import deliver_all
from portal.core.models import Notification, PointsVisibility, Role, User
from portal.core.permissions import Actor
from tests.support.cast import Cast
from tests.support.makers import a_question, an_answer

MONDAY = datetime(2026, 4, 13, 9, 0, tzinfo=UTC)
"""Eleven in the morning in Hamburg; the second week of the spring season."""
DAY = timedelta(days=1)
WEEK = timedelta(days=7)


def offered(cast: Cast, template: str = "first_rescue", at: datetime = MONDAY, **given: object) -> int:
    """A quest that Ana offers."""
    with clock.at(at):
        return offer_quest(cast["ana"], QuestDraft.model_validate({"template": template, **given}))


def work(at: datetime) -> None:
    """What the worker does at a moment: deliveries, final lines, quests, and what follows from them."""
    with clock.at(at):
        for _ in range(2):
            deliver_all()
            settle_final_lines()
            settle_quests()
        deliver_all()
    release()


def rescued(cast: Cast, at: datetime, asker: str = "emma", answerer: str = "sam", number: int = 1) -> int:
    """A question that had waited for more than two working days, answered a day before `at` and accepted at it."""
    with clock.at(at - WEEK):
        question = a_question(cast[asker], f"The scanner number {number} of the hall does nothing")
    with clock.at(at - DAY):
        answer = an_answer(cast[answerer], question)
    with clock.at(at):
        accept_answer(cast[asker], answer)
        deliver_all()
    return answer


def run_of(person: int) -> QuestRun:
    """Somebody's one quest, as it is stored now."""
    release()
    return session().scalars(select(QuestRun).where(QuestRun.user_id == person)).one()


def runs_of(person: int) -> list[str]:
    """The states of somebody's quests, in the order in which they took them on."""
    release()
    return [
        run.state.value
        for run in session().scalars(select(QuestRun).where(QuestRun.user_id == person).order_by(QuestRun.id))
    ]


def paid_for_quests(person: int) -> list[int]:
    """The season points of somebody's standing lines for quests."""
    release()
    wanted = select(LedgerEntry.season_points).where(
        STANDING, LedgerEntry.user_id == person, LedgerEntry.event == "quest"
    )
    return list(session().scalars(wanted.order_by(LedgerEntry.id)))


def badges_of(person: int) -> list[str]:
    """The badges somebody has."""
    release()
    return sorted(session().scalars(select(BadgeAward.badge).where(BadgeAward.user_id == person)))


def told(person: int) -> list[str]:
    """What somebody's bell says about quests."""
    release()
    wanted = select(Notification.text).where(Notification.user_id == person, Notification.reason == "quest")
    return list(session().scalars(wanted.order_by(Notification.id)))


def colleagues(number: int, department: int, first: int = 0) -> list[Actor]:
    """More people in a department."""
    with transaction() as opened:
        made = [
            User(
                handle=f"d{department}n{n}",
                name=f"Colleague {n} of {department}",
                joined_at=MONDAY - timedelta(days=300),
                role=Role.EMPLOYEE,
                points_visibility=PointsVisibility.PRIVATE,
                department_id=department,
                site_id=1,
            )
            for n in range(first, first + number)
        ]
        opened.add_all(made)
        opened.flush()
        found = [Actor(user.id, user.handle, user.name, user.role) for user in made]
    release()
    return found


def change(handle: str, **values: object) -> None:
    """Change somebody's row behind the portal's back."""
    with transaction() as opened:
        opened.execute(update(User).where(User.handle == handle).values(**values))
    release()


Settle = Callable[[], int]

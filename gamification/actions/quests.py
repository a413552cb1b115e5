"""Taking a quest on, and leaving it: by choice, two at a time, and without a trace for who leaves."""

from datetime import datetime

from sqlalchemy import delete, select

from gamification.quests.models import OPEN_STATES, Quest, QuestRun, QuestState, RunState
from gamification.quests.taking import hands_of
from gamification.quests.templates import QuestKind, quests_book
from portal.core import clock
from portal.core.db import action, insert_once, session
from portal.core.models import PointsVisibility, User
from portal.core.permissions import Actor, Permission, require
from portal.core.refusals import Conflict, NotFound


@action
def take_quest(actor: Actor, quest_id: int) -> int:
    """Take a quest on. Returns the id of the person's own run. Twice is once.

    What is counted begins now. No fact is recorded: what somebody takes on is their own matter.
    """
    require(Permission.TAKE_QUEST, actor)
    now = clock.now()
    # a goal that is being judged waits for this, and the other way round
    quest = session().scalar(select(Quest).where(Quest.id == quest_id).with_for_update(read=True))
    user = session().scalars(select(User).where(User.id == actor.id).with_for_update()).one()
    if quest is None or not _is_for(quest, user, now):
        raise NotFound
    if quest.kind is QuestKind.COMPANY:
        raise Conflict("This one is all of ours: there is nothing to take on.")
    hands = hands_of(user.id)
    if (mine := next((run for run in hands.runs if run.quest_id == quest.id), None)) is not None:
        return int(mine.id)
    if (why := hands.why_not(quest.template, now)) is not None:
        raise Conflict(why)
    is_team = quest.kind is QuestKind.TEAM
    values = {
        "quest_id": quest.id,
        "user_id": user.id,
        "template": quest.template,
        "slot": hands.free_slot(),
        "state": RunState.ACTIVE,
        "started_at": now,
        "ends_at": quest.ends_at if is_team else hands.hours.end_of_day(now, quest.days),
        "have": 0,
        "soon": 0,
        "need": quest.target,
    }
    if not insert_once(QuestRun, **values):
        raise Conflict("You have just taken another one on.")
    return (
        session()
        .scalars(
            select(QuestRun.id).where(
                QuestRun.user_id == user.id, QuestRun.quest_id == quest.id, QuestRun.state == RunState.ACTIVE
            )
        )
        .one()
    )


def _is_for(quest: Quest, user: User, now: datetime) -> bool:
    template = quests_book().templates.get(quest.template)
    return (
        user.points_visibility is not PointsVisibility.OFF
        and quest.state is QuestState.OFFERED
        and quest.starts_at <= now < quest.ends_at
        and quest.department_id in (None, user.department_id)
        and template is not None
        and template.can_be_offered
    )


@action
def leave_quest(actor: Actor, quest_id: int) -> None:
    """Leave a quest that one is on: nothing of it stays. Twice is once."""
    require(Permission.TAKE_QUEST, actor)
    session().execute(select(User.id).where(User.id == actor.id).with_for_update())
    session().execute(
        delete(QuestRun).where(
            QuestRun.user_id == actor.id, QuestRun.quest_id == quest_id, QuestRun.state.in_(OPEN_STATES)
        )
    )

"""The worker's look at quests: how far everybody is, who has reached theirs, what is over. Twice is once."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, delete, func, or_, select

from gamification.company import hours_saved
from gamification.events import QuestMet
from gamification.models import Case, Hold, LedgerEntry
from gamification.numbers import numbers
from gamification.quests.completing import close_what_is_over, complete, end_silently, may_be_paid
from gamification.quests.measuring import (
    answered_in_time,
    contributors,
    goal_of,
    measure_person,
    waits_for_a_look,
)
from gamification.quests.models import OPEN_STATES, Quest, QuestRun, QuestState, RunState
from gamification.quests.templates import QuestKind, name_of, quests_book
from gamification.quests.windows import judged_at
from portal.core import clock
from portal.core.db import release, session, transaction
from portal.core.facts import record
from portal.core.models import User

LOOKED_AT_AGAIN_AFTER = timedelta(hours=1)
GOALS_LOOKED_AT_AGAIN_AFTER = timedelta(minutes=10)
_AT_ONCE = 500


def settle_quests() -> int:
    """Look at every quest that something may have changed for. Returns how many that were."""
    now = clock.now()
    runs = list(
        session().scalars(select(QuestRun.id).where(_to_be_looked_at(now)).order_by(QuestRun.id).limit(_AT_ONCE))
    )
    goals = list(session().scalars(_goals_to_be_looked_at(now)))
    release()
    for run in runs:
        with transaction():
            look_at_run(run, now)
    for goal in goals:
        with transaction():
            look_at_goal(goal, now)
    over = select(Quest.id).where(
        Quest.state == QuestState.OFFERED, Quest.kind == QuestKind.PERSON, Quest.ends_at <= now
    )
    if session().scalar(over.limit(1)) is not None:
        with transaction():
            close_what_is_over(now)
    return len(runs) + len(goals)


def _to_be_looked_at(now: datetime) -> ColumnElement[bool]:
    """Somebody's own quests: never looked at, not lately, or their lines, holds or end have come since."""
    mine = LedgerEntry.user_id == QuestRun.user_id
    new = or_(LedgerEntry.at > QuestRun.looked_at, LedgerEntry.final_at.between(QuestRun.looked_at, now))
    held = or_(Hold.at > QuestRun.looked_at, Hold.ended_at > QuestRun.looked_at)
    cases = select(func.max(func.coalesce(Case.decided_at, Case.opened_at))).scalar_subquery()
    has_lines = select(LedgerEntry.id).where(mine, new).exists()
    has_holds = select(Hold.id).join(LedgerEntry, LedgerEntry.id == Hold.ledger_id).where(mine, held).exists()
    return and_(
        QuestRun.state.in_(OPEN_STATES),
        QuestRun.quest_id.in_(select(Quest.id).where(Quest.kind == QuestKind.PERSON)),
        or_(
            QuestRun.looked_at.is_(None),
            QuestRun.looked_at <= now - LOOKED_AT_AGAIN_AFTER,
            and_(QuestRun.state == RunState.ACTIVE, QuestRun.ends_at <= now),
            QuestRun.looked_at < cases,
            has_lines,
            has_holds,
        ),
    )


def look_at_run(run_id: int, now: datetime) -> None:
    """See how far somebody is with their own quest, and end it where it is reached or over."""
    row = session().execute(select(QuestRun.user_id, QuestRun.quest_id).where(QuestRun.id == run_id)).first()
    if row is None:
        return
    # the person before the run, in the order in which everybody holds them
    user = session().scalars(select(User).where(User.id == row.user_id).with_for_update()).one()
    run = session().scalar(
        select(QuestRun).where(QuestRun.id == run_id).with_for_update().execution_options(populate_existing=True)
    )
    if run is None or run.state not in OPEN_STATES:
        return
    quest = session().get_one(Quest, row.quest_id)
    goal = goal_of(run, quest)
    run.looked_at = now
    if goal is None:
        if now >= judged_at(run.ends_at):
            end_silently(run, now)
        return
    measured = measure_person(goal, user.id, now)
    run.have, run.soon = min(measured.have, run.need), min(measured.soon, run.need)
    if measured.is_met and may_be_paid(user):
        complete(run, quest, now)
    elif now >= judged_at(run.ends_at) and not waits_for_a_look(goal, user.id):
        end_silently(run, now)
    elif now >= run.ends_at:
        run.state = RunState.SETTLING


def _goals_to_be_looked_at(now: datetime) -> Select[int]:
    return (
        select(Quest.id)
        .where(
            Quest.state == QuestState.OFFERED,
            Quest.kind != QuestKind.PERSON,
            Quest.starts_at <= now,
            or_(Quest.looked_at.is_(None), Quest.looked_at <= now - GOALS_LOOKED_AT_AGAIN_AFTER),
        )
        .order_by(Quest.id)
        .limit(_AT_ONCE)
    )


def look_at_goal(quest_id: int, now: datetime) -> None:
    """See how far a department, or all of us, are with a goal, and end it where its time is over."""
    quest = session().scalar(
        select(Quest).where(Quest.id == quest_id).with_for_update().execution_options(populate_existing=True)
    )
    if quest is None or quest.state is not QuestState.OFFERED:
        return
    quest.looked_at = now
    if quest.kind is QuestKind.COMPANY:
        _look_at_ours(quest, now)
    else:
        _look_at_team(quest, now)


def _look_at_ours(quest: Quest, now: datetime) -> None:
    last = judged_at(quest.ends_at)
    quest.have = hours_saved(min(now, last)) or 0
    if quest.have >= quest.target:
        _met(quest, now)
    elif now >= last:
        quest.state, quest.ended_at = QuestState.ENDED, now


def _look_at_team(quest: Quest, now: datetime) -> None:
    template = quests_book().templates.get(quest.template)
    if template is None or template.team is None or quest.department_id is None:
        questions, is_met = frozenset[int](), False
    else:
        last = min(now, judged_at(quest.ends_at))
        answered = answered_in_time(quest.department_id, template.team, quest.starts_at, quest.ends_at, last)
        quest.have, quest.counted = answered.percent, len(answered.questions)
        questions, is_met = frozenset(answered.questions), answered.percent >= quest.target
    if now < judged_at(quest.ends_at):
        if now >= quest.ends_at:
            for run in _open_runs(quest):
                run.state = RunState.SETTLING
        return
    if is_met and quest.counted >= quest.least:
        took_part = contributors(questions, quest.starts_at, quest.ends_at, now)
        _end_runs(quest, took_part, now)
        _met(quest, now)
    else:
        _end_runs(quest, (), now)
        quest.state, quest.ended_at = QuestState.ENDED, now


def _end_runs(quest: Quest, took_part: Iterable[int], now: datetime) -> None:
    """Who took it on and helped has reached it; for all others it is over."""
    helped = frozenset(took_part)
    for run in _open_runs(quest):
        user = session().scalars(select(User).where(User.id == run.user_id).with_for_update()).one()
        run.have, run.need = quest.have, quest.target
        if run.user_id in helped and may_be_paid(user):
            complete(run, quest, now)
        else:
            end_silently(run, now)


def _open_runs(quest: Quest) -> list[QuestRun]:
    wanted = select(QuestRun).where(QuestRun.quest_id == quest.id, QuestRun.state.in_(OPEN_STATES))
    return list(session().scalars(wanted.order_by(QuestRun.user_id)))


def _met(quest: Quest, now: datetime) -> None:
    quest.state, quest.ended_at = QuestState.MET, now
    session().flush()
    record(
        QuestMet(
            quest_id=quest.id,
            template=quest.template,
            name=name_of(quest.template, quest.target),
            department_id=quest.department_id,
            words=quest.words,
        ),
        None,
    )


def forget_old_quests() -> int:
    """Remove what nobody reached once it is as old as the lines that are no longer kept. Returns how many."""
    cutoff = clock.now() - timedelta(days=numbers().keeping.ledger_days)
    with transaction():
        gone = session().execute(
            delete(QuestRun).where(QuestRun.state == RunState.OVER, QuestRun.ended_at < cutoff).returning(QuestRun.id)
        )
        return len(gone.all())

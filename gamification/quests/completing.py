"""How somebody's time with a quest ends: reached, over without a word, or taken back with what it rested on."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Select, select, update

from gamification.events import QuestCompleted, QuestGivenBack, QuestVoided
from gamification.ledger import restore, reverse
from gamification.lines import STANDING
from gamification.models import LedgerEntry
from gamification.quests.measuring import answered_in_time, contributors, goal_of, measure_person
from gamification.quests.models import Quest, QuestRun, QuestState, RunState
from gamification.quests.templates import QuestKind, name_of, quests_book
from gamification.quests.windows import PLAYERS, judged_at
from portal.core.db import session
from portal.core.facts import record
from portal.core.models import PointsVisibility, User

EVENT = "quest"


def may_be_paid(user: User) -> bool:
    """Whether somebody takes part: IT's own people offer quests, and are paid for none."""
    return user.points_visibility is not PointsVisibility.OFF and user.role in PLAYERS and user.disabled_at is None


def complete(run: QuestRun, quest: Quest, now: datetime) -> None:
    """Write down that it is reached; what follows (points, the bell, badges) is up to those who hear of it."""
    run.state, run.ended_at = RunState.COMPLETED, now
    session().flush()
    record(
        QuestCompleted(
            run_id=run.id,
            user_id=run.user_id,
            quest_id=quest.id,
            template=run.template,
            name=name_of(run.template),
            season_points=quest.season_points,
            have=run.have,
            need=run.need,
            started_at=int(run.started_at.timestamp()),
            ends_at=int(run.ends_at.timestamp()),
            slot=run.slot,
            is_team=quest.kind is QuestKind.TEAM,
        ),
        None,
    )


def end_silently(run: QuestRun, now: datetime) -> None:
    """Its time is over. Nobody is told."""
    run.state, run.ended_at = RunState.OVER, now


def close_what_is_over(now: datetime) -> int:
    """Offer no longer what could be taken on until now. Returns how many that were."""
    closed = session().execute(
        update(Quest)
        .where(Quest.state == QuestState.OFFERED, Quest.kind == QuestKind.PERSON, Quest.ends_at <= now)
        .values(state=QuestState.ENDED, ended_at=now)
        .returning(Quest.id)
    )
    return len(closed.all())


def void_quests(voided: Mapping[int, set[str]], case_id: int, now: datetime) -> set[int]:
    """Take back the quests of people that rested on lines which a case took back. Returns whose they were.

    `voided` has the events of those lines by person. A quest that is reached without them stays.
    """
    people = set()
    for person, events in voided.items():
        rows = session().execute(
            select(QuestRun, Quest)
            .join(Quest, Quest.id == QuestRun.quest_id)
            .where(QuestRun.user_id == person, QuestRun.state == RunState.COMPLETED)
            .order_by(QuestRun.id)
            .with_for_update(of=QuestRun)
        )
        for run, quest in rows.all():
            if _still_stands(run, quest, events, now):
                continue
            run.state, run.case_id = RunState.VOIDED, case_id
            session().flush()
            for line in _lines(run):
                reverse(line, now, None)
            record(QuestVoided(run_id=run.id, user_id=person, case_id=case_id), None)
            people.add(person)
    return people


def _still_stands(run: QuestRun, quest: Quest, events: set[str], now: datetime) -> bool:
    template = quests_book().templates.get(run.template)
    if quest.kind is QuestKind.TEAM:
        if template is None or template.team is None or quest.department_id is None:
            return True
        span = (quest.starts_at, quest.ends_at)
        asked = answered_in_time(quest.department_id, template.team, *span, judged_at(quest.ends_at)).questions
        return run.user_id in contributors(asked, *span, now)
    goal = goal_of(run, quest)
    return goal is None or events.isdisjoint(goal.events) or measure_person(goal, run.user_id, now).have >= run.need


def give_back_quests(case_id: int, now: datetime) -> set[int]:
    """Give back the quests that a case took, after another look. Returns whose they are."""
    runs = session().scalars(select(QuestRun).where(QuestRun.case_id == case_id).order_by(QuestRun.id)).all()
    for run in runs:
        run.state, run.case_id = RunState.COMPLETED, None
        session().flush()
        for line in _taken_back(run):
            restore(line, now, f"appeal{case_id}")
        record(QuestGivenBack(run_id=run.id, user_id=run.user_id, case_id=case_id), None)
    return {run.user_id for run in runs}


def _lines(run: QuestRun) -> list[LedgerEntry]:
    return list(session().scalars(_about(run).where(STANDING)))


def _taken_back(run: QuestRun) -> list[LedgerEntry]:
    return list(session().scalars(_about(run).where(LedgerEntry.reverses_id.is_(None), ~STANDING).limit(1)))


def _about(run: QuestRun) -> Select[LedgerEntry]:
    return (
        select(LedgerEntry)
        .where(LedgerEntry.user_id == run.user_id, LedgerEntry.event == EVENT, LedgerEntry.item == f"quest:{run.id}")
        .order_by(LedgerEntry.id.desc())
    )

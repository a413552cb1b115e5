"""Whether somebody can take a quest on now, and the sentence where not: the same for the page and for the act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from gamification.quests.models import OPEN_STATES, QuestRun, RunState
from gamification.quests.templates import quests_book
from gamification.quests.windows import free_again, hours_of_person
from portal.core.db import session
from portal.core.worktime import WorkingHours


@dataclass(frozen=True)
class Hands:
    """What somebody has on hand: runs under way, and when the last of each kind ended."""

    runs: Sequence[Any]
    ended: Mapping[str, datetime]
    hours: WorkingHours

    def why_not(self, template: str, now: datetime) -> str | None:
        """Why a quest of this kind cannot be taken on now; None where it can."""
        if any(run.template == template for run in self.runs):
            return "You are on a quest of this kind already."
        if (last := self.ended.get(template)) is not None and now < (free := free_again(last, self.hours)):
            return f"A little rest first: from {free.day} {free:%B} on you can take on this kind again."
        if self.free_slot() is None:
            most = ("One at a time is", "Two at a time are")[quests_book().limits.most_at_once - 1]
            return f"{most} enough. Finish one first, or leave it."
        return None

    def free_slot(self) -> int | None:
        """Where the next one goes."""
        used = {run.slot for run in self.runs if run.state is RunState.ACTIVE}
        slots = range(1, quests_book().limits.most_at_once + 1)
        return next((slot for slot in slots if slot not in used), None)


def hands_of(person: int) -> Hands:
    """What somebody has on hand."""
    runs = session().execute(
        select(QuestRun.id, QuestRun.quest_id, QuestRun.template, QuestRun.slot, QuestRun.state).where(
            QuestRun.user_id == person, QuestRun.state.in_(OPEN_STATES)
        )
    )
    ended = session().execute(
        select(QuestRun.template, func.max(QuestRun.ended_at))
        .where(QuestRun.user_id == person, QuestRun.ended_at.is_not(None))
        .group_by(QuestRun.template)
    )
    return Hands(runs.all(), {row[0]: row[1] for row in ended if row[1] is not None}, hours_of_person(person))

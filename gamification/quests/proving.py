"""Completed quests made again from the facts that say so, to be compared with what is stored, or written anew."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, insert, select

from gamification.events import PointsReset, QuestCompleted, QuestGivenBack, QuestVoided
from gamification.lines import STANDING
from gamification.models import LedgerEntry
from gamification.quests.completing import EVENT
from gamification.quests.models import QuestRun, RunState
from portal.core.db import session
from portal.core.models import FactRow

_ENDED_BY_FACTS = (RunState.COMPLETED, RunState.VOIDED)
Told = Mapping[int, Mapping[str, Any]]
"""By run: its row as the facts tell it."""


def runs_of_facts() -> Told:
    """Every run that was completed, voided ones too, but for those their person had removed."""
    kinds = [event.kind() for event in (QuestCompleted, QuestVoided, QuestGivenBack, PointsReset)]
    rows = session().execute(
        select(FactRow.kind, FactRow.subject_id, FactRow.payload, FactRow.at)
        .where(FactRow.kind.in_(kinds))
        .order_by(FactRow.id)
    )
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        if row.kind == PointsReset.kind():
            for run in [one for one, values in found.items() if values["user_id"] == row.subject_id]:
                del found[run]
        elif row.kind == QuestCompleted.kind():
            found[row.subject_id] = _row(row.payload, row.at)
        elif row.subject_id in found:
            is_voided = row.kind == QuestVoided.kind()
            state = RunState.VOIDED if is_voided else RunState.COMPLETED
            found[row.subject_id] |= {"state": state, "case_id": row.payload["case_id"] if is_voided else None}
    return found


def _row(told: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    return {
        "id": told["run_id"],
        "quest_id": told["quest_id"],
        "user_id": told["user_id"],
        "template": told["template"],
        "slot": told["slot"],
        "state": RunState.COMPLETED,
        "started_at": datetime.fromtimestamp(told["started_at"], UTC),
        "ends_at": datetime.fromtimestamp(told["ends_at"], UTC),
        "ended_at": at,
        "have": told["have"],
        "soon": told["have"],
        "need": told["need"],
        "looked_at": at,
        "case_id": None,
    }


def wrong_runs(told: Told) -> Iterator[tuple[int, str, object, object]]:
    """Where what is stored, or paid, is not what the facts tell: a person, what, what is there, what should be."""
    stored = {
        row.id: (row.user_id, row.state)
        for row in session().execute(
            select(QuestRun.id, QuestRun.user_id, QuestRun.state).where(QuestRun.state.in_(_ENDED_BY_FACTS))
        )
    }
    for run in sorted(stored.keys() | told.keys()):
        expected = (told[run]["user_id"], told[run]["state"]) if run in told else None
        if stored.get(run) != expected:
            person = (expected or stored[run])[0]
            yield person, f"quest {run}", _state(stored.get(run)), _state(expected)
    completed = {f"quest:{run}" for run, row in told.items() if row["state"] is RunState.COMPLETED}
    lines = session().execute(select(LedgerEntry.user_id, LedgerEntry.item).where(STANDING, LedgerEntry.event == EVENT))
    for line in lines:
        if line.item not in completed:
            yield line.user_id, f"points for {line.item}", True, False


def _state(found: tuple[int, RunState] | None) -> str:
    return found[1].value if found is not None else "none"


def write_runs(people: Sequence[int], told: Told) -> None:
    """Write the completed quests of these people anew; those under way are looked at again with the next round."""
    session().execute(delete(QuestRun).where(QuestRun.user_id.in_(people), QuestRun.state.in_(_ENDED_BY_FACTS)))
    chosen = set(people)
    rows = [dict(row) for row in told.values() if row["user_id"] in chosen]
    # one that the facts complete may be stored as something else
    session().execute(delete(QuestRun).where(QuestRun.id.in_([row["id"] for row in rows])))
    if rows:
        session().execute(insert(QuestRun), rows)

"""Lines of an imported site: written in bulk under a rule set of its own, and put right by counter-lines.

The same import twice writes nothing. A later one, in which events are worth something else or are gone, takes back
the lines that no longer hold and writes those that do: the sums are as if only the later one had been imported.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from gamification.engine.entries import Entry
from gamification.engine.rules import Rules
from gamification.lines import STANDING
from gamification.models import BadgeAward, LedgerEntry
from portal.core import clock
from portal.core.db import insert_once, session
from portal.core.levels import level_at
from portal.core.models import User


@dataclass(frozen=True)
class ImportedLine:
    """A line to be: the engine's entry with our ids in it, and what it is about."""

    entry: Entry
    receiver_id: int
    giver_id: int | None
    item: str | None
    question_id: int | None
    title: str


def write_lines(lines: Sequence[ImportedLine], rule_set: str) -> list[int]:
    """Write these lines. Returns their ids in order. Keys must be new."""
    if not lines:
        return []
    rows = [_row(line, rule_set) for line in lines]
    statement = insert(LedgerEntry).returning(LedgerEntry.id, sort_by_parameter_order=True)
    return list(session().scalars(statement, rows))


def _row(line: ImportedLine, rule_set: str) -> dict[str, Any]:
    entry = line.entry
    return {
        "key": entry.key,
        "user_id": line.receiver_id,
        "rule_set": rule_set,
        "event": str(entry.kind),
        "credit": entry.credit.value,
        "reputation": entry.reputation,
        "season_points": 0,
        "due": entry.due,
        "reason": entry.reason.value,
        "rule": entry.rule,
        "giver_id": line.giver_id,
        "item": line.item,
        "question_id": line.question_id,
        "title": line.title,
        "at": entry.at,
        "final_at": entry.final_at,
        "day": entry.day.isoformat(),
    }


def take_back_lines(ids: Iterable[int]) -> int:
    """Write the counter-lines of those of these lines that still stand. Returns how many."""
    lines = session().scalars(select(LedgerEntry).where(LedgerEntry.id.in_(list(ids)), STANDING)).all()
    now = clock.now()
    for line in lines:
        session().add(
            LedgerEntry(
                key=f"{line.key}!",
                user_id=line.user_id,
                rule_set=line.rule_set,
                event=line.event,
                credit=line.credit,
                reputation=-line.reputation,
                season_points=-line.season_points,
                due=-line.due,
                reason="reversal",
                giver_id=line.giver_id,
                item=line.item,
                question_id=line.question_id,
                title=line.title,
                reverses_id=line.id,
                at=now,
                final_at=now,
                day=now.date().isoformat(),
            )
        )
    session().flush()
    return len(lines)


def settle_imported(user_ids: Sequence[int], rule_set: Rules) -> None:
    """Put the shown reputation and level of imported people right from their lines."""
    rows = session().execute(
        select(LedgerEntry.user_id, func.sum(LedgerEntry.reputation))
        .where(LedgerEntry.user_id.in_(user_ids))
        .group_by(LedgerEntry.user_id)
    )
    sums: Mapping[int, int] = {row[0]: int(row[1]) for row in rows}
    totals = {user: max(0, rule_set.start + sums.get(user, 0)) for user in user_ids}
    if totals:
        session().execute(
            update(User),
            [{"id": user, "reputation": total, "level": level_at(total).number} for user, total in totals.items()],
        )


class Given(Enum):
    """What giving a badge came to."""

    NEW = "new"
    DATED_ANEW = "dated anew"
    BEFORE = "before"


def give_imported_badge(user_id: int, badge: str, item: str, at: datetime) -> Given:
    """Give an imported person a badge of the site they wrote on, or put right when they got it."""
    if insert_once(BadgeAward, user_id=user_id, badge=badge, item=item, title="", at=at):
        return Given.NEW
    own = (BadgeAward.user_id == user_id) & (BadgeAward.badge == badge) & (BadgeAward.item == item)
    dated = session().execute(
        update(BadgeAward).where(own, BadgeAward.at != at).values(at=at).returning(BadgeAward.id),
        execution_options={"synchronize_session": False},
    )
    return Given.DATED_ANEW if dated.first() else Given.BEFORE


def take_back_badges(user_ids: Sequence[int], deserved: Set[tuple[int, str, str]]) -> int:
    """Remove those badges of imported people that are not deserved: (person, badge, item). Returns how many."""
    rows = session().execute(
        select(BadgeAward.id, BadgeAward.user_id, BadgeAward.badge, BadgeAward.item).where(
            BadgeAward.user_id.in_(user_ids)
        )
    )
    gone = [row.id for row in rows if (row.user_id, row.badge, row.item) not in deserved]
    if gone:
        session().execute(delete(BadgeAward).where(BadgeAward.id.in_(gone)))
    return len(gone)

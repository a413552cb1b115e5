"""The one exception to a ledger that loses nothing: what a person resets, and what is too old to keep. Both logged."""

from datetime import datetime, timedelta

from sqlalchemy import delete, exists, func, insert, or_, select, update
from sqlalchemy.orm import aliased

from gamification.events import LedgerAged, PointsReset
from gamification.lines import STANDING
from gamification.models import BadgeAward, EarlierTotal, Erasure, Hold, Kudos, LedgerEntry, RecapWish
from gamification.numbers import numbers
from gamification.quests.models import QuestRun
from portal.core import clock
from portal.core.db import action, session, transaction
from portal.core.facts import record
from portal.core.models import FactRow, Notification, User
from portal.core.permissions import Actor

EARLIER = "earlier"
PEOPLE_HELPED = "people_helped"
HELPS = ("answer_accepted", "helpful_vote", "solved_it")
"""What says that somebody was helped."""
_PEOPLE_AT_ONCE = 200


@action
def reset_points(actor: Actor) -> int:
    """Remove all the game knows of the person: lines, badges, level, quests, kudos they got. Returns how many lines.

    What colleagues were paid for helping this person, and the kudos this person gave them, stay theirs. What led to the
    points does not bring them again.
    """
    now, person = clock.now(), actor.id
    session().execute(select(User.id).where(User.id == person).with_for_update())
    latest = session().scalar(select(func.max(FactRow.id)))
    erasure = Erasure(reason="reset", user_id=person, by_id=person, at=now, before_fact_id=latest or 0)
    session().add(erasure)
    session().flush()
    removed = session().execute(delete(LedgerEntry).where(LedgerEntry.user_id == person).returning(LedgerEntry.id))
    erasure.lines = len(removed.all())
    erasure.closed_at = now
    for table in (BadgeAward, EarlierTotal, QuestRun, RecapWish):
        session().execute(delete(table).where(table.user_id == person))
    session().execute(delete(Kudos).where(Kudos.receiver_id == person))
    by_name = ("badge", "level", "quest", "kudos", "boost")
    told = or_(Notification.reason.startswith("points"), Notification.reason.in_(by_name))
    session().execute(delete(Notification).where(Notification.user_id == person, told))
    session().execute(update(Notification).where(Notification.user_id == person).values(earned=""))
    session().execute(update(User).where(User.id == person).values(reputation=0, level=1))
    session().flush()
    record(PointsReset(user_id=person, lines=erasure.lines), person)
    return erasure.lines


def age_ledger() -> int:
    """Sum up and remove the lines that are older than they are kept. Returns how many.

    What somebody has stays the same: one line carries it forward. What their help came to stays as numbers.
    """
    cutoff = clock.now() - timedelta(days=numbers().keeping.ledger_days)
    people = session().scalars(
        select(LedgerEntry.user_id)
        .where(_is_old(cutoff), LedgerEntry.event != EARLIER)
        .distinct()
        .limit(_PEOPLE_AT_ONCE)
    )
    concerned = sorted(people)
    if not concerned:
        return 0
    with transaction():
        erasure = Erasure(reason="retention", at=clock.now())
        session().add(erasure)
        session().flush()
        erasure.lines = sum(_age(person, cutoff) for person in concerned)
        erasure.closed_at = clock.now()
        session().flush()
        record(LedgerAged(erasure_id=erasure.id, lines=erasure.lines, people=len(concerned)), None)
    return erasure.lines


_Later = aliased(LedgerEntry, name="later")


def _is_old(cutoff: datetime):  # type: ignore[no-untyped-def]
    """Old lines, neither of a pair before the other is old too, and nothing that a case still holds."""
    young_reversal = exists().where(_Later.reverses_id == LedgerEntry.id, _Later.at >= cutoff)
    is_held = exists().where(
        Hold.ended_at.is_(None), Hold.ledger_id == func.coalesce(LedgerEntry.reverses_id, LedgerEntry.id)
    )
    return (LedgerEntry.at < cutoff) & (LedgerEntry.final_at < cutoff) & ~young_reversal & ~is_held


def _age(person: int, cutoff: datetime) -> int:
    mine = (LedgerEntry.user_id == person) & _is_old(cutoff)
    rows = session().execute(
        select(
            LedgerEntry.event,
            func.count(func.distinct(LedgerEntry.item)).label("lines"),
            func.count(func.distinct(LedgerEntry.giver_id)).label("people"),
            func.sum(LedgerEntry.reputation).label("reputation"),
        )
        .where(mine, STANDING, LedgerEntry.event != EARLIER, LedgerEntry.reason != "own")
        .group_by(LedgerEntry.event)
    )
    for row in rows.all():
        _add_up(person, row.event, row.lines, row.people, int(row.reputation))
    helped = session().scalar(
        select(func.count(func.distinct(LedgerEntry.giver_id))).where(
            mine, STANDING, LedgerEntry.event.in_(HELPS), LedgerEntry.giver_id != person
        )
    )
    _add_up(person, PEOPLE_HELPED, 0, helped or 0, 0)
    balances = session().execute(
        select(LedgerEntry.rule_set, func.sum(LedgerEntry.reputation).label("sum"))
        .where(mine)
        .group_by(LedgerEntry.rule_set)
    )
    carried = [(row.rule_set, int(row.sum)) for row in balances]
    ids = list(session().scalars(select(LedgerEntry.id).where(mine)))
    session().execute(delete(Hold).where(Hold.ledger_id.in_(ids)))
    session().execute(delete(LedgerEntry).where(LedgerEntry.id.in_(ids)))
    lines = [
        {
            "key": f"{EARLIER}:{person}:{rule_set}:{cutoff:%Y-%m-%d %H:%M:%S}",
            "user_id": person,
            "rule_set": rule_set,
            "event": EARLIER,
            "credit": "lead",
            "reputation": total,
            "season_points": 0,
            "due": total,
            "reason": "paid",
            "tags": "",
            "title": "",
            "at": cutoff,
            "final_at": cutoff,
            "day": cutoff.date().isoformat(),
        }
        for rule_set, total in carried
    ]
    session().execute(insert(LedgerEntry), lines)
    return len(ids)


def _add_up(person: int, event: str, lines: int, people: int, reputation: int) -> None:
    total = session().get(EarlierTotal, (person, event))
    if total is None:
        total = EarlierTotal(user_id=person, event=event, lines=0, people=0, reputation=0)
        session().add(total)
    total.lines += lines
    total.people += people
    total.reputation += reputation

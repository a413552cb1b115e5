"""The ledger in the database: what it remembers for the engine, and how a line gets into it."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from gamification.engine.entries import Entry, Reason
from gamification.engine.events import Credit, Event, EventKind, Reversal
from gamification.engine.points import decide, take_back
from gamification.engine.rules import Measure, Meter, Rules
from gamification.holding import hold_line
from gamification.lines import STANDING, counted
from gamification.models import Erasure, LedgerEntry
from gamification.outcomes import Outcome
from gamification.versions import rules_at, rules_of
from portal.core.db import session
from portal.core.models import PointsVisibility, Site, User
from portal.core.worktime import local_day

_MEASURED: dict[Measure, ColumnElement[int]] = {
    Measure.REPUTATION: func.coalesce(func.sum(LedgerEntry.reputation), 0),
    Measure.SEASON_POINTS: func.coalesce(func.sum(LedgerEntry.season_points), 0),
}


class LedgerState:
    """What was paid before, asked of the database. Answers for one rule set."""

    def __init__(self, rule_set: Rules) -> None:
        self._rules = rule_set

    def balance(self, person: int) -> int:
        """The person's reputation now, pending lines included."""
        return self._rules.start + reputation_of(person)

    def used(self, meter: Meter) -> int:
        """How much is on the standing lines that match."""
        measured = _MEASURED.get(meter.measure, func.count())
        wanted = select(measured).where(STANDING, LedgerEntry.event.in_(meter.kinds))
        if meter.measure is Measure.TIMES:
            wanted = wanted.where((LedgerEntry.reputation != 0) | (LedgerEntry.season_points != 0))
        for column, value in (
            (LedgerEntry.credit, meter.credit.value if meter.credit else None),
            (LedgerEntry.user_id, meter.receiver),
            (LedgerEntry.giver_id, meter.giver),
            (LedgerEntry.item, meter.item),
            (LedgerEntry.day, meter.day.isoformat() if meter.day else None),
        ):
            if value is not None:
                wanted = wanted.where(column == value)
        if meter.since is not None:
            wanted = wanted.where(LedgerEntry.at > meter.since)
        return session().scalar(wanted) or 0

    def line(self, key: str) -> Entry | None:
        """The line of an event, if it was written and nothing has taken it back."""
        row = session().scalar(select(LedgerEntry).where(LedgerEntry.key == key, STANDING))
        return _entry(row) if row is not None else None


def _entry(row: LedgerEntry) -> Entry:
    return Entry(
        key=row.key,
        kind=EventKind(row.event),
        at=row.at,
        final_at=row.final_at,
        day=datetime.fromisoformat(row.day).date(),
        receiver=row.user_id,
        giver=row.giver_id,
        item=row.item,
        credit=Credit(row.credit),
        reputation=row.reputation,
        season=row.season_points,
        due=row.due,
        reason=Reason(row.reason),
        rule=row.rule,
    )


def reputation_of(person: int, *, final_by: datetime | None = None) -> int:
    """The sum of a person's lines; with `final_by`, of those that counted at that moment."""
    wanted = select(func.coalesce(func.sum(LedgerEntry.reputation), 0)).where(LedgerEntry.user_id == person)
    if final_by is not None:
        wanted = wanted.where(counted(final_by))
    return session().scalar(wanted) or 0


def credit(outcome: Outcome, at: datetime, fact_id: int) -> LedgerEntry | None:
    """Write the line of an outcome. None if it is written already, or the receiver takes no part in the game.

    The receiver's row is held meanwhile, so that two lines never share the last of a limit.
    """
    person = (
        session()
        .execute(
            select(User.points_visibility, User.timezone, Site.timezone.label("site_timezone"))
            .outerjoin(Site, Site.id == User.site_id)
            .where(User.id == outcome.receiver_id)
            .with_for_update(of=User)
        )
        .first()
    )
    key = f"{outcome.stem}@{fact_id}"
    if person is None or person.points_visibility is PointsVisibility.OFF or _is_written(key):
        return None
    if _was_erased(outcome.receiver_id, fact_id):
        return None
    rules = rules_at(at)
    if outcome.event not in rules.events:
        return None
    event = Event(
        key=key,
        kind=EventKind(outcome.event),
        at=at,
        day=local_day(at, person.timezone or person.site_timezone or "UTC"),
        receiver=outcome.receiver_id,
        giver=outcome.giver_id,
        item=outcome.item,
        credit=outcome.credit,
        amount=outcome.amount,
        circumstances=outcome.circumstances,
    )
    entry = decide(event, rules, LedgerState(rules))
    line = _write(
        entry,
        rules.name,
        fact_id=fact_id,
        question_id=outcome.question_id,
        application_id=outcome.application_id,
        tags=outcome.tags,
        title=outcome.title,
    )
    if entry.held is not None:
        hold_line(line, entry.held)
    return line


def reverse(line: LedgerEntry, at: datetime, fact_id: int | None) -> LedgerEntry | None:
    """Write the counter-line of `line`: of what it really paid, also of nothing. None if it is taken back already."""
    rules = rules_of(line.rule_set, line.at)
    entry = take_back(Reversal(key=f"{line.key}!{fact_id or ''}", of=line.key, at=at), rules, LedgerState(rules))
    if entry is None:
        return None
    return _write(
        entry,
        rules.name,
        fact_id=fact_id,
        question_id=line.question_id,
        application_id=line.application_id,
        tags=line.tags,
        title=line.title,
        reverses_id=line.id,
    )


def restore(line: LedgerEntry, at: datetime, mark: str) -> LedgerEntry | None:
    """Write a line again that was taken back wrongly, worth what it was worth. None if that was done already."""
    key = f"{line.key}+{mark}"
    if _is_written(key):
        return None
    copied = {name: getattr(line, name) for name in _COPIED}
    again = LedgerEntry(**copied, key=key, at=at, final_at=at)
    session().add(again)
    session().flush()
    return again


_COPIED = (
    "user_id rule_set event credit reputation season_points due reason rule giver_id item question_id application_id "
    "tags title fact_id day"
).split()


def standing_lines(
    *, item: str, before_fact: int, events: tuple[str, ...] = (), giver_id: int | None = None
) -> list[LedgerEntry]:
    """The standing lines about `item` that follow from facts before this one; of these events, from this giver."""
    wanted = select(LedgerEntry).where(STANDING, LedgerEntry.item == item, LedgerEntry.fact_id < before_fact)
    if events:
        wanted = wanted.where(LedgerEntry.event.in_(events))
    if giver_id is not None:
        wanted = wanted.where(LedgerEntry.giver_id == giver_id)
    return list(session().scalars(wanted.order_by(LedgerEntry.id)))


def _is_written(key: str) -> bool:
    return session().scalar(select(LedgerEntry.id).where(LedgerEntry.key == key)) is not None


def _was_erased(person: int, fact_id: int) -> bool:
    """Whether a person had everything removed since this fact: what is gone does not come back."""
    return (
        session().scalar(
            select(Erasure.id).where(Erasure.user_id == person, Erasure.before_fact_id >= fact_id).limit(1)
        )
        is not None
    )


def _write(entry: Entry, rule_set: str, **about: object) -> LedgerEntry:
    line = LedgerEntry(
        key=entry.key,
        user_id=entry.receiver,
        rule_set=rule_set,
        event=entry.kind,
        credit=entry.credit.value,
        reputation=entry.reputation,
        season_points=entry.season,
        due=entry.due,
        reason=entry.reason.value,
        rule=entry.rule,
        giver_id=entry.giver,
        item=entry.item,
        at=entry.at,
        final_at=entry.final_at,
        day=entry.day.isoformat(),
        **about,
    )
    session().add(line)
    session().flush()
    return line

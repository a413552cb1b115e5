"""Throwing away what follows from facts and ledger, making it again, and proving that it is the same.

Here everything is summed line by line in plain Python, on purpose in another way than the pages do it in SQL.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from gamification.boards import points_in
from gamification.events import BadgeEarned, BadgeGiven, BadgeWithdrawn, GameProved, PointsReset
from gamification.fairplay.cases import rights_paused
from gamification.models import BadgeAward, Boost, BoostPool, BoostState, Hold, LedgerEntry
from gamification.quests.proving import Told, runs_of_facts, write_runs, wrong_runs
from gamification.seasons import Period, month, season
from gamification.standings import settle_final_lines
from gamification.versions import rules_of
from portal.core import clock
from portal.core.db import session, transaction
from portal.core.facts import record
from portal.core.levels import level_at
from portal.core.models import FactRow, User

_AT_ONCE = 500
Award = tuple[int, str, str]
"""A person, a badge, and what it was earned with."""


@dataclass(frozen=True)
class Mismatch:
    """Somebody for whom something stored is not what follows; `shown` and `summed` in words or numbers."""

    user_id: int
    handle: str
    what: str
    shown: object
    summed: object


@dataclass(frozen=True)
class Proof:
    """What a comparison came to."""

    people: int
    lines: int
    badges: int
    wrong: Sequence[Mismatch]


@dataclass
class Derived:
    """What follows: sums of lines that count, of all time and of the periods that have boards, badges and quests."""

    lines: int = 0
    reputation: Counter[int] = field(default_factory=Counter)
    boards: dict[str, Counter[int]] = field(default_factory=dict)
    badges: dict[Award, tuple[str, datetime]] = field(default_factory=dict)
    quests: Told = field(default_factory=dict)


def derive(now: datetime) -> Derived:
    """Everything that follows from ledger, holds and facts at a moment."""
    found = Derived()
    periods = [month(now), season(now)]
    found.boards = {period.name: Counter() for period in periods}
    held = set(session().scalars(select(Hold.ledger_id).where(Hold.ended_at.is_(None))))
    moments: dict[int, datetime] = {}
    for line in _all_lines():
        found.lines += 1
        if line.reverses_id is None:
            moments[line.id] = line.at
        if line.final_at > now or (line.reverses_id or line.id) in held:
            continue
        found.reputation[line.user_id] += line.reputation
        for period in periods:
            if period.start <= moments[line.reverses_id or line.id] < period.end:
                found.boards[period.name][line.user_id] += line.season_points
    found.badges = _badges_of_facts()
    found.quests = runs_of_facts()
    return found


def _all_lines() -> Iterator[Any]:
    columns = (
        LedgerEntry.id,
        LedgerEntry.user_id,
        LedgerEntry.reputation,
        LedgerEntry.season_points,
        LedgerEntry.at,
        LedgerEntry.final_at,
        LedgerEntry.reverses_id,
    )
    after = 0
    while True:
        rows = session().execute(
            select(*columns).where(LedgerEntry.id > after).order_by(LedgerEntry.id).limit(10 * _AT_ONCE)
        )
        page = rows.all()
        if not page:
            return
        yield from page
        after = page[-1].id


def _badges_of_facts() -> dict[Award, tuple[str, datetime]]:
    kinds = [event.kind() for event in (BadgeEarned, BadgeGiven, BadgeWithdrawn, PointsReset)]
    found: dict[Award, tuple[str, datetime]] = {}
    rows = session().execute(
        select(FactRow.kind, FactRow.subject_id, FactRow.payload, FactRow.at)
        .where(FactRow.kind.in_(kinds))
        .order_by(FactRow.id)
    )
    for row in rows:
        badge = row.payload.get("badge", "")
        if row.kind == PointsReset.kind():
            _forget(found, row.subject_id)
        elif row.kind == BadgeWithdrawn.kind():
            _forget(found, row.subject_id, badge)
        else:
            award = (row.subject_id, badge, row.payload.get("item", ""))
            found.setdefault(award, (row.payload.get("title", ""), row.at))
    return found


def _forget(found: dict[Award, Any], person: int, badge: str | None = None) -> None:
    for award in [one for one in found if one[0] == person and badge in (None, one[1])]:
        del found[award]


def prove() -> Proof:
    """Compare what is stored with what follows, and remember that it was done. Settles first what has become final."""
    now = clock.now()
    with clock.at(now):
        settle_final_lines()
    proof = compare(now)
    with transaction():
        record(
            GameProved(people=proof.people, lines=proof.lines, badges=proof.badges, differences=len(proof.wrong)), None
        )
    return proof


def prove_as_a_chore() -> int:
    """Prove it once a day; there is no more to do afterwards."""
    prove()
    return 0


def compare(now: datetime) -> Proof:
    """Compare what is stored with what follows at a moment."""
    derived = derive(now)
    people = session().execute(select(User.id, User.handle, User.reputation, User.level, User.is_imported)).all()
    handles = {row.id: row.handle for row in people}
    paused = rights_paused(now)
    wrong = [one for row in people for one in _wrong_with(row, derived, now, is_paused=row.id in paused)]
    wrong += _wrong_boards(derived, handles, now)
    wrong += [Mismatch(who, handles.get(who, ""), what, has, due) for who, what, has, due in wrong_runs(derived.quests)]
    wrong += _wrong_pools()
    stored = {
        (row.user_id, row.badge, row.item)
        for row in session().execute(
            select(BadgeAward.user_id, BadgeAward.badge, BadgeAward.item)
            .join(User, User.id == BadgeAward.user_id)
            .where(User.is_imported.is_(False))
        )
    }
    for person, badge, item in sorted(stored ^ derived.badges.keys()):
        has = (person, badge, item) in stored
        wrong.append(Mismatch(person, handles.get(person, ""), f"badge {badge} {item}".strip(), has, not has))
    return Proof(len(people), derived.lines, len(derived.badges), wrong)


def _wrong_with(row: Any, derived: Derived, now: datetime, *, is_paused: bool) -> Iterator[Mismatch]:
    total = derived.reputation[row.id]
    if row.is_imported:
        start = rules_of("stackexchange", now).start
        expected = max(0, total + start) if row.id in derived.reputation else row.reputation
    else:
        expected = max(0, total)
    level = 1 if is_paused else level_at(expected).number
    if row.reputation != expected:
        yield Mismatch(row.id, row.handle, "reputation", row.reputation, expected)
    if row.level != level:
        yield Mismatch(row.id, row.handle, "level", row.level, level)


def _wrong_boards(derived: Derived, handles: Mapping[int, str], now: datetime) -> Iterator[Mismatch]:
    for period in (month(now), season(now)):
        yield from _wrong_board(period, derived.boards[period.name], handles, now)


def _wrong_board(period: Period, summed: Counter[int], handles: Mapping[int, str], now: datetime) -> Iterator[Mismatch]:
    shown = points_in(period, now)
    for person in sorted(shown.keys() | summed.keys()):
        if shown.get(person, 0) != summed[person]:
            yield Mismatch(person, handles.get(person, ""), period.name, shown.get(person, 0), summed[person])


def _spent_of_pools() -> Counter[tuple[str, str]]:
    """What boosts took from each pool: an open one all of itself, an ended one what it paid."""
    found: Counter[tuple[str, str]] = Counter()
    rows = session().execute(select(Boost.owner, Boost.season, Boost.state, Boost.points, Boost.paid))
    for row in rows:
        found[row.owner, row.season] += row.points if row.state is BoostState.OPEN else row.paid
    return found


def _wrong_pools() -> Iterator[Mismatch]:
    spent = _spent_of_pools()
    for row in session().execute(select(BoostPool.owner, BoostPool.season, BoostPool.spent).order_by(BoostPool.owner)):
        if row.spent != spent[row.owner, row.season]:
            yield Mismatch(0, row.owner, f"pool of {row.season}", row.spent, spent[row.owner, row.season])


def rebuild(people: Iterable[int] | None = None) -> int:
    """Throw away what follows from facts and ledger, and make it again. Returns how many people that were."""
    now = clock.now()
    with clock.at(now):
        settle_final_lines()
    derived = derive(now)
    wanted = select(User.id).where(User.is_imported.is_(False)).order_by(User.id)
    chosen = list(people) if people is not None else list(session().scalars(wanted))
    for start in range(0, len(chosen), _AT_ONCE):
        with transaction():
            _write(chosen[start : start + _AT_ONCE], derived)
    if people is None:
        with transaction():
            _write_pools()
    return len(chosen)


def _write_pools() -> None:
    held = select(BoostPool).order_by(BoostPool.owner, BoostPool.season).with_for_update()
    pools = session().scalars(held.execution_options(populate_existing=True)).all()
    spent = _spent_of_pools()
    for pool in pools:
        pool.spent = spent[pool.owner, pool.season]


def _write(people: Sequence[int], derived: Derived) -> None:
    totals = {person: max(0, derived.reputation[person]) for person in people}
    paused = rights_paused(clock.now())
    levels = {person: 1 if person in paused else level_at(total).number for person, total in totals.items()}
    session().execute(
        update(User),
        [{"id": person, "reputation": totals[person], "level": levels[person]} for person in people],
    )
    session().execute(delete(BadgeAward).where(BadgeAward.user_id.in_(people)))
    chosen = set(people)
    rows = [
        {"user_id": person, "badge": badge, "item": item, "title": title, "at": at}
        for (person, badge, item), (title, at) in derived.badges.items()
        if person in chosen
    ]
    if rows:
        session().execute(insert(BadgeAward), rows)
    write_runs(people, derived.quests)

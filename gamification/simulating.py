"""What other rules would have done: the outcomes of the last days, settled once more under both rule sets."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select

from gamification.engine.entries import Reason
from gamification.engine.events import Circumstance, Credit, Event, EventKind, Happening, Reversal
from gamification.engine.loading import parse_rules
from gamification.engine.memory import RememberingState
from gamification.engine.points import score
from gamification.engine.rules import Rules
from gamification.models import LedgerEntry
from gamification.versions import DEFAULT, rules_at
from portal.core import clock
from portal.core.db import session
from portal.core.levels import level_at


@dataclass(frozen=True)
class Row:
    """An event under both rule sets: how often, and what it came to."""

    says: str
    times: int
    before: int
    after: int


@dataclass
class Simulation:
    """What a changed file would have done."""

    days: int
    rows: list[Row] = field(default_factory=list)
    more: int = 0
    less: int = 0
    same: int = 0
    levels_up: int = 0
    levels_down: int = 0
    unknown: int = 0

    @property
    def before(self) -> int:
        """All points under the rules in force."""
        return sum(row.before for row in self.rows)

    @property
    def after(self) -> int:
        """All points under the other ones."""
        return sum(row.after for row in self.rows)

    def in_words(self) -> Iterator[str]:
        """The table, line by line."""
        yield f"The last {self.days} days, settled again:"
        yield f"  {'times':>7} {'now':>8} {'then':>8} {'change':>8}  event"
        for row in self.rows:
            yield f"  {row.times:>7} {row.before:>8} {row.after:>8} {row.after - row.before:>+8}  {row.says}"
        yield f"  {'':>7} {self.before:>8} {self.after:>8} {self.after - self.before:>+8}  all together"
        yield f"People with more: {self.more}, with less: {self.less}, with the same: {self.same}."
        yield f"Of what they earned in this time alone: {self.levels_up} a level higher, {self.levels_down} lower."
        if self.unknown:
            yield f"{self.unknown} outcomes of kinds that the file does not know would bring nothing."


def simulate(file: Path, days: int) -> Simulation:
    """Settle the last `days` under the rules in force and under those of `file`. Raises RulesError."""
    changed = parse_rules(file.read_text(encoding="utf-8"), file.name)
    return compare_rules(rules_at(clock.now()), changed, days)


def compare_rules(current: Rules, changed: Rules, days: int) -> Simulation:
    """Settle the last `days` under both rule sets."""
    happened = _happened(days)
    before, after = _settled(happened, current), _settled(happened, changed)
    found = Simulation(days)
    times = Counter(one.kind for one in happened if isinstance(one, Event))
    for kind, count in sorted(times.items()):
        says = changed.explain(kind, None) if kind in changed.events else current.explain(kind, None)
        found.rows.append(Row(says, count, before.by_kind[kind], after.by_kind[kind]))
        if kind not in changed.events:
            found.unknown += count
    for person in before.by_person.keys() | after.by_person.keys():
        then, now = before.by_person[person], after.by_person[person]
        found.more += now > then
        found.less += now < then
        found.same += now == then
        found.levels_up += level_at(max(0, now)).number > level_at(max(0, then)).number
        found.levels_down += level_at(max(0, now)).number < level_at(max(0, then)).number
    return found


@dataclass
class _Settled:
    by_kind: dict[EventKind, int] = field(default_factory=lambda: defaultdict(int))
    by_person: dict[int, int] = field(default_factory=lambda: defaultdict(int))


def _settled(happened: list[Happening], rules: Rules) -> _Settled:
    found = _Settled()
    known = [one for one in happened if not isinstance(one, Event) or one.kind in rules.events]
    for entry in score(known, rules, RememberingState(rules)):
        found.by_kind[entry.kind] += entry.reputation
        found.by_person[entry.receiver] += entry.reputation
    return found


def _happened(days: int) -> list[Happening]:
    since = clock.now() - timedelta(days=days)
    rows = session().scalars(
        select(LedgerEntry)
        .where(LedgerEntry.rule_set == DEFAULT, LedgerEntry.at >= since)
        .order_by(LedgerEntry.at, LedgerEntry.id)
    )
    happened: list[Happening] = []
    keys: dict[int, str] = {}
    for line in rows:
        if line.reverses_id is not None:
            if line.reverses_id in keys:
                happened.append(Reversal(line.key, keys[line.reverses_id], line.at))
            continue
        keys[line.id] = line.key
        happened.append(_event(line))
    return happened


def _event(line: LedgerEntry) -> Event:
    marks = frozenset[Circumstance]()
    if line.reason == Reason.CIRCUMSTANCE.value and line.rule in set(Circumstance):
        marks = frozenset({Circumstance(line.rule)})
    return Event(
        key=line.key,
        kind=EventKind(line.event),
        at=line.at,
        day=date.fromisoformat(line.day),
        receiver=line.user_id,
        giver=line.giver_id,
        item=line.item,
        credit=Credit(line.credit),
        amount=line.season_points or None,
        circumstances=marks,
    )

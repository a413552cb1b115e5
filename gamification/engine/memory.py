"""A state in memory, for replays and simulations."""

from collections import deque
from dataclasses import dataclass, field
from datetime import date, datetime

from gamification.engine.entries import Entry
from gamification.engine.rules import Gauge, Measure, Meter, Rules, Scope, Window

_Subject = tuple[int | None, int | None, str | None]


@dataclass(slots=True)
class _Counter:
    """What one gauge counted for one subject; of calendar days, only the latest."""

    total: int = 0
    day: date | None = None
    recent: deque[tuple[datetime, int]] = field(default_factory=deque)


class ForgetfulState:
    """Balances and counters, no lines: nothing can be taken back. Events must come in the order of time.

    Memory grows with the people and items of the rule set's limits, not with the events.
    """

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._balances: dict[int, int] = {}
        self._gauges = rules.gauges()
        self._counters: dict[tuple[str, _Subject], _Counter] = {}

    def balance(self, person: int) -> int:
        return self._balances.get(person, self._rules.start)

    def balances(self) -> dict[int, int]:
        """Of everybody who has a line."""
        return dict(self._balances)

    def used(self, meter: Meter) -> int:
        counter = self._counters.get((meter.gauge, (meter.receiver, meter.giver, meter.item)))
        if counter is None or (meter.day is not None and counter.day != meter.day):
            return 0
        if meter.since is not None:
            return sum(amount for at, amount in counter.recent if at > meter.since)
        return counter.total

    def line(self, key: str) -> Entry | None:
        raise NotImplementedError(f"this state keeps no lines to find {key} among")

    def add(self, entry: Entry) -> None:
        self._pay(entry)
        for gauge, counter, amount in self._touched(entry):
            _count(gauge, counter, entry, amount)

    def _pay(self, entry: Entry) -> None:
        self._balances[entry.receiver] = self.balance(entry.receiver) + entry.reputation

    def _touched(self, entry: Entry) -> list[tuple[Gauge, _Counter, int]]:
        touched = []
        for gauge in self._gauges:
            amount = _amount(gauge.measure, entry)
            subject = _subject(gauge, entry)
            if amount and subject and gauge.counts(entry.kind, entry.credit):
                counter = self._counters.setdefault((gauge.id, subject), _Counter())
                touched.append((gauge, counter, amount))
        return touched


class RememberingState(ForgetfulState):
    """The same with every line, so that events can be taken back."""

    def __init__(self, rules: Rules) -> None:
        super().__init__(rules)
        self._lines: dict[str, Entry] = {}

    def line(self, key: str) -> Entry | None:
        return self._lines.get(key)

    def add(self, entry: Entry) -> None:
        if entry.reverses is None:
            self._lines[entry.key] = entry
            super().add(entry)
            return
        self._pay(entry)
        original = self._lines.pop(entry.reverses)
        for gauge, counter, amount in self._touched(original):
            _uncount(gauge, counter, original, amount)


def _count(gauge: Gauge, counter: _Counter, entry: Entry, amount: int) -> None:
    if (reach := gauge.remembers) is not None:
        counter.recent.append((entry.at, amount))
        while entry.at - counter.recent[0][0] >= reach:
            counter.recent.popleft()
    elif gauge.window is Window.DAY and counter.day != entry.day:
        counter.day, counter.total = entry.day, amount
    else:
        counter.total += amount


def _uncount(gauge: Gauge, counter: _Counter, original: Entry, amount: int) -> None:
    if gauge.remembers is not None:
        if (original.at, amount) in counter.recent:
            counter.recent.remove((original.at, amount))
    elif gauge.window is Window.EVER or counter.day == original.day:
        # what was counted against an earlier day frees nothing today
        counter.total -= amount


def _amount(measure: Measure, entry: Entry) -> int:
    if measure is Measure.REPUTATION:
        return entry.reputation
    if measure is Measure.SEASON_POINTS:
        return entry.season
    return 1 if measure is Measure.EVENTS or entry.is_paid else 0


def _subject(gauge: Gauge, entry: Entry) -> _Subject | None:
    if (Scope.GIVER in gauge.per and entry.giver is None) or (Scope.ITEM in gauge.per and entry.item is None):
        return None
    return (
        entry.receiver if Scope.RECEIVER in gauge.per else None,
        entry.giver if Scope.GIVER in gauge.per else None,
        entry.item if Scope.ITEM in gauge.per else None,
    )

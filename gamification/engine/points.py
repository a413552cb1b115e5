"""What an event pays. Pure: everything remembered is asked of the `State`, so that a ledger in a database and
a replay in memory decide alike.

The order is fixed: one's own is worth nothing; then circumstances; then limits of number; then the damping of
pairs; then limits of points, each leaving what is still free under it; then the floor. A line that pays
nothing is still a line: what was helped stays counted.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Protocol

from gamification.engine.entries import Entry, Reason
from gamification.engine.events import Event, EventKind, Happening, Reversal
from gamification.engine.rules import EventRule, Measure, Meter, Pay, Rules

POINTS = (Measure.REPUTATION, Measure.SEASON_POINTS)
"""The measures of which a limit leaves a part; of the others it leaves all or nothing."""


class State(Protocol):
    """What was paid before, as the engine needs to know it."""

    def balance(self, person: int) -> int:
        """The person's reputation now, pending lines included."""
        ...

    def used(self, meter: Meter) -> int:
        """How much is on the lines that match."""
        ...

    def line(self, key: str) -> Entry | None:
        """The line of an event, if it was written and nothing has taken it back."""
        ...


class UnknownEventError(Exception):
    """The rule set says nothing about this kind of event."""

    def __init__(self, kind: EventKind, rules: Rules) -> None:
        super().__init__(f"the rule set {rules.name} knows no event {kind}")


def decide(event: Event, rules: Rules, state: State) -> Entry:
    """The line to write for an event. Raises `UnknownEventError`."""
    rule = rules.events.get(event.kind)
    if rule is None:
        raise UnknownEventError(event.kind, rules)
    due = rule.pay_for(event, rules.known_on)
    entry = Entry(
        key=event.key,
        kind=event.kind,
        at=event.at,
        final_at=event.at + rules.pending,
        day=event.day,
        receiver=event.receiver,
        giver=event.giver,
        item=event.item,
        credit=event.credit,
        reputation=due.reputation,
        season=due.season,
        due=due.reputation,
        reason=Reason.PAID,
    )
    entry = _refused(entry, event, rule, state) or _reduced(entry, event, rules, state)
    entry = _above_floor(entry, rules, state)
    return replace(entry, held=_held(entry, event, rule, rules, state), alert=_is_alarming(entry, event, rules, state))


def take_back(reversal: Reversal, rules: Rules, state: State) -> Entry | None:
    """The counter-line of what was really paid, also of nothing; None if there is no such line (any more)."""
    original = state.line(reversal.of)
    if original is None:
        return None
    entry = replace(
        original,
        key=reversal.key,
        at=reversal.at,
        # what is not final yet falls away with its original; what is final stops counting at once
        final_at=max(original.final_at, reversal.at),
        reputation=-original.reputation,
        season=-original.season,
        due=-original.due,
        reason=Reason.REVERSAL,
        rule=None,
        reverses=original.key,
        held=None,
        alert=False,
    )
    return _above_floor(entry, rules, state)


def score(happenings: Iterable[Happening], rules: Rules, state: "WritableState") -> Iterator[Entry]:
    """The lines of events that come in the order of time; `state` learns of each as it is given out."""
    for happening in happenings:
        if isinstance(happening, Event):
            entry: Entry | None = decide(happening, rules, state)
        else:
            entry = take_back(happening, rules, state)
        if entry is not None:
            state.add(entry)
            yield entry


class WritableState(State, Protocol):
    def add(self, entry: Entry) -> None:
        """Remember a line."""
        ...


def _refused(entry: Entry, event: Event, rule: EventRule, state: State) -> Entry | None:
    if event.giver is not None and event.giver == event.receiver:
        return _reduced_to(entry, Pay(0, 0), Reason.OWN, None)
    for gate in rule.gates:
        if gate.circumstance not in event.circumstances:
            continue
        meter = gate.gauge.meter(event) if gate.gauge else None
        if meter is None or state.used(meter) < gate.first:
            return _reduced_to(entry, Pay(0, 0), Reason.CIRCUMSTANCE, gate.circumstance)
    return None


def _reduced(entry: Entry, event: Event, rules: Rules, state: State) -> Entry:
    limits = [limit for limit in rules.limits if limit.gauge.counts(event.kind, event.credit)]
    for limit in limits:
        meter = limit.gauge.meter(event)
        if limit.gauge.measure not in POINTS and meter and state.used(meter) >= limit.most:
            return _reduced_to(entry, Pay(0, 0), Reason.LIMIT, limit.gauge.id)
    entry = _damped(entry, event, rules, state)
    for limit in limits:
        meter = limit.gauge.meter(event)
        if limit.gauge.measure not in POINTS or meter is None:
            continue
        free = max(0, limit.most - state.used(meter))
        if limit.gauge.measure is Measure.REPUTATION and entry.reputation > 0 and free < entry.reputation:
            season = entry.season * free // entry.reputation
            entry = _reduced_to(entry, Pay(free, season), Reason.LIMIT, limit.gauge.id)
        if limit.gauge.measure is Measure.SEASON_POINTS and free < entry.season:
            entry = _reduced_to(entry, Pay(entry.reputation, free), Reason.LIMIT, limit.gauge.id)
    return entry


def _damped(entry: Entry, event: Event, rules: Rules, state: State) -> Entry:
    damping = rules.damping
    if damping is None or event.kind not in damping.damps:
        return entry
    meter = damping.gauge.meter(event)
    percent = damping.percent(state.used(meter)) if meter else 100
    if percent == 100:
        return entry
    pay = Pay(entry.reputation * percent // 100, entry.season * percent // 100)
    return _reduced_to(entry, pay, Reason.PAIR, damping.gauge.id)


def _above_floor(entry: Entry, rules: Rules, state: State) -> Entry:
    lowest = rules.floor - state.balance(entry.receiver)
    if entry.reputation >= 0 or entry.reputation >= lowest:
        return entry
    return replace(entry, reputation=min(0, lowest), reason=Reason.FLOOR)


def _held(entry: Entry, event: Event, rule: EventRule, rules: Rules, state: State) -> str | None:
    if not entry.is_paid:
        return None
    if doubts := rule.held_if & event.circumstances:
        return min(doubts)
    for watch in rules.watches:
        meter = watch.gauge.meter(event) if watch.gauge.counts(event.kind, event.credit) else None
        if meter is not None and state.used(meter) >= watch.most:
            return watch.gauge.id
    return None


def _is_alarming(entry: Entry, event: Event, rules: Rules, state: State) -> bool:
    if rules.alert is None or entry.reputation <= 0:
        return False
    meter = rules.alert.gauge.meter(event)
    before = state.used(meter) if meter else 0
    return before <= rules.alert.most < before + entry.reputation


def _reduced_to(entry: Entry, pay: Pay, reason: Reason, rule: str | None) -> Entry:
    return replace(entry, reputation=pay.reputation, season=pay.season, reason=reason, rule=rule)

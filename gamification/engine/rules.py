"""A rule set as values: what each event pays, which limits hold, and what there is to know to apply them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from gamification.engine.badges import BadgeRule
from gamification.engine.calendar import LONGEST_QUARTER, MOMENT, quarter_start
from gamification.engine.events import Circumstance, Credit, Event, EventKind

EARLIER = "what came before"
"""The sentence behind a line of a kind that these rules do not know."""


class Scope(StrEnum):
    """What a limit is counted for; several together count for their combination."""

    RECEIVER = "receiver"
    GIVER = "giver"
    ITEM = "item"


class Measure(StrEnum):
    """What is counted."""

    REPUTATION = "reputation"
    """Points paid."""
    SEASON_POINTS = "season_points"
    """Season points paid."""
    TIMES = "times"
    """Lines that paid anything."""
    EVENTS = "events"
    """Lines, paid or not."""


class Window(StrEnum):
    """Over what time."""

    EVER = "ever"
    DAY = "day"
    """The receiver's calendar day."""
    ROLLING = "rolling"
    """A number of days back from the event."""
    SEASON = "season"
    """The quarter of the event."""


@dataclass(frozen=True, slots=True)
class Meter:
    """A question to the ledger: how much of `measure` is on the lines that match all that is given here.

    None matches everything: lines of `kinds` with this `credit`, for this receiver, giver and item, counted
    against `day`, or written after `since`. Lines that were taken back do not match, nor do their
    counter-lines.
    """

    gauge: str
    measure: Measure
    kinds: frozenset[EventKind]
    credit: Credit | None
    receiver: int | None
    giver: int | None
    item: str | None
    day: date | None
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Gauge:
    """Something the engine counts: which lines, for whom, over what time."""

    id: str
    measure: Measure
    kinds: frozenset[EventKind]
    per: frozenset[Scope]
    window: Window
    days: int = 0
    """For a rolling window."""
    credit: Credit | None = None

    @property
    def remembers(self) -> timedelta | None:
        """How far back its window reaches at most; None for those that do not look back."""
        if self.window is Window.SEASON:
            return LONGEST_QUARTER
        return timedelta(days=self.days) if self.window is Window.ROLLING else None

    def counts(self, kind: EventKind, credit: Credit) -> bool:
        return kind in self.kinds and self.credit in (None, credit)

    def meter(self, event: Event) -> Meter | None:
        """What to ask before an event is decided; None where it lacks what the gauge is counted for."""
        if (Scope.GIVER in self.per and event.giver is None) or (Scope.ITEM in self.per and event.item is None):
            return None
        return Meter(
            gauge=self.id,
            measure=self.measure,
            kinds=self.kinds,
            credit=self.credit,
            receiver=event.receiver if Scope.RECEIVER in self.per else None,
            giver=event.giver if Scope.GIVER in self.per else None,
            item=event.item if Scope.ITEM in self.per else None,
            day=event.day if self.window is Window.DAY else None,
            since=self._since(event.at),
        )

    def _since(self, at: datetime) -> datetime | None:
        if self.window is Window.SEASON:
            return quarter_start(at) - MOMENT
        return at - timedelta(days=self.days) if self.window is Window.ROLLING else None


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so much."""

    gauge: Gauge
    most: int
    says: str


@dataclass(frozen=True, slots=True)
class Damping:
    """The same giver and receiver: the first so many in full, then a share, then nothing."""

    gauge: Gauge
    damps: frozenset[EventKind]
    steps: tuple[tuple[int, int], ...]
    """Pairs of a count and a percentage: up to the count-th time, this share is paid."""
    says: str

    def percent(self, earlier: int) -> int:
        """The share of the next payment after so many earlier ones."""
        return next((percent for upto, percent in self.steps if earlier < upto), 0)


@dataclass(frozen=True, slots=True)
class Gate:
    """Under a circumstance, the first so many are not paid; `None`: none ever is."""

    circumstance: Circumstance
    gauge: Gauge | None = None
    first: int = 0


@dataclass(frozen=True, slots=True)
class Pay:
    reputation: int
    season: int


@dataclass(frozen=True, slots=True)
class Change:
    """From a day on, an event pays something else; `past_too`: from then on earlier ones pay it as well."""

    since: date
    pay: Pay
    past_too: bool


@dataclass(frozen=True, slots=True)
class EventRule:
    kind: EventKind
    says: str
    """Completes "+15, …": what the ledger shows the person."""
    pay: Mapping[Credit, Pay]
    changes: tuple[Change, ...] = ()
    carries: int = 0
    """+1 or -1 where the event brings its own amount, to be added or taken away."""
    carries_season: bool = False
    """The amount it brings is of season points alone."""
    exempt: bool = False
    """Limits that name no events leave it alone."""
    gates: tuple[Gate, ...] = ()
    held_if: frozenset[Circumstance] = frozenset()
    """Under these it is written, and does not count until a person has looked."""
    until: date | None = None
    """From this day on it pays nothing."""

    @property
    def lead(self) -> Pay:
        """What it pays at first, to whom it is mainly due."""
        return self.pay.get(Credit.LEAD, Pay(0, 0))

    def pay_for(self, event: Event, known_on: date | None) -> Pay:
        """What the event is worth before anything reduces it; `known_on` as in `Rules.known_on`."""
        if self.until is not None and event.at.date() >= self.until:
            return Pay(0, 0)
        if self.carries_season:
            return Pay(0, event.amount or 0)
        if self.carries:
            return Pay(self.carries * (event.amount or 0), 0)
        pay = self.pay.get(event.credit, Pay(0, 0))
        for change in self.changes:
            known = known_on is None or change.since <= known_on
            if event.credit is Credit.LEAD and (change.since <= event.at.date() or (change.past_too and known)):
                pay = change.pay
        return pay


@dataclass(frozen=True, slots=True)
class Level:
    number: int
    name: str
    reputation: int
    """From this on."""


@dataclass(frozen=True, slots=True)
class Rules:
    """A whole rule set. Made by `gamification.engine.loading`, which has checked it."""

    name: str
    says: str
    start: int
    """Reputation of somebody without a line."""
    floor: int
    pending: timedelta
    events: Mapping[EventKind, EventRule]
    limits: tuple[Limit, ...] = ()
    watches: tuple[Limit, ...] = ()
    """Beyond so much, a line does not count until a person has looked."""
    notice: timedelta = timedelta(0)
    """How long before it holds a change is announced."""
    damping: Damping | None = None
    alert: Limit | None = None
    levels: tuple[Level, ...] = ()
    badges: tuple[BadgeRule, ...] = ()
    circumstances: Mapping[str, str] = field(default_factory=dict)
    """The sentence behind a line that a circumstance left unpaid."""
    known_on: date | None = None
    """The last day of which the events are known; changes decided after it have not happened. None: today."""

    def as_of(self, day: date) -> "Rules":
        """The rules as they were applied on a day, for a site whose events end there."""
        return replace(self, known_on=day)

    def gauges(self) -> tuple[Gauge, ...]:
        """Everything a state has to count."""
        gates = [gate.gauge for rule in self.events.values() for gate in rule.gates if gate.gauge]
        damping = [self.damping.gauge] if self.damping else []
        alert = [self.alert.gauge] if self.alert else []
        return (*(limit.gauge for limit in (*self.limits, *self.watches)), *gates, *damping, *alert)

    def explain(self, kind: EventKind, rule: str | None) -> str:
        """The sentence behind a line's kind, or, where something reduced it, behind that."""
        sentences = {**self.circumstances, **{limit.gauge.id: limit.says for limit in self.limits}}
        if self.damping:
            sentences[self.damping.gauge.id] = self.damping.says
        if rule is not None and rule in sentences:
            return sentences[rule]
        return self.events[kind].says if kind in self.events else EARLIER

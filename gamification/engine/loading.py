"""Reads a rule set from its file and checks it; what it gives back can be relied on.

Everything a rule set may say is here and in `rules/*.toml`; a word that is not known is an error, never
ignored.
"""

import tomllib
from datetime import timedelta
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from gamification.engine.badges import BadgeRule, Fact, Subject, Tier
from gamification.engine.events import BadgeId, Circumstance, Credit, EventKind
from gamification.engine.places import Places
from gamification.engine.rules import (
    Change,
    Damping,
    EventRule,
    Gate,
    Gauge,
    Level,
    Limit,
    Measure,
    Pay,
    Rules,
    Scope,
    Window,
)
from gamification.engine.section import RulesError, Section

__all__ = ["RulesError", "load_rules", "read_rules", "rule_sets"]

_LEAST = -(10**6)


def rule_sets() -> list[str]:
    """The names of the rule sets there are."""
    return sorted(file.name.removesuffix(".toml") for file in _folder().iterdir() if file.name.endswith(".toml"))


@cache
def load_rules(name: str) -> Rules:
    """The rule set of this name; raises `RulesError` if there is none or it is not right."""
    if name not in rule_sets():
        raise RulesError(f"there is no rule set {name}; there are {', '.join(rule_sets())}")
    return read_rules(_folder() / f"{name}.toml")


def read_rules(file: Traversable) -> Rules:
    """A rule set from any file; raises `RulesError`."""
    return parse_rules(file.read_text(encoding="utf-8"), file.name)


def rules_text(name: str) -> str:
    """The file of this rule set, as it is written."""
    return (_folder() / f"{name}.toml").read_text(encoding="utf-8")


def parse_rules(text: str, called: str) -> Rules:
    """A rule set from its text; `called` is what an error names it. Raises `RulesError`."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RulesError(f"{called}: {error}") from None
    top = Section(called, Places(text), (), values)
    rules = _rules(top)
    top.end()
    return rules


def _folder() -> Traversable:
    return resources.files("gamification") / "rules"


def _rules(top: Section) -> Rules:
    events = _events(top.section("events"))
    limits = tuple(_limit(section, events) for section in top.sections("limits"))
    watches = tuple(_limit(section, events) for section in top.sections("watches"))
    _check_once(top, [limit.gauge.id for limit in (*limits, *watches)])
    start = top.number("start", least=0)
    rules = Rules(
        name=top.text("name"),
        says=top.text("says"),
        start=start,
        floor=top.number("floor", least=0),
        pending=timedelta(hours=top.number("pending_hours", least=0)),
        events=events,
        limits=limits,
        watches=watches,
        notice=timedelta(days=top.number("notice_days", least=0, otherwise=14)),
        damping=_damping(top.section("pair"), events) if top.has("pair") else None,
        alert=_alert(top, events) if top.has("alert_above") else None,
        levels=_levels(top),
        badges=tuple(_badges(top.section("badges"))),
        circumstances=_circumstances(top.section("circumstances")),
    )
    if rules.start < rules.floor:
        raise top.error("start", f"should be at least the floor, {rules.floor}")
    return rules


def _circumstances(section: Section) -> dict[str, str]:
    sentences = {one.value: section.text(one.value) for one in Circumstance if section.has(one.value)}
    section.end()
    return sentences


def _events(section: Section) -> dict[EventKind, EventRule]:
    if not section.names():
        raise section.error(None, "should name at least one event")
    return {EventKind(kind): _event(EventKind(kind), section.section(kind)) for kind in section.names()}


def _event(kind: EventKind, section: Section) -> EventRule:
    carries = 0
    pay = {}
    if section.has("carries"):
        carries = section.number("carries", least=-1)
        if carries not in (-1, 1):
            raise section.error("carries", "should be 1, to add what the event brings, or -1, to take it away")
    elif section.truth("carries_season"):
        pass
    else:
        pay[Credit.LEAD] = _pay(section)
    for credit in (Credit.CO_AUTHOR, Credit.EDITOR):
        if section.has(credit):
            part = section.section(credit)
            pay[credit] = _pay(part)
            part.end()
    rule = EventRule(
        kind=kind,
        says=section.text("says"),
        pay=pay,
        changes=tuple(_changes(section)),
        carries=carries,
        carries_season=section.truth("carries_season"),
        exempt=section.truth("exempt"),
        gates=tuple(_gates(kind, section)),
        held_if=section.choices("held_if", Circumstance),
        until=section.day("until") if section.has("until") else None,
    )
    section.end()
    return rule


def _pay(section: Section) -> Pay:
    return Pay(section.number("reputation", least=_LEAST), section.number("season", least=_LEAST, otherwise=0))


def _changes(section: Section) -> list[Change]:
    changes = []
    for part in section.sections("changes"):
        changes.append(Change(part.day("since"), _pay(part), part.truth("past_too")))
        part.end()
    if changes != sorted(changes, key=lambda change: change.since):
        raise section.error("changes", "should be in the order of their days")
    return changes


def _gates(kind: EventKind, section: Section) -> list[Gate]:
    gates = [Gate(circumstance) for circumstance in sorted(section.choices("never_if", Circumstance))]
    first = section.section("first_unpaid_if")
    for key in first.names():
        if key not in set(Circumstance):
            raise first.error(key, f"should be one of {', '.join(Circumstance)}")
        gauge = Gauge(
            id=f"{kind}.{key}",
            measure=Measure.EVENTS,
            kinds=frozenset({kind}),
            per=frozenset({Scope.ITEM}),
            window=Window.EVER,
            credit=Credit.LEAD,
        )
        gates.append(Gate(Circumstance(key), gauge, first.number(key, least=1)))
    return gates


def _limit(section: Section, events: dict[EventKind, EventRule]) -> Limit:
    measures = [one for one in (Measure.REPUTATION, Measure.SEASON_POINTS, Measure.TIMES) if section.has(one)]
    if len(measures) != 1:
        raise section.error(None, "should limit either reputation or times")
    per = section.texts("per")
    window = _window(section, per)
    scopes = frozenset(_scope(section, name) for name in per if name not in _SPANS)
    if not scopes or (window is Window.DAY and Scope.RECEIVER not in scopes):
        raise section.error("per", "should say for whom it counts: receiver, giver, item; with a day, the receiver")
    gauge = Gauge(
        id=section.text("id"),
        measure=measures[0],
        kinds=_kinds(section, "events", events) or _not_exempt(events),
        per=scopes,
        window=window,
        days=section.number("within_days", least=1) if window is Window.ROLLING else 0,
        credit=section.choice("credit", Credit) if section.has("credit") else None,
    )
    limit = Limit(gauge, section.number(measures[0], least=1), section.text("says"))
    section.end()
    return limit


_SPANS = {"day": Window.DAY, "season": Window.SEASON}


def _window(section: Section, per: list[str]) -> Window:
    named = [_SPANS[name] for name in per if name in _SPANS]
    rolling = [Window.ROLLING] if section.has("within_days") else []
    if len(named) > 1:
        raise section.error("per", "should name a day or a season, not both")
    if named and rolling:
        raise section.error("within_days", f"cannot be given for a limit per {named[0].value}")
    return [*named, *rolling, Window.EVER][0]


def _scope(section: Section, name: str) -> Scope:
    if name not in set(Scope):
        raise section.error("per", f"should name receiver, giver, item or day, not {name!r}")
    return Scope(name)


def _kinds(section: Section, key: str, events: dict[EventKind, EventRule]) -> frozenset[EventKind]:
    names = section.texts(key)
    for name in names:
        if name not in events:
            raise section.error(key, f"names {name}, which is no event of this rule set")
    return frozenset(EventKind(name) for name in names)


def _not_exempt(events: dict[EventKind, EventRule]) -> frozenset[EventKind]:
    return frozenset(kind for kind, rule in events.items() if not rule.exempt)


def _check_once(top: Section, ids: list[str]) -> None:
    for number, name in enumerate(ids):
        if name in ids[:number]:
            raise top.error("limits", f"has two limits called {name}")


def _damping(section: Section, events: dict[EventKind, EventRule]) -> Damping:
    counted = _kinds(section, "events", events)
    steps = []
    for part in section.sections("steps"):
        steps.append((part.number("upto", least=1), part.number("percent", least=0)))
        part.end()
    if not steps or steps != sorted(steps):
        raise section.error("steps", "should count upwards")
    gauge = Gauge(
        id="pair",
        measure=Measure.TIMES,
        kinds=counted,
        per=frozenset({Scope.RECEIVER, Scope.GIVER}),
        window=Window.ROLLING,
        days=section.number("within_days", least=1),
    )
    damps = counted | _kinds(section, "also_damps", events)
    damping = Damping(gauge, damps, tuple(steps), section.text("says"))
    section.end()
    return damping


def _alert(top: Section, events: dict[EventKind, EventRule]) -> Limit:
    gauge = Gauge(
        id="alert",
        measure=Measure.REPUTATION,
        kinds=frozenset(events),
        per=frozenset({Scope.RECEIVER}),
        window=Window.DAY,
    )
    return Limit(gauge, top.number("alert_above", least=1), "more in a day than is usual")


def _levels(top: Section) -> tuple[Level, ...]:
    levels = []
    for number, part in enumerate(top.sections("levels"), start=1):
        levels.append(Level(number, part.text("name"), part.number("reputation", least=0)))
        part.end()
    thresholds = [level.reputation for level in levels]
    if thresholds and (thresholds[0] != 0 or thresholds != sorted(set(thresholds))):
        raise top.error("levels", "should begin at 0 and rise")
    return tuple(levels)


def _badges(section: Section) -> list[BadgeRule]:
    badges = []
    for name in section.names():
        part = section.section(name)
        facts = part.section("at_least")
        at_least = {}
        for key in facts.names():
            if key not in set(Fact):
                raise facts.error(key, f"should be one of {', '.join(Fact)}")
            at_least[Fact(key)] = facts.number(key, least=1)
        if not at_least:
            raise part.error("at_least", "should ask for something")
        badge = BadgeRule(
            id=BadgeId(name),
            name=part.text("name"),
            tier=part.choice("tier", Tier),
            says=part.text("says"),
            subject=part.choice("for", Subject),
            at_least=at_least,
            repeatable=part.truth("for_each"),
        )
        part.end()
        badges.append(badge)
    return badges

"""A company of 2,000 people over a year: honest help, and farming mixed in; how much of each the watch holds, and when.

The rules, limits and watch are those of the portal; the watch looks once a night, though the portal looks every ten
minutes. A person decides two days later and is never wrong. `--seed` plays another year.
"""

import argparse
import json
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console
from rich.table import Table

from gamification.engine.entries import Entry
from gamification.engine.events import Circumstance, Event, EventKind, Reversal
from gamification.engine.loading import load_rules
from gamification.engine.memory import RememberingState
from gamification.engine.points import decide, take_back
from gamification.fairplay.graph import Gift
from gamification.fairplay.watch import suspicions
from gamification.numbers import numbers
from tools.farmers import Act, Scheme, farm, helpers_of

ROOT = Path(__file__).resolve().parent.parent
START = datetime(2025, 1, 1, tzinfo=UTC)
DAYS = 365
DECIDED_AFTER = timedelta(days=2)
HELD_WITHIN = timedelta(days=1, hours=1)
LEAST_FARMED_HELD, MOST_HONEST_HELD = 0.95, 0.02


@dataclass
class Year:
    """The people, and everything that happened, in the order of time."""

    people: int
    teams: dict[int, int | None]
    acts: list[Act]
    schemes: list[Scheme]


def imagine(people: int, chance: random.Random) -> Year:
    """A year: every person asks a few times; some help; a few farm."""
    sizes = [chance.choice((8, 15, 30, 60, 120, 200)) for _ in range(60)]
    teams: dict[int, int | None] = {}
    for team, size in enumerate(sizes):
        for _ in range(size):
            if len(teams) < people:
                teams[len(teams) + 1] = team
    for person in range(len(teams) + 1, people + 1):
        teams[person] = chance.randrange(len(sizes))
    acts = list(_honest(teams, chance))
    schemes = farm(teams, chance, START, DAYS)
    acts += [act for scheme in schemes for act in scheme.acts]
    acts.sort(key=lambda act: (act.at, act.item, act.event))
    return Year(people, teams, acts, schemes)


def _honest(teams: dict[int, int | None], chance: random.Random) -> Iterator[Act]:
    local, everywhere = helpers_of(teams, chance)
    numbers_of = range(len(teams) * 4)
    everybody = list(teams)
    for number in numbers_of:
        asker = chance.choice(everybody)
        asked = START + timedelta(days=chance.uniform(0, DAYS - 3), hours=chance.uniform(0, 8))
        team = teams[asker]
        nearby = [one for one in local[team] if one != asker]
        answerer = chance.choice(nearby) if nearby and chance.random() < 0.55 else chance.choice(everywhere)
        if answerer == asker:
            continue
        item = f"answer:{number}"
        answered = asked + timedelta(hours=chance.expovariate(1 / 9))
        if chance.random() < 0.6:
            doubt = chance.random() < 0.008
            yield Act(
                answered + timedelta(hours=chance.expovariate(1 / 12)),
                "answer_accepted",
                asker,
                answerer,
                item,
                in_doubt=doubt,
            )
        for event, mean in (("helpful_vote", 1.4), ("solved_it", 1.8)):
            for reader in _readers(teams, team, chance, mean):
                if reader not in (asker, answerer):
                    yield Act(answered + timedelta(days=chance.expovariate(1 / 8)), event, reader, answerer, item)
        for reader in _readers(teams, team, chance, 0.4):
            if reader != asker:
                yield Act(
                    asked + timedelta(days=chance.expovariate(1 / 4)), "me_too", reader, asker, f"question:{number}"
                )


def _readers(teams: dict[int, int | None], team: int | None, chance: random.Random, mean: float) -> Iterator[int]:
    colleagues = _members(teams)[team]
    count = min(12, int(chance.expovariate(1 / mean)))
    for _ in range(count):
        yield chance.choice(colleagues) if chance.random() < 0.5 else chance.randrange(1, len(teams) + 1)


_MEMBERS: dict[int, dict[int | None, list[int]]] = {}


def _members(teams: dict[int, int | None]) -> dict[int | None, list[int]]:
    if id(teams) not in _MEMBERS:
        found: dict[int | None, list[int]] = defaultdict(list)
        for person, team in teams.items():
            found[team].append(person)
        _MEMBERS[id(teams)] = found
    return _MEMBERS[id(teams)]


@dataclass
class Line:
    """A line of the imagined ledger, and what became of it."""

    entry: Entry
    act: Act
    held_at: datetime | None = None
    is_voided: bool = False


@dataclass
class Played:
    """The ledger of the year."""

    lines: list[Line] = field(default_factory=list)
    cases: Counter[str] = field(default_factory=Counter)
    wrong_cases: Counter[str] = field(default_factory=Counter)
    marked: list[frozenset[int]] = field(default_factory=list)


def play(year: Year) -> Played:
    """Settle the year day by day, and let the watch look every night."""
    rules = load_rules("default")
    state = RememberingState(rules)
    played = Played()
    farmed = {id(act) for scheme in year.schemes for act in scheme.acts}
    waiting: list[tuple[datetime, str, str, frozenset[int], bool]] = []
    honest_keys: set[str] = set()
    upcoming = iter(year.acts)
    act = next(upcoming, None)
    for day in range(1, DAYS + 8):
        night = START + timedelta(days=day)
        while act is not None and act.at < night:
            event = _event(act, len(played.lines))
            entry = decide(event, rules, state)
            state.add(entry)
            line = Line(entry, act, held_at=act.at if entry.held else None)
            played.lines.append(line)
            act = next(upcoming, None)
        _look(played, year, night, farmed, honest_keys, waiting)
        for due in [one for one in waiting if one[0] <= night]:
            waiting.remove(due)
            _decide(due, played, state, rules, farmed, honest_keys, night)
    return played


def _event(act: Act, number: int) -> Event:
    marks = frozenset({Circumstance.IN_DOUBT}) if act.in_doubt else frozenset[Circumstance]()
    return Event(
        key=f"{number}",
        kind=EventKind(act.event),
        at=act.at,
        day=act.at.date(),
        receiver=act.receiver,
        giver=act.giver,
        item=act.item,
        circumstances=marks,
    )


def _look(played, year, night, farmed, honest_keys, waiting) -> None:  # type: ignore[no-untyped-def]
    since = night - timedelta(days=numbers().fair_play.days)
    gifts = [
        Gift(n, line.act.at, line.act.event, line.act.giver, line.act.receiver, line.entry.reputation, line.act.item)
        for n, line in enumerate(played.lines)
        if line.act.at >= since and line.entry.reputation > 0
    ]
    for suspicion in suspicions(gifts, year.teams, numbers().fair_play, night, played.marked):
        if suspicion.key in honest_keys:
            continue
        fresh = [gift for gift in suspicion.gifts if played.lines[gift.line].held_at is None]
        if not fresh:
            continue
        for gift in fresh:
            played.lines[gift.line].held_at = night
        points = Counter[bool]()
        for gift in suspicion.gifts:
            points[id(played.lines[gift.line].act) in farmed] += gift.points
        is_farming = points[True] >= points[False]
        if not any(one[2] == suspicion.key for one in waiting):
            played.cases[suspicion.rule] += 1
            played.wrong_cases[suspicion.rule] += not is_farming
            waiting.append((night + DECIDED_AFTER, suspicion.rule, suspicion.key, suspicion.people, is_farming))
            if suspicion.people not in played.marked:
                played.marked.append(suspicion.people)


def _decide(due, played, state, rules, farmed, honest_keys, night) -> None:  # type: ignore[no-untyped-def]
    _at, _rule, key, people, is_farming = due
    if not is_farming:
        honest_keys.add(key)
        played.marked.remove(people)
        return
    for line in played.lines:
        if line.held_at is None or line.is_voided or line.act.giver not in people or line.act.receiver not in people:
            continue
        if id(line.act) in farmed:
            line.is_voided = True
            counter = take_back(Reversal(f"{line.entry.key}!", line.entry.key, night), rules, state)
            if counter is not None:
                state.add(counter)


@dataclass
class Tally:
    """Points of one kind of farming."""

    schemes: int = 0
    farmed: int = 0
    after: int = 0
    in_time: int = 0
    ever: int = 0


def tally(year: Year, played: Played) -> tuple[dict[str, Tally], int, int]:
    """By kind of farming what was held in time; and of honest points, all and those ever held."""
    by_act = {id(line.act): line for line in played.lines}
    found: dict[str, Tally] = defaultdict(Tally)
    farmed: set[int] = set()
    for scheme in year.schemes:
        row = found[scheme.kind]
        row.schemes += 1
        lines = [by_act[id(act)] for act in scheme.acts if by_act[id(act)].entry.reputation > 0]
        farmed.update(id(act) for act in scheme.acts)
        done = scheme.completed([(line.act, line.entry.reputation) for line in lines])
        for line in lines:
            points = line.entry.reputation
            row.farmed += points
            row.ever += points if line.held_at is not None else 0
            if done is not None:
                row.after += points
                by = max(line.act.at, done) + HELD_WITHIN
                row.in_time += points if line.held_at is not None and line.held_at <= by else 0
    honest = [line for line in played.lines if id(line.act) not in farmed and line.entry.reputation > 0]
    held = sum(line.entry.reputation for line in honest if line.held_at is not None)
    return found, sum(line.entry.reputation for line in honest), held


def main(arguments: list[str]) -> int:
    """Play a year, print the table, and fail where the watch is worse than it has to be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args(arguments)
    began = time.process_time()
    year = imagine(options.people, random.Random(options.seed))
    played = play(year)
    found, honest, held = tally(year, played)
    _print(options, played, found, honest, held, time.process_time() - began)
    after = sum(row.after for row in found.values())
    share = sum(row.in_time for row in found.values()) / after if after else 1.0
    (ROOT / "bench-fairness.json").write_text(
        json.dumps({"seed": options.seed, "farmed_held_in_time": share, "honest_held": held / honest}, indent=2) + "\n"
    )
    return 0 if share >= LEAST_FARMED_HELD and held / honest < MOST_HONEST_HELD else 1


def _print(options, played, found, honest, held, seconds) -> None:  # type: ignore[no-untyped-def]
    console = Console(width=110)
    table = Table(title=f"{options.people:,} people, a year, seed {options.seed}: {len(played.lines):,} lines")
    for name in (
        "farming",
        "schemes",
        "points",
        "of schemes that completed",
        "held within a day",
        "share",
        "ever held",
    ):
        table.add_column(name, justify="left" if name == "farming" else "right")
    total = Tally()
    for kind, row in sorted(found.items()):
        _row(table, kind, row)
        for name in ("schemes", "farmed", "after", "in_time", "ever"):
            setattr(total, name, getattr(total, name) + getattr(row, name))
    table.add_section()
    _row(table, "all farming", total)
    console.print(table)
    console.print(f"Honest points: {honest:,}, of these ever held: {held:,} = {100 * held / honest:.2f} %")
    cases = ", ".join(
        f"{rule} {count} ({played.wrong_cases[rule]} honest)" for rule, count in played.cases.most_common()
    )
    console.print(f"Cases: {cases}")
    console.print(f"{seconds:.0f} s of one core")


def _row(table: Table, kind: str, row: Tally) -> None:
    share = f"{100 * row.in_time / row.after:.1f} %" if row.after else "–"
    ever = f"{100 * row.ever / row.farmed:.1f} %" if row.farmed else "–"
    table.add_row(kind, *(f"{n:,}" for n in (row.schemes, row.farmed, row.after, row.in_time)), share, ever)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

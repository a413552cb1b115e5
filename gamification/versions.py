"""The rules as they stood at a moment: a changed file is noted, announced, and holds for what happens later.

What was worth how much then stays known: the text of every version is kept. A portal that has noted none plays by the
rules it came with.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from sqlalchemy import select

from gamification.engine.loading import load_rules, parse_rules, rules_text
from gamification.engine.rules import Limit, Rules
from gamification.events import RulesChanged
from gamification.models import RuleVersion
from portal.core import clock
from portal.core.db import Database, action, database, session
from portal.core.facts import record

DEFAULT = "default"
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)
_LOOKED_AT_AGAIN_AFTER = 20.0


@dataclass(frozen=True)
class Version:
    """A rule set, from a moment on."""

    begins_at: datetime
    rules: Rules


@dataclass(frozen=True)
class _Known:
    database: Database
    read_at: float
    versions: Sequence[Version]


_known: _Known | None = None


@lru_cache(maxsize=64)
def _parsed(text: str) -> Rules:
    return parse_rules(text, "the noted rules")


def versions() -> Sequence[Version]:
    """Every version of the rules, oldest first; those that have not begun are the last."""
    global _known  # noqa: PLW0603 -- read again now and then, for another process may note a change
    if (
        _known is None
        or _known.database is not database()
        or time.monotonic() - _known.read_at > _LOOKED_AT_AGAIN_AFTER
    ):
        rows = session().execute(
            select(RuleVersion.begins_at, RuleVersion.text)
            .where(RuleVersion.rule_set == DEFAULT)
            .order_by(RuleVersion.begins_at, RuleVersion.id)
        )
        found = [Version(row.begins_at, _parsed(row.text)) for row in rows]
        _known = _Known(database(), time.monotonic(), found or [Version(BEGINNING, load_rules(DEFAULT))])
    return _known.versions


def rules_at(moment: datetime) -> Rules:
    """The rules in force at a moment."""
    known = versions()
    return next((version.rules for version in reversed(known) if version.begins_at <= moment), known[0].rules)


def rules_of(rule_set: str, moment: datetime) -> Rules:
    """The rules a line was written under."""
    return rules_at(moment) if rule_set == DEFAULT else load_rules(rule_set)


def to_come(now: datetime) -> Version | None:
    """The rules that are announced and have not begun, if any."""
    last = versions()[-1]
    return last if last.begins_at > now else None


def read_file(path: Path | None) -> str:
    """The text of the rules in use: the file the settings name, else the one Questboard came with.

    Raises RulesError, which names the line.
    """
    text = path.read_text(encoding="utf-8") if path is not None else rules_text(DEFAULT)
    parse_rules(text, path.name if path is not None else f"{DEFAULT}.toml")
    return text


@action
def note_rules(text: str) -> Version | None:
    """Remember the rules of this text, if they say something else than the latest. Returns the new version.

    The first hold from ever; a change is announced, and holds from the end of the notice it gives itself. The rules
    in force decide how long that is, so that nobody can shorten it with the change itself.
    """
    global _known  # noqa: PLW0603
    new = _parsed(text)
    latest = session().scalar(
        select(RuleVersion)
        .where(RuleVersion.rule_set == DEFAULT)
        .order_by(RuleVersion.begins_at.desc(), RuleVersion.id.desc())
        .limit(1)
    )
    if latest is not None and _parsed(latest.text) == new:
        return None
    now = clock.now()
    begins = BEGINNING if latest is None else now + rules_at(now).notice
    row = RuleVersion(rule_set=DEFAULT, text=text, noted_at=now, begins_at=begins)
    session().add(row)
    session().flush()
    _known = None
    if latest is not None:
        says = "; ".join(differences(rules_at(now), new)) or "the words alone"
        record(RulesChanged(version_id=row.id, begins_at=int(begins.timestamp()), says=says[:1000]), None)
    return Version(begins, new)


def differences(before: Rules, after: Rules) -> list[str]:
    """What changes from one rule set to another, a sentence each."""
    return [*_of_events(before, after), *_of_limits(before, after), *_of_the_rest(before, after)]


def _of_events(before: Rules, after: Rules) -> Iterator[str]:
    for kind, rule in after.events.items():
        old = before.events.get(kind)
        if old is None:
            yield f"{rule.says}: new, {rule.lead.reputation} points"
            continue
        if old.lead.reputation != rule.lead.reputation:
            yield f"{rule.says}: {old.lead.reputation} → {rule.lead.reputation} points"
        elif old.lead.season != rule.lead.season:
            yield f"{rule.says}: {old.lead.season} → {rule.lead.season} season points"
        elif (old.pay, old.gates, old.exempt, old.held_if) != (rule.pay, rule.gates, rule.exempt, rule.held_if):
            yield f"{rule.says}: paid under other conditions"
    for kind, rule in before.events.items():
        if kind not in after.events:
            yield f"{rule.says}: no longer paid"


def _of_limits(before: Rules, after: Rules) -> Iterator[str]:
    olds, news = _limits(before), _limits(after)
    for name, limit in news.items():
        old = olds.get(name)
        if old is None:
            yield f"a new limit: {limit.says}"
        elif (old.most, old.gauge) != (limit.most, limit.gauge):
            yield f"{limit.says}: {old.most} → {limit.most}"
    yield from (f"no longer limited: {limit.says}" for name, limit in olds.items() if name not in news)


def _limits(rules: Rules) -> dict[str, Limit]:
    return {limit.gauge.id: limit for limit in (*rules.limits, *rules.watches)}


def _of_the_rest(before: Rules, after: Rules) -> Iterator[str]:
    if before.pending != after.pending:
        hours = [int(rules.pending.total_seconds() // 3600) for rules in (before, after)]
        yield f"hours until points count: {hours[0]} → {hours[1]}"
    if before.damping != after.damping:
        yield "many points between the same two people: other steps"
    if before.levels != after.levels:
        yield "the levels begin elsewhere"

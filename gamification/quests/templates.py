"""The quests that can be offered, read once from `quests.toml` and checked; what is wrong names its line."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final

from gamification.catalogue import Counting, Criterion
from gamification.engine.loading import load_rules
from gamification.engine.places import Places
from gamification.engine.section import RulesError, Section

__all__ = [
    "Limits",
    "QuestKind",
    "QuestsBook",
    "RulesError",
    "TeamGoal",
    "Template",
    "name_of",
    "parse_quests",
    "quests_book",
]

FILE: Final = Path(__file__).with_name("quests.toml")
MOST_AT_ONCE: Final = 2
"""What the database holds to, whatever a file says."""
_EVENT_OF: Final = "default"


class QuestKind(StrEnum):
    """Whose quest it is."""

    PERSON = "person"
    TEAM = "team"
    COMPANY = "company"


class TeamCounting(StrEnum):
    """How a department's goal is counted."""

    ANSWERED_IN_TIME = "answered_in_time"


class CompanyCounting(StrEnum):
    """How a goal of all of us is counted."""

    HOURS_SAVED = "hours_saved"


@dataclass(frozen=True)
class Limits:
    """How many at once, and how long. Days are working days."""

    most_at_once: int
    pause_days: int
    fewest_days: int
    most_days: int


@dataclass(frozen=True)
class TeamGoal:
    """Questions answered in time: a share, of at least so many questions; both from the department's own figures."""

    percent: int
    stretch_percent: int
    within_hours: int
    questions: int
    questions_for: int
    fewest_questions: int

    def percent_from(self, baseline: int | None) -> int:
        """The share to reach, from that of the last quarter; the usual one where there was none."""
        if baseline is None:
            return self.percent
        return min(self.percent, -(-baseline * (100 + self.stretch_percent) // 100))

    def questions_from(self, headcount: int) -> int:
        """How many questions it takes in a department of so many people."""
        return max(self.fewest_questions, round(self.questions * headcount / self.questions_for))


@dataclass(frozen=True)
class Template:
    """A quest as it is offered again and again. `days` 0: as long as the season; a goal of None waits for facts."""

    id: str
    name: str
    says: str
    kind: QuestKind
    days: int
    season: int
    waits_for: str = ""
    needs_tag: bool = False
    unit: tuple[str, str] = ("", "")
    goal: Criterion | None = None
    team: TeamGoal | None = None
    hours: int = 0

    def called(self, target: int = 0) -> str:
        """Its name, in which the number of hours may stand."""
        return self._with(target, self.name)

    def asks(self, target: int = 0) -> str:
        """What there is to reach, in a sentence without its end."""
        return self._with(target, self.says)

    def _with(self, target: int, words: str) -> str:
        return words.replace("{target}", f"{target or self.hours:,}")

    @property
    def can_be_offered(self) -> bool:
        """Whether everything it counts is known to the portal."""
        return not self.waits_for


@dataclass(frozen=True)
class QuestsBook:
    """All of it."""

    limits: Limits
    templates: Mapping[str, Template]


@cache
def quests_book() -> QuestsBook:
    """The quests that came with the portal. Raises `RulesError`, which names the line."""
    return parse_quests(FILE.read_text(encoding="utf-8"), FILE.name)


def name_of(template: str, target: int = 0) -> str:
    """What a quest is called; its id, if the file no longer has it."""
    known = quests_book().templates.get(template)
    return known.called(target) if known is not None else template


def parse_quests(text: str, called: str) -> QuestsBook:
    """Quests from their text; `called` is what an error names it. Raises `RulesError`."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RulesError(f"{called}: {error}") from None
    top = Section(called, Places(text), (), values)
    limits = _limits(top.section("limits"))
    listed = top.section("quests")
    if not listed.names():
        raise top.error("quests", "should name at least one quest")
    templates = {name: _template(name, listed.section(name), limits) for name in listed.names()}
    top.end()
    return QuestsBook(limits, templates)


def _limits(section: Section) -> Limits:
    limits = Limits(
        most_at_once=section.number("most_at_once", least=1),
        pause_days=section.number("pause_days", least=0),
        fewest_days=section.number("fewest_days", least=1),
        most_days=section.number("most_days", least=1),
    )
    if limits.most_at_once > MOST_AT_ONCE:
        raise section.error("most_at_once", f"should be at most {MOST_AT_ONCE}, not {limits.most_at_once}")
    if limits.most_days < limits.fewest_days:
        raise section.error("most_days", f"should be at least {limits.fewest_days}, not {limits.most_days}")
    section.end()
    return limits


def _template(name: str, section: Section, limits: Limits) -> Template:
    kind = section.choice("kind", QuestKind)
    waits_for = section.text("waits_for") if section.has("waits_for") else ""
    template = Template(
        id=name,
        name=section.text("name"),
        says=section.text("says"),
        kind=kind,
        days=0 if kind is QuestKind.COMPANY else _days(section, limits),
        season=section.number("season", least=0),
        waits_for=waits_for,
        needs_tag=section.truth("needs_tag"),
        **_counted(kind, section, waits_for),
    )
    if len(name) > 32:
        raise section.error(None, "should have a name of at most 32 characters")
    if kind is QuestKind.COMPANY and template.season:
        raise section.error("season", "should be 0: a goal of all of us pays nobody")
    section.end()
    return template


def _days(section: Section, limits: Limits) -> int:
    days = section.number("days", least=limits.fewest_days)
    if days > limits.most_days:
        raise section.error("days", f"should be at most {limits.most_days}, not {days}")
    return days


def _counted(kind: QuestKind, section: Section, waits_for: str) -> dict[str, Any]:
    """What a template counts; one that waits for facts may say nothing yet."""
    if waits_for and not section.has("counts"):
        return {}
    match kind:
        case QuestKind.PERSON:
            return {"goal": _personal(section), "unit": _unit(section)}
        case QuestKind.TEAM:
            section.choice("counts", TeamCounting)
            return {"team": _team(section)}
        case QuestKind.COMPANY:
            section.choice("counts", CompanyCounting)
            return {"hours": section.number("hours", least=1)}


def _personal(section: Section) -> Criterion:
    events = section.texts("events")
    known = load_rules(_EVENT_OF).events
    for event in events:
        if event not in known:
            raise section.error("events", f"names {event}, which is no event of the point rules")
    if not events:
        raise section.error("events", "should name at least one event")
    return Criterion(
        counts=section.choice("counts", Counting), events=tuple(events), items=section.number("items", least=1)
    )


def _unit(section: Section) -> tuple[str, str]:
    words = section.texts("unit")
    if len(words) != 2:
        raise section.error("unit", "should be two words: for one, and for several")
    return words[0], words[1]


def _team(section: Section) -> TeamGoal:
    goal = TeamGoal(
        percent=section.number("percent", least=1),
        stretch_percent=section.number("stretch_percent", least=0),
        within_hours=section.number("within_hours", least=1),
        questions=section.number("questions", least=1),
        questions_for=section.number("questions_for", least=1),
        fewest_questions=section.number("fewest_questions", least=1),
    )
    if goal.percent > 100:
        raise section.error("percent", f"should be at most 100, not {goal.percent}")
    return goal

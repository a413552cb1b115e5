"""The demo company's quests: quests.yml into frozen scripts, checked, and staged as acts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import yaml

from portal.demo import acts
from portal.demo.acts import Act
from portal.demo.cast import Company, PointsVisibility, Role
from portal.demo.fields import Fields, ScriptError, parse_stamp
from portal.demo.moments import Moment
from portal.demo.staging import Stage, Written


@dataclass(frozen=True)
class QuestScript:
    """A quest that was offered, and who took it on when. `department` is a slug; most have none."""

    number: int
    template: str
    by: str
    offered: Moment
    tag: str
    department: str
    hours: int
    until_days: int
    words: str
    taken: tuple[tuple[str, Moment], ...]


def read_quests(path: Path) -> tuple[QuestScript, ...]:
    """All of them, in the order of the file."""
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(entries, list):
        raise ScriptError(f"{path.name}: a list was expected")
    return tuple(_quest(number, Fields(entry, f"{path.name} {number}")) for number, entry in enumerate(entries, 1))


def _quest(number: int, entry: Fields) -> QuestScript:
    by, offered, _ = entry.stamp("offered")
    with entry.explained("taken"):
        stamps = [parse_stamp(text) for text in entry.texts("taken")]
    quest = QuestScript(
        number=number,
        template=entry.text("template"),
        by=by,
        offered=offered,
        tag=entry.text_or("tag", ""),
        department=entry.text_or("department", ""),
        hours=entry.number("hours") if entry.has("hours") else 0,
        until_days=entry.number("until_days") if entry.has("until_days") else 0,
        words=entry.text_or("words", ""),
        taken=tuple((handle, moment) for handle, moment, _ in stamps),
    )
    entry.done()
    return quest


def quest_problems(company: Company, quests: Sequence[QuestScript]) -> list[str]:
    """One sentence for each rule that is broken."""
    return [problem for quest in quests for problem in _problems(company, quest)]


def _problems(company: Company, quest: QuestScript) -> Iterator[str]:
    where = f"quest {quest.number}"
    people = company.people_by_handle
    if quest.by not in people or not company.person(quest.by).is_analyst:
        yield f"{where}: offered: {quest.by} is no analyst"
    if quest.tag and quest.tag not in {tag.slug for tag in company.tags}:
        yield f"{where}: no tag {quest.tag!r}"
    if quest.department and quest.department not in {one.slug for one in company.departments}:
        yield f"{where}: no department {quest.department!r}"
    for handle, _ in quest.taken:
        if handle not in people:
            yield f"{where}: no person {handle!r}"
        elif company.person(handle).role not in (Role.EMPLOYEE, Role.SUPERUSER):
            yield f"{where}: {handle} looks after it, and takes none on"
        elif company.person(handle).points is PointsVisibility.OFF:
            yield f"{where}: {handle} takes no part in the game"
        elif quest.department and company.person(handle).department != quest.department:
            yield f"{where}: {handle} is of another department"


def stage_quest(stage: Stage, quest: QuestScript) -> list[Act]:
    """A quest as acts: offered, and taken on."""
    names = {one.slug: one.name for one in stage.company.departments}
    offered = Written(
        quest.offered,
        quest.by,
        partial(
            acts.OfferedQuest,
            number=quest.number,
            template=quest.template,
            tag=quest.tag,
            department=names.get(quest.department, ""),
            hours=quest.hours,
            until_days=quest.until_days,
            words=quest.words,
        ),
    )
    taken = [Written(moment, handle, partial(acts.TookQuest, number=quest.number)) for handle, moment in quest.taken]
    first = stage.resolve([offered])
    return [*first, *stage.resolve(taken, not_before=first[0].at)]

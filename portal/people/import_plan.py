"""What bringing in a list of people would do: line by line, in words, before anything is done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select

from portal.core.db import session
from portal.core.models import Department, Site, User
from portal.core.refusals import Invalid
from portal.people.csv_files import PersonLine
from portal.people.forms import ImportedPersonDraft, imported_person_from
from portal.people.words import ROLES


class Outcome(StrEnum):
    """What becomes of a line."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REPEATED = "repeated"
    WRONG = "wrong"


@dataclass(frozen=True)
class PlannedLine:
    """A line and what becomes of it. `draft` is there where something is to be done; `says` explains it in words."""

    line: PersonLine
    outcome: Outcome
    says: str = ""
    draft: ImportedPersonDraft | None = None
    user_id: int | None = None


@dataclass(frozen=True)
class Plan:
    """What becomes of every line, and which departments are made for them."""

    lines: Sequence[PlannedLine]
    new_departments: Sequence[str]

    def count(self, outcome: Outcome) -> int:
        """How many lines become this."""
        return sum(line.outcome is outcome for line in self.lines)

    @property
    def to_do(self) -> list[PlannedLine]:
        """The lines that add or change somebody."""
        return [line for line in self.lines if line.outcome in (Outcome.NEW, Outcome.CHANGED)]

    @property
    def wrong(self) -> list[PlannedLine]:
        """The lines that are left out."""
        return [line for line in self.lines if line.outcome is Outcome.WRONG]


@dataclass(frozen=True)
class _Known:
    """The company as it stands, to compare lines with. Names are in small letters."""

    people: Mapping[str, User]
    departments: Mapping[str, int]
    sites: Mapping[str, int]


def plan_import(lines: Sequence[PersonLine]) -> Plan:
    """What bringing these lines in would do. Reads only."""
    known = _known({line.email.strip().lower() for line in lines})
    planned: list[PlannedLine] = []
    seen: dict[str, PersonLine] = {}
    new_departments: dict[str, str] = {}
    for line in lines:
        one = _planned(line, known, seen)
        planned.append(one)
        if one.draft is not None:
            name = one.draft.department
            if name and name.casefold() not in known.departments:
                new_departments.setdefault(name.casefold(), name)
    return Plan(planned, list(new_departments.values()))


def _planned(line: PersonLine, known: _Known, seen: dict[str, PersonLine]) -> PlannedLine:
    try:
        draft = imported_person_from(line)
    except Invalid as refusal:
        return PlannedLine(line, Outcome.WRONG, " ".join(refusal.errors.values()))
    before = seen.setdefault(draft.email, line)
    if before is not line:
        if _content(before) == _content(line):
            return PlannedLine(line, Outcome.REPEATED, f"The same as line {before.number}.")
        says = f"Line {before.number} has the same address and says something else about it."
        return PlannedLine(line, Outcome.WRONG, says)
    if draft.site and draft.site.casefold() not in known.sites:
        return PlannedLine(line, Outcome.WRONG, f"There is no site called “{draft.site}”. Add it under Sites first.")
    user = known.people.get(draft.email)
    if user is None:
        return PlannedLine(line, Outcome.NEW, "", draft)
    changes = _changes(draft, user, known)
    if not changes:
        return PlannedLine(line, Outcome.SAME)
    return PlannedLine(line, Outcome.CHANGED, "; ".join(changes), draft, user.id)


def _content(line: PersonLine) -> tuple[str, ...]:
    parts = (line.email, line.name, line.department, line.site, line.job, line.role)
    return tuple(" ".join(part.casefold().split()) for part in parts)


def _changes(draft: ImportedPersonDraft, user: User, known: _Known) -> list[str]:
    """What a line would change about somebody, in words. An empty cell changes nothing."""
    changes: list[str] = []
    if draft.name != user.name:
        changes.append(f"name: {user.name} becomes {draft.name}")
    if draft.job and draft.job != user.job:
        changes.append(f"job: {draft.job}")
    if draft.department and known.departments.get(draft.department.casefold()) != user.department_id:
        changes.append(f"department: {draft.department}")
    if draft.site and known.sites[draft.site.casefold()] != user.site_id:
        changes.append(f"site: {draft.site}")
    if draft.role is not None and draft.role is not user.role:
        changes.append(f"role: {ROLES[user.role]} becomes {ROLES[draft.role]}")
    return changes


def _known(addresses: set[str]) -> _Known:
    people: dict[str, User] = {}
    ordered = sorted(addresses)
    for start in range(0, len(ordered), 500):
        found = session().scalars(select(User).where(User.email.in_(ordered[start : start + 500])))
        people |= {str(user.email): user for user in found}
    return _Known(people, ids_by_name(Department), ids_by_name(Site))


def ids_by_name(kind: type[Department] | type[Site]) -> dict[str, int]:
    """Every department, or site, by its name in small letters."""
    return {row.name.casefold(): row.id for row in session().execute(select(kind.id, kind.name))}

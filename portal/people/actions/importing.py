"""Bringing in a list of people: looked at first, then done; by address, so that twice is once. It deletes nobody."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import delete, or_, select

from portal.core import clock
from portal.core.db import action, session
from portal.core.facts import record
from portal.core.models import Department, Role, Site, User
from portal.core.permissions import Actor, Permission, require
from portal.core.refusals import Conflict, NotFound
from portal.people.actions.accounts import give_role
from portal.people.actions.invitations import add_person, ask_to_join
from portal.people.csv_files import PersonLine, decode, read_people
from portal.people.events import DepartmentChanged, PeopleImported, PersonAdded, ProfileChanged
from portal.people.finding import held
from portal.people.forms import ImportDraft, ImportedPersonDraft, RoleDraft
from portal.people.import_plan import Outcome, Plan, ids_by_name, plan_import
from portal.people.models import PeopleFile

KEPT_FOR = timedelta(days=1)
AT_ONCE = 100


@dataclass
class Done:
    """What bringing in a list did. `refused` are lines that could not be done, with the reason."""

    added: int = 0
    changed: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)


@action
def take_list(actor: Actor, name: str, content: bytes) -> str:
    """Keep a list for a day, to be looked at. Returns its token. Raises Invalid for a file that cannot be read."""
    require(Permission.MANAGE_PEOPLE, actor)
    text = decode(content)
    read_people(text)
    session().execute(
        delete(PeopleFile).where(or_(PeopleFile.owner_id == actor.id, PeopleFile.at < clock.now() - KEPT_FOR))
    )
    file = PeopleFile(token=secrets.token_urlsafe(16), owner_id=actor.id, name=name[:120], text=text, at=clock.now())
    session().add(file)
    return file.token


def look_at_list(actor: Actor, token: str) -> tuple[str, Plan]:
    """A list's name, and what bringing it in would do. Changes nothing."""
    require(Permission.MANAGE_PEOPLE, actor)
    file = _own_file(actor, token)
    return file.name, plan_import(read_people(file.text))


def bring_in(actor: Actor, token: str, draft: ImportDraft) -> Done:
    """Add and change the people of a list; lines that are wrong are left out.

    Some at a time, so that nobody else's writing waits for all of it; breaking off and beginning again is harmless.
    """
    name, plan = look_at_list(actor, token)
    lines = [planned.line for planned in plan.to_do]
    done = Done()
    for start in range(0, len(lines), AT_ONCE):
        _bring_in_some(actor, lines[start : start + AT_ONCE], draft, done)
    _finish(actor, token, name, done)
    return done


@action
def _bring_in_some(actor: Actor, lines: Sequence[PersonLine], draft: ImportDraft, done: Done) -> None:
    for planned in plan_import(lines).to_do:
        if planned.draft is None:
            continue
        try:
            if planned.outcome is Outcome.NEW:
                _add(actor, planned.draft, draft)
                done.added += 1
            elif planned.user_id is not None:
                _change(actor, planned.user_id, planned.draft)
                done.changed += 1
        except Conflict as refusal:
            done.refused.append((planned.line.number, refusal.sentence))


def _add(actor: Actor, person: ImportedPersonDraft, draft: ImportDraft) -> None:
    role = person.role if person.role is not None else Role.EMPLOYEE
    user = add_person(person.email, person.name, role)
    _place(actor, user, person)
    if draft.invite:
        ask_to_join(actor, user)
    else:
        record(PersonAdded(user_id=user.id, role=role.value), actor.id)


def _change(actor: Actor, user_id: int, person: ImportedPersonDraft) -> None:
    if person.role is not None:
        give_role(actor, user_id, RoleDraft(role=person.role))
    user = held(user_id)
    user.rename(person.name)
    _place(actor, user, person)
    record(ProfileChanged(user_id=user.id, name=user.name), actor.id)


def _place(actor: Actor, user: User, person: ImportedPersonDraft) -> None:
    """Put somebody where the list says; what it does not say stays."""
    user.job = person.job or user.job
    if person.department:
        user.department_id = _department(actor, person.department)
    if person.site:
        user.site_id = ids_by_name(Site)[person.site.casefold()]


def _department(actor: Actor, name: str) -> int:
    known = ids_by_name(Department).get(name.casefold())
    if known is not None:
        return known
    department = Department(name=name)
    session().add(department)
    session().flush()
    record(DepartmentChanged(department_id=department.id, name=name, change="added"), actor.id)
    return department.id


@action
def _finish(actor: Actor, token: str, name: str, done: Done) -> None:
    session().execute(delete(PeopleFile).where(PeopleFile.token == token))
    if done.added or done.changed:
        fact = PeopleImported(user_id=actor.id, file_name=name, added=done.added, changed=done.changed)
        record(fact, actor.id)


def _own_file(actor: Actor, token: str) -> PeopleFile:
    file = session().scalar(
        select(PeopleFile).where(
            PeopleFile.token == token, PeopleFile.owner_id == actor.id, PeopleFile.at >= clock.now() - KEPT_FOR
        )
    )
    if file is None:
        raise NotFound("This list is not here any more. Please send the file again.")
    return file

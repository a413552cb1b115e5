"""Lists of people: the directory, and the administrator's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from portal.core import clock
from portal.core.db import session
from portal.core.models import Department, Role, Site, User, sortable
from portal.web.cards import PersonCard, person_columns, person_in
from portal.web.paging import PAGE_SIZE, Page, cut, decode_cursor

LONGEST_TEXT = 60


@dataclass(frozen=True)
class Colleague:
    """A line of the directory, or of the administrator's list."""

    id: int
    card: PersonCard
    job: str
    department: str | None
    site: str | None
    email: str | None
    seen_at: datetime | None
    state: str


@dataclass(frozen=True)
class PeopleFilter:
    """Which people: by a piece of the name, department, role, and state (empty: those who are here)."""

    text: str = ""
    department_id: int | None = None
    role: Role | None = None
    state: str = ""


_COLLEAGUES = (
    select(
        User.id,
        *person_columns(),
        User.job,
        User.email,
        User.seen_at,
        User.invited_at,
        User.suspended_until,
        User.is_imported,
        Department.name.label("department"),
        Site.name.label("site"),
    )
    .outerjoin(Department, Department.id == User.department_id)
    .outerjoin(Site, Site.id == User.site_id)
    .order_by(User.sort_name, User.id)
)


def directory(wanted: PeopleFilter, cursor: str | None) -> Page[Colleague]:
    """Colleagues by name, some at a time: those who have joined and are here."""
    here = and_(User.disabled_at.is_(None), User.is_imported.is_(False), User.invited_at.is_(None))
    return _listed(_COLLEAGUES.where(here), wanted, cursor, (User.sort_name, User.handle))


STATES = {
    "": "Everybody here",
    "invited": "Invited, not here yet",
    "suspended": "Suspended",
    "disabled": "Disabled",
    "imported": "Imported authors",
}


def everybody(wanted: PeopleFilter, cursor: str | None) -> Page[Colleague]:
    """The administrator's list, by name, some at a time; addresses are searched too."""
    people = _COLLEAGUES.where(_in_state(wanted.state))
    return _listed(people, wanted, cursor, (User.sort_name, User.handle, User.email))


def _in_state(state: str) -> ColumnElement[bool]:
    match state:
        case "invited":
            return and_(User.invited_at.is_not(None), User.disabled_at.is_(None))
        case "suspended":
            return User.suspended_until > clock.now()
        case "disabled":
            return User.disabled_at.is_not(None)
        case "imported":
            return User.is_imported.is_(True)
        case _:
            return and_(User.is_imported.is_(False), User.disabled_at.is_(None))


def _listed(
    people: Select[Any], wanted: PeopleFilter, cursor: str | None, searched: Sequence[InstrumentedAttribute[Any]]
) -> Page[Colleague]:
    if wanted.department_id is not None:
        people = people.where(User.department_id == wanted.department_id)
    if wanted.role is not None:
        people = people.where(User.role == wanted.role)
    if text := sortable(wanted.text[:LONGEST_TEXT]):
        people = people.where(or_(*(column.contains(text, autoescape=True) for column in searched)))
    if (last := decode_cursor(cursor, (int,))) is not None:
        # a name may be too long for an address, so the cursor is the person
        key = session().scalar(select(User.sort_name).where(User.id == last[0]))
        people = people.where(tuple_(User.sort_name, User.id) > tuple_(key or "", last[0]))
    rows = session().execute(people.limit(PAGE_SIZE + 1)).all()
    found = cut(rows, lambda row: (row.id,))
    return Page([_colleague(row) for row in found.items], found.next_cursor)


def _colleague(row: Row[*tuple[Any, ...]]) -> Colleague:
    card = person_in(row)
    assert card is not None  # noqa: S101 -- the person is what was selected
    return Colleague(
        row.id, card, row.job, row.department, row.site, row.email, row.seen_at, _state_of(row, card.is_active)
    )


def _state_of(row: Row[*tuple[Any, ...]], is_active: bool) -> str:  # noqa: FBT001 -- a column
    if not is_active:
        return "disabled"
    if row.is_imported:
        return "imported"
    if row.invited_at is not None:
        return "invited"
    return "suspended" if row.suspended_until is not None and row.suspended_until > clock.now() else ""


def companions(handles: Sequence[str]) -> list[PersonCard]:
    """The cards of these people, in this order; those who are not here are left out."""
    rows = session().execute(
        select(*person_columns()).where(
            User.handle.in_(handles), User.disabled_at.is_(None), User.is_imported.is_(False)
        )
    )
    found = {card.handle: card for card in map(person_in, rows) if card is not None}
    return [found[handle] for handle in handles if handle in found]

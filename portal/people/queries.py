"""What pages show of people: a person's public face, the directory, the administrator's list, choices for forms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from portal.core import clock
from portal.core.db import session
from portal.core.models import Application, Channel, Department, Role, Site, User, sortable, user_applications
from portal.people.languages import names_of
from portal.web.cards import ApplicationCard, PersonCard, person_columns, person_in
from portal.web.paging import PAGE_SIZE, Page, cut, decode_cursor

LONGEST_TEXT = 60


@dataclass(frozen=True)
class Face:
    """A person's page. `card.level` is there only for those who chose to be public."""

    id: int
    card: PersonCard
    role: Role
    job: str
    about: str
    reach_me: str
    department: str | None
    site: str | None
    timezone: str
    languages: Sequence[str]
    applications: Sequence[ApplicationCard]
    joined_at: datetime
    suspended_until: datetime | None
    is_imported: bool
    is_waiting: bool

    @property
    def is_suspended(self) -> bool:
        """Whether they may only read now."""
        return self.suspended_until is not None and self.suspended_until > clock.now()


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


@dataclass(frozen=True)
class Choices:
    """What forms offer: pairs of id and name. Retired ones are left out, but for those that were chosen before."""

    departments: Sequence[tuple[int | str, str]]
    sites: Sequence[tuple[int | str, str]]
    applications: Sequence[tuple[int, str]]


_FACE = (
    select(
        User.id,
        *person_columns(),
        User.job,
        User.about,
        User.reach_me,
        User.timezone,
        User.languages,
        User.joined_at,
        User.suspended_until,
        User.is_imported,
        User.invited_at,
        Department.name.label("department"),
        Site.name.label("site"),
        Site.timezone.label("site_zone"),
    )
    .outerjoin(Department, Department.id == User.department_id)
    .outerjoin(Site, Site.id == User.site_id)
)

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


def find_face(handle: str) -> Face | None:
    """A person's public face; None for nobody."""
    row = session().execute(_FACE.where(User.handle == handle.lower())).one_or_none()
    if row is None:
        return None
    card = person_in(row)
    assert card is not None  # noqa: S101 -- the person is what was selected
    return Face(
        id=row.id,
        card=card,
        role=row.person_role,
        job=row.job,
        about=row.about,
        reach_me=row.reach_me,
        department=row.department,
        site=row.site,
        timezone=row.timezone or row.site_zone or "",
        languages=names_of(row.languages) if not row.is_imported else [],
        applications=_applications_of(row.id),
        joined_at=row.joined_at,
        suspended_until=row.suspended_until,
        is_imported=row.is_imported,
        is_waiting=row.invited_at is not None,
    )


def _applications_of(user_id: int) -> list[ApplicationCard]:
    rows = session().execute(
        select(Application.name, Application.slug)
        .join(user_applications, user_applications.c.application_id == Application.id)
        .where(user_applications.c.user_id == user_id, Application.retired_at.is_(None))
        .order_by(Application.name)
    )
    return [ApplicationCard(row.name, row.slug) for row in rows]


def directory(wanted: PeopleFilter, cursor: str | None) -> Page[Colleague]:
    """Colleagues by name, some at a time: those who have joined and are here."""
    here = and_(User.disabled_at.is_(None), User.is_imported.is_(False), User.invited_at.is_(None))
    return _listed(_COLLEAGUES.where(here), wanted, cursor, (User.sort_name, User.handle))


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


def _colleague(row: Row[Any]) -> Colleague:
    card = person_in(row)
    assert card is not None  # noqa: S101 -- the person is what was selected
    return Colleague(
        row.id, card, row.job, row.department, row.site, row.email, row.seen_at, _state_of(row, card.is_active)
    )


def _state_of(row: Row[Any], is_active: bool) -> str:  # noqa: FBT001 -- a column
    if not is_active:
        return "disabled"
    if row.is_imported:
        return "imported"
    if row.invited_at is not None:
        return "invited"
    return "suspended" if row.suspended_until is not None and row.suspended_until > clock.now() else ""


def choices(user: User | None = None) -> Choices:
    """What a form about `user`, or about nobody yet, offers."""
    own = set(_application_ids(user.id)) if user is not None else set()
    return Choices(
        _places(Department, user.department_id if user is not None else None),
        _places(Site, user.site_id if user is not None else None),
        [
            (row.id, row.name)
            for row in session().execute(
                select(Application.id, Application.name)
                .where(or_(Application.retired_at.is_(None), Application.id.in_(own)))
                .order_by(func.lower(Application.name))
            )
        ],
    )


def _places(kind: type[Department] | type[Site], chosen: int | None) -> list[tuple[int | str, str]]:
    offered = select(kind.id, kind.name).where(or_(kind.retired_at.is_(None), kind.id == chosen))
    rows = session().execute(offered.order_by(func.lower(kind.name)))
    return [("", "Not said"), *((row.id, row.name) for row in rows)]


def _application_ids(user_id: int) -> Sequence[int]:
    own = select(user_applications.c.application_id).where(user_applications.c.user_id == user_id)
    return session().scalars(own).all()


@dataclass(frozen=True)
class OwnProfile:
    """A person's profile as its form shows it, and what the form offers."""

    values: dict[str, str]
    languages: Sequence[str]
    application_ids: Sequence[str]
    choices: Choices


def own_profile(user_id: int) -> OwnProfile:
    """What somebody's profile says now."""
    user = session().get_one(User, user_id)
    fields = ("name", "job", "about", "reach_me", "department_id", "site_id", "device", "timezone")
    values = {field: "" if getattr(user, field) is None else str(getattr(user, field)) for field in fields}
    return OwnProfile(
        values,
        [code for code in user.languages.split(",") if code],
        [str(application_id) for application_id in _application_ids(user.id)],
        choices(user),
    )


def companions(handles: Sequence[str]) -> list[PersonCard]:
    """The cards of these people, in this order; those who are not here are left out."""
    rows = session().execute(
        select(*person_columns()).where(
            User.handle.in_(handles), User.disabled_at.is_(None), User.is_imported.is_(False)
        )
    )
    found = {card.handle: card for card in map(person_in, rows) if card is not None}
    return [found[handle] for handle in handles if handle in found]


def own_channel(user_id: int) -> Channel:
    """Which channel somebody chose."""
    return session().execute(select(User.channel).where(User.id == user_id)).scalar_one()

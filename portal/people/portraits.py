"""One person: as colleagues see them on their page, and as an administrator sees their account."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from portal.core import clock
from portal.core.db import session
from portal.core.models import Application, Department, Role, Site, User, user_applications
from portal.people.languages import names_of
from portal.web.cards import ApplicationCard, PersonCard, person_card, person_columns, person_in


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
class Account:
    """An account as an administrator sees it."""

    id: int
    card: PersonCard
    role: Role
    email: str | None
    department: str | None
    site: str | None
    joined_at: datetime
    invited_at: datetime | None
    seen_at: datetime | None
    disabled_at: datetime | None
    suspended_until: datetime | None
    has_password: bool

    @property
    def href(self) -> str:
        """The page of this account."""
        return f"/admin/people/{self.card.handle}"

    @property
    def is_suspended(self) -> bool:
        """Whether they may only read now."""
        return self.suspended_until is not None and self.suspended_until > clock.now()


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


def find_account(handle: str) -> Account | None:
    """The account of a colleague; None for nobody, and for authors who were imported."""
    found = session().execute(
        select(User, Department.name, Site.name)
        .outerjoin(Department, Department.id == User.department_id)
        .outerjoin(Site, Site.id == User.site_id)
        .where(User.handle == handle.lower(), User.is_imported.is_(False))
    )
    row = found.one_or_none()
    if row is None:
        return None
    user, department, site = row
    return Account(
        id=user.id,
        card=person_card(user.handle, user.name, user.role, user.level, user.points_visibility, user.disabled_at),
        role=user.role,
        email=user.email,
        department=department,
        site=site,
        joined_at=user.joined_at,
        invited_at=user.invited_at,
        seen_at=user.seen_at,
        disabled_at=user.disabled_at,
        suspended_until=user.suspended_until,
        has_password=user.password_hash is not None,
    )

"""The company's departments, sites and applications as the administrator lists them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Select, func, select

from portal.core.db import session
from portal.core.models import Application, Department, Site, User, user_applications
from portal.core.refusals import NotFound

P = TypeVar("P", bound=Department | Site | Application)


@dataclass(frozen=True)
class PartRow:
    """A department, site or application: who uses it, and whether it can be chosen still."""

    id: int
    name: str
    note: str
    people: int
    is_retired: bool


def departments() -> Sequence[PartRow]:
    """Every department, retired ones last."""
    people = select(func.count()).where(User.department_id == Department.id, User.disabled_at.is_(None))
    rows = session().execute(_listed(select(Department, people.scalar_subquery()), Department))
    return [PartRow(row.id, row.name, "", count, row.retired_at is not None) for row, count in rows]


def sites() -> Sequence[PartRow]:
    """Every site, retired ones last."""
    people = select(func.count()).where(User.site_id == Site.id, User.disabled_at.is_(None))
    rows = session().execute(_listed(select(Site, people.scalar_subquery()), Site))
    return [PartRow(row.id, row.name, _where(row), count, row.retired_at is not None) for row, count in rows]


def applications() -> Sequence[PartRow]:
    """Every application, retired ones last."""
    people = select(func.count()).where(user_applications.c.application_id == Application.id)
    rows = session().execute(_listed(select(Application, people.scalar_subquery()), Application))
    return [PartRow(row.id, row.name, _weight(row), count, row.retired_at is not None) for row, count in rows]


def find_part(kind: type[P], part_id: int) -> P:
    """One of them. Raises NotFound."""
    part = session().scalar(select(kind).where(kind.id == part_id))
    if part is None:
        raise NotFound
    return part


def _listed(rows: Select[tuple[P, int]], kind: type[P]) -> Select[tuple[P, int]]:
    return rows.order_by(kind.retired_at.is_not(None), func.lower(kind.name))


def _weight(application: Application) -> str:
    return f"Critical. {application.description}" if application.is_critical else application.description


def _where(site: Site) -> str:
    parts = (site.country, site.timezone.replace("_", " "), f"{site.opens} to {site.closes}")
    return ", ".join(part for part in parts if part)

"""What the company is made of: departments, sites and applications, added, renamed, retired and brought back.

Nothing is deleted: a retired one stays where it stands already, and can no longer be chosen.
"""

from typing import Literal, TypeVar

from sqlalchemy import select

from portal.core import clock
from portal.core.db import action, session
from portal.core.facts import record
from portal.core.models import Application, Department, Site
from portal.core.permissions import Actor, Permission, require
from portal.core.refusals import Invalid, NotFound
from portal.people.events import ApplicationChanged, DepartmentChanged, SiteChanged
from portal.people.forms import ApplicationDraft, DepartmentDraft, SiteDraft
from portal.people.handles import plain

Change = Literal["added", "changed", "retired", "brought back"]
Part = Department | Site | Application
K = TypeVar("K", bound=Part)


@action
def add_department(actor: Actor, draft: DepartmentDraft) -> int:
    """Add a department. Returns its id. Raises Invalid if there is one of that name."""
    require(Permission.MANAGE_COMPANY, actor)
    _check_name(Department, draft.name)
    return _added(actor, Department(name=draft.name))


@action
def change_department(actor: Actor, department_id: int, draft: DepartmentDraft) -> None:
    """Rename a department."""
    require(Permission.MANAGE_COMPANY, actor)
    department = _held(Department, department_id)
    _check_name(Department, draft.name, but=department.id)
    department.name = draft.name
    _tell(actor, department, "changed")


@action
def add_site(actor: Actor, draft: SiteDraft) -> int:
    """Add a site. Returns its id. Raises Invalid if there is one of that name."""
    require(Permission.MANAGE_COMPANY, actor)
    _check_name(Site, draft.name)
    return _added(actor, Site(**draft.model_dump()))


@action
def change_site(actor: Actor, site_id: int, draft: SiteDraft) -> None:
    """Change a site's name, country, time zone or hours."""
    require(Permission.MANAGE_COMPANY, actor)
    site = _held(Site, site_id)
    _check_name(Site, draft.name, but=site.id)
    for field, value in draft.model_dump().items():
        setattr(site, field, value)
    _tell(actor, site, "changed")


@action
def add_application(actor: Actor, draft: ApplicationDraft) -> int:
    """Add an application. Returns its id. Raises Invalid if there is one of that name."""
    require(Permission.MANAGE_COMPANY, actor)
    _check_name(Application, draft.name)
    return _added(actor, Application(slug=_free_slug(draft.name), **draft.model_dump()))


@action
def change_application(actor: Actor, application_id: int, draft: ApplicationDraft) -> None:
    """Change an application's name, description or weight. Its address stays, so that links go on working."""
    require(Permission.MANAGE_COMPANY, actor)
    application = _held(Application, application_id)
    _check_name(Application, draft.name, but=application.id)
    for field, value in draft.model_dump().items():
        setattr(application, field, value)
    _tell(actor, application, "changed")


@action
def retire_part(actor: Actor, kind: type[Part], part_id: int) -> None:
    """Let a department, site or application be chosen no more. Twice is once."""
    require(Permission.MANAGE_COMPANY, actor)
    part = _held(kind, part_id)
    if part.retired_at is None:
        part.retired_at = clock.now()
        _tell(actor, part, "retired")


@action
def bring_part_back(actor: Actor, kind: type[Part], part_id: int) -> None:
    """Let a retired department, site or application be chosen again. Twice is once."""
    require(Permission.MANAGE_COMPANY, actor)
    part = _held(kind, part_id)
    if part.retired_at is not None:
        part.retired_at = None
        _tell(actor, part, "brought back")


def _added(actor: Actor, part: Part) -> int:
    session().add(part)
    session().flush()
    _tell(actor, part, "added")
    return part.id


def _tell(actor: Actor, part: Part, change: Change) -> None:
    session().flush()
    match part:
        case Department():
            record(DepartmentChanged(department_id=part.id, name=part.name, change=change), actor.id)
        case Site():
            record(SiteChanged(site_id=part.id, name=part.name, change=change), actor.id)
        case Application():
            record(ApplicationChanged(application_id=part.id, name=part.name, change=change), actor.id)


def _held(kind: type[K], part_id: int) -> K:
    part = session().scalar(select(kind).where(kind.id == part_id).with_for_update())
    if part is None:
        raise NotFound
    return part


def _check_name(kind: type[Part], name: str, but: int | None = None) -> None:
    """Raises Invalid if another one has this name, however it is written."""
    others = session().execute(select(kind.id, kind.name))
    if any(other.name.casefold() == name.casefold() and other.id != but for other in others):
        raise Invalid({"name": f"There is a “{name}” already."})


def _free_slug(name: str) -> str:
    base = plain(name).replace(".", "-") or "application"
    taken = set(session().scalars(select(Application.slug).where(Application.slug.startswith(base, autoescape=True))))
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug

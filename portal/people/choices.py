"""What forms about people offer, and what they hold now."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from portal.core.db import session
from portal.core.models import Application, Channel, Department, Site, User, user_applications


@dataclass(frozen=True)
class Choices:
    """What forms offer: pairs of id and name. Retired ones are left out, but for those that were chosen before."""

    departments: Sequence[tuple[int | str, str]]
    sites: Sequence[tuple[int | str, str]]
    applications: Sequence[tuple[int, str]]


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


def departments() -> list[tuple[int | str, str]]:
    """The departments one can choose among, for a filter."""
    return _places(Department, None)


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


def own_channel(user_id: int) -> Channel:
    """Which channel somebody chose."""
    return session().execute(select(User.channel).where(User.id == user_id)).scalar_one()


def country_of(site_id: int | None) -> str:
    """The country of a site, two letters; nothing where it is not known."""
    if site_id is None:
        return ""
    return session().scalar(select(Site.country).where(Site.id == site_id)) or ""

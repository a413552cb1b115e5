"""The cast of the tests: who works at the company, and how to find them."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select

from portal.core.db import session, transaction
from portal.core.models import Application, Department, PointsVisibility, Role, Site, User
from portal.core.permissions import Actor

FIRST_DAY = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)

PEOPLE = (
    # handle, name, role, department, points
    ("emma", "Emma Fischer", Role.EMPLOYEE, "Finance", PointsVisibility.PRIVATE),
    ("sam", "Sam Okafor", Role.SUPERUSER, "Finance", PointsVisibility.PUBLIC),
    ("ana", "Ana Costa", Role.ANALYST, "IT", PointsVisibility.PRIVATE),
    ("adam", "Adam Novak", Role.ADMINISTRATOR, "IT", PointsVisibility.OFF),
    ("otto", "Otto Berg", Role.EMPLOYEE, "Logistics", PointsVisibility.PUBLIC),
    ("zoe", "Zoé Martin", Role.SUPERUSER, "Logistics", PointsVisibility.PUBLIC),
    ("ivan", "Ivan Petrov", Role.ANALYST, "IT", PointsVisibility.PRIVATE),
)


def settle_cast() -> None:
    """Write the cast, two departments more than they need, a site and two applications."""
    with transaction() as opened:
        departments = {name: Department(name=name) for name in ("Finance", "IT", "Logistics")}
        site = Site(name="Hamburg", country="DE", timezone="Europe/Berlin")
        applications = [Application(slug="vpn", name="VPN"), Application(slug="outlook", name="Outlook")]
        opened.add_all([*departments.values(), site, *applications])
        opened.flush()
        for handle, name, role, department, visibility in PEOPLE:
            opened.add(
                User(
                    handle=handle,
                    name=name,
                    email=f"{handle}@company.example",
                    role=role,
                    joined_at=FIRST_DAY,
                    department_id=departments[department].id,
                    site_id=site.id,
                    timezone="Europe/Berlin",
                    points_visibility=visibility,
                )
            )


@dataclass(frozen=True)
class Cast:
    """The cast as actors, by handle: `cast["emma"]`."""

    actors: dict[str, Actor]

    @classmethod
    def load(cls) -> "Cast":
        """The cast as the database has them now."""
        users = session().scalars(select(User).where(User.handle.in_([person[0] for person in PEOPLE])))
        return cls({u.handle: Actor(u.id, u.handle, u.name, u.role, u.level) for u in users})

    def __getitem__(self, handle: str) -> Actor:
        return self.actors[handle]

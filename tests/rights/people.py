"""Everybody a permission may be asked of, and everything it may be asked about. No database, no web: rules alone."""

from dataclasses import dataclass, replace

from portal.core.models import Role
from portal.core.permissions import Actor

ME, SOMEBODY = 1, 2


@dataclass(frozen=True)
class Thing:
    """A post, an article or a person, as far as a rule looks at it."""

    id: int = SOMEBODY
    author_id: int = SOMEBODY
    asker_id: int = SOMEBODY
    owner_id: int | None = SOMEBODY
    role: Role = Role.EMPLOYEE
    is_locked: bool = False
    is_closed: bool = False
    is_deleted: bool = False


@dataclass(frozen=True)
class Person:
    """Somebody, and what of the thing is theirs."""

    role: Role = Role.EMPLOYEE
    level: int = 1
    wrote: bool = False
    asked: bool = False
    owns: bool = False

    def actor(self, *, paused: bool) -> Actor:
        """This person as somebody who acts."""
        return Actor(ME, "me", "Me Myself", self.role, self.level, paused)

    def their(self, thing: Thing) -> Thing:
        """The thing, with what of it is theirs."""
        return replace(
            thing,
            author_id=ME if self.wrote else SOMEBODY,
            asker_id=ME if self.asked else SOMEBODY,
            owner_id=ME if self.owns else SOMEBODY,
        )


PEOPLE = {
    "employee": Person(),
    "guide": Person(level=3),
    "adviser": Person(level=4),
    "superuser": Person(Role.SUPERUSER),
    "analyst": Person(Role.ANALYST),
    "admin": Person(Role.ADMINISTRATOR),
    "author": Person(wrote=True),
    "asker": Person(asked=True),
    "owner": Person(owns=True),
    "it-author": Person(Role.ANALYST, wrote=True, asked=True),
}

THINGS = {
    "open": Thing(),
    "locked": Thing(is_locked=True),
    "closed": Thing(is_closed=True),
    "removed": Thing(is_deleted=True),
    "a colleague": Thing(),
    "in IT": Thing(role=Role.ANALYST),
    "oneself": Thing(id=ME),
    "-": Thing(),
}

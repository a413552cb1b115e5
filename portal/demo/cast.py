"""The firm as written in company.yml: places, tools, tags and people, frozen."""

from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from functools import cached_property
from zoneinfo import ZoneInfo


class Role(StrEnum):
    """What a person may do, smallest first."""

    EMPLOYEE = "employee"
    SUPERUSER = "superuser"
    ANALYST = "analyst"
    ADMINISTRATOR = "administrator"


class Involvement(StrEnum):
    """How much a superuser chose to help."""

    LIGHT = "light"
    STANDARD = "standard"
    DEEP = "deep"


class PointsVisibility(StrEnum):
    """Who sees a person's points."""

    OFF = "off"
    PRIVATE = "private"
    PUBLIC = "public"


@dataclass(frozen=True)
class Site:
    """A place with its own clock. `working_days` are ISO weekdays, Monday = 1."""

    slug: str
    name: str
    city: str
    country: str
    zone: ZoneInfo
    working_days: frozenset[int]
    opens: time
    closes: time


@dataclass(frozen=True)
class Department:
    slug: str
    name: str


@dataclass(frozen=True)
class Application:
    slug: str
    name: str
    owner: str
    is_critical: bool
    description: str


@dataclass(frozen=True)
class Category:
    slug: str
    name: str
    description: str


@dataclass(frozen=True)
class Tag:
    slug: str
    description: str


@dataclass(frozen=True)
class Person:
    """A colleague. `department`, `site`, `applications` are slugs; `joined_days_ago` from the load day."""

    handle: str
    name: str
    email: str
    job: str
    department: str
    site: str
    role: Role
    languages: tuple[str, ...]
    applications: tuple[str, ...]
    devices: tuple[str, ...]
    about: str
    involvement: Involvement | None
    points: PointsVisibility
    joined_days_ago: int

    @property
    def is_analyst(self) -> bool:
        return self.role is Role.ANALYST


@dataclass(frozen=True)
class Company:
    """One firm. Lookups by slug or handle raise KeyError for what is not there."""

    name: str
    tagline: str
    about: str
    mail_domain: str
    sites: tuple[Site, ...]
    departments: tuple[Department, ...]
    applications: tuple[Application, ...]
    categories: tuple[Category, ...]
    tags: tuple[Tag, ...]
    people: tuple[Person, ...]

    @cached_property
    def people_by_handle(self) -> dict[str, Person]:
        return {person.handle: person for person in self.people}

    @cached_property
    def sites_by_slug(self) -> dict[str, Site]:
        return {site.slug: site for site in self.sites}

    def person(self, handle: str) -> Person:
        return self.people_by_handle[handle]

    def site_of(self, handle: str) -> Site:
        return self.sites_by_slug[self.person(handle).site]

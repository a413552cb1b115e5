"""company.yml into a frozen Company."""

from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

from portal.demo.cast import (
    Application,
    Category,
    Company,
    Department,
    Involvement,
    Person,
    PointsVisibility,
    Role,
    Site,
    Tag,
)
from portal.demo.fields import Fields, ScriptError


def read_company(path: Path) -> Company:
    fields = Fields(yaml.safe_load(path.read_text(encoding="utf-8")), path.name)
    mail_domain = fields.text("mail_domain")
    company = Company(
        name=fields.text("name"),
        tagline=fields.text("tagline"),
        about=fields.text("about"),
        mail_domain=mail_domain,
        sites=tuple(_site(entry) for entry in fields.entries("sites")),
        departments=tuple(_department(entry) for entry in fields.entries("departments")),
        applications=tuple(_application(entry) for entry in fields.entries("applications")),
        categories=tuple(_category(entry) for entry in fields.entries("categories")),
        tags=tuple(_tag(entry) for entry in fields.entries("tags")),
        people=tuple(_person(entry, mail_domain) for entry in fields.entries("people")),
    )
    fields.done()
    return company


def _site(entry: Fields) -> Site:
    days = entry.items("working_days")
    site = Site(
        slug=entry.text("slug"),
        name=entry.text("name"),
        city=entry.text("city"),
        country=entry.text("country"),
        zone=ZoneInfo(entry.text("zone")),
        working_days=frozenset(day for day in days if isinstance(day, int)),
        opens=time.fromisoformat(entry.text("opens")),
        closes=time.fromisoformat(entry.text("closes")),
    )
    if not site.working_days <= frozenset(range(1, 8)) or not site.working_days:
        raise ScriptError(f"{entry.where}: working_days should be numbers from 1 (Monday) to 7")
    entry.done()
    return site


def _department(entry: Fields) -> Department:
    department = Department(slug=entry.text("slug"), name=entry.text("name"))
    entry.done()
    return department


def _application(entry: Fields) -> Application:
    application = Application(
        slug=entry.text("slug"),
        name=entry.text("name"),
        owner=entry.text("owner"),
        is_critical=entry.truth("is_critical"),
        description=entry.text("description"),
    )
    entry.done()
    return application


def _category(entry: Fields) -> Category:
    category = Category(slug=entry.text("slug"), name=entry.text("name"), description=entry.text("description"))
    entry.done()
    return category


def _tag(entry: Fields) -> Tag:
    tag = Tag(slug=entry.text("slug"), description=entry.text("description"))
    entry.done()
    return tag


def _person(entry: Fields, mail_domain: str) -> Person:
    handle = entry.text("handle")
    person = Person(
        handle=handle,
        name=entry.text("name"),
        email=f"{handle}@{mail_domain}",
        job=entry.text("job"),
        department=entry.text("department"),
        site=entry.text("site"),
        role=entry.choice("role", Role),
        languages=entry.texts("languages"),
        applications=entry.texts("applications"),
        devices=entry.texts("devices"),
        about=entry.text("about"),
        involvement=entry.choice("involvement", Involvement) if entry.has("involvement") else None,
        points=entry.choice("points", PointsVisibility),
        joined_days_ago=entry.number("joined"),
    )
    entry.done()
    return person

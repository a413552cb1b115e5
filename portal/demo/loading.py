"""Bringing the demo company in: its people written down, its half year replayed through the portal's own actions.

All of it is one transaction: killed on the way, nothing of it is there. What followed from each act (points, bells)
is delivered at the time of the act, so that everything looks as it would have.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from community.models import Tag
from gamification.proving import rebuild
from gamification.quests.settling import settle_quests
from gamification.standings import settle_final_lines
from knowledge.models import Category
from portal.core import clock
from portal.core.db import session, transaction
from portal.core.deliveries import deliver
from portal.core.markup import render_inline
from portal.core.models import (
    Application,
    Delivery,
    Department,
    Mail,
    Notification,
    PointsVisibility,
    Role,
    Site,
    User,
    user_applications,
)
from portal.demo.cast import Company, Person
from portal.demo.replaying import Replay
from portal.demo.script import Script, load_script

READ_BEFORE = timedelta(days=2)
SETTLE_EVERY = timedelta(days=3)


def is_empty() -> bool:
    """Whether there is nobody in the portal yet."""
    return session().scalar(select(User.id).limit(1)) is None


def load_demo(now: datetime | None = None) -> None:
    """Bring the demo company in, as if it had worked here for half a year until `now`."""
    now = now or clock.now()
    script = load_script()
    with transaction():
        with clock.at(now - timedelta(days=400)):
            _write_company(script, now)
        _play(script, now)
        with clock.at(now):
            rebuild()
            settle_quests()
            _deliver_what_is_due()
        _tidy_up(now)


def _play(script: Script, now: datetime) -> None:
    """Act by act; every few days the points that have become final are settled, with the badges they bring."""
    replay = Replay()
    settled_at = None
    for act in script.acts(now):
        with clock.at(act.at):
            if settled_at is None or act.at - settled_at > SETTLE_EVERY:
                settled_at = act.at
                settle_final_lines()
                settle_quests()
            replay.perform(act)
            _deliver_what_is_due()


def _deliver_what_is_due() -> None:
    while ids := list(session().scalars(select(Delivery.id).where(Delivery.attempts == 0).order_by(Delivery.id))):
        for delivery_id in ids:
            if not deliver(delivery_id):
                raise RuntimeError(f"delivery {delivery_id} of the demo company failed")


def _tidy_up(now: datetime) -> None:
    """Nobody comes back to half a year of bells; and the demo company sends no mail."""
    session().execute(update(Notification).where(Notification.at < now - READ_BEFORE).values(read_at=Notification.at))
    session().execute(delete(Mail))


def _write_company(script: Script, now: datetime) -> None:
    company = script.company
    sites = {
        site.slug: Site(
            name=site.name,
            country=site.country,
            timezone=site.zone.key,
            opens=f"{site.opens:%H:%M}",
            closes=f"{site.closes:%H:%M}",
            working_days="".join(str(day) for day in sorted(site.working_days)),
        )
        for site in company.sites
    }
    departments = {department.slug: Department(name=department.name) for department in company.departments}
    applications = {
        one.slug: Application(slug=one.slug, name=one.name, description=one.description, is_critical=one.is_critical)
        for one in company.applications
    }
    session().add_all([*sites.values(), *departments.values(), *applications.values()])
    session().add_all(
        Category(slug=one.slug, name=one.name, description=one.description, position=place)
        for place, one in enumerate(company.categories)
    )
    session().add_all(
        Tag(
            name=tag.slug,
            description=tag.description,
            description_html=render_inline(tag.description).html,
        )
        for tag in company.tags
    )
    session().flush()
    for person in company.people:
        _write_person(company, person, sites, departments, applications, script.joined_at(person.handle, now))


def _write_person(
    company: Company,
    person: Person,
    sites: dict[str, Site],
    departments: dict[str, Department],
    applications: dict[str, Application],
    joined_at: datetime,
) -> None:
    user = User(
        handle=person.handle,
        name=person.name,
        email=person.email,
        role=Role(person.role.value),
        joined_at=joined_at,
        job=person.job,
        about=person.about,
        department_id=departments[person.department].id,
        site_id=sites[person.site].id,
        device=person.devices[0] if person.devices else "",
        languages=",".join(person.languages),
        timezone=company.site_of(person.handle).zone.key,
        points_visibility=PointsVisibility(person.points.value),
    )
    session().add(user)
    session().flush()
    rows = [{"user_id": user.id, "application_id": applications[slug].id} for slug in person.applications]
    if rows:
        session().execute(insert(user_applications), rows)

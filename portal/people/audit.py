"""The audit log: every act of moderation and administration, read from the facts, which nobody can change.

Each room says in words what its acts are (`ACTS`); `portal.wiring` brings them together with `know_acts`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import and_, or_, select

from portal.core.db import session
from portal.core.facts import Event
from portal.core.models import FactRow, Role, User
from portal.core.permissions import Actor, Permission, require
from portal.core.refusals import Invalid
from portal.notify.events import TriedAgain
from portal.people import events
from portal.people.forms import LogFilter
from portal.people.words import ROLES
from portal.web.cards import PersonCard, person_columns, person_in
from portal.web.paging import Page, cut, decode_cursor

LOG_PAGE = 50
_SUBJECT = re.compile(r"([a-z_]+)[ :#/]*(\d{1,18})\Z")


@dataclass(frozen=True)
class Act:
    """What an act is called, what it was done to, where that is, and what more there is to say.

    Each is a text with the fact's fields in braces; `{person}` and `{handle}` are those of its `user_id`.
    """

    words: str
    subject: str = ""
    href: str = ""
    detail: str = ""


@dataclass(frozen=True)
class LogEntry:
    """A line of the log."""

    id: int
    at: datetime
    actor: PersonCard
    act: str
    subject: str
    subject_href: str | None
    reason: str | None


ACTS: Mapping[type[Event], Act] = {
    events.PersonAdded: Act("added", "{person}", "/admin/people/{handle}", "as {role_name}"),
    events.PersonInvited: Act("invited", "{person}", "/admin/people/{handle}", "as {role_name}"),
    events.PeopleImported: Act("imported people", "{file_name}", "/admin", "{added} added, {changed} changed"),
    events.RoleGiven: Act(
        "changed the role of", "{person}", "/admin/people/{handle}", "from {before_name} to {role_name}"
    ),
    events.PersonDisabled: Act("disabled", "{person}", "/admin/people/{handle}"),
    events.PersonEnabled: Act("enabled", "{person}", "/admin/people/{handle}"),
    events.PersonSuspended: Act("suspended", "{person}", "/people/{handle}", "until {until_day}: {reason}"),
    events.SuspensionLifted: Act("lifted the suspension of", "{person}", "/people/{handle}"),
    events.DepartmentChanged: Act("{change} the department", "{name}", "/admin/departments"),
    events.SiteChanged: Act("{change} the site", "{name}", "/admin/sites"),
    events.ApplicationChanged: Act("{change} the application", "{name}", "/admin/applications"),
    TriedAgain: Act(
        "let be tried again", "what was given up", "/admin/deliveries", "{deliveries} deliveries, {mails} mails"
    ),
}
_THE_PORTAL = PersonCard("", "The portal", Role.EMPLOYEE.value, None, is_active=False)
_HIDDEN_TITLE = "something private to IT"

_acts: dict[str, Act] = {}


def know_acts(acts: Mapping[type[Event], Act]) -> None:
    """Learn how a room calls its acts. Called by `portal.wiring` alone."""
    _acts.update({event.kind(): act for event, act in acts.items()})


def kinds() -> Sequence[tuple[str, str]]:
    """The kinds of acts one can filter by, and what they are called."""
    return sorted(((kind, called(kind)) for kind in _acts), key=lambda pair: pair[1])


def called(kind: str) -> str:
    """A kind in words: "question_locked" is "Question locked"."""
    return kind.replace("_", " ").capitalize()


def read_log(actor: Actor, wanted: LogFilter, cursor: str | None) -> Page[LogEntry]:
    """The log, newest first, some at a time. Raises Invalid for a person or a subject nobody knows."""
    require(Permission.SEE_AUDIT_LOG, actor)
    rows = (
        select(FactRow, *person_columns())
        .outerjoin(User, User.id == FactRow.actor_id)
        .where(FactRow.is_moderation, *_conditions(wanted))
        .order_by(FactRow.id.desc())
        .limit(LOG_PAGE + 1)
    )
    if (before := decode_cursor(cursor, (int,))) is not None:
        rows = rows.where(FactRow.id < before[0])
    found = session().execute(rows).all()
    page = cut(found, lambda row: (row[0].id,), LOG_PAGE)
    names = _names_in([row[0] for row in page.items])
    return Page([_entry(row[0], person_in(row), names) for row in page.items], page.next_cursor)


def acts_about(actor: Actor, user_id: int, limit: int = 10) -> list[LogEntry]:
    """The newest acts that were done to a person."""
    require(Permission.MANAGE_PEOPLE, actor)
    rows = session().execute(
        select(FactRow, *person_columns())
        .outerjoin(User, User.id == FactRow.actor_id)
        .where(FactRow.is_moderation, FactRow.subject_type == "user", FactRow.subject_id == user_id)
        .order_by(FactRow.id.desc())
        .limit(limit)
    )
    found = rows.all()
    names = _names_in([row[0] for row in found])
    return [_entry(row[0], person_in(row), names) for row in found]


def _conditions(wanted: LogFilter) -> list[Any]:
    conditions: list[Any] = []
    if wanted.person:
        user_id = session().scalar(select(User.id).where(User.handle == wanted.person.lstrip("@").lower()))
        if user_id is None:
            raise Invalid({"person": "Nobody has this handle."})
        about_them = and_(FactRow.subject_type == "user", FactRow.subject_id == user_id)
        conditions.append(or_(FactRow.actor_id == user_id, about_them))
    if wanted.kind:
        conditions.append(FactRow.kind == wanted.kind)
    if wanted.since is not None:
        conditions.append(FactRow.at >= _midnight(wanted.since))
    if wanted.until is not None:
        conditions.append(FactRow.at < _midnight(wanted.until) + timedelta(days=1))
    if wanted.subject:
        matched = _SUBJECT.match(wanted.subject.lower())
        if matched is None:
            raise Invalid({"subject": "A kind of thing and its number, please: question 7, answer 12, article 3."})
        conditions += [FactRow.subject_type == matched[1], FactRow.subject_id == int(matched[2])]
    return conditions


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _names_in(rows: Sequence[FactRow]) -> dict[int, tuple[str, str]]:
    """Name and handle of the people these facts are about, by id."""
    ids = {row.payload["user_id"] for row in rows if "user_id" in row.payload}
    if not ids:
        return {}
    people = session().execute(select(User.id, User.name, User.handle).where(User.id.in_(ids)))
    return {row.id: (row.name, row.handle) for row in people}


def _entry(row: FactRow, actor: PersonCard | None, names: Mapping[int, tuple[str, str]]) -> LogEntry:
    act = _acts.get(row.kind)
    if act is None:
        return LogEntry(
            row.id, row.at, actor or _THE_PORTAL, called(row.kind), f"{row.subject_type} {row.subject_id}", None, None
        )
    fields = _Fields({**row.payload, **_derived(row, names)})
    href, detail = act.href.format_map(fields), act.detail.format_map(fields)
    return LogEntry(
        row.id,
        row.at,
        actor or _THE_PORTAL,
        act.words.format_map(fields),
        act.subject.format_map(fields),
        href or None,
        detail or None,
    )


class _Fields(dict[str, Any]):
    """A fact's fields; one that an older fact did not have is nothing."""

    def __missing__(self, _key: str) -> str:
        return ""


def _derived(row: FactRow, names: Mapping[int, tuple[str, str]]) -> dict[str, str]:
    payload = row.payload
    derived = dict(zip(("person", "handle"), names.get(payload.get("user_id", 0), ("somebody", "")), strict=True))
    derived |= {f"{part}_name": ROLES[Role(payload[part])] for part in ("role", "before") if payload.get(part)}
    if "until" in payload:
        until = datetime.fromtimestamp(payload["until"], UTC)
        derived["until_day"] = f"{until.day} {until:%b %Y}"
    if payload.get("is_private"):
        # the log is the administrators', who may not read what was asked in private
        derived["title"] = _HIDDEN_TITLE
    return derived

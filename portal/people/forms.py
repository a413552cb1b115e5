"""What people type about themselves and one another, as frozen drafts with their bounds."""

import re
from dataclasses import asdict
from datetime import date
from functools import cache
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from portal.core.markup import clean_line
from portal.core.models import Channel, PointsVisibility, Role, Theme
from portal.core.refusals import Invalid
from portal.people.csv_files import PersonLine
from portal.people.languages import LANGUAGES
from portal.people.words import role_named
from portal.web.forms import FormDraft, OptionalId, read_values

_ADDRESS = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9-]+)*\Z")
MOST_LANGUAGES = 8
MOST_APPLICATIONS = 60


def _one_line(value: object) -> object:
    return clean_line(value, 1000) if isinstance(value, str) else value


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


def _mail_address(value: str) -> str:
    if not _ADDRESS.match(value):
        raise ValueError("This does not look like an e-mail address.")
    return value


def _known_zone(value: str) -> str:
    if value and value not in zones():
        raise ValueError("Please choose one of the list.")
    return value


def _known_languages(values: list[str]) -> list[str]:
    if any(value not in LANGUAGES for value in values):
        raise ValueError("Please choose from the list.")
    return list(dict.fromkeys(values))


@cache
def zones() -> frozenset[str]:
    """The time zones people live in, by their names in the zone database."""
    return frozenset(z for z in available_timezones() if "/" in z and not z.startswith(("Etc/", "posix", "right"))) | {
        "UTC"
    }


Line = Annotated[str, BeforeValidator(_one_line)]
Name = Annotated[Line, Field(min_length=1, max_length=60)]
Address = Annotated[str, BeforeValidator(_lower), Field(max_length=254), AfterValidator(_mail_address)]
TypedAddress = Annotated[str, BeforeValidator(_lower), Field(min_length=1, max_length=254)]
"""An address that is only compared: whether it looks like one is nobody's business."""
Password = Annotated[str, StringConstraints(strip_whitespace=False, min_length=1, max_length=1000)]
"""A password as it was typed; spaces belong to it. What makes a good one is said in `passwords.py`."""
Languages = Annotated[list[str], Field(max_length=MOST_LANGUAGES), AfterValidator(_known_languages)]


class SignInDraft(FormDraft):
    """Who somebody says they are. `stay`: for two weeks on this device."""

    email: TypedAddress
    password: Password
    stay: bool = False


class ResetRequestDraft(FormDraft):
    """Whose password shall be chosen anew."""

    email: TypedAddress


class NewPasswordDraft(FormDraft):
    """A new password."""

    password: Password


class PasswordChangeDraft(NewPasswordDraft):
    """A new password, and the one it takes the place of."""

    current: Password


class InvitationDraft(FormDraft):
    """Whom to invite, as what."""

    email: Address
    name: Name
    role: Role = Role.EMPLOYEE
    department_id: OptionalId = None
    site_id: OptionalId = None


class AcceptanceDraft(NewPasswordDraft):
    """The answer to an invitation."""

    name: Name


class ProfileDraft(FormDraft):
    """What a person says about themselves and the place they work at."""

    name: Name
    job: Annotated[Line, Field(max_length=80)] = ""
    about: Annotated[str, Field(max_length=500)] = ""
    reach_me: Annotated[Line, Field(max_length=120)] = ""
    department_id: OptionalId = None
    site_id: OptionalId = None
    device: Annotated[Line, Field(max_length=80)] = ""
    timezone: Annotated[str, AfterValidator(_known_zone)] = ""
    languages: Languages = Field(default_factory=list)
    application_ids: Annotated[list[int], Field(max_length=MOST_APPLICATIONS)] = Field(default_factory=list)


class ChannelDraft(FormDraft):
    """Which channel reaches a person."""

    channel: Channel


class PointsDraft(FormDraft):
    """How far a person takes part in the game."""

    visibility: PointsVisibility


class ThemeDraft(FormDraft):
    """Light, dark, or as the system has it."""

    theme: Theme


class RoleDraft(FormDraft):
    """A role to give."""

    role: Role


class SuspensionDraft(FormDraft):
    """How long somebody shall only read, in days, and why: the person is told."""

    days: Annotated[int, Field(ge=1, le=365)]
    reason: Annotated[Line, Field(min_length=5, max_length=200)]


class ImportedPersonDraft(FormDraft):
    """A line of a list of people. What is empty is left as it is, or open."""

    email: Address
    name: Name
    department: Annotated[Line, Field(max_length=80)] = ""
    site: Annotated[Line, Field(max_length=80)] = ""
    job: Annotated[Line, Field(max_length=80)] = ""
    role: Annotated[Role | None, BeforeValidator(role_named)] = None


class ImportDraft(FormDraft):
    """How a list is brought in: whether the new ones are invited by mail."""

    invite: bool = False


class DepartmentDraft(FormDraft):
    """A department's name."""

    name: Annotated[Line, Field(min_length=1, max_length=80)]


class SiteDraft(FormDraft):
    """A place people work at. Hours are local, as HH:MM."""

    name: Annotated[Line, Field(min_length=1, max_length=80)]
    country: Annotated[str, BeforeValidator(lambda v: v.strip().upper()), Field(pattern=r"^([A-Z]{2})?$")] = ""
    timezone: Annotated[str, AfterValidator(_known_zone)] = "UTC"
    opens: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "09:00"
    closes: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")] = "17:00"


class ApplicationDraft(FormDraft):
    """A tool people work with. A critical one stops work when it stops."""

    name: Annotated[Line, Field(min_length=1, max_length=80)]
    description: Annotated[Line, Field(max_length=400)] = ""
    is_critical: bool = False


class LogFilter(FormDraft):
    """Which part of the audit log to look at. Days are whole days in UTC."""

    person: Annotated[Line, Field(max_length=40)] = ""
    kind: Annotated[str, Field(max_length=48)] = ""
    since: Annotated[date | None, BeforeValidator(lambda v: v or None)] = None
    until: Annotated[date | None, BeforeValidator(lambda v: v or None)] = None
    subject: Annotated[Line, Field(max_length=40)] = ""


def invitation_from(email: str, name: str, role: Role) -> InvitationDraft:
    """An invitation from elsewhere than a form, held to the same rules. Raises Invalid."""
    return read_values(InvitationDraft, {"email": email, "name": name, "role": role})


def imported_person_from(line: PersonLine) -> ImportedPersonDraft:
    """A line of a list of people, held to the rules. Raises Invalid, saying which column is wrong."""
    try:
        return read_values(ImportedPersonDraft, asdict(line))
    except Invalid as refusal:
        raise Invalid({column: f"{column.capitalize()}: {says}" for column, says in refusal.errors.items()}) from None

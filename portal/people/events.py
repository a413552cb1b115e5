"""The facts about people and the company, in plain ids and words. Moments are whole seconds since 1970 in UTC."""

from dataclasses import dataclass
from typing import ClassVar

from portal.core.facts import Event


@dataclass(frozen=True, kw_only=True)
class PersonEvent(Event):
    """Something about a person."""

    subject: ClassVar[str] = "user_id"

    user_id: int


@dataclass(frozen=True, kw_only=True)
class PersonAdded(PersonEvent):
    """A person has an account now, and nobody has been asked to use it yet."""

    is_moderation: ClassVar[bool] = True
    role: str


@dataclass(frozen=True, kw_only=True)
class PersonInvited(PersonEvent):
    """A person was asked by mail to join. `version` is the sign-in epoch that the link belongs to."""

    is_moderation: ClassVar[bool] = True
    role: str
    version: int


@dataclass(frozen=True, kw_only=True)
class InvitationAccepted(PersonEvent):
    """A person who was invited has joined."""


@dataclass(frozen=True, kw_only=True)
class PeopleImported(PersonEvent):
    """An administrator, who is the person this is about, brought in a list of people."""

    is_moderation: ClassVar[bool] = True
    file_name: str
    added: int
    changed: int


@dataclass(frozen=True, kw_only=True)
class RoleGiven(PersonEvent):
    """A person's role changed."""

    is_moderation: ClassVar[bool] = True
    before: str
    role: str


@dataclass(frozen=True, kw_only=True)
class PersonDisabled(PersonEvent):
    """A person can no longer sign in, and is signed out everywhere."""

    is_moderation: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class PersonEnabled(PersonEvent):
    """A disabled person can sign in again."""

    is_moderation: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class PersonSuspended(PersonEvent):
    """A person may read but not write until `until`."""

    is_moderation: ClassVar[bool] = True
    until: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class SuspensionLifted(PersonEvent):
    """A suspended person may write again before the time was up."""

    is_moderation: ClassVar[bool] = True


@dataclass(frozen=True, kw_only=True)
class ProfileChanged(PersonEvent):
    """What a person's page says has changed."""

    name: str


@dataclass(frozen=True, kw_only=True)
class PointsVisibilityChosen(PersonEvent):
    """A person chose how far to take part in the game."""

    visibility: str


@dataclass(frozen=True, kw_only=True)
class PasswordResetRequested(PersonEvent):
    """Somebody asked for a link to choose a new password. `version` is the sign-in epoch the link belongs to."""

    version: int


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(PersonEvent):
    """A person has a new password, and every session of theirs has ended."""


@dataclass(frozen=True, kw_only=True)
class SessionsEnded(PersonEvent):
    """A person signed out everywhere."""


@dataclass(frozen=True, kw_only=True)
class DepartmentChanged(Event):
    """A department was added, renamed, retired or brought back."""

    subject: ClassVar[str] = "department_id"
    is_moderation: ClassVar[bool] = True

    department_id: int
    name: str
    change: str


@dataclass(frozen=True, kw_only=True)
class SiteChanged(Event):
    """A site was added, changed, retired or brought back."""

    subject: ClassVar[str] = "site_id"
    is_moderation: ClassVar[bool] = True

    site_id: int
    name: str
    change: str


@dataclass(frozen=True, kw_only=True)
class ApplicationChanged(Event):
    """An application was added, changed, retired or brought back."""

    subject: ClassVar[str] = "application_id"
    is_moderation: ClassVar[bool] = True

    application_id: int
    name: str
    change: str

"""Roles, and who may sign in or write at all: what administrators decide, and IT where somebody must be stopped."""

from datetime import timedelta

from sqlalchemy import or_, select

from portal.core import clock
from portal.core.db import action, session
from portal.core.facts import record
from portal.core.models import Role, User
from portal.core.permissions import Actor, Permission, require
from portal.core.refusals import Conflict, Invalid
from portal.people import passwords
from portal.people.actions.invitations import add_person
from portal.people.events import (
    PersonAdded,
    PersonDisabled,
    PersonEnabled,
    PersonSuspended,
    RoleGiven,
    SuspensionLifted,
)
from portal.people.finding import held_colleague
from portal.people.forms import InvitationDraft, RoleDraft, SuspensionDraft, invitation_from

LAST_ADMINISTRATOR = "Nobody else could look after the portal then. Make somebody else an administrator first."


def create_administrator(*, email: str, name: str, password: str) -> str:
    """Make an administrator who can sign in at once; for the command line. Returns the handle. Raises Invalid."""
    draft = invitation_from(email, name, Role.ADMINISTRATOR)
    if (problem := passwords.problem_with(password, [draft.name, draft.email])) is not None:
        raise Invalid({"password": problem})
    return _add_administrator(draft, passwords.hashed(password))


@action
def _add_administrator(draft: InvitationDraft, password_hash: str) -> str:
    known = session().scalar(select(User.handle).where(User.email == draft.email))
    if known is not None:
        raise Invalid({"email": f"This address belongs to @{known} already."})
    user = add_person(draft.email, draft.name, draft.role)
    user.password_hash = password_hash
    record(PersonAdded(user_id=user.id, role=user.role.value), None)
    return user.handle


@action
def give_role(actor: Actor, user_id: int, draft: RoleDraft) -> None:
    """Give somebody a role; the same one again changes nothing. Raises Conflict for the last administrator."""
    require(Permission.MANAGE_PEOPLE, actor)
    administrators = _held_administrators()
    user = held_colleague(user_id)
    if user.role is draft.role:
        return
    if administrators == {user.id}:
        raise Conflict(LAST_ADMINISTRATOR)
    before, user.role = user.role, draft.role
    record(RoleGiven(user_id=user.id, before=before.value, role=user.role.value), actor.id)


@action
def disable_person(actor: Actor, user_id: int) -> None:
    """Let somebody sign in no more, and end their sessions; what they wrote stays. Twice is once."""
    require(Permission.MANAGE_PEOPLE, actor)
    administrators = _held_administrators()
    user = held_colleague(user_id)
    if user.disabled_at is not None:
        return
    if administrators == {user.id}:
        raise Conflict(LAST_ADMINISTRATOR)
    user.disabled_at = clock.now()
    user.auth_version += 1
    record(PersonDisabled(user_id=user.id), actor.id)


@action
def enable_person(actor: Actor, user_id: int) -> None:
    """Let a disabled person sign in again. Twice is once."""
    require(Permission.MANAGE_PEOPLE, actor)
    user = held_colleague(user_id)
    if user.disabled_at is None:
        return
    user.disabled_at = None
    record(PersonEnabled(user_id=user.id), actor.id)


@action
def suspend_person(actor: Actor, user_id: int, draft: SuspensionDraft) -> None:
    """Let somebody only read for some days, from now on; the person is told why."""
    user = held_colleague(user_id)
    require(Permission.SUSPEND, actor, user)
    user.suspended_until = clock.now() + timedelta(days=draft.days)
    until = int(user.suspended_until.timestamp())
    record(PersonSuspended(user_id=user.id, until=until, reason=draft.reason), actor.id)


@action
def lift_suspension(actor: Actor, user_id: int) -> None:
    """Let a suspended person write again. Twice is once."""
    user = held_colleague(user_id)
    require(Permission.SUSPEND, actor, user)
    if user.suspended_until is None or user.suspended_until <= clock.now():
        return
    user.suspended_until = None
    record(SuspensionLifted(user_id=user.id), actor.id)


def _held_administrators() -> set[int]:
    """The ids of those who can act as administrators now.

    Their rows are held, and before any other: two of them cannot demote each other at the same moment.
    """
    able = (
        select(User.id)
        .where(
            User.role == Role.ADMINISTRATOR,
            User.disabled_at.is_(None),
            User.invited_at.is_(None),
            or_(User.suspended_until.is_(None), User.suspended_until <= clock.now()),
        )
        .order_by(User.id)
        .with_for_update()
    )
    return set(session().scalars(able))

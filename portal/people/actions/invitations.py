"""Inviting people, and answering an invitation."""

from sqlalchemy import select

from portal.core import clock
from portal.core.db import action, session
from portal.core.facts import record
from portal.core.models import Department, Role, Site, User
from portal.core.permissions import Actor, Permission, require
from portal.core.refusals import Conflict, Invalid
from portal.people import links
from portal.people.actions.passwords import LinkUsed, checked_hash
from portal.people.actions.signing_in import SignedIn
from portal.people.events import InvitationAccepted, PersonInvited
from portal.people.finding import held, held_colleague
from portal.people.forms import AcceptanceDraft, InvitationDraft
from portal.people.handles import free_handle
from portal.people.links import Purpose


@action
def invite_person(actor: Actor, draft: InvitationDraft) -> str:
    """Give somebody an account and let a link be mailed. Returns the handle. Raises Invalid if the address is known."""
    require(Permission.MANAGE_PEOPLE, actor)
    known = session().scalar(select(User.handle).where(User.email == draft.email))
    if known is not None:
        raise Invalid({"email": f"This address belongs to @{known} already."})
    user = add_person(draft.email, draft.name, draft.role)
    user.department_id = _existing(Department, draft.department_id, "department_id")
    user.site_id = _existing(Site, draft.site_id, "site_id")
    ask_to_join(actor, user)
    return user.handle


@action
def invite_again(actor: Actor, user_id: int) -> None:
    """Mail a new link; the one before it works no more. Raises Conflict for somebody who has joined."""
    require(Permission.MANAGE_PEOPLE, actor)
    user = held_colleague(user_id)
    if user.password_hash is not None:
        raise Conflict(f"{user.name} has joined already.")
    if user.disabled_at is not None:
        raise Conflict(f"The account of {user.name} is disabled. Enable it first.")
    user.auth_version += 1
    ask_to_join(actor, user)


@action
def ask_to_join(actor: Actor, user: User) -> None:
    """Let a link be mailed to somebody who has an account. Who may was decided by the caller."""
    if user.email is None:
        raise Conflict(f"{user.name} has no e-mail address.")
    user.invited_at = clock.now()
    record(PersonInvited(user_id=user.id, role=user.role.value, version=user.auth_version), actor.id)


def invited_person(signed: str) -> User:
    """Whom an invitation is for. Raises LinkUsed."""
    ticket = links.read(Purpose.INVITATION, signed)
    user = session().get(User, ticket.user_id) if ticket is not None else None
    if ticket is None or user is None or user.auth_version != ticket.version:
        raise LinkUsed
    if user.invited_at is None or user.disabled_at is not None:
        raise LinkUsed
    return user


def accept_invitation(signed: str, draft: AcceptanceDraft) -> SignedIn:
    """Join: a name and a password. The link works no more. Raises LinkUsed, or Invalid for a poor password."""
    user = invited_person(signed)
    new_hash = checked_hash(user.id, draft.password, draft.name)
    return _join(user.id, user.auth_version, draft.name, new_hash)


@action
def _join(user_id: int, version: int, name: str, new_hash: str) -> SignedIn:
    user = held(user_id)
    if user.auth_version != version or user.invited_at is None or user.disabled_at is not None:
        raise LinkUsed
    user.rename(name)
    user.password_hash = new_hash
    user.invited_at = None
    user.joined_at = user.seen_at = clock.now()
    user.auth_version += 1
    record(InvitationAccepted(user_id=user.id), user.id)
    return SignedIn(user.id, user.auth_version)


def add_person(email: str, name: str, role: Role) -> User:
    """A new account, flushed. Who may, and that the address is new, was decided by the caller."""
    user = User(handle=free_handle(name, email), name=name, email=email, role=role, joined_at=clock.now())
    session().add(user)
    session().flush()
    return user


def _existing(kind: type[Department] | type[Site], place_id: int | None, field: str) -> int | None:
    if place_id is not None and session().get(kind, place_id) is None:
        raise Invalid({field: "Please choose one of the list."})
    return place_id

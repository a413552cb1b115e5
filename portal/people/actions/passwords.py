"""Choosing a new password: with the old one, or with a link that was mailed."""

from sqlalchemy import select

from portal.core.db import action, release, session
from portal.core.facts import record
from portal.core.models import User
from portal.core.permissions import Actor
from portal.core.refusals import Invalid, Refused
from portal.people import links, passwords, pauses
from portal.people.actions.signing_in import SignedIn
from portal.people.events import PasswordChanged, PasswordResetRequested
from portal.people.finding import held
from portal.people.forms import NewPasswordDraft, PasswordChangeDraft, ResetRequestDraft
from portal.people.links import Purpose, Ticket
from portal.people.pauses import Tried


class LinkUsed(Refused):
    """A link that leads nowhere any more."""

    status = 410

    def __init__(self) -> None:
        super().__init__("This link has been used already, or is too old. You can ask for a new one.")


@action
def request_password_reset(draft: ResetRequestDraft) -> None:
    """Let a link be mailed, if the address is somebody's. Says nothing either way; a few an hour at most."""
    if pauses.left(Tried.RESET, draft.email):
        return
    pauses.note(Tried.RESET, draft.email)
    user = session().scalar(
        select(User).where(
            User.email == draft.email,
            User.disabled_at.is_(None),
            User.is_imported.is_(False),
        )
    )
    if user is not None:
        record(PasswordResetRequested(user_id=user.id, version=user.auth_version), None)


def holder_of(signed: str) -> Ticket:
    """Whom a reset link is for. Raises LinkUsed."""
    ticket = links.read(Purpose.RESET, signed)
    if ticket is None:
        raise LinkUsed
    current = session().execute(
        select(User.id).where(
            User.id == ticket.user_id, User.auth_version == ticket.version, User.disabled_at.is_(None)
        )
    )
    if current.first() is None:
        raise LinkUsed
    return ticket


def reset_password(signed: str, draft: NewPasswordDraft) -> None:
    """Choose a new password by a link. Every session ends. Raises LinkUsed, or Invalid for a poor password."""
    ticket = holder_of(signed)
    new_hash = checked_hash(ticket.user_id, draft.password)
    _set_password(ticket.user_id, ticket.version, new_hash, None)


def change_password(actor: Actor, draft: PasswordChangeDraft) -> SignedIn:
    """Choose a new password, knowing the old one. Every session ends; the returned one may begin."""
    address, kept, version = (
        session().execute(select(User.email, User.password_hash, User.auth_version).where(User.id == actor.id)).one()
    )
    release()
    pauses.keep_to(Tried.SIGN_IN, address or str(actor.id))
    if not passwords.verify(kept, draft.current):
        pauses.note(Tried.SIGN_IN, address or str(actor.id))
        raise Invalid({"current": "This is not your password of now."})
    new_hash = checked_hash(actor.id, draft.password)
    return _set_password(actor.id, version, new_hash, actor.id)


def checked_hash(user_id: int, password: str, name: str | None = None) -> str:
    """A person's new password as it is kept. Raises Invalid with what is wrong with it."""
    own = session().execute(select(User.name, User.handle, User.email).where(User.id == user_id)).one()
    release()
    names = [name or own.name, own.name, own.handle, own.email or ""]
    if (problem := passwords.problem_with(password, names)) is not None:
        raise Invalid({"password": problem})
    return passwords.hashed(password)


@action
def _set_password(user_id: int, version: int, new_hash: str, actor_id: int | None) -> SignedIn:
    user = held(user_id)
    if user.auth_version != version or user.disabled_at is not None:
        raise LinkUsed
    user.password_hash = new_hash
    user.auth_version += 1
    if user.email is not None:
        pauses.forgive(Tried.SIGN_IN, user.email)
    record(PasswordChanged(user_id=user.id), actor_id or user.id)
    return SignedIn(user.id, user.auth_version)

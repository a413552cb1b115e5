"""Signing in with a password, and ending every session. Whether an address is known is never told, nor to be timed."""

from dataclasses import dataclass

from sqlalchemy import select, update

from portal.core import clock
from portal.core.db import action, release, session
from portal.core.facts import record
from portal.core.models import User
from portal.core.permissions import Actor
from portal.core.refusals import Invalid
from portal.people import passwords, pauses
from portal.people.events import SessionsEnded
from portal.people.finding import held
from portal.people.forms import SignInDraft
from portal.people.pauses import Tried

WRONG = "That address and password do not go together. Please try again, or choose a new password."


@dataclass(frozen=True)
class SignedIn:
    """Who signed in: the person, and the sign-in epoch that the session belongs to."""

    user_id: int
    version: int

    @property
    def cookie(self) -> str:
        """What the session keeps, as `portal.web.viewer` reads it."""
        return f"{self.user_id}.{self.version}"


def sign_in(draft: SignInDraft) -> SignedIn:
    """Who has this address and this password. Raises Invalid for nobody, TooMany during a pause.

    Not one transaction: the hashing takes its time, and nobody else's writing shall wait for it.
    """
    pauses.keep_to(Tried.SIGN_IN, draft.email)
    user = session().execute(select(User.id, User.password_hash, User.disabled_at).where(User.email == draft.email))
    found = user.one_or_none()
    release()
    kept = found.password_hash if found is not None and found.disabled_at is None else None
    if not passwords.verify(kept, draft.password) or found is None or kept is None:
        pauses.note(Tried.SIGN_IN, draft.email)
        raise Invalid({"": WRONG})
    renewed = passwords.hashed(draft.password) if passwords.is_outdated(kept) else None
    return _welcome(found.id, draft.email, renewed)


@action
def _welcome(user_id: int, address: str, renewed_hash: str | None) -> SignedIn:
    pauses.forgive(Tried.SIGN_IN, address)
    user = held(user_id)
    user.seen_at = clock.now()
    if renewed_hash is not None:
        user.password_hash = renewed_hash
    return SignedIn(user.id, user.auth_version)


@action
def sign_in_as_cast(handle: str) -> SignedIn:
    """Be one of the demo company's cast. Only the demo's pages call this. Raises Invalid for somebody else."""
    user = session().scalar(select(User).where(User.handle == handle, User.disabled_at.is_(None)))
    if user is None or user.is_imported:
        raise Invalid({"": "This person is not here any more."})
    user.seen_at = clock.now()
    return SignedIn(user.id, user.auth_version)


@action
def sign_out_everywhere(actor: Actor) -> None:
    """End every session of `actor`, this one too."""
    session().execute(update(User).where(User.id == actor.id).values(auth_version=User.auth_version + 1))
    record(SessionsEnded(user_id=actor.id), actor.id)

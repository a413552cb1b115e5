"""Links that let somebody in once: to choose a new password, or to answer an invitation.

A link is signed, says whom it is for, holds until a moment, and belongs to one sign-in epoch of that person
(`User.auth_version`). Using it begins the next epoch, so it works once; so does asking for a newer one.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from itsdangerous import BadSignature, URLSafeSerializer

from portal.core import clock

RESET_LASTS: Final = timedelta(hours=1)
INVITATION_LASTS: Final = timedelta(days=7)


class Purpose(StrEnum):
    """What a link is for. One made for one purpose is of no use for another."""

    RESET = "reset-password"
    INVITATION = "invitation"


@dataclass(frozen=True)
class Ticket:
    """What a link says: whom it is for, in which sign-in epoch, until when."""

    user_id: int
    version: int
    until: datetime


_key = ""


def sign_with(key: str) -> None:
    """Sign links with `key` from now on. Called by `portal.wiring` alone."""
    global _key  # noqa: PLW0603 -- one key for the whole process
    _key = key


def path_for(purpose: Purpose, ticket: Ticket) -> str:
    """The path of a link."""
    signed = _signer(purpose).dumps([ticket.user_id, ticket.version, int(ticket.until.timestamp())])
    return f"/{purpose.value}/{signed!s}"


def read(purpose: Purpose, signed: str) -> Ticket | None:
    """What a link says; None for one that was made up, is for something else, or is too old."""
    if len(signed) > 300:
        return None
    try:
        user_id, version, until = _signer(purpose).loads(signed)
    except (BadSignature, ValueError):
        return None
    ticket = Ticket(user_id, version, datetime.fromtimestamp(until, clock.now().tzinfo))
    return ticket if ticket.until > clock.now() else None


def _signer(purpose: Purpose) -> URLSafeSerializer:
    if not _key:
        raise RuntimeError("no key to sign links with is in use yet")
    digest = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
    return URLSafeSerializer(_key, salt=f"questboard.{purpose.value}", signer_kwargs=digest)

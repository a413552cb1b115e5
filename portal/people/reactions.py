"""What the people room does about its own facts: mails the links, and tells people what was decided about them."""

from datetime import UTC, datetime

from portal.core.db import session
from portal.core.facts import Fact
from portal.core.models import Role, User
from portal.notify import tell
from portal.notify.mails import Letter, write_mail
from portal.people import links
from portal.people.events import (
    PasswordChanged,
    PasswordResetRequested,
    PersonInvited,
    PersonSuspended,
    RoleGiven,
    SuspensionLifted,
)
from portal.people.links import INVITATION_LASTS, RESET_LASTS, Purpose, Ticket
from portal.people.words import ROLES, ROLES_EXPLAINED


def mail_reset_link(event: PasswordResetRequested, fact: Fact) -> None:
    """Mail a link to choose a new password; an invitation anew to somebody who has not answered the first."""
    user = _reachable(event.user_id, event.version)
    if user is None:
        return
    if user.invited_at is not None:
        _mail_invitation(user, fact, None)
        return
    path = links.path_for(Purpose.RESET, Ticket(user.id, user.auth_version, fact.at + RESET_LASTS))
    write_mail(f"reset:{fact.id}", str(user.email), Letter("reset_password", {"name": user.name, "path": path}))


def mail_invitation(event: PersonInvited, fact: Fact) -> None:
    """Mail a link to join."""
    user = _reachable(event.user_id, event.version)
    if user is not None:
        host = session().get(User, fact.actor_id) if fact.actor_id is not None else None
        _mail_invitation(user, fact, host)


def mail_password_notice(event: PasswordChanged, fact: Fact) -> None:
    """Tell the owner of an account that its password changed, wherever from."""
    user = session().get(User, event.user_id)
    if user is not None and user.email is not None and user.disabled_at is None:
        words = {"name": user.name, "at": fact.at.strftime("%d %B %Y, %H:%M UTC").lstrip("0")}
        write_mail(f"password:{fact.id}", user.email, Letter("password_changed", words))


def tell_role(event: RoleGiven, fact: Fact) -> None:
    """Tell somebody what they are here for now."""
    role = Role(event.role)
    tell(event.user_id, "role", fact.id, f"Your role is now {ROLES[role]}. {ROLES_EXPLAINED[role]}", "/settings")


def tell_suspension(event: PersonSuspended, fact: Fact) -> None:
    """Tell somebody until when they may only read, and why."""
    until = datetime.fromtimestamp(event.until, UTC)
    text = f"Until {until.day} {until:%B %Y} you can read but not write. The reason given: {event.reason}"
    tell(event.user_id, "suspended", fact.id, text, "/settings")


def tell_lifting(event: SuspensionLifted, fact: Fact) -> None:
    """Tell somebody that they may write again."""
    tell(event.user_id, "suspension_lifted", fact.id, "You can write again. Welcome back.", "/")


def _reachable(user_id: int, version: int) -> User | None:
    """The person a link would be for, if it would still work."""
    user = session().get(User, user_id)
    if user is None or user.email is None or user.disabled_at is not None or user.auth_version != version:
        return None
    return user


def _mail_invitation(user: User, fact: Fact, host: User | None) -> None:
    path = links.path_for(Purpose.INVITATION, Ticket(user.id, user.auth_version, fact.at + INVITATION_LASTS))
    words = {"name": user.name, "host": host.name if host is not None else "", "path": path}
    write_mail(f"invitation:{fact.id}", str(user.email), Letter("invitation", words))

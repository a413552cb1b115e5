"""Who is looking at a page: the signed-in person as one small row, loaded by one query a request."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import ParamSpec, TypeVar

from flask import abort
from flask_login import LoginManager, current_user
from sqlalchemy import and_, bindparam, func, select

from portal.core import clock
from portal.core.db import fetch
from portal.core.levels import level_name
from portal.core.models import Notification, PointsVisibility, Role, Theme, User
from portal.core.permissions import Actor, Permission, may

LONGEST_COOKIE = 20  # what is longer is no number that a database knows

P = ParamSpec("P")
R = TypeVar("R")

login = LoginManager()
login.login_view = "people.sign_in"
login.session_protection = "basic"


@dataclass(frozen=True)
class Viewer:
    """The signed-in person, as pages need them. `version` changes when every session of theirs must end."""

    id: int
    version: int
    handle: str
    name: str
    role: Role
    level: int
    reputation: int
    theme: Theme
    points_visibility: PointsVisibility
    timezone: str
    site_id: int | None
    department_id: int | None
    suspended_until: datetime | None
    unread: int

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        """What the session cookie holds: the person, and which of their sign-in epochs it belongs to."""
        return f"{self.id}.{self.version}"

    @property
    def actor(self) -> Actor:
        """The same person as somebody who acts."""
        suspended = self.suspended_until is not None and self.suspended_until > clock.now()
        plays = self.points_visibility is not PointsVisibility.OFF
        return Actor(self.id, self.handle, self.name, self.role, self.level, suspended, plays)

    @property
    def level_name(self) -> str:
        """The name of their level."""
        return level_name(self.level)

    def may(self, permission: Permission) -> bool:
        """Whether they may do something that is about no thing in particular."""
        return may(permission, self.actor)


_VIEWER = select(
    User.id,
    User.auth_version.label("version"),
    User.handle,
    User.name,
    User.role,
    User.level,
    User.reputation,
    User.theme,
    User.points_visibility,
    User.timezone,
    User.site_id,
    User.department_id,
    User.suspended_until,
    select(func.count())
    .where(and_(Notification.user_id == User.id, Notification.read_at.is_(None)))
    .scalar_subquery()
    .label("unread"),
).where(User.id == bindparam("id"), User.auth_version == bindparam("version"), User.disabled_at.is_(None))


@login.user_loader  # type: ignore[untyped-decorator]
def load_viewer(cookie: str) -> Viewer | None:
    """The person a session belongs to; None where the account is disabled or its sessions were ended."""
    id_text, _, version_text = cookie.partition(".")
    if not (id_text.isdecimal() and version_text.isdecimal() and len(cookie) < LONGEST_COOKIE):
        return None
    row = fetch(_VIEWER, {"id": int(id_text), "version": int(version_text)}).first()
    return Viewer(*row) if row is not None else None


def viewer() -> Viewer:
    """The signed-in person. Pages that may be seen signed out ask `viewer_or_none`."""
    found = viewer_or_none()
    if found is None:
        abort(401)
    return found


def login_required(view: Callable[P, R]) -> Callable[P, R]:
    """A view for people who are signed in; others are asked to, and come back to it."""

    @functools.wraps(view)
    def for_people(*args: P.args, **kwargs: P.kwargs) -> R:
        viewer()
        return view(*args, **kwargs)

    return for_people


def viewer_or_none() -> Viewer | None:
    """The signed-in person, or None."""
    # the person, not Flask-Login's stand-in, which looks itself up again at every touch
    person = current_user._get_current_object()  # noqa: SLF001 -- the documented way to what a proxy stands for
    return person if isinstance(person, Viewer) else None


def actor() -> Actor:
    """The signed-in person as the one who acts."""
    return viewer().actor

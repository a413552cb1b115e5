"""Rendering pages: what every template may rely on, and answers that are not sent twice."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, get_flashed_messages, render_template, request
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from portal.core import clock
from portal.core.permissions import Permission
from portal.web.slots import slot
from portal.web.viewer import Viewer, viewer_or_none


@dataclass(frozen=True)
class Room:
    """A room in the navigation. `key` is pressed after g; `permission` hides it from those who may not enter."""

    endpoint: str
    href: str
    label: str
    icon: str
    key: str
    permission: Permission | None = None


@dataclass(frozen=True)
class NavItem:
    """A room as this viewer sees it in the navigation now."""

    endpoint: str
    href: str
    label: str
    icon: str
    key: str
    badge: int | None
    is_current: bool


_rooms: list[Room] = []
_globals: dict[str, Callable[..., object]] = {}


def add_room(room: Room) -> None:
    """Put a room into the navigation, after those already there. Called by `portal.wiring` alone."""
    _rooms.append(room)


def forget_rooms() -> None:
    """Empty the navigation; the wiring starts from here."""
    _rooms.clear()


def _navigation(viewer: Viewer | None) -> list[NavItem]:
    if viewer is None:
        return []
    path = request.path
    return [
        NavItem(
            room.endpoint,
            room.href,
            room.label,
            room.icon,
            room.key,
            None,
            path == room.href or (room.href != "/" and path.startswith(room.href + "/")),
        )
        for room in _rooms
        if room.permission is None or viewer.may(room.permission)
    ]


def page(template: str, **context: object) -> str:
    """The page `template`, for whoever is looking."""
    viewer = viewer_or_none()
    return render_template(template, viewer=viewer, nav=_navigation(viewer), **context)


def moment(value: datetime) -> str:
    """A moment as machines read it in <time datetime>."""
    return value.strftime("%Y-%m-%dT%H:%M:%SZ")


_STEPS = ((31536000, "year"), (2592000, "month"), (604800, "week"), (86400, "day"), (3600, "hour"), (60, "minute"))


def ago(value: datetime) -> str:
    """A moment in words: "3 hours ago", "in 2 days"; under a minute it is "just now"."""
    seconds = int((clock.now() - value).total_seconds())
    for length, unit in _STEPS:
        number = abs(seconds) // length
        if number:
            counted = f"{number} {unit}" + ("s" if number > 1 else "")
            return f"{counted} ago" if seconds > 0 else f"in {counted}"
    return "just now"


def day(value: datetime) -> str:
    """A moment as a date: 4 March 2026."""
    return f"{value.day} {value:%B %Y}"


def number(value: int) -> str:
    """A whole number with thousands set apart."""
    return f"{value:,}".replace(",", "\u202f")


def plural(count: int, one: str, many: str = "") -> str:
    """`count` with its word: 1 answer, 2 answers."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def safe_html(stored: str) -> Markup:
    """HTML that our own markup pipeline made and cleaned when it was written. Nothing else may come in here."""
    return Markup(stored)  # noqa: S704


def set_up(app: Flask) -> None:
    """Teach the templates of `app` the words above."""
    environment = app.jinja_env
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.filters.update(moment=moment, ago=ago, day=day, number=number, plural=plural, safe_html=safe_html)
    environment.globals.update(
        slot=slot,
        csrf_token=generate_csrf,
        flashes=lambda: get_flashed_messages(with_categories=True),
        Permission=Permission,
    )
    environment.globals["now"] = clock.now
    app.context_processor(_company)


def _company() -> dict[str, object]:
    from flask import current_app

    settings = current_app.config["QUESTBOARD"]
    return {"company_name": settings.company_name, "is_demo": settings.demo}

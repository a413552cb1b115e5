"""Rendering pages: what every template may rely on, and answers that are not sent twice."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlencode

from flask import Flask, flash, get_flashed_messages, render_template, request
from markupsafe import Markup

from portal.core.levels import level_name
from portal.core.permissions import Permission
from portal.web.assets import install_assets
from portal.web.components import install_components
from portal.web.display import install_display, plural
from portal.web.fragments import csrf_token, fragments
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


def add_room(room: Room) -> None:
    """Put a room into the navigation, after those already there. Called by `portal.wiring` alone."""
    _rooms.append(room)


def forget_rooms() -> None:
    """Empty the navigation; the wiring starts from here."""
    _rooms.clear()


def _navigation(viewer: Viewer | None) -> tuple[NavItem, ...]:
    if viewer is None:
        return ()
    path = request.path
    return tuple(
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
    )


@dataclass(frozen=True)
class Flash:
    """Something to say once, on the next page. `kind`: info, success, warn or danger; `undo`: what takes it back."""

    kind: str
    text: str
    undo: str | None = None


def flash_with_undo(text: str, undo: str) -> None:
    """Say on the next page what was done, with a button that posts to `undo`."""
    flash(f"{undo}\n{text}", "undo")


def _flashes() -> list[Flash]:
    said = cast(list[tuple[str, str]], get_flashed_messages(with_categories=True))
    return [_flash(kind, text) for kind, text in said]


def _flash(kind: str, text: str) -> Flash:
    if kind != "undo":
        return Flash(kind, text)
    undo, _, said = text.partition("\n")
    return Flash("success", said, undo)


def page(template: str, **context: object) -> str:
    """The page `template`, for whoever is looking."""
    viewer = viewer_or_none()
    return render_template(template, viewer=viewer, nav=_navigation(viewer), flashes=_flashes(), **context)


def page_signed_out(template: str, **context: object) -> str:
    """The page `template` for nobody in particular, without asking the database who is looking."""
    return render_template(template, viewer=None, nav=[], flashes=[], **context)


def number(value: int) -> str:
    """A whole number with thousands set apart."""
    return f"{value:,}".replace(",", "\u202f")


def counted(count: int, one: str, many: str | None = None) -> str:
    """A number with its word: 1 answer, 2 answers."""
    return f"{number(count)} {plural(count, one, many)}"


def address_query(parts: Mapping[str, object]) -> str:
    """The parts that say something, as the query of an address."""
    return urlencode([(name, str(value)) for name, value in parts.items() if value not in (None, "")])


def safe_html(stored: str) -> Markup:
    """HTML that our own markup pipeline made and cleaned when it was written. Nothing else may come in here."""
    return Markup(stored)  # noqa: S704


def set_up(app: Flask) -> None:
    """Teach the templates of `app` the words above, and those of the look."""
    install_display(app)
    install_assets(app)
    install_components(app)
    environment = app.jinja_env
    environment.trim_blocks = environment.lstrip_blocks = True
    environment.filters.update(number=number, counted=counted, address_query=address_query, safe_html=safe_html)
    environment.globals.update(slot=slot, csrf_token=csrf_token, level_name=level_name, fragment=fragments)
    settings = app.config["QUESTBOARD"]
    environment.globals.update(company_name=settings.company_name, is_demo=settings.demo)

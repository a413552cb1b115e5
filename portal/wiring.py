"""Who reacts to what, who hangs what where, and which rooms there are. The only page that says so."""

from flask import Flask

from portal.core.facts import subscriptions
from portal.web import rendering, slots


def wire(app: Flask | None = None) -> None:
    """Put the house together: its subscriptions always, its pages if there is an `app` to serve them."""
    subscriptions.clear()
    slots.clear()
    rendering.forget_rooms()
    _subscribe()
    if app is not None:
        _open_rooms(app)


def _subscribe() -> None:
    """Each line: the subscriber's name, the fact, the reaction."""


def _open_rooms(app: Flask) -> None:
    """The blueprints, and the rooms of the navigation in their order."""

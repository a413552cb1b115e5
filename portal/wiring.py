"""Who reacts to what, who hangs what where, which rooms there are, what the worker does: the only page that says so."""

from collections.abc import Callable

from flask import Flask

from portal.core.facts import subscriptions
from portal.core.settings import Settings
from portal.web import rendering, slots

Work = tuple[str, Callable[[], int], float]


def wire(_settings: Settings, app: Flask | None = None) -> None:
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
    from knowledge import pages as knowledge_pages

    app.register_blueprint(knowledge_pages.pages)
    slots.fill("answer", knowledge_pages.answer_slot)
    rendering.add_room(rendering.Room("knowledge.library", "/knowledge", "Knowledge", "book", "k"))


def chores(_settings: Settings) -> list[Work]:
    """What the worker does beside deliveries: a name, the work, and the seconds between two rounds."""
    from knowledge.reads import write_reads as write_article_reads

    return [("article reads", write_article_reads, 5.0)]

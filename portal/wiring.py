"""Who reacts to what, who hangs what where, which rooms there are, what the worker does: the only page that says so."""

from collections.abc import Callable

from flask import Flask

from portal.core.facts import subscriptions
from portal.core.settings import Settings
from portal.notify import mails
from portal.notify.sending import Postman
from portal.people import events as people_events
from portal.people import links, pauses
from portal.people import reactions as people_reactions
from portal.web import rendering, slots

Work = tuple[str, Callable[[], int], float]


def wire(settings: Settings, app: Flask | None = None) -> None:
    """Put the house together: its subscriptions always, its pages if there is an `app` to serve them."""
    subscriptions.clear()
    slots.clear()
    rendering.forget_rooms()
    links.sign_with(settings.signing_key())
    mails.write_for(settings)
    _subscribe()
    if app is not None:
        _open_rooms(app)


def _subscribe() -> None:
    """Each line: the subscriber's name, the fact, the reaction."""
    hear = subscriptions.add
    for event in people_events.EVENTS:
        subscriptions.know(event)
    hear("mail", people_events.PasswordResetRequested, people_reactions.mail_reset_link)
    hear("mail", people_events.PersonInvited, people_reactions.mail_invitation)
    hear("mail", people_events.PasswordChanged, people_reactions.mail_password_notice)
    hear("notify", people_events.RoleGiven, people_reactions.tell_role)
    hear("notify", people_events.PersonSuspended, people_reactions.tell_suspension)
    hear("notify", people_events.SuspensionLifted, people_reactions.tell_lifting)


def _open_rooms(app: Flask) -> None:
    """The blueprints, and the rooms of the navigation in their order."""
    from knowledge import pages as knowledge_pages
    from portal.people.pages import door, faces
    from portal.people.pages import settings as own_settings

    app.register_blueprint(door.door)
    app.register_blueprint(faces.faces)
    app.register_blueprint(own_settings.settings)
    app.register_blueprint(knowledge_pages.pages)
    slots.fill("answer", knowledge_pages.answer_slot)
    rendering.add_room(rendering.Room("knowledge.library", "/knowledge", "Knowledge", "book", "k"))


def chores(settings: Settings) -> list[Work]:
    """What the worker does beside deliveries: a name, the work, and the seconds between two rounds."""
    from knowledge.reads import write_reads as write_article_reads

    return [
        ("article reads", write_article_reads, 5.0),
        ("mails", Postman(settings), 2.0),
        ("old attempts", pauses.forget_old, 3600.0),
    ]

"""The sockets: who may connect, what a page may say over one, and how much."""

import logging
import time
from typing import Any, cast

from flask import Flask, current_app, request
from flask_socketio import SocketIO

from community.finding import can_read
from community.models import Question
from portal.core import db
from portal.core.permissions import Actor, Permission, may
from portal.core.settings import Settings
from portal.live.hub import Hub, Topic
from portal.web.viewer import viewer_or_none

log = logging.getLogger(__name__)

MOST_BYTES_A_MESSAGE = 1024
SECONDS_BETWEEN_TYPING = 2.0

socketio = SocketIO()


class _SocketWire:
    """Flask-SocketIO as the hub's wire."""

    def emit(self, event: str, payload: dict[str, object], *, to: str) -> None:
        socketio.emit(event, payload, to=to)

    def disconnect(self, socket_id: str) -> None:
        socketio.server.disconnect(socket_id, namespace="/")


def may_watch_question(actor: Actor, question_id: int) -> bool:
    """Whoever may read a question may watch it."""
    question = db.session().get(Question, question_id, populate_existing=True)
    return question is not None and can_read(actor, question)


def may_watch_bell(actor: Actor, user_id: int) -> bool:
    """A bell is its person's alone."""
    return actor.id == user_id


def may_watch_desk(actor: Actor, _id: int) -> bool:
    """The desk is the analysts'."""
    return may(Permission.USE_DESK, actor)


WATCHABLE = {"question": may_watch_question, "bell": may_watch_bell, "desk": may_watch_desk}


def set_up(app: Flask, settings: Settings) -> Hub:
    """Open the socket's door on `app` and return the hub behind it."""
    hub = Hub(_SocketWire(), WATCHABLE, settings.max_sockets)
    app.extensions["questboard_hub"] = hub
    socketio.init_app(
        app,
        async_mode="threading",
        # None is the engine's own rule: the Origin must be the address the page was asked from.
        cors_allowed_origins=[settings.public_url] if settings.public_url else None,
        max_http_buffer_size=MOST_BYTES_A_MESSAGE,
        transports=["websocket"],
        manage_session=False,
        cookie=None,
        ping_interval=25,
        ping_timeout=20,
        logger=False,
        engineio_logger=False,
    )
    return hub


def hub() -> Hub:
    """The hub of the current app."""
    return cast(Hub, current_app.extensions["questboard_hub"])


def _socket_id() -> str:
    return cast(str, request.sid)  # type: ignore[attr-defined]


@socketio.on("connect")  # type: ignore[untyped-decorator]
def _connect(_auth: Any = None) -> bool:
    try:
        person = viewer_or_none()
        return person is not None and hub().enter(_socket_id(), person.id, person.version)
    finally:
        db.release()


@socketio.on("disconnect")  # type: ignore[untyped-decorator]
def _disconnect(_reason: Any = None) -> None:
    hub().leave(_socket_id())


@socketio.on("watch")  # type: ignore[untyped-decorator]
def _watch(text: Any = None) -> bool:
    topic = Topic.parse(text)
    try:
        return topic is not None and hub().watch(_socket_id(), topic)
    finally:
        db.release()


_typed_at: dict[str, float] = {}


@socketio.on("answering")  # type: ignore[untyped-decorator]
def _answering(text: Any = None) -> None:
    """Somebody is typing an answer: the others on the page hear that somebody is, not who."""
    topic, socket_id = Topic.parse(text), _socket_id()
    if topic is None or topic.name != "question" or not hub().is_watching(socket_id, topic):
        return
    now = time.monotonic()
    if now - _typed_at.get(socket_id, 0.0) < SECONDS_BETWEEN_TYPING:
        return
    if len(_typed_at) > 2000:
        _typed_at.clear()
    _typed_at[socket_id] = now
    try:
        hub().tell(topic, "answering", topic.id, but=socket_id)
    finally:
        db.release()


@socketio.on_error_default  # type: ignore[untyped-decorator]
def _mishap(error: Exception) -> None:
    log.error("a socket's message failed", exc_info=error)
    db.release()

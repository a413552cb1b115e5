"""The sockets: Flask-SocketIO behind the gate, and the two things a page may say."""

import logging
from typing import Any

from flask import Flask, request
from flask_socketio import SocketIO

from portal.core import db
from portal.core.settings import Settings
from portal.live.gate import Gate
from portal.live.hub import Hub
from portal.live.lines import LINE, MOST_BYTES_A_MESSAGE, PATIENCE, PING_EVERY, Line, Lines, Talk
from portal.live.topics import Topic

log = logging.getLogger(__name__)


class _SocketWire:
    """Flask-SocketIO as the hub's wire."""

    def __init__(self, socketio: SocketIO) -> None:
        self._socketio = socketio

    def emit(self, event: str, payload: dict[str, str], *, to: str) -> None:
        self._socketio.emit(event, payload, to=to)

    def cut(self, socket_id: str) -> None:
        server = self._socketio.server
        connection_id = server.manager.eio_sid_from_sid(socket_id, "/")
        server.disconnect(socket_id, namespace="/")
        if connection_id is not None:
            # waits until the page has been told, so not here
            server.start_background_task(server.eio.disconnect, connection_id)


def open_sockets(app: Flask, settings: Settings) -> Hub:
    """Open the sockets of `app` behind their gate. Returns the hub of those who watch."""
    socketio, lines, pages = SocketIO(), Lines(settings.max_sockets), app.wsgi_app
    hub = Hub(_SocketWire(socketio))
    app.extensions["questboard_hub"] = hub
    app.extensions["questboard_lines"] = lines
    socketio.init_app(
        app,
        async_mode="threading",
        async_handlers=False,  # one message after the other, in the thread of their line
        cors_allowed_origins=[],  # the gate has looked already
        max_http_buffer_size=MOST_BYTES_A_MESSAGE,
        transports=["websocket"],
        manage_session=False,
        cookie=None,
        ping_interval=PING_EVERY,
        ping_timeout=PATIENCE,
        logger=False,
        engineio_logger=False,
    )
    engine = socketio.server.eio
    engine._async = {**engine._async, "websocket": Talk}  # noqa: SLF001 -- Engine.IO offers no other way to bound it
    app.wsgi_app = Gate(app, settings, app.wsgi_app, pages, lines)  # type: ignore[method-assign]
    _listen(socketio, hub)
    return hub


def _listen(socketio: SocketIO, hub: Hub) -> None:
    def connect(_auth: Any = None) -> None:
        line: Line = request.environ[LINE]
        hub.enter(_socket_id(), line.owner)

    def disconnect(_reason: Any = None) -> None:
        hub.leave(_socket_id())

    def watch(text: Any = None) -> int | None:
        topic = Topic.read(text)
        try:
            return hub.watch(_socket_id(), topic) if topic is not None else None
        finally:
            db.release()

    def answering(text: Any = None) -> None:
        topic = Topic.read(text)
        try:
            if topic is not None:
                hub.say_answering(_socket_id(), topic)
        finally:
            db.release()

    def failed(error: Exception) -> None:
        log.error("a socket's message failed", exc_info=error)
        db.release()

    for event, reaction in (
        ("connect", connect),
        ("disconnect", disconnect),
        ("watch", watch),
        ("answering", answering),
    ):
        socketio.on_event(event, reaction)
    socketio.on_error_default(failed)


def _socket_id() -> str:
    return str(request.sid)  # type: ignore[attr-defined]

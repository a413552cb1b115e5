"""The gate in front of the sockets: who may open one is decided before there is one, by an ordinary HTTP answer."""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Flask

from portal.core.settings import Settings
from portal.live.hub import Owner
from portal.live.lines import LINE, Line, Lines
from portal.web.viewer import viewer_or_none

PATH = "/socket.io"
Environ = dict[str, Any]
App = Callable[[Environ, Any], Iterable[bytes]]


class Gate:
    """WSGI: lets those through to `sockets` who are signed in, come from a page of ours, and find room.

    Whoever is refused reads why, holds no thread, and lives by ordinary pages.
    """

    def __init__(self, app: Flask, settings: Settings, sockets: App, pages: App, lines: Lines) -> None:
        self._app = app
        self._own = _origin(settings.public_url) if settings.public_url else None
        self._sockets = sockets
        self._pages = pages
        self._lines = lines

    def __call__(self, environ: Environ, start_response: Any) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path != PATH and not path.startswith(f"{PATH}/"):
            return self._pages(environ, start_response)
        if not _asks_for_socket(environ):
            return _refuse(start_response, HTTPStatus.BAD_REQUEST, "Only WebSockets are spoken here.")
        if not self._comes_from_us(environ):
            return _refuse(start_response, HTTPStatus.FORBIDDEN, "This page is not one of ours.")
        owner = self._owner(environ)
        if owner is None:
            return _refuse(start_response, HTTPStatus.UNAUTHORIZED, "Please sign in first.")
        line = Line(owner, environ.get("gunicorn.socket"))
        with self._lines.opened(line) as has_room:
            if not has_room:
                return _refuse(start_response, HTTPStatus.SERVICE_UNAVAILABLE, "No room for another live page now.")
            # the answer ends when the socket does
            return self._sockets({**environ, LINE: line}, start_response)

    def _comes_from_us(self, environ: Environ) -> bool:
        """Whether the Origin is ours: the public address where one is set, else the one this was asked at."""
        origin = _origin(environ.get("HTTP_ORIGIN", ""))
        if self._own is not None:
            return origin == self._own
        return bool(origin) and urlsplit(origin).netloc == environ.get("HTTP_HOST", "").lower()

    def _owner(self, environ: Environ) -> Owner | None:
        with self._app.request_context(environ):
            person = viewer_or_none()
            return Owner(person.id, person.version) if person is not None else None


def _asks_for_socket(environ: Environ) -> bool:
    asked = parse_qs(environ.get("QUERY_STRING", ""), max_num_fields=10) if _is_short(environ) else {}
    return (
        environ.get("REQUEST_METHOD") == "GET"
        and environ.get("HTTP_UPGRADE", "").lower() == "websocket"
        and "HTTP_SEC_WEBSOCKET_KEY" in environ
        and asked.get("transport") == ["websocket"]
        and asked.get("EIO") == ["4"]
        and asked.keys() <= {"transport", "EIO", "t"}
    )


def _is_short(environ: Environ) -> bool:
    return len(environ.get("QUERY_STRING", "")) < 200


def _origin(address: str) -> str:
    try:
        parts = urlsplit(address.lower())
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") and parts.netloc else ""


def _refuse(start_response: Any, status: HTTPStatus, sentence: str) -> list[bytes]:
    body = f"{sentence}\n".encode()
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))]
    start_response(f"{status.value} {status.phrase}", [*headers, ("Cache-Control", "no-store")])
    return [body]

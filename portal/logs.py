"""Structured logs: one line per event, with the id of the request it belongs to."""

import logging
import re
import sys
import time
import uuid

import structlog
from flask import Flask, Response, g, request

_GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}\Z")
log = structlog.get_logger("portal.requests")


def set_up_logs(form: str) -> None:
    """Send every log of this process to standard error, as text for people or as JSON for machines."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer(colors=False)
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            renderer,
        ],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def log_requests(app: Flask) -> None:
    """Give every request an id, told back in X-Request-ID, and one line in the log when it is answered."""

    @app.before_request
    def _begin() -> None:
        given = request.headers.get("X-Request-ID", "")
        g.request_id = given if _GIVEN_ID.match(given) else uuid.uuid4().hex
        g.started = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=g.request_id)

    @app.after_request
    def _end(response: Response) -> Response:
        response.headers["X-Request-ID"] = g.get("request_id", "")
        if not request.path.startswith("/static/"):
            elapsed = time.perf_counter() - g.get("started", time.perf_counter())
            log.info(
                "answered",
                method=request.method,
                path=_shown_path(),
                status=response.status_code,
                ms=round(elapsed * 1000, 1),
            )
        return response


def _shown_path() -> str:
    """The path of this request; without what is signed in it, as that would let the reader of a log in."""
    if "signed" in (request.view_args or {}) and request.url_rule is not None:
        return request.url_rule.rule
    return request.path

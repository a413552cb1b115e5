"""One place where a refusal, or a mishap, becomes a page or a JSON answer."""

import logging

from flask import Flask, Response, g, jsonify, make_response, redirect, request, url_for
from flask_limiter.errors import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from portal.core.addresses import is_local
from portal.core.refusals import Invalid, Refused
from portal.web.rendering import page, page_signed_out
from portal.web.ways import back

log = logging.getLogger(__name__)

_SENTENCES = {
    400: "The request could not be understood.",
    401: "Please sign in first.",
    403: "You may not do this.",
    404: "There is nothing here, or nothing you may see.",
    405: "This address does not work that way.",
    413: "That is too large to send.",
    415: "This kind of content cannot be read here.",
    429: "That was a lot at once. Please wait a minute and try again.",
    500: "Something went wrong on our side. It has been written down, and nothing you sent was half done.",
    503: "The portal is busy or being looked after. Please try again in a moment.",
}
_PAGES = {400, 403, 404, 413, 429, 500, 503}
_SHOWN_AS = {401: 403, 405: 404, 409: 400, 410: 404, 415: 400, 422: 400}
_NEVER_SHOWN = ("csrf", "password", "current", "token")
MOST_SHOWN = 24
"""So many fields of what somebody typed are given back by an error page; no form of ours has more."""


def wants_json() -> bool:
    """Whether this request asked for JSON rather than a page."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], default="text/html")
    return request.is_json or best == "application/json"


def error_page(status: int, sentence: str = "") -> Response:
    """The page, or the JSON, of an error."""
    usual = _SENTENCES.get(status, _SENTENCES[400])
    if wants_json():
        response = jsonify(error=sentence or usual)
    else:
        if status not in _PAGES:
            sentence = sentence or usual
        elif sentence == usual:
            sentence = ""  # the page has words of its own, with more in them
        shown = status if status in _PAGES else _SHOWN_AS.get(status, 404 if status < 500 else 500)
        response = make_response(_render(f"errors/{shown}.html", status, sentence))
    response.status_code = status
    return response


def _render(template: str, status: int, sentence: str) -> str:
    words = {
        "sentence": sentence,
        "status": status,
        "typed": _typed() if status != 413 else (),  # what was too large has not been read
        "way_back": back(),
        "again": _again(),
        "request_id": g.get("request_id") if status >= 500 else None,
    }
    try:
        return page(template, **words)
    except Exception:  # who is looking cannot be asked while the database is away, or while just that is broken
        log.warning("an error page was made for nobody in particular", exc_info=status < 500)
        return page_signed_out(template, **words)


def _again() -> str:
    """Where to try again: here, or at the page a form was sent from."""
    here = request.full_path.rstrip("?")
    return here if request.method in ("GET", "HEAD") and is_local(here) else back()


def _typed() -> list[tuple[str, str]]:
    """What was sent by a form and would be lost: fields with words in them, but nothing that is secret."""
    if request.method != "POST":
        return []
    try:
        fields = list(request.form.items())[:MOST_SHOWN]
    except HTTPException:
        return []
    return [
        (name.replace("_", " ").capitalize()[:40], text)
        for name, text in fields
        if len(text.split()) > 1 and not any(word in name for word in _NEVER_SHOWN)
    ]


def handle_errors(app: Flask) -> None:
    """Teach `app` to answer every refusal and every mishap."""

    @app.errorhandler(Refused)
    def _refused(refusal: Refused) -> Response:
        if isinstance(refusal, Invalid) and wants_json():
            response = jsonify(error=refusal.sentence, errors=refusal.errors)
            response.status_code = refusal.status
            return response
        return error_page(refusal.status, refusal.sentence)

    @app.errorhandler(CSRFError)
    def _csrf(_error: CSRFError) -> Response:
        return error_page(400, "This page had been open for too long. Open it again and send it once more.")

    @app.errorhandler(RateLimitExceeded)
    def _too_many(_error: RateLimitExceeded) -> Response:
        response = error_page(429)
        response.headers["Retry-After"] = "60"
        return response

    @app.errorhandler(OperationalError)
    def _database_is_away(error: OperationalError) -> Response:
        log.error("the database did not answer: %s", error)
        response = error_page(503)
        response.headers["Retry-After"] = "5"
        return response

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> BaseResponse:
        if error.code is None or error.code < 400:
            return error.get_response()
        if error.code == 401 and not wants_json():
            # what was written cannot be sent again by a link, so the way on leads to the page it was written on
            way_on = back() if request.method == "POST" else request.full_path.rstrip("?")
            return redirect(url_for("people.sign_in", next=way_on if is_local(way_on) else None))
        return error_page(error.code)

    @app.errorhandler(Exception)
    def _mishap(error: Exception) -> Response:
        log.error("%s %s failed", request.method, request.path, exc_info=error)
        return error_page(500)

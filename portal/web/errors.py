"""One place where a refusal, or a mishap, becomes a page or a JSON answer."""

import logging

from flask import Flask, Response, jsonify, make_response, redirect, request, url_for
from flask_limiter.errors import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError, SQLAlchemyError
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
_PAGES = {403, 404, 413, 429, 500, 503}


def wants_json() -> bool:
    """Whether this request asked for JSON rather than a page."""
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], default="text/html")
    return request.is_json or best == "application/json"


def error_page(status: int, sentence: str = "") -> Response:
    """The page, or the JSON, of an error."""
    sentence = sentence or _SENTENCES.get(status, _SENTENCES[400])
    if wants_json():
        response = jsonify(error=sentence)
    else:
        shown = status if status in _PAGES else (404 if status < 500 else 500)
        response = make_response(_render(f"errors/{shown}.html", status, sentence))
    response.status_code = status
    return response


def _render(template: str, status: int, sentence: str) -> str:
    try:
        return page(template, sentence=sentence, status=status)
    except SQLAlchemyError:  # who is looking cannot be asked while the database is away
        return page_signed_out(template, sentence=sentence, status=status)


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
        return error_page(400, "This page had been open for too long. Please go back, reload it and send it again.")

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

"""What every answer says to the browser about safety: a strict content security policy and its companions."""

from flask import Flask, Response, abort, request
from flask_wtf import CSRFProtect

csrf = CSRFProtect()

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; "
    "script-src 'self'; "
    "style-src 'self'; "
    "img-src 'self' data: blob:; "
    "font-src 'self'; "
    "connect-src 'self'; "
    "manifest-src 'self'; "
    "form-action 'self'; "
    "base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


def _refuse_nothing() -> None:
    """The character zero is part of no address of ours, and no database takes it."""
    if "\0" in request.path or "%00" in request.environ.get("QUERY_STRING", ""):
        abort(404)


def _bound_form() -> None:
    """Plain forms are held to the limits of those with files in them: bytes, and fields. Before anybody parses them."""
    if request.mimetype != "application/x-www-form-urlencoded":
        return
    most_bytes, most_fields = request.max_form_memory_size, request.max_form_parts
    if most_bytes is not None and (request.content_length or 0) > most_bytes:
        abort(413)
    body = request.get_data()
    if (most_bytes is not None and len(body) > most_bytes) or body.count(b"&") >= (most_fields or len(body) + 1):
        abort(413)


def protect(app: Flask, *, https: bool) -> None:
    """Guard every write of `app` with a CSRF token and put the headers on every answer."""
    app.before_request(_refuse_nothing)
    app.before_request(_bound_form)
    csrf.init_app(app)

    @app.after_request
    def _headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if https:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if request.endpoint != "static" and "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "private, no-cache"
        return response

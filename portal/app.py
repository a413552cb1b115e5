"""The application: settings in, a Flask app out. The roof, where every room is put together."""

from flask import Flask
from sqlalchemy import text
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from portal import wiring
from portal.core import db
from portal.core.paths import STATIC, TEMPLATES
from portal.core.settings import Settings, load_settings
from portal.logs import log_requests
from portal.web import rendering
from portal.web.errors import handle_errors
from portal.web.limits import limiter
from portal.web.numbers import bound_numbers
from portal.web.security import protect
from portal.web.viewer import login

MOST_BYTES_A_REQUEST = 6 * 1024 * 1024
MOST_BYTES_A_FORM = 2 * 1024 * 1024
"""An article of five parts in letters that travel as nine characters each fits."""


def create_app(settings: Settings | None = None) -> Flask:
    """The portal as a Flask app, its database in use and its rooms wired. Raises SettingsError for a wrong setting."""
    settings = settings or load_settings()
    app = Flask("portal", static_folder=str(STATIC), template_folder=str(TEMPLATES))
    bound_numbers(app)
    app.config.update(
        QUESTBOARD=settings,
        SECRET_KEY=settings.signing_key(),
        MAX_CONTENT_LENGTH=MOST_BYTES_A_REQUEST,
        MAX_FORM_MEMORY_SIZE=MOST_BYTES_A_FORM,
        MAX_FORM_PARTS=200,
        SESSION_COOKIE_NAME="__Host-session" if settings.is_https else "session",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=14 * 24 * 3600,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=settings.is_https,
        RATELIMIT_ENABLED=settings.rate_limits,
        RATELIMIT_STORAGE_URI=settings.redis_url or "memory://",
        TEMPLATES_AUTO_RELOAD=False,
    )
    db.use(db.Database(settings.database, sqlite_synchronous=settings.sqlite_synchronous))
    log_requests(app)
    protect(app, https=settings.is_https)
    login.init_app(app, add_context_processor=False)  # pages ask `viewer`; an error page asks nobody
    limiter.init_app(app)
    rendering.set_up(app)
    handle_errors(app)
    _answer_health_checks(app)
    wiring.wire(settings, app)
    app.teardown_request(lambda _error: db.release())
    _see_through_proxies(app, settings.trusted_proxies)  # around the sockets too
    _serve_static_files(app)
    return app


def _see_through_proxies(app: Flask, count: int) -> None:
    if count:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]


def _serve_static_files(app: Flask) -> None:
    files = WhiteNoise(app.wsgi_app, root=str(STATIC / "dist"), prefix="static/dist/", max_age=365 * 24 * 3600)
    app.wsgi_app = files  # type: ignore[method-assign]


def _answer_health_checks(app: Flask) -> None:
    @app.get("/healthz")
    @limiter.exempt
    def healthz() -> dict[str, str]:
        """The process is alive."""
        return {"status": "alive"}

    @app.get("/readyz")
    @limiter.exempt
    def readyz() -> dict[str, str]:
        """The database answers; a balancer may send people here."""
        db.session().execute(text("SELECT 1"))
        return {"status": "ready"}

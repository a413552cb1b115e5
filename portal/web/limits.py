"""How much one person, or one address, may do in a while."""

from flask import request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import current_user

# Of tries that did not work: a whole company may come from one address.
SIGN_IN = "10 per minute;60 per hour"
SIGN_IN_TO_ONE_ACCOUNT = "20 per hour"
WRITING = "60 per minute"
SEARCHING = "120 per minute"
UPLOADING = "20 per minute"


def _who() -> str:
    if current_user.is_authenticated:
        return f"person:{current_user.id}"
    return f"address:{get_remote_address()}"


def _is_reading() -> bool:
    return request.method in ("GET", "HEAD", "OPTIONS")


limiter = Limiter(
    key_func=_who, default_limits=[WRITING], default_limits_exempt_when=_is_reading, headers_enabled=False
)

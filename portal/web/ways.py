"""Ways back: where a person was going, or was, as long as that is a page of ours."""

from urllib.parse import urlsplit

from flask import request

from portal.core.addresses import is_local


def wanted(default: str = "/") -> str:
    """The page that `next` names, in the form or the address; `default` for none, and for one that leads elsewhere."""
    path = request.form.get("next") or request.args.get("next") or default
    return path if is_local(path) else default


def back(default: str = "/") -> str:
    """The page this request was sent from; `default` where the browser does not say, or it was none of ours."""
    before = urlsplit(request.referrer or "")
    if before.netloc != request.host:
        return default
    path = f"{before.path}?{before.query}" if before.query else before.path
    return path if is_local(path) else default

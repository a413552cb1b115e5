"""Handles: the short names people are mentioned by and found under, /people/emma.fischer."""

import re
import unicodedata

from sqlalchemy import select

from portal.core.db import session
from portal.core.models import User

LONGEST = 34
_SPELT_OUT = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h"}
)


def free_handle(name: str, email: str | None = None) -> str:
    """A handle for `name` that nobody has yet; for a name without Latin letters, one from the address."""
    base = plain(name) or plain((email or "").partition("@")[0]) or "person"
    taken = set(session().scalars(select(User.handle).where(User.handle.startswith(base, autoescape=True))))
    number, handle = 1, base
    while handle in taken:
        number += 1
        handle = f"{base}{number}"
    return handle


def plain(name: str) -> str:
    """A name in the letters a handle may have: Zoë Müller-Łoś is zoe.muller-los."""
    spelt = unicodedata.normalize("NFKD", name.casefold().translate(_SPELT_OUT))
    letters = re.sub(r"['’]|[\u0300-\u036f]", "", spelt)
    return re.sub(r"[^a-z0-9-]+", ".", letters).strip(".-")[:LONGEST].rstrip(".-")

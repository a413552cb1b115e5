"""Passwords: what makes one good enough, and how they are kept: as argon2id, never as they were typed."""

import os
import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from portal.core.refusals import TooMany

SHORTEST, LONGEST = 10, 200
FEWEST_DIFFERENT = 5
SECONDS_TO_WAIT = 10.0

_hasher = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
# Each hashing takes 64 MB and a whole core: as many at once as there are cores, whoever else signs in waits.
_at_once = threading.BoundedSemaphore(max(2, os.cpu_count() or 2))
_NO_LETTERS = re.compile(r"[\W\d_]+")


def hash_with(hasher: PasswordHasher) -> PasswordHasher:
    """Hash with `hasher` from now on. Returns the one before it."""
    global _hasher
    before, _hasher = _hasher, hasher
    return before


def hashed(password: str) -> str:
    """A password as it is kept. Raises TooMany while too many people sign in at once."""
    with _a_turn():
        return _hasher.hash(_normal(password))


def verify(kept: str | None, password: str) -> bool:
    """Whether `password` is the one kept. Where none is kept, the same work is done for a no."""
    if kept is None:
        hashed(password)
        return False
    with _a_turn():
        try:
            return _hasher.verify(kept, _normal(password))
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(kept: str) -> bool:
    """Whether a kept password was hashed at another cost than today's."""
    return _hasher.check_needs_rehash(kept)


def problem_with(password: str, names: Iterable[str]) -> str | None:
    """What is wrong with a new password, as a sentence; None for a good one. `names` are its owner's: name, address."""
    normal = _normal(password)
    if len(normal) < SHORTEST:
        return f"At least {SHORTEST} characters, please. Three or four words that only you would put together do well."
    if len(normal) > LONGEST:
        return f"At most {LONGEST} characters, please."
    if len(set(normal.casefold())) < FEWEST_DIFFERENT:
        return "The same few characters again and again are the first that others try. Please mix some more."
    if normal.casefold() in _common():
        return "This is one of the passwords that others try first. Please choose another."
    if _letters(normal) in {_letters(part) for name in names for part in (name, *re.split(r"[@\s]", name))} - {""}:
        return "Your name or address is the first that others try. Please choose something else."
    return None


@contextmanager
def _a_turn() -> Iterator[None]:
    """A place among those that hash at the same time."""
    if not _at_once.acquire(timeout=SECONDS_TO_WAIT):
        raise TooMany("Many people are signing in right now. Please try again in a moment.")
    try:
        yield
    finally:
        _at_once.release()


def _normal(password: str) -> str:
    """One form for what different keyboards send for the same characters (NIST SP 800-63B, 5.1.1.2)."""
    return unicodedata.normalize("NFKC", password)


def _letters(text: str) -> str:
    return _NO_LETTERS.sub("", _normal(text).casefold())


@cache
def _common() -> frozenset[str]:
    lines = Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line)

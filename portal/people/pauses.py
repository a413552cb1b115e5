"""Pauses between tries at one address: short at first, growing with every failure, the same for unknown addresses."""

import hashlib
from datetime import timedelta
from enum import StrEnum
from math import ceil

from sqlalchemy import delete, select

from portal.core import clock
from portal.core.db import action, insert_once, session
from portal.core.refusals import TooMany
from portal.people.models import Attempt

FORGOTTEN_AFTER = timedelta(hours=1)


class Tried(StrEnum):
    """What is tried at an address."""

    SIGN_IN = "sign-in"
    RESET = "reset"


FREE = {Tried.SIGN_IN: 5, Tried.RESET: 3}
FIRST = {Tried.SIGN_IN: timedelta(seconds=15), Tried.RESET: timedelta(minutes=15)}
LONGEST = {Tried.SIGN_IN: timedelta(minutes=15), Tried.RESET: timedelta(hours=1)}


def left(tried: Tried, address: str) -> timedelta:
    """How long the pause at `address` still lasts; zero for none."""
    until = session().scalar(select(Attempt.paused_until).where(Attempt.key == _key(tried, address)))
    return max(timedelta(), until - clock.now()) if until is not None else timedelta()


def keep_to(tried: Tried, address: str) -> None:
    """Go on only if there is no pause at `address`. Raises TooMany, saying how long it lasts."""
    pause = left(tried, address)
    if pause:
        raise TooMany(f"That did not work several times in a row. Please wait {_in_words(pause)}, then try again.")


@action
def note(tried: Tried, address: str) -> None:
    """Write down a try; after the free ones, the next has to wait, each time twice as long."""
    now, key = clock.now(), _key(tried, address)
    insert_once(Attempt, key=key, count=0, last_at=now)
    attempt = session().scalars(select(Attempt).where(Attempt.key == key).with_for_update()).one()
    if attempt.last_at < now - FORGOTTEN_AFTER:
        attempt.count = 0
    attempt.count += 1
    attempt.last_at = now
    over = attempt.count - FREE[tried]
    if over >= 0:
        attempt.paused_until = now + min(FIRST[tried] * 2 ** min(over, 16), LONGEST[tried])


@action
def forgive(tried: Tried, address: str) -> None:
    """Forget the tries at `address`: its owner was there."""
    session().execute(delete(Attempt).where(Attempt.key == _key(tried, address)))


@action
def forget_old() -> int:
    """Remove tries so old that they count no more. Returns how many; a chore of the worker."""
    old = delete(Attempt).where(Attempt.last_at < clock.now() - 2 * FORGOTTEN_AFTER).returning(Attempt.key)
    return len(session().execute(old).all())


def _key(tried: Tried, address: str) -> str:
    return f"{tried}:{hashlib.sha256(address.encode()).hexdigest()[:40]}"


def _in_words(pause: timedelta) -> str:
    seconds = ceil(pause.total_seconds())
    if seconds <= 90:
        return f"{seconds} seconds"
    return f"{ceil(seconds / 60)} minutes"

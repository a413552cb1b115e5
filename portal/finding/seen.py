"""Seeing what is searched for without making a page wait: noted in memory, written by a chore some seconds later.

What was noted in the last seconds before a crash is lost; a search more or less is not worth a write a page.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import insert, select

from portal.core import clock
from portal.core.db import session, transaction
from portal.core.models import User
from portal.finding.keys import key_of
from portal.finding.models import Searched
from portal.finding.rules import finding_rules

LONGEST_TYPED = 200
MOST_WAITING = 20_000
OPENED_WITHIN = timedelta(minutes=30)
"""How long after a search something may be opened from its results."""


@dataclass(frozen=True, slots=True)
class _Search:
    user_id: int
    at: datetime
    typed: str
    key: str
    found: int


@dataclass(frozen=True, slots=True)
class _Opening:
    user_id: int
    at: datetime
    thread: str


_lock = threading.Lock()
_searches: list[_Search] = []
_openings: list[_Opening] = []
_last: dict[int, tuple[str, datetime]] = {}


def note_search(user_id: int, typed: str, found: int) -> None:
    """Somebody searched. The same again in the same session, another page or filter of it say, is no new search."""
    key = key_of(typed)
    if not key:
        return
    now = clock.now()
    with _lock:
        last_key, last_at = _last.get(user_id, ("", now))
        is_same = last_key == key and abs(now - last_at) <= timedelta(minutes=finding_rules().session.gap_minutes)
        if len(_last) >= MOST_WAITING:
            _last.clear()
        _last[user_id] = (key, now)
        if not is_same and len(_searches) < MOST_WAITING:
            _searches.append(_Search(user_id, now, typed[:LONGEST_TYPED], key, found))


def note_opening(user_id: int, thread: str) -> None:
    """Somebody opened something from a page of results."""
    with _lock:
        if len(_openings) < MOST_WAITING:
            _openings.append(_Opening(user_id, clock.now(), thread))


def write_seen() -> int:
    """Write down what was noted since the last time. Returns how much that was; a chore."""
    with _lock:
        searches, openings = list(_searches), list(_openings)
        _searches.clear()
        _openings.clear()
    if searches or openings:
        with transaction():
            _write(searches)
            for opening in openings:
                _attach(opening)
    return len(searches) + len(openings)


def forget_seen() -> None:
    """Drop what waits to be written; a new database knows nothing of it."""
    with _lock:
        _searches.clear()
        _openings.clear()
        _last.clear()


def _write(searches: Sequence[_Search]) -> None:
    """Write searches down; somebody who is gone meanwhile has none."""
    people = {one.user_id for one in searches}
    known = set(session().scalars(select(User.id).where(User.id.in_(people)))) if people else set()
    rows = [
        {"user_id": one.user_id, "at": one.at, "typed": one.typed, "key": one.key, "found": one.found}
        for one in searches
        if one.user_id in known
    ]
    if rows:
        session().execute(insert(Searched), rows)


def _attach(opening: _Opening) -> None:
    """Say of the search before it that something was opened from it; the first thing is what counts."""
    search = session().scalar(
        select(Searched)
        .where(
            Searched.user_id == opening.user_id,
            Searched.at <= opening.at,
            Searched.at > opening.at - OPENED_WITHIN,
            Searched.outcome.is_(None),
        )
        .order_by(Searched.at.desc(), Searched.id.desc())
        .limit(1)
    )
    if search is not None and search.opened_at is None:
        search.opened, search.opened_at = opening.thread, opening.at

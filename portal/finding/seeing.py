"""Who is searching, as the engine needs it: what they may read, and the circumstances that lift what fits them."""

import time
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

from sqlalchemy import bindparam, select

from portal.core.db import Database, database, session
from portal.core.models import Application, Department, Site, User, user_applications
from portal.core.permissions import Actor
from portal.search.documents import EVERYONE
from portal.search.viewers import Circumstances, Viewer

KEPT_SECONDS = 60.0
"""How long circumstances are kept; they only order what is found."""
MOST_KEPT = 5_000
_IT = "it"

_AROUND = (
    select(
        User.languages,
        User.device,
        Department.name.label("department"),
        Site.name.label("site"),
        Application.name.label("application"),
    )
    .outerjoin(Department, Department.id == User.department_id)
    .outerjoin(Site, Site.id == User.site_id)
    .outerjoin(user_applications, user_applications.c.user_id == User.id)
    .outerjoin(Application, Application.id == user_applications.c.application_id)
    .where(User.id == bindparam("id"))
)
"""A row for each application a person uses, or one where there is none."""


@dataclass(frozen=True)
class _Surroundings:
    """What is kept of a person. `until` is of the monotonic clock."""

    languages: tuple[str, ...]
    circumstances: Circumstances
    until: float


_kept: "WeakKeyDictionary[Database, dict[int, _Surroundings]]" = WeakKeyDictionary()


def viewer_of(actor: Actor) -> Viewer:
    """`actor` as a searcher."""
    around = _surroundings(actor.id)
    return Viewer(
        tokens=tokens_of(actor), handle=actor.handle, languages=around.languages, circumstances=around.circumstances
    )


def impersonal(viewer: Viewer) -> Viewer:
    """The same searcher without their circumstances: what is found comes in the same order for everybody."""
    return replace(viewer, circumstances=Circumstances())


def neighbour_of(actor: Actor) -> Viewer:
    """Somebody who may read what is not of `actor` alone: what they are shown can be kept for all like them."""
    tokens = frozenset({EVERYONE, _IT}) if actor.is_analyst else frozenset({EVERYONE})
    return Viewer(tokens=tokens, languages=_surroundings(actor.id).languages)


def anybody(languages: tuple[str, ...]) -> Viewer:
    """Somebody who may read what all may."""
    return Viewer(tokens=frozenset({EVERYONE}), languages=languages)


def it_alone(languages: tuple[str, ...]) -> Viewer:
    """Nobody there is: who would see only what is for IT."""
    return Viewer(tokens=frozenset({_IT}), languages=languages)


def tokens_of(actor: Actor) -> frozenset[str]:
    """The visibility tokens somebody holds: everybody's, their own, and IT's if they are an analyst."""
    tokens = {EVERYONE, f"u:{actor.id}"}
    return frozenset(tokens | {_IT} if actor.is_analyst else tokens)


def _surroundings(user_id: int) -> _Surroundings:
    kept = _kept.setdefault(database(), {})
    found = kept.get(user_id)
    if found is None or time.monotonic() > found.until:
        if len(kept) >= MOST_KEPT:
            kept.clear()
        found = kept[user_id] = _look_around(user_id)
    return found


def _look_around(user_id: int) -> _Surroundings:
    rows = session().execute(_AROUND, {"id": user_id}).all()
    person = rows[0]
    languages = [code.strip() for code in person.languages.split(",") if code.strip()]
    circumstances = Circumstances(
        applications=frozenset(row.application for row in rows if row.application),
        department=person.department or "",
        site=person.site or "",
        device=person.device,
        languages=frozenset(languages),
    )
    # Much is written in English whatever people speak, and a word is only found in the language it is read in.
    return _Surroundings(tuple(dict.fromkeys((*languages, "en"))), circumstances, time.monotonic() + KEPT_SECONDS)

"""What pages show of kudos: thanks in their own words, to whom may read them, and how many one has left."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, false, func, or_, select, true

from gamification.actions.kudos import given_since
from gamification.models import Kudos, KudosFor
from gamification.numbers import numbers
from portal.core import clock
from portal.core.db import session
from portal.core.items import Name, shelf
from portal.core.models import PointsVisibility, User
from portal.core.permissions import Actor, Permission, may
from portal.web.cards import PersonCard, people, person_columns, person_in
from portal.web.paging import Page, cut, decode_cursor

A_PAGE = 20


@dataclass(frozen=True)
class KudosCard:
    """Thanks, and what this viewer may do with them. `about` is None where they may not read what it was for."""

    id: int
    giver: PersonCard
    receiver: PersonCard
    words: str
    at: datetime
    for_what: str
    about: Name | None
    is_public: bool
    is_hidden: bool
    is_reported: bool
    can_hide: bool
    can_remove: bool


@dataclass(frozen=True)
class Budget:
    """How many kudos somebody has left, and when the next one comes back; None while all are there."""

    left: int
    in_all: int
    until: datetime | None


def budget(person: int) -> Budget:
    """How many kudos a person has left now."""
    rules, now = numbers().kudos, clock.now()
    given = given_since(person, now)
    back = given[0].at + timedelta(days=rules.days) if given else None
    return Budget(max(0, rules.in_all - len(given)), rules.in_all, back)


def received(actor: Actor, person: int, visibility: PointsVisibility, cursor: str | None) -> Page[KudosCard]:
    """A page of the kudos somebody got, as far as `actor` may read them, newest first."""
    return _listed(actor, and_(Kudos.receiver_id == person, _shown(actor, person, visibility)), cursor)


def newest_received(
    actor: Actor, person: int, visibility: PointsVisibility, most: int
) -> tuple[Sequence[KudosCard], int]:
    """The newest of them that are not hidden, and how many there are."""
    shown = and_(Kudos.receiver_id == person, _shown(actor, person, visibility), Kudos.hidden_at.is_(None))
    counted = _rows(shown).add_columns(func.count().over().label("in_all"))
    rows = session().execute(counted.limit(most)).all()
    return (_cards(actor, rows), rows[0].in_all) if rows else ((), 0)


def given(actor: Actor, cursor: str | None) -> Page[KudosCard]:
    """A page of the kudos that `actor` gave, newest first."""
    return _listed(actor, and_(Kudos.giver_id == actor.id, Kudos.removed_at.is_(None)), cursor)


def reported(actor: Actor, cursor: str | None) -> Page[KudosCard]:
    """A page of the kudos that wait for IT to look."""
    return _listed(actor, and_(Kudos.reported_at.is_not(None), Kudos.removed_at.is_(None)), cursor)


def reported_count() -> int:
    """How many wait for IT to look."""
    waits = and_(Kudos.reported_at.is_not(None), Kudos.removed_at.is_(None))
    return session().scalar(select(func.count()).select_from(Kudos).where(waits)) or 0


def find_receiver(actor: Actor, kudos_id: int) -> str | None:
    """The handle of whoever got these kudos, for those who may read them on that page."""
    row = (
        session()
        .execute(
            select(User.id, User.handle, User.points_visibility)
            .join(Kudos, Kudos.receiver_id == User.id)
            .where(Kudos.id == kudos_id)
        )
        .first()
    )
    if row is None:
        return None
    shown = and_(Kudos.id == kudos_id, _shown(actor, row.id, row.points_visibility))
    return row.handle if session().scalar(select(Kudos.id).where(shown)) is not None else None


def _shown(actor: Actor, person: int, visibility: PointsVisibility) -> ColumnElement[bool]:
    """To oneself all that was not removed; to others what both sides show, for things they may read themselves."""
    stands = Kudos.removed_at.is_(None)
    if actor.id == person:
        return stands
    if visibility is not PointsVisibility.PUBLIC:
        return false()
    return and_(stands, Kudos.is_public.is_(true()), Kudos.hidden_at.is_(None), _about_readable(actor))


def _about_readable(actor: Actor) -> ColumnElement[bool]:
    column: ColumnElement[int] = Kudos.subject_id.expression
    return or_(*(and_(Kudos.kind == kind, shelf(kind).seen(actor, column)) for kind in KudosFor))


_giver: Any = people("giver")
_receiver: Any = people("receiver")


def _rows(shown: ColumnElement[bool]) -> Select[Any]:
    return (
        select(Kudos, *person_columns(_giver, "giver"), *person_columns(_receiver, "receiver"))
        .join(_giver, _giver.id == Kudos.giver_id)
        .join(_receiver, _receiver.id == Kudos.receiver_id)
        .where(shown)
        .order_by(Kudos.id.desc())
    )


def _listed(actor: Actor, shown: ColumnElement[bool], cursor: str | None) -> Page[KudosCard]:
    wanted = _rows(shown).limit(A_PAGE + 1)
    after = decode_cursor(cursor, (int,))
    if after is not None:
        wanted = wanted.where(Kudos.id < after[0])
    found = cut(session().execute(wanted).all(), lambda row: (row.Kudos.id,), A_PAGE)
    return Page(_cards(actor, found.items), found.next_cursor)


def _cards(actor: Actor, rows: Sequence[Row[Any]]) -> list[KudosCard]:
    ids: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        ids[row.Kudos.kind].append(row.Kudos.subject_id)
    names = {kind: shelf(kind).named(actor, wanted) for kind, wanted in ids.items()}
    removes = may(Permission.MODERATE_KUDOS, actor)
    return [_card(actor, row, names[row.Kudos.kind].get(row.Kudos.subject_id), removes=removes) for row in rows]


def _card(actor: Actor, row: Row[Any], about: Name | None, *, removes: bool) -> KudosCard:
    kudos, giver, receiver = row.Kudos, person_in(row, "giver"), person_in(row, "receiver")
    assert giver is not None  # noqa: S101 -- both joins are inner ones
    assert receiver is not None  # noqa: S101
    return KudosCard(
        kudos.id,
        giver,
        receiver,
        kudos.words,
        kudos.at,
        shelf(kudos.kind).words,
        about,
        kudos.is_public,
        kudos.hidden_at is not None,
        kudos.reported_at is not None,
        can_hide=kudos.receiver_id == actor.id,
        can_remove=removes and kudos.giver_id != actor.id,
    )

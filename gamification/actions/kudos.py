"""Thanking somebody in one's own words, and what both sides and IT can do with the words afterwards."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select

from gamification.events import KudosGiven, KudosKept, KudosRemoved, KudosReported
from gamification.forms import KudosDraft, RemovalDraft
from gamification.models import Kudos, KudosFor
from gamification.numbers import numbers
from portal.core import clock
from portal.core.db import action, session
from portal.core.facts import record
from portal.core.items import Item, shelf
from portal.core.models import FactRow, User
from portal.core.permissions import Actor, NotAllowed, Permission, require
from portal.core.play import play
from portal.core.refusals import Conflict, Invalid, NotFound, TooMany


class Thanked:
    """A thing and one of those who did it, as permissions look at it."""

    def __init__(self, item: Item, person: int) -> None:
        self.item, self.author_id, self.is_deleted = item, person, item.is_deleted


def find_thanked(actor: Actor, kind: KudosFor, item_id: int) -> list[Thanked]:
    """Whom somebody may thank for a thing. Raises NotFound, or NotAllowed where there is nobody."""
    if not play().is_on:
        raise NotFound
    item = shelf(kind).find(actor, item_id)
    others = [person for person in item.people if person != actor.id] or list(item.people[:1])
    found = [Thanked(item, person) for person in others]
    for one in found:
        require(Permission.GIVE_KUDOS, actor, one)
    return found


@action
def give_kudos(actor: Actor, kind: KudosFor, item_id: int, draft: KudosDraft) -> int:
    """Thank somebody for a thing. Returns the id of the kudos; the same words sent twice are once.

    Raises TooMany beyond what one gives in thirty days, and Conflict for a second time for the same thing.
    """
    found = find_thanked(actor, kind, item_id)
    thanked = next((one for one in found if draft.to in (None, one.author_id)), None)
    if thanked is None:
        raise Invalid({"to": "Please choose one of the list."})
    receiver = thanked.author_id
    name = _hold_both(actor.id, receiver)
    if (known := _known(actor.id, receiver, kind, item_id)) is not None:
        if known.words == draft.words and known.removed_at is None:
            return known.id
        raise Conflict(f"You have thanked {name} for this already.")
    now = clock.now()
    _heed_budget(actor.id, receiver, name, now)
    kudos = Kudos(
        giver_id=actor.id,
        receiver_id=receiver,
        kind=kind,
        subject_id=item_id,
        words=draft.words,
        is_public=draft.is_public,
        at=now,
    )
    session().add(kudos)
    session().flush()
    record(
        KudosGiven(
            kudos_id=kudos.id,
            receiver_id=receiver,
            item=str(thanked.item),
            title=thanked.item.title,
            question_id=thanked.item.question_id,
            application_id=thanked.item.application_id,
            tags=thanked.item.tags,
            returned=_has_thanked(receiver, actor.id, now),
        ),
        actor.id,
    )
    return kudos.id


@action
def hide_kudos(actor: Actor, kudos_id: int) -> None:
    """Show kudos one got to nobody else. Twice is once."""
    kudos = _own(actor, kudos_id)
    kudos.hidden_at = kudos.hidden_at or clock.now()


@action
def show_kudos(actor: Actor, kudos_id: int) -> None:
    """Show them again, as far as whoever gave them wanted them to be seen. Twice is once."""
    _own(actor, kudos_id).hidden_at = None


@action
def report_kudos(actor: Actor, kudos_id: int) -> None:
    """Ask IT to look at the words one was thanked with; nobody else sees them meanwhile. Twice is once."""
    kudos = _own(actor, kudos_id)
    if kudos.reported_at is None:
        kudos.reported_at = clock.now()
        kudos.hidden_at = kudos.hidden_at or kudos.reported_at
        session().flush()
        record(KudosReported(kudos_id=kudos.id), actor.id)


@action
def remove_kudos(actor: Actor, kudos_id: int, draft: RemovalDraft) -> None:
    """Take words away that are no thanks, with what they brought. The log keeps who, whose and why. Twice is once."""
    kudos = _to_moderate(actor, kudos_id)
    if kudos.removed_at is not None:
        return
    kudos.removed_at, kudos.removed_by_id = clock.now(), actor.id
    session().flush()
    record(KudosRemoved(kudos_id=kudos.id, user_id=kudos.giver_id, reason=draft.reason), actor.id)


@action
def keep_kudos(actor: Actor, kudos_id: int) -> None:
    """See no harm in words that were reported. Twice is once."""
    kudos = _to_moderate(actor, kudos_id)
    if kudos.removed_at is not None:
        raise Conflict("A colleague has removed them already.")
    if kudos.reported_at is not None:
        kudos.reported_at = None
        session().flush()
        record(KudosKept(kudos_id=kudos.id, user_id=kudos.giver_id), actor.id)


def given_since(giver: int, now: datetime) -> list[Any]:
    """The kudos somebody has given within the days that count, the oldest first: `.at` and `.receiver`.

    Counted from the facts, so that what was removed, or reset by whoever got it, buys nothing.
    """
    receiver = FactRow.payload["receiver_id"].as_integer()
    since = now - timedelta(days=numbers().kudos.days)
    rows = session().execute(
        select(FactRow.at, receiver.label("receiver"))
        .where(_kudos_of(giver), FactRow.at > since, FactRow.at <= now)
        .order_by(FactRow.at, FactRow.id)
    )
    return list(rows)


def _kudos_of(giver: int) -> ColumnElement[bool]:
    return (FactRow.actor_id == giver) & (FactRow.kind == KudosGiven.kind())


def _heed_budget(giver: int, receiver: int, name: str, now: datetime) -> None:
    rules = numbers().kudos
    given = given_since(giver, now)
    to_them = [row for row in given if row.receiver == receiver]
    again = timedelta(days=rules.days)
    if len(to_them) >= rules.to_one:
        raise TooMany(
            f"You have thanked {name} {_times(len(to_them))} within {rules.days} days, which is the most for one "
            f"person. From {_on(to_them[-rules.to_one].at + again)} on you can again."
        )
    if len(given) >= rules.in_all:
        raise TooMany(
            f"You have given {len(given)} kudos within {rules.days} days, which is all there are. "
            f"The next one is yours from {_on(given[-rules.in_all].at + again)} on."
        )


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def _on(moment: datetime) -> str:
    return f"{moment.day} {moment:%B}"


def _has_thanked(giver: int, receiver: int, now: datetime) -> bool:
    since = now - timedelta(days=numbers().kudos.returned_days)
    wanted = select(FactRow.id).where(
        _kudos_of(giver),
        FactRow.payload["receiver_id"].as_integer() == receiver,
        FactRow.at > since,
        FactRow.at <= now,
    )
    return session().scalar(wanted.limit(1)) is not None


def _hold_both(giver: int, receiver: int) -> str:
    """Hold both rows, in one order for everybody, so that two kudos between them come one after the other.

    Returns the receiver's name. Raises Conflict where nobody would read it.
    """
    rows = session().execute(
        select(User.id, User.name, User.disabled_at, User.invited_at, User.is_imported)
        .where(User.id.in_((giver, receiver)))
        .order_by(User.id)
        .with_for_update(key_share=True)
    )
    person = {row.id: row for row in rows}[receiver]
    if person.is_imported:
        raise Conflict("This was written on another site, where nobody would read your thanks.")
    if person.disabled_at is not None or person.invited_at is not None:
        raise Conflict(f"{person.name} is not here, so nobody would read your thanks.")
    return str(person.name)


def _known(giver: int, receiver: int, kind: KudosFor, item_id: int) -> Kudos | None:
    return session().scalar(
        select(Kudos)
        .where(
            Kudos.giver_id == giver,
            Kudos.receiver_id == receiver,
            Kudos.kind == kind,
            Kudos.subject_id == item_id,
        )
        .execution_options(populate_existing=True)
    )


def _own(actor: Actor, kudos_id: int) -> Kudos:
    kudos = _held(kudos_id)
    if kudos.receiver_id != actor.id or kudos.removed_at is not None:
        raise NotFound
    return kudos


def _to_moderate(actor: Actor, kudos_id: int) -> Kudos:
    require(Permission.MODERATE_KUDOS, actor)
    kudos = _held(kudos_id)
    if kudos.reported_at is None and not kudos.is_public:
        raise NotFound
    if actor.id == kudos.giver_id:
        raise NotAllowed("Somebody else decides this: they are your own words.")
    return kudos


def _held(kudos_id: int) -> Kudos:
    kudos = session().scalar(select(Kudos).where(Kudos.id == kudos_id).with_for_update())
    if kudos is None or not play().is_on:
        raise NotFound
    return kudos

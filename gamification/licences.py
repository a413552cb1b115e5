"""Licences: what somebody may do with knowledge. Given by people who saw the work, never by points."""

from datetime import timedelta
from typing import Final

from sqlalchemy import func, select

from gamification.events import LicenceEnded, LicenceGranted
from gamification.models import Licence
from gamification.numbers import numbers
from portal.core import clock
from portal.core.db import action, session
from portal.core.facts import record
from portal.core.models import FactRow, User
from portal.core.permissions import Actor, NotAllowed, Permission, require
from portal.core.refusals import Invalid, NotFound

RANKS: Final = ("candidate", "contributor", "publisher", "coach")
WORDS: Final = {
    "candidate": ("Candidate", "may write drafts and link to what is there"),
    "contributor": ("Contributor", "may turn answers into drafts and edit what is not official"),
    "publisher": ("Publisher", "may validate and publish, endorse answers and retire"),
    "coach": ("Coach", "looks at samples and grants licences"),
}
_KNOWLEDGE_ACTS = (
    "article_drafted",
    "article_edited",
    "article_published",
    "article_verified",
    "article_retired",
    "edit_suggested",
    "suggestion_taken",
)


def standing_licence(person: int) -> Licence | None:
    """Somebody's licence as it stands; one that was not used for a year is one rank lower until it is used again."""
    return session().scalar(select(Licence).where(Licence.user_id == person, Licence.ended_at.is_(None)))


def rank_in_use(person: int) -> str | None:
    """The rank somebody can act with now: lapsed by one where they did nothing with knowledge for long."""
    licence = standing_licence(person)
    if licence is None:
        return None
    last = session().scalar(
        select(func.max(FactRow.at)).where(FactRow.actor_id == person, FactRow.kind.in_(_KNOWLEDGE_ACTS))
    )
    used = max(licence.granted_at, last) if last is not None else licence.granted_at
    if clock.now() - used <= timedelta(days=numbers().licences.lapse_days):
        return licence.rank
    place = RANKS.index(licence.rank)
    return RANKS[place - 1] if place else None


@action
def grant_licence(actor: Actor, user_id: int, rank: str, reason: str) -> None:
    """Give somebody a licence; it takes the place of the one they have. Only of a rank below one's own, for coaches."""
    _require_coach(actor)
    if rank not in RANKS:
        raise Invalid({"rank": "Please choose one of the list."})
    if not reason.strip():
        raise Invalid({"reason": "Please say what it rests on."})
    if user_id == actor.id:
        raise NotAllowed("Not to yourself. A colleague can do it.")
    if session().scalar(select(User.id).where(User.id == user_id).with_for_update()) is None:
        raise NotFound
    standing = standing_licence(user_id)
    if standing is not None:
        if standing.rank == rank:
            return
        standing.ended_at = clock.now()
        session().flush()
    session().add(
        Licence(user_id=user_id, rank=rank, reason=reason.strip()[:300], granted_by_id=actor.id, granted_at=clock.now())
    )
    session().flush()
    record(LicenceGranted(user_id=user_id, rank=rank, reason=reason.strip()[:300]), actor.id)


@action
def end_licence(actor: Actor, user_id: int, reason: str) -> None:
    """Take somebody's licence back. Twice is once."""
    _require_coach(actor)
    if not reason.strip():
        raise Invalid({"reason": "Please say why."})
    standing = standing_licence(user_id)
    if standing is None:
        return
    standing.ended_at = clock.now()
    session().flush()
    record(LicenceEnded(user_id=user_id, rank=standing.rank, reason=reason.strip()[:300]), actor.id)


def _require_coach(actor: Actor) -> None:
    if rank_in_use(actor.id) != "coach":
        require(Permission.GRANT_LICENCES, actor)

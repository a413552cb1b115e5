"""Designing badges, and giving them and taking them back by hand."""

import re
import unicodedata

from sqlalchemy import delete, func, select

from gamification.designs import every_badge
from gamification.events import BadgeDesigned, BadgeGiven, BadgeWithdrawn
from gamification.forms import BLOCKS, PICTURES, AwardDraft, DesignDraft
from gamification.models import BadgeAward, BadgeDesign
from portal.core import clock
from portal.core.db import action, insert_once, session
from portal.core.facts import record
from portal.core.models import PointsVisibility, User
from portal.core.permissions import Actor, Permission, require
from portal.core.refusals import Conflict, Invalid, NotFound

MOST_DESIGNS = 100


@action
def design_badge(actor: Actor, draft: DesignDraft) -> str:
    """Make a badge. Returns its id. Who has earned it by now gets it with the next look at everybody's badges."""
    require(Permission.RUN_GAME, actor)
    _check(draft)
    if (session().scalar(select(func.count()).select_from(BadgeDesign)) or 0) >= MOST_DESIGNS:
        raise Conflict(
            f"There are {MOST_DESIGNS} badges of your own design already. A few that mean something do more."
        )
    if any(badge.name.casefold() == draft.name.casefold() for badge in every_badge().values()):
        raise Invalid({"name": "There is a badge of this name already."})
    name = _id_for(draft.name)
    session().add(
        BadgeDesign(
            id=name,
            name=draft.name,
            picture=draft.picture,
            tier=draft.tier.value,
            says=draft.says,
            criterion=draft.criterion,
            made_by_id=actor.id,
            at=clock.now(),
        )
    )
    session().flush()
    record(BadgeDesigned(user_id=actor.id, badge=name, name=draft.name, change="designed"), actor.id)
    return name


def _check(draft: DesignDraft) -> None:
    errors = {}
    if draft.picture not in PICTURES:
        errors["picture"] = "Please choose one of the pictures."
    if draft.event and draft.event not in BLOCKS:
        errors["event"] = "Please choose one of the list."
    if draft.event and not draft.items:
        errors["items"] = "Please say how many."
    if errors:
        raise Invalid(errors)


def _id_for(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    stem = f"own_{re.sub(r'[^a-z0-9]+', '_', plain).strip('_') or 'badge'}"[:34]
    taken = set(session().scalars(select(BadgeDesign.id).where(BadgeDesign.id.startswith(stem, autoescape=True))))
    return next(one for number in range(1000) if (one := stem if not number else f"{stem}_{number}") not in taken)


@action
def retire_badge(actor: Actor, badge: str) -> None:
    """Let a badge of one's own design not be earned any more. Who has it keeps it. Twice is once."""
    require(Permission.RUN_GAME, actor)
    design = session().get(BadgeDesign, badge)
    if design is None:
        raise NotFound
    if design.retired_at is None:
        design.retired_at = clock.now()
        session().flush()
        record(BadgeDesigned(user_id=actor.id, badge=badge, name=design.name, change="retired"), actor.id)


@action
def give_badge(actor: Actor, badge: str, draft: AwardDraft) -> None:
    """Award a badge of one's own design by hand, with a reason. Twice is once."""
    require(Permission.RUN_GAME, actor)
    design, person = session().get(BadgeDesign, badge), _person(draft.handle)
    if design is None or design.retired_at is not None:
        raise NotFound
    if person.points_visibility is PointsVisibility.OFF:
        raise Invalid({"handle": "They take no part in the game."})
    if insert_once(BadgeAward, user_id=person.id, badge=badge, item="", title="", at=clock.now()):
        record(BadgeGiven(user_id=person.id, badge=badge, name=design.name, reason=draft.reason), actor.id)


@action
def withdraw_badge(actor: Actor, badge: str, draft: AwardDraft) -> None:
    """Take a badge back, with a reason; the log keeps both."""
    require(Permission.RUN_GAME, actor)
    known, person = every_badge().get(badge), _person(draft.handle)
    if known is None:
        raise NotFound
    take_away(person.id, badge, known.name, draft.reason, actor.id)


def take_away(person: int, badge: str, name: str, reason: str, by: int | None) -> bool:
    """Remove somebody's awards of a badge. Returns whether there were any."""
    gone = session().execute(
        delete(BadgeAward).where(BadgeAward.user_id == person, BadgeAward.badge == badge).returning(BadgeAward.id)
    )
    if not gone.all():
        return False
    record(BadgeWithdrawn(user_id=person, badge=badge, name=name, reason=reason), by)
    return True


def _person(handle: str) -> User:
    wanted = select(User).where(User.handle == handle.lstrip("@").lower(), User.is_imported.is_(False))
    found = session().scalar(wanted.with_for_update())
    if found is None:
        raise Invalid({"handle": "Nobody has this handle."})
    return found

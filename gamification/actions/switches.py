"""What the company decides about the game, and keeping everybody's choice within it."""

from collections.abc import Iterable

from sqlalchemy import select

from gamification.events import GameSwitched
from gamification.forms import SwitchesDraft
from portal.core.db import action, after_commit, session, transaction
from portal.core.facts import Fact, record
from portal.core.models import GameSwitch, PointsVisibility, Site, User
from portal.core.permissions import Actor, Permission, require
from portal.core.play import Play, forget_play, read_play
from portal.people.events import PersonEvent, SiteChanged

_PEOPLE_AT_ONCE = 500


@action
def turn_switches(actor: Actor, draft: SwitchesDraft) -> None:
    """Decide whether, where and how far the company plays. Each switch that moved is in the log."""
    require(Permission.RUN_GAME, actor)
    wanted = {
        "is_on": draft.is_on,
        "boards": draft.boards.value,
        "countries_off": sorted(draft.countries_off),
        "works_council": draft.works_council,
        "works_council_countries": sorted(draft.works_council_countries),
    }
    before = _stored()
    for name, value in wanted.items():
        usual = getattr(Play(), name)
        if before.get(name, sorted(usual) if isinstance(usual, frozenset) else usual) == value:
            continue
        _store(name, value)
        shown = ", ".join(value) if isinstance(value, list) else str(value)
        record(GameSwitched(user_id=actor.id, switch=name, value=shown[:200]), actor.id)
    keep_everybody_within()


@action
def turn_badge(actor: Actor, badge: str, *, is_off: bool) -> None:
    """Let a badge not be earned any more, or again. Who has it keeps it."""
    require(Permission.RUN_GAME, actor)
    off = read_play(_stored()).badges_off
    if (badge in off) is is_off:
        return
    _store("badges_off", sorted(off | {badge} if is_off else off - {badge}))
    record(GameSwitched(user_id=actor.id, switch="badge", value=f"{badge} {'off' if is_off else 'on'}"), actor.id)


def _stored() -> dict[str, object]:
    return {row.name: row.value for row in session().scalars(select(GameSwitch))}


def _store(name: str, value: object) -> None:
    row = session().get(GameSwitch, name)
    if row is None:
        session().add(GameSwitch(name=name, value=value))
    else:
        row.value = value
    session().flush()
    forget_play()
    after_commit(forget_play)


def keep_everybody_within() -> int:
    """Hold everybody to what the company and their country allow; nobody loses what they had chosen."""
    return _keep_within(select_everybody())


def select_everybody() -> list[int]:
    """Everybody who is here."""
    return list(session().scalars(select(User.id).where(User.is_imported.is_(False)).order_by(User.id)))


def follow_person(event: PersonEvent, _fact: Fact) -> None:
    """Somebody came, or moved to another site."""
    with transaction():
        _keep_within([event.user_id])


def follow_site(event: SiteChanged, _fact: Fact) -> None:
    """A site is in another country now."""
    with transaction():
        _keep_within(session().scalars(select(User.id).where(User.site_id == event.site_id)))


def _keep_within(people: Iterable[int]) -> int:
    now = read_play(_stored())
    ids = list(people)
    changed = 0
    for start in range(0, len(ids), _PEOPLE_AT_ONCE):
        rows = session().execute(
            select(User, Site.country)
            .outerjoin(Site, Site.id == User.site_id)
            .where(User.id.in_(ids[start : start + _PEOPLE_AT_ONCE]), User.is_imported.is_(False))
        )
        changed += sum(_hold_to(user, now, country or "") for user, country in rows.all())
        session().flush()
    return changed


def _hold_to(user: User, now: Play, country: str) -> bool:
    wish = PointsVisibility(user.points_wish) if user.points_wish else user.points_visibility
    allowed = now.held_to(wish, country)
    kept = wish.value if allowed is not wish else None
    if (user.points_visibility, user.points_wish) == (allowed, kept):
        return False
    user.points_visibility, user.points_wish = allowed, kept
    return True

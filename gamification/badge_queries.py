"""What the badges' pages show: who has one, how rare it is, and, to oneself alone, how near one is."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from gamification.catalogue import Badge
from gamification.counting import progress
from gamification.designs import badges_in_use, every_badge
from gamification.engine.badges import Tier
from gamification.models import BadgeAward
from gamification.numbers import numbers
from portal.core import clock
from portal.core.db import session
from portal.core.models import PointsVisibility, User
from portal.web.cards import PersonCard, person_columns, person_in
from portal.web.paging import Page, cut, decode_cursor

HALF_WAY = 0.5
_TIERS = (Tier.GOLD, Tier.SILVER, Tier.BRONZE)


@dataclass(frozen=True)
class BadgeCard:
    """A badge on the badges' page: who has it, how rare it is, and, for oneself alone, how near one is."""

    id: str
    name: str
    glyph: str
    tier: str
    kind: str
    criterion: str
    rarity: str
    times: int
    earned_at: datetime | None
    progress_value: int = 0
    progress_goal: int | None = None

    @property
    def href(self) -> str:
        """Who has it."""
        return f"/badges/{self.id}"


def badges(viewer_id: int) -> list[BadgeCard]:
    """Every badge, as `viewer_id` sees it. Nearness shows from half-way on."""
    now = clock.now()
    holders, own, playing = _holders(), _own_awards(viewer_id), _people_in_the_game()
    cards = []
    for badge in _shown(own).values():
        card = _badge_card(badge, holders.get(badge.id, 0), playing, own.get(badge.id))
        cards.append(card if card.times else _with_progress(card, badge, viewer_id, now))
    return cards


def badge_card(badge_id: str, viewer_id: int) -> BadgeCard | None:
    """One badge, as `viewer_id` sees it."""
    badge = _shown(_own_awards(viewer_id)).get(badge_id)
    if badge is None:
        return None
    return _badge_card(badge, _holders().get(badge_id, 0), _people_in_the_game(), _own_awards(viewer_id).get(badge_id))


def _shown(own: Mapping[str, object]) -> dict[str, Badge]:
    """The badges that can be earned, and those the viewer has though they no longer can."""
    usable = badges_in_use()
    return {name: badge for name, badge in every_badge().items() if name in usable or name in own}


def _with_progress(card: BadgeCard, badge: Badge, viewer_id: int, now: datetime) -> BadgeCard:
    nearest = max(progress(badge, viewer_id, now).values(), key=lambda reached: reached.share, default=None)
    if nearest is None or not HALF_WAY <= nearest.share < 1:
        return card
    have, need = min(nearest.parts, key=lambda part: part[0] / part[1] if part[1] else 1.0)
    return replace(card, progress_value=int(have), progress_goal=int(need)) if need >= 1 else card


def _badge_card(badge: Badge, holders: int, playing: int, own: tuple[int, datetime] | None) -> BadgeCard:
    fewest = numbers().boards.fewest_for_a_figure
    if holders == 0:
        rarity = "Nobody has it yet"
    elif holders < fewest or not playing:
        rarity = f"Fewer than {fewest} colleagues have it"
    else:
        rarity = f"{round(100 * holders / playing) or 1} % of colleagues have it"
    times, earned_at = own or (0, None)
    return BadgeCard(
        badge.id,
        badge.name,
        badge.glyph,
        badge.tier.value,
        badge.kind.value,
        badge.says,
        rarity,
        times,
        earned_at,
    )


def _holders() -> dict[str, int]:
    rows = session().execute(
        select(BadgeAward.badge, func.count(func.distinct(BadgeAward.user_id))).group_by(BadgeAward.badge)
    )
    return {row[0]: row[1] for row in rows}


def _own_awards(viewer_id: int) -> dict[str, tuple[int, datetime]]:
    rows = session().execute(
        select(BadgeAward.badge, func.count(), func.min(BadgeAward.at))
        .where(BadgeAward.user_id == viewer_id)
        .group_by(BadgeAward.badge)
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def _people_in_the_game() -> int:
    return (
        session().scalar(
            select(func.count())
            .select_from(User)
            .where(
                User.is_imported.is_(False),
                User.disabled_at.is_(None),
                User.points_visibility != PointsVisibility.OFF,
            )
        )
        or 0
    )


@dataclass(frozen=True)
class AwardCard:
    """A badge on somebody's page."""

    badge: Badge
    count: int
    latest: datetime
    title: str


def awards(person: int) -> list[AwardCard]:
    """A person's badges: gold first, the latest first within a tier."""
    rows = session().execute(
        select(BadgeAward.badge, func.count(), func.max(BadgeAward.at), func.max(BadgeAward.title))
        .where(BadgeAward.user_id == person)
        .group_by(BadgeAward.badge)
    )
    known = every_badge()
    cards = [AwardCard(known[row[0]], row[1], row[2], row[3]) for row in rows if row[0] in known]
    return sorted(cards, key=lambda card: (_TIERS.index(card.badge.tier), -card.latest.timestamp()))


def public_holders(badge_id: str, cursor: str | None = None) -> Page[tuple[PersonCard, datetime]]:
    """The people who have a badge and chose to be public, latest first."""
    award = aliased(BadgeAward, name="award")
    wanted = (
        select(award.id, award.at, *person_columns())
        .join(User, and_(User.id == award.user_id, User.points_visibility == PointsVisibility.PUBLIC))
        .where(award.badge == badge_id, User.disabled_at.is_(None))
        .order_by(award.id.desc())
        .limit(31)
    )
    after = decode_cursor(cursor, (int,))
    if after is not None:
        wanted = wanted.where(award.id < after[0])
    page = cut(session().execute(wanted).all(), lambda row: (row.id,), 30)
    found = [(person, row.at) for row in page.items if (person := person_in(row)) is not None]
    return Page(found, page.next_cursor)

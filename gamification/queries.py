"""What the game's pages show."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import aliased

from gamification.catalogue import Badge, catalogue
from gamification.counting import progress
from gamification.engine.badges import Tier
from gamification.ledger import STANDING
from gamification.models import BadgeAward, LedgerEntry
from gamification.seasons import Period, is_quiet, month, season
from gamification.telling import item_href, sentence
from portal.core import clock
from portal.core.db import session
from portal.core.levels import LEVELS, Level, level_at
from portal.core.models import Department, PointsVisibility, Role, User
from portal.web.cards import PersonCard, people, person_columns, person_in
from portal.web.paging import Page, cut, decode_cursor

TOP = 10
NEIGHBOURS = 3
FEWEST_ON_A_BOARD = 8
FEWEST_FOR_A_FIGURE = 5
HALF_WAY = 0.5
_TIERS = (Tier.GOLD, Tier.SILVER, Tier.BRONZE)
HELPED_BY = ("answer_accepted", "answer_endorsed", "helpful_vote", "solved_it")


@dataclass(frozen=True)
class LedgerCard:
    """A line of the ledger, explaining itself."""

    points: int
    reason: str
    subject_title: str
    subject_href: str | None
    giver: PersonCard | None
    at: datetime
    is_pending: bool
    is_reversal: bool
    was_reduced: bool


def ledger(person: int, cursor: str | None = None, event: str = "") -> Page[LedgerCard]:
    """A page of a person's lines, newest first; only of one kind of event, if one is named."""
    giver = people("giver")
    wanted = (
        select(LedgerEntry, *person_columns(giver, "giver"))
        .outerjoin(giver, giver.id == LedgerEntry.giver_id)
        .where(LedgerEntry.user_id == person)
        .order_by(LedgerEntry.id.desc())
        .limit(31)
    )
    if event:
        wanted = wanted.where(LedgerEntry.event == event)
    after = decode_cursor(cursor, (int,))
    if after is not None:
        wanted = wanted.where(LedgerEntry.id < after[0])
    rows = session().execute(wanted).all()
    page = cut(rows, lambda row: (row.LedgerEntry.id,), 30)
    now = clock.now()
    return Page([_ledger_card(row.LedgerEntry, person_in(row, "giver"), now) for row in page.items], page.next_cursor)


def _ledger_card(line: LedgerEntry, giver: PersonCard | None, now: datetime) -> LedgerCard:
    reversed_line = line.reverses_id is not None
    words = sentence(line)
    return LedgerCard(
        points=line.reputation,
        reason=f"taken back: {words}" if reversed_line else words,
        subject_title=line.title,
        subject_href=item_href(line),
        # who found something helpful, or did not, stays between them and the portal
        giver=giver if line.event in ("answer_accepted", "answer_endorsed", "promoted") else None,
        at=line.at,
        is_pending=line.final_at > now,
        is_reversal=reversed_line,
        was_reduced=not reversed_line and line.reputation < line.due,
    )


@dataclass(frozen=True)
class AccountCard:
    """Where somebody stands: for themselves, and for others only if they chose to be public."""

    reputation: int
    pending: int
    season_points: int
    season_name: str
    level: Level
    next_level: Level | None

    @property
    def share(self) -> float:
        """How far from this level to the next, 0 to 1."""
        if self.next_level is None:
            return 1.0
        span = self.next_level.reputation - self.level.reputation
        return (self.reputation - self.level.reputation) / span


def account(person: int) -> AccountCard:
    """Where a person stands."""
    now = clock.now()
    current = season(now)
    row = (
        session()
        .execute(
            select(
                User.reputation,
                select(func.coalesce(func.sum(LedgerEntry.reputation), 0))
                .where(LedgerEntry.user_id == person, LedgerEntry.final_at > now)
                .scalar_subquery()
                .label("pending"),
                select(func.coalesce(func.sum(LedgerEntry.season_points), 0))
                .where(LedgerEntry.user_id == person, LedgerEntry.final_at <= now, LedgerEntry.at >= current.start)
                .scalar_subquery()
                .label("season"),
            ).where(User.id == person)
        )
        .one()
    )
    level = level_at(row.reputation)
    following = LEVELS[level.number] if level.number < len(LEVELS) else None
    return AccountCard(row.reputation, row.pending, row.season, current.name, level, following)


@dataclass(frozen=True)
class ImpactCard:
    """What somebody's help came to: people before points."""

    people_helped: int
    answers_accepted: int
    answers_endorsed: int
    solved: int
    articles: int


def impact(person: int) -> ImpactCard:
    """What a person's help came to, over the standing lines, those worth nothing included."""
    rows = session().execute(
        select(LedgerEntry.event, func.count(func.distinct(LedgerEntry.item)), func.count())
        .where(STANDING, LedgerEntry.user_id == person, LedgerEntry.reason != "own")
        .group_by(LedgerEntry.event)
    )
    counts = {row[0]: (row[1], row[2]) for row in rows}
    helped = session().scalar(
        select(func.count(func.distinct(LedgerEntry.giver_id))).where(
            STANDING,
            LedgerEntry.user_id == person,
            LedgerEntry.giver_id != person,
            LedgerEntry.event.in_(("answer_accepted", "helpful_vote", "solved_it")),
        )
    )
    none = (0, 0)
    return ImpactCard(
        helped or 0,
        counts.get("answer_accepted", none)[0],
        counts.get("answer_endorsed", none)[0],
        counts.get("solved_it", none)[1],
        counts.get("article_official", none)[0],
    )


@dataclass(frozen=True)
class BoardRow:
    """A place on a board."""

    rank: int
    person: PersonCard
    department: str
    points: int
    people_helped: int
    is_me: bool
    badges: Sequence[Badge] = ()


class BoardState(StrEnum):
    """Whether there is a board to show, and why not."""

    OPEN = "open"
    QUIET = "quiet"
    TOO_SMALL = "too_small"


@dataclass(frozen=True)
class Board:
    """A leaderboard as one viewer sees it: its top, and their own neighbourhood."""

    period: Period
    state: BoardState
    top: Sequence[BoardRow] = ()
    around_viewer: Sequence[BoardRow] = ()


def board(viewer_id: int, which: str) -> Board:
    """The board of the month or the season: only people who chose to be public, and no staff.

    Everybody sees the top ten; somebody in the upper half of the rest sees the places around their own.
    """
    now = clock.now()
    period = month(now) if which == "month" else season(now)
    if which != "month" and is_quiet(now):
        return Board(period, BoardState.QUIET)
    found = _ranked(period, now)
    best = _best_badges([row.id for row in found[:TOP]])
    rows = [_board_row(row, viewer_id, best.get(row.id, ())) for row in found]
    if len(rows) < FEWEST_ON_A_BOARD:
        return Board(period, BoardState.TOO_SMALL)
    own = next((place for place, row in enumerate(rows) if row.is_me), None)
    around: Sequence[BoardRow] = ()
    if own is not None and TOP <= own < len(rows) / 2:
        around = rows[max(TOP, own - NEIGHBOURS) : own + NEIGHBOURS + 1]
    return Board(period, BoardState.OPEN, rows[:TOP], around)


def _ranked(period: Period, now: datetime) -> Sequence[Any]:
    points = func.sum(LedgerEntry.season_points).label("points")
    sums = (
        select(LedgerEntry.user_id, points)
        .where(LedgerEntry.at >= period.start, LedgerEntry.at < period.end, LedgerEntry.final_at <= now)
        .group_by(LedgerEntry.user_id)
        .having(func.sum(LedgerEntry.season_points) > 0)
        .subquery()
    )
    helped = (
        select(LedgerEntry.user_id, func.count(func.distinct(LedgerEntry.giver_id)).label("people"))
        .where(
            STANDING,
            LedgerEntry.at >= period.start,
            LedgerEntry.at < period.end,
            LedgerEntry.event.in_(HELPED_BY),
            LedgerEntry.giver_id != LedgerEntry.user_id,
        )
        .group_by(LedgerEntry.user_id)
        .subquery()
    )
    wanted = (
        select(
            User.id,
            *person_columns(),
            Department.name.label("department"),
            sums.c.points,
            func.coalesce(helped.c.people, 0).label("people"),
            func.dense_rank().over(order_by=sums.c.points.desc()).label("rank"),
        )
        .join(sums, sums.c.user_id == User.id)
        .outerjoin(helped, helped.c.user_id == User.id)
        .outerjoin(Department, Department.id == User.department_id)
        .where(
            User.points_visibility == PointsVisibility.PUBLIC,
            User.role.in_((Role.EMPLOYEE, Role.SUPERUSER)),
            User.disabled_at.is_(None),
            (User.suspended_until.is_(None)) | (User.suspended_until <= now),
        )
        .order_by(sums.c.points.desc(), func.coalesce(helped.c.people, 0).desc(), User.name)
        .limit(2000)
    )
    return session().execute(wanted).all()


def _board_row(row: Any, viewer_id: int, badges: Sequence[Badge]) -> BoardRow:
    person = person_in(row)
    assert person is not None  # noqa: S101 -- selected from people
    return BoardRow(row.rank, person, row.department or "", row.points, row.people, row.id == viewer_id, badges)


def _best_badges(user_ids: Sequence[int]) -> dict[int, list[Badge]]:
    """Up to three badges of each of these people, the rarest tier first."""
    rows = session().execute(
        select(BadgeAward.user_id, BadgeAward.badge).where(BadgeAward.user_id.in_(user_ids)).distinct()
    )
    found: dict[int, list[Badge]] = {}
    for row in rows:
        if (badge := catalogue().get(row.badge)) is not None:
            found.setdefault(row.user_id, []).append(badge)
    return {user: sorted(mine, key=lambda badge: _TIERS.index(badge.tier))[:3] for user, mine in found.items()}


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
    for badge in catalogue().values():
        card = _badge_card(badge, holders.get(badge.id, 0), playing, own.get(badge.id))
        cards.append(card if card.times else _with_progress(card, badge, viewer_id, now))
    return cards


def badge_card(badge_id: str, viewer_id: int) -> BadgeCard | None:
    """One badge, as `viewer_id` sees it."""
    badge = catalogue().get(badge_id)
    if badge is None:
        return None
    return _badge_card(badge, _holders().get(badge_id, 0), _people_in_the_game(), _own_awards(viewer_id).get(badge_id))


def _with_progress(card: BadgeCard, badge: Badge, viewer_id: int, now: datetime) -> BadgeCard:
    nearest = max(progress(badge, viewer_id, now).values(), key=lambda reached: reached.share, default=None)
    if nearest is None or not HALF_WAY <= nearest.share < 1:
        return card
    have, need = min(nearest.parts, key=lambda part: part[0] / part[1] if part[1] else 1.0)
    return replace(card, progress_value=int(have), progress_goal=int(need)) if need >= 1 else card


def _badge_card(badge: Badge, holders: int, playing: int, own: tuple[int, datetime] | None) -> BadgeCard:
    if holders == 0:
        rarity = "Nobody has it yet"
    elif holders < FEWEST_FOR_A_FIGURE or not playing:
        rarity = f"Fewer than {FEWEST_FOR_A_FIGURE} colleagues have it"
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
    known = catalogue()
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

"""What one's own pages of the game show: every line with its reason, where one stands, what one's help came to."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, literal, select, union_all

from gamification.erasing import HELPS, PEOPLE_HELPED
from gamification.lines import HELD, STANDING, counted, earned_within
from gamification.models import EarlierTotal, LedgerEntry
from gamification.seasons import season
from gamification.telling import item_href, sentence
from portal.core import clock
from portal.core.db import session
from portal.core.levels import LEVELS, Level, level_at
from portal.core.models import User
from portal.web.cards import PersonCard, people, person_columns, person_in
from portal.web.paging import Page, cut, decode_cursor

OF_SEASON = ("kudos", "quest", "boost")
"""Events whose points are of the season alone."""


GROUPS = {"helped": HELPS, "vouched": ("answer_accepted", "answer_endorsed")}
"""Several events that one figure of a person's page counts together."""


@dataclass(frozen=True)
class LedgerCard:
    """A line of the ledger, explaining itself. `is_of_season`: its points are of the season alone, and open nothing."""

    points: int
    reason: str
    subject_title: str
    subject_href: str | None
    giver: PersonCard | None
    at: datetime
    is_pending: bool
    is_reversal: bool
    was_reduced: bool
    is_held: bool = False
    is_of_season: bool = False


def ledger(person: int, cursor: str | None = None, event: str = "") -> Page[LedgerCard]:
    """A page of a person's lines, newest first; only of one kind of event, or of a group of them, if one is named."""
    giver = people("giver")
    wanted = (
        select(LedgerEntry, HELD.label("held"), *person_columns(giver, "giver"))
        .outerjoin(giver, giver.id == LedgerEntry.giver_id)
        .where(LedgerEntry.user_id == person)
        .order_by(LedgerEntry.id.desc())
        .limit(31)
    )
    if event:
        wanted = wanted.where(LedgerEntry.event.in_(GROUPS.get(event, (event,))))
    after = decode_cursor(cursor, (int,))
    if after is not None:
        wanted = wanted.where(LedgerEntry.id < after[0])
    rows = session().execute(wanted).all()
    page = cut(rows, lambda row: (row.LedgerEntry.id,), 30)
    now = clock.now()
    cards = [_ledger_card(row.LedgerEntry, person_in(row, "giver"), now, row.held) for row in page.items]
    return Page(cards, page.next_cursor)


def _ledger_card(line: LedgerEntry, giver: PersonCard | None, now: datetime, held: object) -> LedgerCard:
    reversed_line = line.reverses_id is not None
    words = sentence(line)
    of_season = not line.due and not line.reputation and line.event in OF_SEASON
    return LedgerCard(
        points=line.season_points if of_season else line.reputation,
        reason=f"taken back: {words}" if reversed_line else words,
        subject_title=line.title,
        subject_href=item_href(line),
        # who found something helpful, or did not, stays between them and the portal
        giver=giver if line.event in ("answer_accepted", "answer_endorsed", "promoted", "kudos") else None,
        at=line.at,
        is_pending=line.final_at > now,
        is_reversal=reversed_line,
        was_reduced=not reversed_line and line.rule is not None,
        is_held=bool(held) and not reversed_line,
        is_of_season=of_season,
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
                .where(LedgerEntry.user_id == person, counted(now), earned_within(current.start, now))
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
    mine = and_(STANDING, LedgerEntry.user_id == person)
    helped = and_(mine, LedgerEntry.giver_id != person, LedgerEntry.event.in_(HELPS))
    rows = session().execute(
        union_all(
            select(literal("now"), LedgerEntry.event, func.count(func.distinct(LedgerEntry.item)), func.count())
            .where(mine, LedgerEntry.reason != "own")
            .group_by(LedgerEntry.event),
            select(
                literal("now"), literal(PEOPLE_HELPED), func.count(func.distinct(LedgerEntry.giver_id)), literal(0)
            ).where(helped),
            select(literal("earlier"), EarlierTotal.event, EarlierTotal.lines, EarlierTotal.people).where(
                EarlierTotal.user_id == person
            ),
        )
    )
    found = {(row[0], row[1]): (row[2], row[3]) for row in rows}
    none = (0, 0)
    counts = {event: counted for (when, event), counted in found.items() if when == "now"}
    earlier = {event: counted for (when, event), counted in found.items() if when == "earlier"}
    return ImpactCard(
        counts.get(PEOPLE_HELPED, none)[0] + earlier.get(PEOPLE_HELPED, none)[1],
        counts.get("answer_accepted", none)[0] + earlier.get("answer_accepted", none)[0],
        counts.get("answer_endorsed", none)[0] + earlier.get("answer_endorsed", none)[0],
        counts.get("solved_it", none)[1] + earlier.get("solved_it", none)[0],
        counts.get("article_official", none)[0] + earlier.get("article_official", none)[0],
    )

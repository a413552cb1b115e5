"""The boards: small, optional, made comparable. Named ones are of people who chose to be seen, and nobody else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, func, literal, or_, select

from gamification.catalogue import Badge
from gamification.designs import every_badge
from gamification.engine.badges import Tier
from gamification.engine.departments import Team, TeamStanding, Weights, compare
from gamification.fairplay.cases import under_a_case
from gamification.lines import STANDING, counted, earned_within
from gamification.models import BadgeAward, LedgerEntry
from gamification.numbers import numbers
from gamification.seasons import Period, is_quiet, month, season
from portal.core import clock
from portal.core.db import session
from portal.core.models import Department, PointsVisibility, Role, User
from portal.core.play import BoardsShown, play
from portal.web.cards import PersonCard, person_columns, person_in

HELPED_BY = ("answer_accepted", "answer_endorsed", "helpful_vote", "solved_it")
SMALL_ONES = "Smaller departments together"
_TIERS = (Tier.GOLD, Tier.SILVER, Tier.BRONZE)
_PLAYERS = (Role.EMPLOYEE, Role.SUPERUSER)


class BoardState(StrEnum):
    """Whether there is a board to show, and why not."""

    OPEN = "open"
    QUIET = "quiet"
    TOO_SMALL = "too_small"
    OFF = "off"


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


@dataclass(frozen=True)
class Board:
    """A leaderboard as one viewer sees it: its top, and their own neighbourhood.

    `helped` is what somebody in the lower half sees instead of a rank.
    """

    period: Period
    state: BoardState
    top: Sequence[BoardRow] = ()
    around_viewer: Sequence[BoardRow] = ()
    helped: int | None = None


def board(viewer_id: int, which: str, tag: str = "") -> Board:
    """The board of the month, the season, one topic in the season, or of newcomers: no staff, nobody under a case.

    Everybody sees the top ten; somebody in the upper half of the rest sees the places around their own.
    """
    now = clock.now()
    period = month(now) if which == "month" else season(now)
    if play().boards is not BoardsShown.ALL:
        return Board(period, BoardState.OFF)
    if which != "month" and is_quiet(now):
        return Board(period, BoardState.QUIET)
    found = _ranked(period, now, tag, newcomers=which == "newcomers")
    limits = numbers().boards
    if len(found) < (limits.fewest_on_a_topic if tag else limits.fewest):
        return Board(period, BoardState.TOO_SMALL)
    own = next((place for place, row in enumerate(found) if row.id == viewer_id), None)
    around: Sequence[Any] = ()
    helped = None
    if own is not None and own >= limits.top:
        if own < len(found) / 2:
            around = found[max(limits.top, own - limits.neighbours) : own + limits.neighbours + 1]
        else:
            helped = found[own].people
    return Board(
        period,
        BoardState.OPEN,
        _rows(found[: limits.top], viewer_id),
        _rows(around, viewer_id),
        helped,
    )


def points_in(period: Period, now: datetime) -> dict[int, int]:
    """Everybody's season points of a period, as boards count them."""
    rows = session().execute(
        select(LedgerEntry.user_id, func.sum(LedgerEntry.season_points))
        .where(_within(period), counted(now))
        .group_by(LedgerEntry.user_id)
    )
    return {row[0]: int(row[1]) for row in rows}


def _within(period: Period) -> ColumnElement[bool]:
    return earned_within(period.start, period.end)


def _about(tag: str) -> ColumnElement[bool]:
    return (literal(",") + LedgerEntry.tags + literal(",")).contains(f",{tag},", autoescape=True)


def _ranked(period: Period, now: datetime, tag: str, *, newcomers: bool) -> Sequence[Any]:
    points = func.sum(LedgerEntry.season_points)
    sums = (
        select(LedgerEntry.user_id, points.label("points"))
        .where(_within(period), counted(now), *([_about(tag)] if tag else []))
        .group_by(LedgerEntry.user_id)
        .having(points > 0)
        .subquery()
    )
    helped = (
        select(LedgerEntry.user_id, func.count(func.distinct(LedgerEntry.giver_id)).label("people"))
        .where(STANDING, _within(period), counted(now), LedgerEntry.event.in_(HELPED_BY))
        .where(LedgerEntry.giver_id != LedgerEntry.user_id, *([_about(tag)] if tag else []))
        .group_by(LedgerEntry.user_id)
        .subquery()
    )
    people = func.coalesce(helped.c.people, 0)
    wanted = (
        select(
            User.id,
            sums.c.points,
            people.label("people"),
            func.dense_rank().over(order_by=sums.c.points.desc()).label("rank"),
        )
        .join(sums, sums.c.user_id == User.id)
        .outerjoin(helped, helped.c.user_id == User.id)
        .where(
            User.points_visibility == PointsVisibility.PUBLIC,
            User.role.in_(_PLAYERS),
            User.is_imported.is_(False),
            User.disabled_at.is_(None),
            or_(User.suspended_until.is_(None), User.suspended_until <= now),
            User.id.not_in(under_a_case(now)),
        )
        .order_by(sums.c.points.desc(), people.desc(), User.sort_name, User.id)
        .limit(numbers().boards.most_ranked)
    )
    if newcomers:
        wanted = wanted.where(User.joined_at > now - timedelta(days=numbers().boards.newcomer_days))
    return session().execute(wanted).all()


def _rows(places: Sequence[Any], viewer_id: int) -> list[BoardRow]:
    ids = [place.id for place in places]
    if not ids:
        return []
    cards = {
        row.id: (person_in(row), row.department or "")
        for row in session().execute(
            select(User.id, *person_columns(), Department.name.label("department"))
            .outerjoin(Department, Department.id == User.department_id)
            .where(User.id.in_(ids))
        )
    }
    best = _best_badges(ids)
    rows = []
    for place in places:
        card, department = cards[place.id]
        if card is not None:
            mine = best.get(place.id, ())
            rows.append(BoardRow(place.rank, card, department, place.points, place.people, place.id == viewer_id, mine))
    return rows


def _best_badges(user_ids: Sequence[int]) -> dict[int, list[Badge]]:
    """Up to three badges of each of these people, the rarest tier first."""
    rows = session().execute(
        select(BadgeAward.user_id, BadgeAward.badge).where(BadgeAward.user_id.in_(user_ids)).distinct()
    )
    known = every_badge()
    found: dict[int, list[Badge]] = {}
    for row in rows:
        if (badge := known.get(row.badge)) is not None:
            found.setdefault(row.user_id, []).append(badge)
    return {user: sorted(mine, key=lambda badge: _TIERS.index(badge.tier))[:3] for user, mine in found.items()}


@dataclass(frozen=True)
class TeamBoard:
    """The departments of a season, and the viewer's own among them."""

    period: Period
    state: BoardState
    rows: Sequence[TeamStanding] = ()
    own: str = ""


def team_board(department_id: int | None) -> TeamBoard:
    """The departments, made comparable; everybody counts who plays, seen or not, for nobody is named."""
    now = clock.now()
    period = season(now)
    if play().boards is BoardsShown.NONE:
        return TeamBoard(period, BoardState.OFF)
    if is_quiet(now):
        return TeamBoard(period, BoardState.QUIET)
    limits = numbers().departments
    weights = Weights(
        limits.stretch,
        limits.person_cap,
        limits.points_weight,
        limits.participation_weight,
        limits.fewest_people,
    )
    rows = compare(_teams(period, now), weights, SMALL_ONES)
    own = session().scalar(select(Department.name).where(Department.id == department_id)) if department_id else None
    state = BoardState.OPEN if len(rows) > 1 else BoardState.TOO_SMALL
    return TeamBoard(period, state, rows if state is BoardState.OPEN else (), own or "")


def _teams(period: Period, now: datetime) -> list[Team]:
    members = (User.disabled_at.is_(None), User.is_imported.is_(False), User.role.in_(_PLAYERS))
    heads = session().execute(
        select(Department.name, func.count(User.id).label("heads"))
        .join(User, User.department_id == Department.id)
        .where(*members)
        .group_by(Department.name)
    )
    earned = session().execute(
        select(Department.name, User.id, func.sum(LedgerEntry.season_points).label("points"))
        .join(User, User.department_id == Department.id)
        .join(LedgerEntry, LedgerEntry.user_id == User.id)
        .where(*members, _within(period), counted(now), User.id.not_in(under_a_case(now)))
        .group_by(Department.name, User.id)
        .having(func.sum(LedgerEntry.season_points) > 0)
    )
    points: dict[str, list[int]] = {}
    for row in earned:
        points.setdefault(row.name, []).append(int(row.points))
    return [
        Team(row.name, row.heads, tuple(sorted(points.get(row.name, []))), len(points.get(row.name, [])))
        for row in heads
    ]

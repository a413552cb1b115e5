"""What the company's help came to, without a name: what comes before any board of people."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from community.events import AnswerPosted
from gamification.boards import HELPED_BY
from gamification.lines import STANDING, counted
from gamification.models import LedgerEntry
from gamification.numbers import numbers
from gamification.seasons import Period, is_quiet, season
from knowledge.events import ArticlePublished
from portal.core import clock
from portal.core.db import session
from portal.core.models import FactRow


@dataclass(frozen=True)
class ImpactBoard:
    """What the company's help came to in a season: no names. None where too few people are behind a figure."""

    period: Period
    people_helped: int | None
    rescued: int
    solved: int
    hours_saved: int | None
    minutes_a_solution: int


def impact_board() -> ImpactBoard:
    """People helped, questions rescued, hours saved: what comes first."""
    return impact_board_at(clock.now())


def impact_board_at(now: datetime) -> ImpactBoard:
    """The same, as of a moment."""
    period = season(now)
    until = now if is_quiet(now) else period.end
    spell = (
        STANDING,
        LedgerEntry.at >= period.start,
        LedgerEntry.at < until,
        LedgerEntry.reason != "own",
        counted(now),
    )
    people = session().scalar(
        select(func.count(func.distinct(LedgerEntry.giver_id))).where(
            *spell, LedgerEntry.event.in_(HELPED_BY), LedgerEntry.giver_id != LedgerEntry.user_id
        )
    )
    rows = session().execute(
        select(LedgerEntry.event, func.count(), func.count(func.distinct(LedgerEntry.item)))
        .where(*spell, LedgerEntry.event.in_(("rescue", "solved_it")), LedgerEntry.credit == "lead")
        .group_by(LedgerEntry.event)
    )
    counts = {row[0]: (row[1], row[2]) for row in rows}
    solved, rescued = counts.get("solved_it", (0, 0))[0], counts.get("rescue", (0, 0))[1]
    enough = (people or 0) >= numbers().boards.fewest_for_a_figure
    saved = _minutes_saved(solved, period, until)
    return ImpactBoard(
        period,
        people if enough else None,
        rescued,
        solved,
        saved // 60 if enough and saved >= 60 else None,
        numbers().impact.minutes_a_solution,
    )


def hours_saved(now: datetime) -> int | None:
    """Hours saved in the season of `now`, net of what helping took; None where too few people are behind it."""
    board = impact_board_at(now)
    return None if board.people_helped is None else board.hours_saved or 0


def _minutes_saved(solved: int, period: Period, until: datetime) -> int:
    each = numbers().impact
    return (
        each.minutes_a_solution * solved
        - each.minutes_an_answer * _facts(AnswerPosted.kind(), period, until)
        - each.minutes_an_article * _facts(ArticlePublished.kind(), period, until)
    )


def _facts(kind: str, period: Period, until: datetime) -> int:
    wanted = select(func.count()).select_from(FactRow)
    return session().scalar(wanted.where(FactRow.kind == kind, FactRow.at >= period.start, FactRow.at < until)) or 0

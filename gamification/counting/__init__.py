"""How near somebody is to a badge or to the goal of a quest: one function a way of counting, over lines and facts."""

from collections.abc import Callable
from datetime import datetime

from gamification.catalogue import Counting, Criterion
from gamification.counting import facts, lines
from gamification.counting.reached import Progress, Reached

__all__ = ["Progress", "Reached", "progress"]

_COUNTERS: dict[Counting, Callable[[Criterion, int, datetime], Progress]] = {
    Counting.ITEMS: lines.items,
    Counting.ONE_ITEM: lines.one_item,
    Counting.UNVOTED: lines.unvoted,
    Counting.OTHER_DEPARTMENTS: lines.other_departments,
    Counting.LINES: lines.counted_lines,
    Counting.KEPT: lines.kept,
    Counting.GIVEN: facts.given,
    Counting.PEOPLE: lines.people,
    Counting.UNBROKEN: lines.unbroken,
    Counting.USED_ARTICLES: lines.used_articles,
    Counting.FLAGS: facts.flags,
    Counting.SOLVED_OWN: facts.solved_own,
    Counting.QUICK: facts.quick,
    Counting.RESTORED: facts.restored,
    Counting.TIDIED: facts.tidied,
    Counting.WELCOMED: facts.welcomed,
    Counting.WELL_ASKED: facts.well_asked,
    Counting.GREW: facts.grew,
    Counting.LICENCE: facts.licence,
    Counting.ELSEWHERE: lines.elsewhere,
    Counting.SWEPT: facts.swept,
    Counting.QUESTS: facts.quests,
    Counting.TEAM_GOALS: facts.team_goals,
}


def progress(badge: Criterion, person: int, now: datetime) -> Progress:
    """How near `person` is to `badge` at `now`; nothing of one that is given by hand, or cannot be reached yet."""
    if badge.counts is None or badge.waits_for:
        return {}
    return _COUNTERS[badge.counts](badge, person, now)

"""Finding cases, and what follows from them while they stand."""

from datetime import datetime, timedelta

from sqlalchemy import Select, select

from gamification.models import Case, CasePerson, CaseState
from gamification.numbers import numbers
from gamification.seasons import season
from portal.core.db import session

SINGLE_LINES = ("in_doubt", "accepts_of_a_pair")
"""Rules that hold a line for a look, and say nothing about people."""
MOST_SEVERE = 3
AGAINST = (CaseState.UPHELD, CaseState.APPEALED, CaseState.CONFIRMED)


def under_a_case(now: datetime) -> Select[int]:
    """The people who are on no board: in an open case, or kept off boards until the end of the season."""
    return (
        select(CasePerson.user_id)
        .join(Case, Case.id == CasePerson.case_id)
        .where(Case.rule.not_in(SINGLE_LINES))
        .where(
            (Case.state.in_((CaseState.OPEN, CaseState.APPEALED)))
            | ((Case.state.in_(AGAINST)) & (Case.sanction >= 2) & (Case.decided_at >= season(now).start))
        )
    )


def ring_members() -> Select[int]:
    """The people in an open case of a group: they do not count as distinct people for badges."""
    return (
        select(CasePerson.user_id)
        .join(Case, Case.id == CasePerson.case_id)
        .where(Case.state == CaseState.OPEN, Case.rule.in_(("ring", "following", "pair")))
    )


def rights_paused(now: datetime) -> frozenset[int]:
    """The people who have the rights of the first level for a time, after a third case within half a year."""
    since = now - timedelta(days=numbers().fair_play.rights_paused_days)
    rows = session().scalars(
        select(CasePerson.user_id)
        .join(Case, Case.id == CasePerson.case_id)
        .where(Case.state.in_(AGAINST), Case.sanction >= MOST_SEVERE, Case.decided_at > since)
    )
    return frozenset(rows)

"""Which lines of the ledger count, and which still stand: the conditions every reader of it shares."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import aliased

from gamification.models import Hold, LedgerEntry

_Reversal = aliased(LedgerEntry, name="reversal")
_Original = aliased(LedgerEntry, name="original")
_Hold = aliased(Hold, name="open_hold")

STANDING: ColumnElement[bool] = and_(
    LedgerEntry.reverses_id.is_(None),
    ~select(_Reversal.id).where(_Reversal.reverses_id == LedgerEntry.id).exists(),
)
"""Lines that nothing has taken back, and that take nothing back themselves."""

HELD: ColumnElement[bool] = (
    select(_Hold.id)
    .where(_Hold.ended_at.is_(None), _Hold.ledger_id == func.coalesce(LedgerEntry.reverses_id, LedgerEntry.id))
    .exists()
)
"""Lines that wait for a person to look, and the counter-lines of such."""


EARNED_AT: ColumnElement[datetime] = func.coalesce(
    select(_Original.at).where(_Original.id == LedgerEntry.reverses_id).scalar_subquery(), LedgerEntry.at
)
"""When it was earned: a counter-line takes back from the time of its original, not from the season it is written in."""


def earned_within(start: datetime, end: datetime) -> ColumnElement[bool]:
    """Lines of a stretch of time, the end not included."""
    return and_(LedgerEntry.at >= start, start <= EARNED_AT, end > EARNED_AT)


def counted(now: datetime) -> ColumnElement[bool]:
    """Lines that count at `now` for levels, badges and boards: final, and not held."""
    return and_(LedgerEntry.final_at <= now, ~HELD)

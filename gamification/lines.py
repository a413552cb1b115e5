"""Which lines of the ledger count, and which still stand: the conditions every reader of it shares."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import aliased

from gamification.models import Hold, LedgerEntry

_Reversal = aliased(LedgerEntry, name="reversal")
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


def counted(now: datetime) -> ColumnElement[bool]:
    """Lines that count at `now` for levels, badges and boards: final, and not held."""
    return and_(LedgerEntry.final_at <= now, ~HELD)

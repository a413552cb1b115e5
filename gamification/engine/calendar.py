"""Quarters: what season points are counted over."""

from datetime import UTC, datetime, timedelta

MOMENT = timedelta(microseconds=1)
LONGEST_QUARTER = timedelta(days=92)


def quarter_start(at: datetime) -> datetime:
    """The first moment of the quarter of `at`, in UTC."""
    utc = at.astimezone(UTC)
    return datetime(utc.year, 3 * ((utc.month - 1) // 3) + 1, 1, tzinfo=UTC)

"""At most one celebration a day: the oldest badge or level that has not been looked at, once, on Home.

Nothing is written for it: what was celebrated is a line of the bell that was read, and after one was read today, the
next waits until tomorrow.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from gamification.catalogue import Badge
from gamification.designs import every_badge
from portal.core import clock
from portal.core.db import session
from portal.core.models import Notification, PointsVisibility
from portal.core.worktime import local_day
from portal.web.viewer import Viewer

FRESH = timedelta(days=7)
MOST = 20


@dataclass(frozen=True)
class Celebration:
    """A badge or a level to be glad about. `id` is that of its line in the bell."""

    id: int
    title: str
    text: str
    badge: Badge | None


def celebration(viewer: Viewer) -> Celebration | None:
    """What to celebrate with somebody now; None for most of the time."""
    if viewer.points_visibility is PointsVisibility.OFF:
        return None
    now = clock.now()
    rows = session().execute(
        select(Notification.id, Notification.reason, Notification.text, Notification.href, Notification.read_at)
        .where(
            Notification.user_id == viewer.id,
            Notification.reason.in_(("badge", "level")),
            Notification.at > now - FRESH,
            Notification.at <= now,
        )
        .order_by(Notification.id)
        .limit(MOST)
    )
    found, zone = rows.all(), viewer.timezone or "UTC"
    today = local_day(now, zone)
    if any(row.read_at is not None and local_day(row.read_at, zone) == today for row in found):
        return None
    first = next((row for row in found if row.read_at is None), None)
    if first is None:
        return None
    badge = every_badge().get(first.href.rpartition("/")[2]) if first.reason == "badge" else None
    title = f"You earned {badge.name}" if badge is not None else "You reached a new level"
    text = first.text.removeprefix(f"{badge.name}: ") if badge is not None else first.text
    return Celebration(first.id, title, text, badge)

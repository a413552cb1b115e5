"""Which questions have waited long: two working days of their asker's site, and nothing has solved them yet.

They are lifted without anybody paying for it: marked in lists, and first among the unanswered ones.
"""

from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, or_, select

from community.models import Question
from community.rules import rules
from portal.core import clock
from portal.core.db import fetch
from portal.core.models import Site, User
from portal.core.worktime import BUSINESS_DAY, WorkingHours

SITE_COLUMNS = (
    Site.timezone.label("site_timezone"),
    Site.opens.label("site_opens"),
    Site.closes.label("site_closes"),
    Site.working_days.label("site_days"),
)
"""What `has_waited` looks at, beside the question: the asker's site, by an outer join."""
_SITES = select(Site.id, *SITE_COLUMNS)


def has_waited(row: Row[Any]) -> bool:
    """Whether the question of this row has waited long, and nobody has solved it or vouched for an answer."""
    if row.has_accepted or row.has_endorsed or row.closed_as is not None:
        return False
    return bool(row.created_at <= _since(_hours(row), _this_minute()))


class Cutoffs:
    """From when on a question has waited long at one moment, at each site."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment.replace(second=0, microsecond=0)
        self._usual = _since(WorkingHours(), self.moment)
        self._of = {row.id: _since(_hours(row), self.moment) for row in fetch(_SITES)}
        self.latest = max([self._usual, *self._of.values()])
        self.earliest = min([self._usual, *self._of.values()])

    def waited(self) -> ColumnElement[bool]:
        """In SQL, of a question joined to its asker."""
        site = func.coalesce(User.site_id, 0)  # never NULL, so that what has not waited is all that is left
        return or_(
            and_(site.not_in(list(self._of)), Question.created_at <= self._usual),
            *(and_(site == one, Question.created_at <= since) for one, since in self._of.items()),
        )


def _hours(row: Row[Any]) -> WorkingHours:
    if row.site_timezone is None:
        return WorkingHours()
    return WorkingHours(row.site_timezone, row.site_opens, row.site_closes, row.site_days)


def _this_minute() -> datetime:
    return clock.now().replace(second=0, microsecond=0)


@lru_cache(maxsize=256)
def _since(hours: WorkingHours, minute: datetime) -> datetime:
    return hours.before(minute, rules().waiting.business_days * BUSINESS_DAY)

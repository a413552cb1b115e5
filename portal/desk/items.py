"""What waits at the desk, as rows of one queue."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from portal.core.worktime import WorkingHours
from portal.web.cards import ApplicationCard, PersonCard


class QueueKind(StrEnum):
    """Why something waits."""

    UNANSWERED = "unanswered"
    ENDORSE = "endorse"
    PROMOTE = "promote"
    FLAG = "flag"
    SUGGESTION = "suggestion"
    REVIEW = "review"
    DRAFT = "draft"


LABELS = {
    QueueKind.UNANSWERED: ("Unanswered", "question-circle"),
    QueueKind.ENDORSE: ("To endorse", "patch-check"),
    QueueKind.PROMOTE: ("To promote", "arrow-up-circle"),
    QueueKind.FLAG: ("Flag", "flag"),
    QueueKind.SUGGESTION: ("Suggested edit", "pencil"),
    QueueKind.REVIEW: ("Review", "hourglass-split"),
    QueueKind.DRAFT: ("Draft", "journal-text"),
}


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A row of the queue. `left` is the business time until its promise is broken; negative once it is."""

    kind: QueueKind
    subject_id: int
    href: str
    title: str
    why: str
    at: datetime
    left: timedelta | None
    application: ApplicationCard | None = None
    person: PersonCard | None = None
    question_id: int | None = None
    is_private: bool = False

    @property
    def id(self) -> str:
        """Its name on the page."""
        return f"{self.kind}-{self.subject_id}"

    @property
    def kind_label(self) -> str:
        """Its kind in words."""
        return LABELS[self.kind][0]

    @property
    def glyph(self) -> str:
        """Its kind as an icon."""
        return LABELS[self.kind][1]

    @property
    def is_overdue(self) -> bool:
        """Whether its promise is broken."""
        return self.left is not None and self.left < timedelta(0)

    @property
    def due_label(self) -> str | None:
        """Its promise in words."""
        if self.left is None:
            return None
        words = in_words(abs(self.left))
        return f"{words} over" if self.is_overdue else f"{words} left"

    @property
    def urgency(self) -> timedelta:
        """What the queue is sorted by: the oldest promise first; what promises nothing last."""
        return self.left if self.left is not None else timedelta(days=3650)


def left(hours: WorkingHours, since: datetime, promise_hours: int, now: datetime) -> timedelta:
    """The business time left of a promise made `since`."""
    return timedelta(hours=promise_hours) - hours.between(since, now)


def in_words(span: timedelta) -> str:
    """Business time in words: 40 min, 3 h, 2 days (of eight hours)."""
    minutes = int(span.total_seconds() // 60)
    if minutes < 60:
        return f"{minutes} min"
    hours = minutes // 60
    if hours < 16:
        return f"{hours} h"
    return f"{hours // 8} days"

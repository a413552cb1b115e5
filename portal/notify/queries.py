"""What pages show of the bell, of mails and of deliveries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Row, func, select

from portal.core.db import session
from portal.core.models import Delivery, DeliveryState, FactRow, Mail, Notification
from portal.core.permissions import Actor, Permission, require
from portal.notify.sending import MOST_ATTEMPTS
from portal.notify.telling import POINTS
from portal.web.paging import PAGE_SIZE, Page, cut, decode_cursor

_GLYPHS: Final = {
    "answer": "chat-text",
    "comment": "chat",
    "mention": "at",
    "accepted": "check-lg",
    "endorsed": "patch-check",
    "did_not_work": "arrow-repeat",
    "closed": "files",
    "suggestion": "pencil",
    "article": "book",
    "review_due": "hourglass-split",
    "badge": "award",
    "quest": "flag",
    "level": "signpost-split",
    "kudos": "chat-heart",
    "boost": "lightning-charge",
    "points": "star",
    "role": "person",
    "suspended": "person-slash",
}
"""The picture beside a line, by its reason."""


@dataclass(frozen=True)
class BellLine:
    """A line of the bell. `href` marks it as read and leads on."""

    id: int
    href: str
    text: str
    at: datetime
    is_unread: bool
    glyph: str
    detail: str | None = None
    is_earned: bool = False


@dataclass(frozen=True)
class MailRow:
    """A mail on its way, gone, or given up. The words are there only while it waits, and where no mail is sent."""

    id: int
    to: str
    subject: str
    text: str
    written_at: datetime
    sent_at: datetime | None
    attempts: int
    problem: str | None
    is_given_up: bool


@dataclass(frozen=True)
class DeliveryRow:
    """A fact that has not reached a subscriber yet."""

    id: int
    subscriber: str
    kind: str
    subject: str
    at: datetime
    due_at: datetime
    attempts: int
    problem: str | None
    is_parked: bool


_BELL = (
    select(
        Notification.id,
        Notification.reason,
        Notification.text,
        Notification.earned,
        Notification.at,
        Notification.read_at,
    )
    .order_by(Notification.id.desc())
    .limit(PAGE_SIZE + 1)
)


def bell(actor: Actor, cursor: str | None) -> Page[BellLine]:
    """Somebody's bell, newest first, some at a time."""
    wanted = _BELL.where(Notification.user_id == actor.id)
    if (before := decode_cursor(cursor, (int,))) is not None:
        wanted = wanted.where(Notification.id < before[0])
    found = cut(session().execute(wanted).all(), lambda row: (row.id,))
    return Page([_line(row) for row in found.items], found.next_cursor)


def _line(row: Row[*tuple[Any, ...]]) -> BellLine:
    glyph = _GLYPHS.get(row.reason) or _GLYPHS.get(row.reason.partition("_")[0], "bell")
    detail = row.earned if row.reason != POINTS else None
    href = f"/notifications/{row.id}"
    return BellLine(row.id, href, row.text, row.at, row.read_at is None, glyph, detail or None, bool(row.earned))


def outbox(actor: Actor, cursor: str | None) -> Page[MailRow]:
    """The mails, newest first, some at a time."""
    require(Permission.LOOK_AFTER_PORTAL, actor)
    wanted = select(Mail).order_by(Mail.id.desc()).limit(PAGE_SIZE + 1)
    if (before := decode_cursor(cursor, (int,))) is not None:
        wanted = wanted.where(Mail.id < before[0])
    found = cut(session().scalars(wanted).all(), lambda mail: (mail.id,))
    return Page([_mail(mail) for mail in found.items], found.next_cursor)


def _mail(mail: Mail) -> MailRow:
    is_given_up = mail.sent_at is None and mail.attempts >= MOST_ATTEMPTS
    return MailRow(
        mail.id,
        mail.to,
        mail.subject,
        mail.body_text,
        mail.written_at,
        mail.sent_at,
        mail.attempts,
        mail.problem,
        is_given_up,
    )


def given_up_mails() -> int:
    """How many mails were given up."""
    given_up = select(func.count()).where(Mail.sent_at.is_(None), Mail.attempts >= MOST_ATTEMPTS)
    return session().scalar(given_up) or 0


def deliveries_under_way(actor: Actor, cursor: str | None) -> Page[DeliveryRow]:
    """What has not arrived, the oldest first, some at a time."""
    require(Permission.LOOK_AFTER_PORTAL, actor)
    wanted = (
        select(Delivery, FactRow.kind, FactRow.subject_type, FactRow.subject_id, FactRow.at)
        .join(FactRow, FactRow.id == Delivery.fact_id)
        .order_by(Delivery.id)
        .limit(PAGE_SIZE + 1)
    )
    if (after := decode_cursor(cursor, (int,))) is not None:
        wanted = wanted.where(Delivery.id > after[0])
    found = cut(session().execute(wanted).all(), lambda row: (row[0].id,))
    return Page([_delivery(row) for row in found.items], found.next_cursor)


def _delivery(row: Row[*tuple[Any, ...]]) -> DeliveryRow:
    delivery = row[0]
    return DeliveryRow(
        delivery.id,
        delivery.subscriber,
        row.kind.replace("_", " "),
        f"{row.subject_type} {row.subject_id}",
        row.at,
        delivery.due_at,
        delivery.attempts,
        delivery.problem,
        delivery.state is DeliveryState.PARKED,
    )

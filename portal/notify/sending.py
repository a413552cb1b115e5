"""Sending mails: each at least once, tried again with growing pauses, given up on after the last try.

A mail is claimed in a transaction, sent outside of any (a mail server takes its time, and SQLite has one writer), and
marked in another. Whoever dies in between leaves it to be sent again, under the same Message-ID.
"""

import hashlib
import logging
import smtplib
import ssl
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from urllib.parse import unquote, urlsplit

from sqlalchemy import ColumnElement, and_, select, update

from portal.core import clock
from portal.core.db import release, session, transaction
from portal.core.models import Mail
from portal.core.settings import Settings
from portal.notify.mails import one_line

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 8
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
CLAIMED_FOR = timedelta(minutes=10)
AT_ONCE = 20
SECONDS_TO_ANSWER = 15.0
_LOCAL = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class MailServer:
    """Where mails are handed over. `is_tls`: encrypted from the first byte (smtps); else as soon as it is offered."""

    host: str
    port: int
    user: str
    password: str
    is_tls: bool

    @classmethod
    def parse(cls, url: str) -> "MailServer":
        """smtp://user:password@host:587, or smtps://host:465. Raises ValueError."""
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("use smtp://user:password@host:587, or smtps://… for one that is encrypted from the start")
        is_tls = parts.scheme == "smtps"
        port = parts.port or (465 if is_tls else 587)
        return cls(parts.hostname, port, unquote(parts.username or ""), unquote(parts.password or ""), is_tls)

    def connect(self) -> smtplib.SMTP:
        """An open connection, signed in where there is somebody to sign in as. Raises OSError, SMTPException."""
        context = ssl.create_default_context()
        if self.is_tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=SECONDS_TO_ANSWER, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=SECONDS_TO_ANSWER)
            server.ehlo_or_helo_if_needed()
            if server.has_extn("starttls"):
                server.starttls(context=context)
            elif self.user and self.host not in _LOCAL:
                server.close()
                raise smtplib.SMTPException("the mail server offers no encryption, so it is not told our password")
        if self.user:
            server.login(self.user, self.password)
        return server


@dataclass(frozen=True)
class Outgoing:
    """A mail that this worker has claimed."""

    id: int
    key: str
    to: str
    subject: str
    body_text: str
    body_html: str
    written_at: datetime
    attempts: int


class Postman:
    """The worker's chore: sends what is due in a thread of its own. A slow mail server keeps nothing else waiting."""

    def __init__(self, settings: Settings) -> None:
        url = settings.smtp_url.get_secret_value()
        self._server = MailServer.parse(url) if url else None
        self._mail_from = settings.mail_from
        self._round: threading.Thread | None = None

    def __call__(self) -> int:
        """Begin a round, unless one is under way or nothing is due. Without a mail server nothing ever is."""
        if self._server is None or (self._round is not None and self._round.is_alive()) or not _is_anything_due():
            return 0
        self._round = threading.Thread(target=self._go, args=(self._server,), name="questboard-mail", daemon=True)
        self._round.start()
        return 0

    def wait(self) -> None:
        """Wait for the round under way, if any, to end."""
        if self._round is not None:
            self._round.join()

    def _go(self, server: MailServer) -> None:
        try:
            while send_due(server, self._mail_from):
                pass
        except Exception:
            log.exception("sending mails failed")
        finally:
            release()


def send_due(server: MailServer, mail_from: str) -> int:
    """Send what is due, some at a time. Returns how many were tried."""
    claimed = _claim()
    if not claimed:
        return 0
    try:
        connection = server.connect()
    except (OSError, smtplib.SMTPException) as problem:
        log.warning("the mail server cannot be reached: %s", problem)
        for mail in claimed:
            _put_off(mail, problem, mail.attempts)
        return len(claimed)
    with connection:
        for mail in claimed:
            _send(connection, mail, mail_from)
    return len(claimed)


def retry_given_up() -> int:
    """Give every mail that was given up on another set of tries. Returns how many there were."""
    with transaction() as opened:
        given_up = (
            update(Mail)
            .where(Mail.sent_at.is_(None), Mail.attempts >= MOST_ATTEMPTS)
            .values(attempts=0, due_at=clock.now(), problem=None)
        )
        return len(opened.execute(given_up.returning(Mail.id)).all())


def _due() -> ColumnElement[bool]:
    return and_(Mail.sent_at.is_(None), Mail.attempts < MOST_ATTEMPTS, Mail.due_at <= clock.now())


def _is_anything_due() -> bool:
    waiting = session().scalar(select(Mail.id).where(_due()).limit(1))
    release()
    return waiting is not None


def _claim() -> list[Outgoing]:
    if not _is_anything_due():
        return []
    with transaction() as opened:
        now = clock.now()
        rows = opened.scalars(
            select(Mail).where(_due()).order_by(Mail.due_at, Mail.id).limit(AT_ONCE).with_for_update(skip_locked=True)
        ).all()
        for row in rows:
            row.due_at = now + CLAIMED_FOR
            row.attempts += 1
        return [
            Outgoing(m.id, m.key, m.to, m.subject, m.body_text, m.body_html, m.written_at, m.attempts) for m in rows
        ]


def _send(connection: smtplib.SMTP, mail: Outgoing, mail_from: str) -> None:
    try:
        connection.send_message(message_of(mail, mail_from))
    except (OSError, ValueError, smtplib.SMTPException) as problem:
        log.warning("mail %s was not sent: %s", mail.id, problem)
        _put_off(mail, problem, MOST_ATTEMPTS if _is_final(problem) else mail.attempts)
        return
    with transaction() as opened:
        # what was said is the recipient's now; links in it would let others in
        done = {"sent_at": clock.now(), "problem": None, "body_text": "", "body_html": ""}
        opened.execute(update(Mail).where(Mail.id == mail.id).values(done))


def _is_final(problem: Exception) -> bool:
    """Whether the mail server says no for good (RFC 5321, 4.2.1: codes from 500 on)."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in problem.recipients.values())
    return isinstance(problem, smtplib.SMTPResponseException) and problem.smtp_code >= 500


def _put_off(mail: Outgoing, problem: Exception, attempts: int) -> None:
    said = f"{type(problem).__name__}: {problem}"[:1000]
    due_at = clock.now() + min(FIRST_PAUSE * 3 ** (mail.attempts - 1), LONGEST_PAUSE)
    with transaction() as opened:
        changes = {"problem": said, "due_at": due_at, "attempts": attempts}
        opened.execute(update(Mail).where(Mail.id == mail.id).values(changes))


def message_of(mail: Outgoing, mail_from: str) -> EmailMessage:
    """A mail as it goes out: text and HTML, marked as sent by a machine, so that nobody's absence note answers."""
    name, address = parseaddr(mail_from)
    origin = Address(one_line(name), addr_spec=address)
    fingerprint = hashlib.sha256(f"{mail.key} {mail.written_at.isoformat()}".encode()).hexdigest()[:32]
    message = EmailMessage(policy=SMTP)
    message["From"] = origin
    message["To"] = Address(addr_spec=mail.to)
    message["Subject"] = one_line(mail.subject)
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = f"<{fingerprint}@{origin.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(mail.body_text)
    message.add_alternative(mail.body_html, subtype="html")
    return message

"""Lines in the bell: written once, for people who are here, and mailed to those who want mail."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, delete, or_, select

from portal.core import clock
from portal.core.addresses import is_local
from portal.core.db import insert_or_update, session
from portal.core.models import Channel, Mail, Notification, User
from portal.notify.mails import Letter, write_mail

LONGEST = 300
LONGEST_EARNED = 160
AT_ONCE = 50
POINTS = "points"
"""The reason of a line that says nothing but what was earned."""


def tell(user_id: int, reason: str, fact_id: int, text: str, href: str) -> bool:
    """Put a line into somebody's bell, once for this fact, and mail it to who wants mail.

    What the fact earned them may stand there already; then it becomes the lesser half of this line. `href` is a path
    of ours. Nothing is told to people who are disabled or imported. Returns whether it was new.
    """
    line = {"reason": reason, "text": shortened(text), "href": href}
    return _put(user_id, fact_id, line, over=Notification.reason == POINTS)


def tell_earned(user_id: int, fact_id: int, earned: str, title: str, href: str) -> bool:
    """Say what a fact earned somebody: in the line that says what happened, if there is one, else in one of its own.

    Returns whether it was new.
    """
    line = {"reason": POINTS, "text": shortened(f"{earned}, on {title}"), "href": href}
    over = Notification.earned == ""
    return _put(user_id, fact_id, line, over=over, earned=shortened(earned, LONGEST_EARNED))


def _put(user_id: int, fact_id: int, line: dict[str, str], *, over: ColumnElement[bool], earned: str = "") -> bool:
    """The one line about a fact in somebody's bell: new, or joined to the half that is `over` there already."""
    href = line["href"]
    if not is_local(href):
        raise ValueError(f"a line of the bell leads to a page of ours, not to {href!r}")
    person = session().execute(
        select(User.name, User.email, User.channel, User.invited_at).where(
            User.id == user_id, User.disabled_at.is_(None), User.is_imported.is_(False)
        )
    )
    found = person.one_or_none()
    if found is None:
        return False
    is_new = insert_or_update(
        Notification,
        {"user_id": user_id, "fact_id": fact_id},
        {**line, "earned": earned, "at": clock.now()},
        update={"earned": earned} if earned else line,
        where=over,
    )
    if not is_new:
        return False
    if found.channel is Channel.MAIL and found.email is not None and found.invited_at is None:
        letter = Letter("notification", {"name": found.name, "line": line["text"], "href": href})
        write_mail(_mail_key(user_id, fact_id), found.email, letter)
    return True


def withdraw(paths: Sequence[str], still_for: Iterable[int] = ()) -> int:
    """Take every line about the pages at `paths` back, but for some people, with mails that have not gone yet.

    For what is no longer theirs to read: its title must not stay in their bell. Returns how many lines.
    """
    kept = list(still_for)
    gone = 0
    for start in range(0, len(paths), AT_ONCE):
        gone += _withdraw_some(paths[start : start + AT_ONCE], kept)
    return gone


def _withdraw_some(paths: Sequence[str], kept: Sequence[int]) -> int:
    below = [Notification.href.startswith(path + end, autoescape=True) for path in paths for end in "/#?"]
    removed = session().execute(
        delete(Notification)
        .where(or_(Notification.href.in_(paths), *below), Notification.user_id.not_in(kept))
        .returning(Notification.user_id, Notification.fact_id),
        execution_options={"synchronize_session": False},
    )
    lines = removed.all()
    keys = [_mail_key(line.user_id, line.fact_id) for line in lines]
    if keys:
        session().execute(delete(Mail).where(Mail.key.in_(keys), Mail.sent_at.is_(None)))
    return len(lines)


def shortened(text: str, longest: int = LONGEST) -> str:
    """A line that fits: one line, at most so many characters."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def _mail_key(user_id: int, fact_id: int) -> str:
    return f"told:{fact_id}:{user_id}"

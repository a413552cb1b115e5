"""What people do about their bell, and administrators about what is on its way."""

from sqlalchemy import update

from portal.core import clock
from portal.core.db import action, session
from portal.core.deliveries import retry_parked
from portal.core.facts import record
from portal.core.models import Notification
from portal.core.permissions import Actor, Permission, require
from portal.core.refusals import NotFound
from portal.notify.events import TriedAgain
from portal.notify.sending import retry_given_up


@action
def read_notification(actor: Actor, notification_id: int) -> str:
    """Mark a line of one's own bell as read; twice is once. Returns where it leads. Raises NotFound."""
    line = session().get(Notification, notification_id)
    if line is None or line.user_id != actor.id:
        raise NotFound
    if line.read_at is None:
        line.read_at = clock.now()
    return line.href


@action
def read_all_notifications(actor: Actor, up_to_id: int) -> int:
    """Mark every line that was there when the person looked as read: those up to one. Returns how many were new."""
    unread = (Notification.user_id == actor.id, Notification.read_at.is_(None), Notification.id <= up_to_id)
    done = update(Notification).where(*unread).values(read_at=clock.now()).returning(Notification.id)
    return len(session().execute(done).all())


@action
def try_again(actor: Actor) -> TriedAgain:
    """Give parked deliveries and mails that were given up another set of tries. Returns how many there were."""
    require(Permission.LOOK_AFTER_PORTAL, actor)
    tried = TriedAgain(user_id=actor.id, deliveries=retry_parked(), mails=retry_given_up())
    if tried.deliveries or tried.mails:
        record(tried, actor.id)
    return tried

"""Finding people to act upon, held until the end of the transaction."""

from sqlalchemy import select

from portal.core.db import session
from portal.core.models import User
from portal.core.refusals import NotFound


def held(user_id: int) -> User:
    """A person, whose row nobody else changes until the transaction ends. Raises NotFound."""
    user = session().scalar(select(User).where(User.id == user_id).with_for_update())
    if user is None:
        raise NotFound
    return user


def held_colleague(user_id: int) -> User:
    """The same for somebody who works here: imported authors are only names under texts. Raises NotFound."""
    user = held(user_id)
    if user.is_imported:
        raise NotFound
    return user

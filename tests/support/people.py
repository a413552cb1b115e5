"""What tests about people need: passwords that cost little, and the mails that were written."""

import re
from collections.abc import Iterator
from typing import Protocol

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import select, update

from portal.core.db import database, release, session, transaction
from portal.core.models import Mail, User
from portal.core.settings import Settings, load_settings
from portal.people import passwords

PASSWORD = "tulips under slow rain"
_CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture
def cheap_passwords() -> Iterator[PasswordHasher]:
    """Hash in no time: what is tested is not the cost."""
    before = passwords.hash_with(_CHEAP)
    yield _CHEAP
    passwords.hash_with(before)


class MadeWith(Protocol):
    """Makes the app with other settings than the tests' usual ones: `made_with(rate_limits=True)`."""

    def __call__(self, **given: object) -> Flask: ...


@pytest.fixture
def made_with(app: Flask, settings: Settings) -> MadeWith:
    """Makes the app anew on the test's database; it takes the place of `app`."""
    from portal.app import create_app

    def make(**given: object) -> Flask:
        release()
        database().dispose()
        usual = {
            "data_dir": settings.data_dir,
            "database_url": settings.database_url,
            "secret_key": settings.secret_key.get_secret_value(),
            "sqlite_synchronous": "OFF",
            "rate_limits": False,
        }
        made = create_app(load_settings(**usual | given))
        made.testing = True
        made.config["WTF_CSRF_ENABLED"] = False
        return made

    return make


def give_password(handle: str, password: str = PASSWORD) -> None:
    """Let somebody of the cast sign in with a password."""
    kept = passwords.hashed(password)
    with transaction() as opened:
        opened.execute(update(User).where(User.handle == handle).values(password_hash=kept))


def person(handle: str) -> User:
    """Somebody's row as it is now."""
    found = session().scalars(select(User).where(User.handle == handle)).one()
    release()
    return found


def mails_to(address: str) -> list[Mail]:
    """The mails written to somebody, oldest first."""
    found = list(session().scalars(select(Mail).where(Mail.to == address).order_by(Mail.id)))
    release()
    return found


def link_in(mail: Mail) -> str:
    """The path of the first link in a mail."""
    found = re.search(r"https?://[^/\s]+(/\S+)", mail.body_text)
    assert found is not None, mail.body_text
    return found[1]

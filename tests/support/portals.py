"""A real portal with the demo company: a process of its own, on a free port, with a copy of the data of its own."""

import shutil
import socket
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import Engine, create_engine, make_url, text

from portal.core.settings import load_settings
from tests.support.http import Visitor
from tests.support.run import once
from tools.portal import ROOT, Portal

DEMO = "demo company"
_LOAD = "from portal.cli import main; main()"


class RunningPortal(Portal):
    """A portal that serves the demo company, what its database says, and people to visit it."""

    @property
    def data(self) -> Path:
        """The folder of its data."""
        return self._folder / "var"

    @property
    def database_url(self) -> str:
        """Its database, which a test may read while it serves."""
        return self._settings.get("DATABASE_URL") or f"sqlite:///{self.data / 'questboard.db'}"

    def engine(self) -> Engine:
        """An engine on its database; dispose of it."""
        return create_engine(self.database_url)

    def ask(self, statement: str, **values: object) -> list[tuple[object, ...]]:
        """What its database answers."""
        engine = self.engine()
        try:
            with engine.connect() as connection:
                return [tuple(row) for row in connection.execute(text(statement), values)]
        finally:
            engine.dispose()

    def number(self, statement: str, **values: object) -> int:
        """The one number that its database answers."""
        found = self.ask(statement, **values)[0][0]
        assert isinstance(found, int)
        return found

    def change(self, statement: str, **values: object) -> None:
        """Change a row behind its back."""
        engine = self.engine()
        try:
            with engine.begin() as connection:
                connection.execute(text(statement), values)
        finally:
            engine.dispose()

    def id_of(self, handle: str) -> int:
        """Somebody's id."""
        return self.number("SELECT id FROM users WHERE handle = :handle", handle=handle)

    def cookie(self, handle: str, *, permanent: bool = True, age_days: int = 0) -> str:
        """A session as the portal itself would have signed it, `age_days` ago: "session=…"."""
        signer = Flask("portal")
        signer.secret_key = (self.data / "secret-key").read_text().strip()
        serializer = SecureCookieSessionInterface().get_signing_serializer(signer)
        assert serializer is not None
        version = self.number("SELECT auth_version FROM users WHERE handle = :handle", handle=handle)
        held = {"_user_id": f"{self.id_of(handle)}.{version}", "_fresh": True, "_permanent": permanent}
        if not age_days:
            return f"session={serializer.dumps(held)}"
        return f"session={_signed_before(serializer, held, age_days)}"

    def visitor(self, handle: str) -> Visitor:
        """Somebody with a browser of their own, signed in."""
        return Visitor(self.port, self.cookie(handle))


def _signed_before(serializer: object, held: dict[str, object], days: int) -> str:
    """The same session, signed some days ago."""
    import time
    from unittest.mock import patch

    then = int(time.time()) - days * 24 * 3600
    with patch("itsdangerous.timed.TimestampSigner.get_timestamp", return_value=then):
        return str(serializer.dumps(held))  # type: ignore[attr-defined]

"""What tests of seen searches need: people who search, a clock that goes on, and the chores that write it down."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from portal.core import clock, db
from portal.core.db import session
from portal.finding import seen, suggestions
from portal.finding.models import Searched
from portal.finding.outcomes import settle_searches
from tests.support.finding import CatchUp
from tests.support.house import SignIn

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Seekers:
    """Searches at the same portal, each at a second of the same morning."""

    def __init__(self, sign_in: SignIn) -> None:
        self._sign_in = sign_in

    def search(self, who: str, typed: str, second: float = 0) -> str:
        """Somebody searches; gives the page."""
        with clock.at(MORNING + timedelta(seconds=second)):
            return self._sign_in(who).get("/search", query_string={"q": typed}).text

    def open(self, who: str, address: str, second: float) -> None:
        """Somebody opens something from a page of results."""
        with clock.at(MORNING + timedelta(seconds=second)):
            came_from = "http://localhost/search?q=anything"
            opened = self._sign_in(who).get(address, headers={"Referer": came_from}, follow_redirects=True)
            assert opened.status_code == 200

    def settle(self, after: timedelta = timedelta(hours=2)) -> dict[str, list[str]]:
        """Write it all down, let time pass, and give the outcomes of each search that was typed, oldest first."""
        seen.write_seen()
        with clock.at(MORNING + after):
            settle_searches()
        db.release()
        suggestions.forget_past_searches()
        found: dict[str, list[str]] = {}
        for search in session().query(Searched).order_by(Searched.id):
            found.setdefault(search.typed, []).append(str(search.outcome))
        db.release()
        return found


@pytest.fixture
def seekers(app: Flask, sign_in: SignIn, catch_up: CatchUp) -> Iterator[Seekers]:
    """People who search, once there is an index; nobody has yet."""
    catch_up()
    seen.forget_seen()
    yield Seekers(sign_in)
    seen.forget_seen()

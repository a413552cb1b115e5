"""What tests of finding need: the worker's chore at hand, and what stands on a page of results."""

import re
from collections.abc import Callable, Iterator
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal.core import db
from portal.core.db import session
from portal.core.models import Dirty
from portal.finding import meaning
from portal.finding.keeping import Keeper
from portal.finding.related import Relating

CatchUp = Callable[[], None]


@pytest.fixture
def relating(app: Flask) -> Relating:
    """The chore that finds what is related, not yet begun."""
    return Relating()


@pytest.fixture
def keeper(app: Flask, relating: Relating) -> Iterator[Keeper]:
    """The chore that keeps the index, not yet begun."""
    made = Keeper(meaning.hear_of, relating.hear_of)
    yield made
    made.wait()


@pytest.fixture
def catch_up(keeper: Keeper, relating: Relating, settle: Callable[[], int]) -> CatchUp:
    """Let the worker hear of everything, and put search right: what some seconds would bring about."""

    def all_of_it() -> None:
        settle()
        keeper()
        keeper.wait()
        while keeper():
            pass
        while relating():
            pass
        db.release()

    return all_of_it


def marks() -> int:
    """How much waits for the index."""
    found = session().scalar(select(func.count()).select_from(Dirty)) or 0
    db.release()
    return found


def found_by(client: FlaskClient, **asked: object) -> list[str]:
    """The titles that a search shows, in order."""
    response = client.get("/search", query_string=asked)
    assert response.status_code == 200
    return titles_in(response.text)


def titles_in(html: str) -> list[str]:
    """The titles of the results on a page, without their marks."""
    titles = re.findall(r'c-search-result__title"><a [^>]*><bdi>(.*?)</bdi>', html, re.DOTALL)
    return [plain(title) for title in titles]


def suggested(client: FlaskClient, typed: str) -> list[str]:
    """What is offered under the box for what was typed so far."""
    response = client.get("/search/suggest", query_string={"q": typed})
    assert response.status_code == 200
    return [plain(title) for title in re.findall(r"<bdi>(.*?)</bdi>", response.text, re.DOTALL)]


def plain(html: str) -> str:
    """A piece of HTML as one reads it."""
    return unescape(re.sub(r"<[^>]*>", "", html)).strip()

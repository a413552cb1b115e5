"""How often one person may do something: who is refused keeps what they typed, and nobody else is."""

from collections.abc import Callable, Iterator
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from portal.web.limits import limiter
from tests.support.house import SignIn
from tests.support.people import MadeWith

As = Callable[[str], FlaskClient]


@pytest.fixture
def as_(sign_in: SignIn, made_with: MadeWith) -> Iterator[As]:
    """Clients of a portal that counts."""
    sessions = {handle: sign_in(handle).get_cookie("session") for handle in ("emma", "otto")}
    limited: Flask = made_with(rate_limits=True)
    limiter.reset()

    def enter(handle: str) -> FlaskClient:
        client, session = limited.test_client(), sessions[handle]
        assert session is not None
        client.set_cookie("session", session.value)
        return client

    yield enter
    limiter.reset()


def test_a_hundred_and_twenty_searches_a_minute_are_enough_for_anybody(as_: As) -> None:
    emma = as_("emma")
    statuses = [emma.get("/search/suggest?q=vpn").status_code for _ in range(120)]
    assert set(statuses) == {200}
    assert emma.get("/search/suggest?q=vpn").status_code == 429
    assert as_("otto").get("/search/suggest?q=vpn").status_code == 200


def test_who_searches_too_fast_finds_their_words_again(as_: As) -> None:
    emma = as_("emma")
    for _ in range(120):
        emma.get("/search?q=")
    refused = emma.get("/search?q=laptop+dock")
    assert refused.status_code == 429
    assert "That was a little fast" in refused.text
    assert 'href="/search?q=laptop+dock"' in refused.text
    assert emma.get("/questions").status_code == 200


def test_twenty_pictures_a_minute_are_enough_for_anybody(as_: As) -> None:
    drawn = BytesIO()
    Image.new("RGB", (2, 2)).save(drawn, "PNG")

    def send(client: FlaskClient) -> int:
        return client.post("/uploads", data={"file": (BytesIO(drawn.getvalue()), "a.png")}).status_code

    emma = as_("emma")
    assert [send(emma) for _ in range(21)] == [201] * 20 + [429]
    assert send(as_("otto")) == 201

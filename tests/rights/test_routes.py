"""Every door of the portal, knocked at by everybody, in every state of what is behind: the table says who gets in."""

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher
from flask import Flask

from tests.rights.company import Company
from tests.rights.doors import ARTICLE_STATES, POST_STATES, Door, Knocking, doors
from tests.rights.tables import routes
from tests.support.house import SignIn


@pytest.fixture
def company(app: Flask) -> Company:
    return Company(app.config["QUESTBOARD"].uploads_dir)


@pytest.fixture
def knocking(app: Flask, company: Company, sign_in: SignIn, cheap_passwords: PasswordHasher) -> Knocking:
    return Knocking(app, company, sign_in)


def _expected(door: Door, state: str) -> str:
    return routes()[door.method, door.short][door.states.index(state)]


def test_every_door_is_in_the_table_and_every_line_is_a_door(app: Flask) -> None:
    there = {(door.method, door.short): len(door.states) for door in doors(app)}
    assert {line: len(cells) for line, cells in routes().items()} == there


@pytest.mark.parametrize("state", ["", *POST_STATES, *ARTICLE_STATES])
def test_everybody_gets_in_where_the_table_says_and_nowhere_else(app: Flask, knocking: Knocking, state: str) -> None:
    here = [door for door in doors(app) if state in door.states]
    found = {str(door): knocking.who_may(door, state) for door in here}
    assert found == {str(door): _expected(door, state) for door in here}


def _writes(app: Flask) -> Iterator[Door]:
    return (door for door in doors(app) if door.writes)


def test_every_write_without_its_token_is_refused_whoever_sends_it(
    app: Flask, company: Company, knocking: Knocking
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    states = {door: door.states[0] if "article_id" not in door.rule else "official" for door in _writes(app)}
    addresses = {door: knocking.address(door, state) for door, state in states.items()}
    before = company.facts()
    taken = {str(door): knocking.statuses(door, address) for door, address in addresses.items()}
    assert taken == {str(door): {400} for door in addresses}
    assert company.facts() == before
    assert len(taken) > 80

"""Every route asks who is there, or is on the list of those that need not; every write asks for a token."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask

PUBLIC = {
    "/sign-in": "where one says who one is",
    "/sign-in/as": "the demo company's four; not there otherwise",
    "/sign-out": "whoever is out already may leave",
    "/reset-password": "for those who cannot sign in",
    "/reset-password/<signed>": "the link is the key",
    "/invitation/<signed>": "the link is the key",
    "/healthz": "for the machine that watches",
    "/readyz": "for the machine that watches",
    "/static/<path:filename>": "what every page is drawn with",
    "/styleguide/": "nothing on it is real",
    "/styleguide/pages/<name>": "nothing on it is real",
    "/styleguide/errors/<int:code>": "nothing on it is real",
}
"""The addresses that answer strangers, and why."""

_PART = re.compile(r"<(?:(?P<converter>\w+)(?:\((?P<choices>[^)]*)\))?:)?\w+>")


@dataclass(frozen=True)
class Door:
    """One method of one route, at an address that fits it."""

    rule: str
    method: str
    address: str


def doors(app: Flask) -> Iterator[Door]:
    """Every route of the app, by every method that people use."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield Door(rule.rule, method, _PART.sub(_something_that_fits, rule.rule))


def _something_that_fits(part: re.Match[str]) -> str:
    if part["converter"] == "int":
        return "1"
    if part["converter"] == "any":
        return str(part["choices"]).split(",")[0].strip(" '\"")
    return "x"


def test_every_route_asks_for_signing_in_or_is_on_the_public_list(app: Flask) -> None:
    open_doors = []
    for door in doors(app):
        answer = app.test_client().open(door.address, method=door.method)
        if answer.status_code == 308:  # another spelling of an address that is looked at by itself
            answer = app.test_client().open(answer.headers["Location"], method=door.method)
        asks = answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in?")
        if asks == (door.rule in PUBLIC):
            open_doors.append(f"{door.method} {door.rule} answers {answer.status_code}")

    assert not open_doors, "\n".join(open_doors)


def test_every_address_on_the_public_list_exists(app: Flask) -> None:
    assert PUBLIC.keys() - {door.rule for door in doors(app)} == set()


def test_every_write_without_a_token_is_refused(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    writes = [door for door in doors(app) if door.method != "GET"]

    taken = [
        f"{door.method} {door.rule}"
        for door in writes
        if app.test_client().open(door.address, method=door.method).status_code != 400
    ]

    assert not taken, "\n".join(taken)
    assert len(writes) > 40

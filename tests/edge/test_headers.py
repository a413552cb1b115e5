"""What every answer says to the browser, and when a session ends."""

import pytest
from argon2 import PasswordHasher
from flask import Flask

from portal.web.security import HEADERS
from tests.rights.doors import doors
from tests.support.cast import Cast
from tests.support.house import SignIn
from tests.support.people import PASSWORD, MadeWith, give_password


def test_every_answer_says_what_a_browser_may_do_with_it(app: Flask, sign_in: SignIn) -> None:
    clients = (app.test_client(), sign_in("emma"))
    addresses = {door.rule for door in doors(app) if "<" not in door.rule and "static" not in door.rule}
    assert len(addresses) > 40
    for address in (*addresses, "/no/such/page", "/questions/99", "/admin/people/nobody"):
        for client in clients:
            answer = client.get(address)
            for name, value in HEADERS.items():
                assert answer.headers.get(name) == value, (address, name)
            assert "private" in answer.headers["Cache-Control"] or "no-store" in answer.headers["Cache-Control"]


def test_the_policy_lets_nothing_in_from_elsewhere_and_nothing_run_inside_a_page() -> None:
    policy = dict(part.strip().split(" ", 1) for part in HEADERS["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert {policy[name] for name in ("script-src", "style-src", "connect-src", "form-action")} == {"'self'"}
    assert {policy[name] for name in ("base-uri", "frame-ancestors")} == {"'none'"}
    assert "unsafe" not in HEADERS["Content-Security-Policy"]


@pytest.mark.parametrize(("address", "promise"), [("https://portal.example", True), ("http://portal.example", False)])
def test_over_https_browsers_are_told_to_stay_there(made_with: MadeWith, address: str, *, promise: bool) -> None:
    answer = made_with(public_url=address).test_client().get("/sign-in")
    assert ("Strict-Transport-Security" in answer.headers) is promise
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=") is promise
    assert ("Secure" in cookie) is promise
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie


def test_a_new_password_ends_the_sessions_of_every_other_device(
    app: Flask, cast: Cast, sign_in: SignIn, cheap_passwords: PasswordHasher
) -> None:
    give_password("emma")
    here, elsewhere = sign_in("emma"), sign_in("emma")
    new = "roses over a warm roof"
    assert here.post("/settings/security/password", data={"current": PASSWORD, "password": new}).status_code == 303
    assert here.get("/settings").status_code == 200
    assert elsewhere.get("/settings").status_code == 302
    assert elsewhere.post("/ask").status_code == 302

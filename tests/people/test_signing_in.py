"""Signing in and out: who gets in, who does not, and that a stranger cannot tell the reasons apart."""

import re
from datetime import UTC, datetime, timedelta
from typing import Literal
from urllib.parse import quote

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.core import clock
from portal.core.db import session
from portal.core.models import FactRow
from portal.core.settings import Settings
from portal.people import passwords
from portal.people.actions.accounts import disable_person, enable_person
from portal.people.actions.signing_in import sign_out_everywhere
from tests.support.cast import Cast
from tests.support.house import SignIn
from tests.support.people import PASSWORD, MadeWith, give_password, person

pytestmark = pytest.mark.usefixtures("cheap_passwords")
EMMA = "emma@company.example"


def attempt(client: FlaskClient, email: str = EMMA, password: str = PASSWORD, **more: str) -> tuple[int, str]:
    """Try to sign in: the status, and the page or where it leads."""
    response = client.post("/sign-in", data={"email": email, "password": password, **more})
    return response.status_code, response.headers.get("Location") or response.get_data(as_text=True)


def test_the_right_password_leads_in_and_signing_out_leads_out(cast: Cast, anonymous: FlaskClient) -> None:
    give_password("emma")

    assert anonymous.get("/settings").status_code == 302
    assert attempt(anonymous) == (303, "/")
    assert anonymous.get("/settings").status_code == 200
    assert person("emma").seen_at is not None

    assert anonymous.post("/sign-out").status_code == 303
    assert anonymous.get("/settings").status_code == 302


def test_an_address_is_known_however_it_is_written(cast: Cast, anonymous: FlaskClient) -> None:
    give_password("emma")

    assert attempt(anonymous, email="  Emma@Company.Example ")[0] == 303


def test_the_same_password_from_another_keyboard_is_the_same(cast: Cast, anonymous: FlaskClient) -> None:
    give_password("emma", "caf\u00e9 au lait \u2460 bleu")

    assert attempt(anonymous, password="cafe\u0301 au lait 1 bleu")[0] == 303


def test_spaces_around_a_password_belong_to_it(cast: Cast, anonymous: FlaskClient) -> None:
    give_password("emma", "  tulips under rain ")

    assert attempt(anonymous, password="tulips under rain")[0] == 422
    assert attempt(anonymous, password="  tulips under rain ")[0] == 303


def test_a_stranger_cannot_tell_why_it_did_not_work(cast: Cast, anonymous: FlaskClient) -> None:
    give_password("emma")
    give_password("otto")
    disable_person(cast["adam"], cast["otto"].id)

    def said(email: str, password: str) -> tuple[int, str]:
        status, text = attempt(anonymous, email, password)
        for written in (email, quote(email)):
            text = text.replace(written, "THE ADDRESS")
        return status, re.sub(r'name="csrf_token" value="[^"]+"', "", text)

    wrong = said(EMMA, "not her password")
    assert wrong[0] == 422
    assert said("nobody@company.example", PASSWORD) == wrong
    assert said("otto@company.example", PASSWORD) == wrong
    assert said("sam@company.example", PASSWORD) == wrong  # who has no password yet


def test_an_unknown_address_costs_as_much_hashing_as_a_known_one(
    cast: Cast, anonymous: FlaskClient, cheap_passwords: PasswordHasher
) -> None:
    counted = CountingHasher(time_cost=1, memory_cost=8, parallelism=1)
    give_password("emma")
    passwords.hash_with(counted)

    attempt(anonymous, EMMA, "not her password")
    for_a_known_one = counted.times
    attempt(anonymous, "nobody@company.example", "not her password")

    assert for_a_known_one == 1
    assert counted.times == 2


class CountingHasher(PasswordHasher):
    """A real hasher that counts its work."""

    times = 0

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        """Hash, and count it."""
        self.times += 1
        return super().hash(password, salt=salt)

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 -- argon2's own name
        """Verify, and count it."""
        self.times += 1
        return super().verify(hash, password)


def test_what_was_typed_stays_but_for_the_password(cast: Cast, anonymous: FlaskClient) -> None:
    status, text = attempt(anonymous, "emma@company.exampel", "my secret words", next="/settings", stay="1")

    assert status == 422
    assert 'value="emma@company.exampel"' in text
    assert 'value="/settings"' in text
    assert "checked" in text
    assert "my secret words" not in text


def test_after_five_failures_one_has_to_wait_and_everybody_reads_the_same(cast: Cast, anonymous: FlaskClient) -> None:
    give_password("emma")
    start = datetime(2026, 3, 2, 9, tzinfo=UTC)

    def tries(email: str) -> list[int]:
        return [attempt(anonymous, email, f"wrong {number}")[0] for number in range(6)]

    with clock.at(start):
        assert tries(EMMA) == [422, 422, 422, 422, 422, 429]
        assert tries("nobody@company.example") == [422, 422, 422, 422, 422, 429]
        assert attempt(anonymous, EMMA, PASSWORD)[0] == 429
        assert "Please wait 15 seconds" in attempt(anonymous, EMMA, PASSWORD)[1]
    with clock.at(start + timedelta(seconds=16)):
        assert attempt(anonymous, EMMA, "wrong again")[0] == 422
        assert "Please wait 30 seconds" in attempt(anonymous, EMMA, PASSWORD)[1]
    with clock.at(start + timedelta(seconds=50)):
        assert attempt(anonymous, EMMA, PASSWORD)[0] == 303
        assert attempt(anonymous.application.test_client(), EMMA, "wrong")[0] == 422


def test_tries_are_forgotten_after_an_hour(cast: Cast, anonymous: FlaskClient) -> None:
    start = datetime(2026, 3, 2, 9, tzinfo=UTC)
    with clock.at(start):
        for number in range(4):
            attempt(anonymous, EMMA, f"wrong {number}")
    with clock.at(start + timedelta(minutes=61)):
        assert [attempt(anonymous, EMMA, "wrong")[0] for _ in range(2)] == [422, 422]


def test_a_password_kept_at_another_cost_is_hashed_anew(
    cast: Cast, anonymous: FlaskClient, cheap_passwords: PasswordHasher
) -> None:
    give_password("emma")
    before = person("emma").password_hash
    passwords.hash_with(PasswordHasher(time_cost=2, memory_cost=8, parallelism=1))

    assert attempt(anonymous)[0] == 303
    after = person("emma").password_hash
    assert after != before
    assert after is not None
    assert "t=2" in after
    assert attempt(anonymous.application.test_client())[0] == 303
    assert person("emma").password_hash == after


@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [
        ("/questions/7?sort=new", "/questions/7?sort=new"),
        ("", "/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("\\\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("questions", "/"),
        ("/" + "a" * 400, "/"),
    ],
)
def test_signing_in_leads_only_to_pages_of_ours(cast: Cast, anonymous: FlaskClient, asked: str, leads_to: str) -> None:
    give_password("emma")

    assert attempt(anonymous, next=asked) == (303, leads_to)
    assert anonymous.get("/sign-in", query_string={"next": asked}).headers["Location"] == leads_to


def test_a_page_that_needs_signing_in_is_where_one_comes_back_to(cast: Cast, anonymous: FlaskClient) -> None:
    assert anonymous.get("/people?q=emma").headers["Location"] == "/sign-in?next=/people?q%3Demma"


def test_disabling_ends_every_session_and_enabling_opens_none(cast: Cast, sign_in: SignIn) -> None:
    emma = sign_in("emma")
    assert emma.get("/settings").status_code == 200

    disable_person(cast["adam"], cast["emma"].id)
    assert emma.get("/settings").status_code == 302

    enable_person(cast["adam"], cast["emma"].id)
    assert emma.get("/settings").status_code == 302
    assert sign_in("emma").get("/settings").status_code == 200


def test_signing_out_everywhere_ends_every_session(cast: Cast, sign_in: SignIn) -> None:
    here, there = sign_in("emma"), sign_in("emma")

    assert here.post("/settings/security/everywhere").status_code == 303
    assert here.get("/settings").status_code == 302
    assert there.get("/settings").status_code == 302
    assert session().scalar(select(FactRow.actor_id).where(FactRow.kind == "sessions_ended")) == cast["emma"].id

    sign_out_everywhere(cast["sam"])
    assert sign_in("emma").get("/settings").status_code == 200


def test_a_made_up_session_is_nobody(app: Flask) -> None:
    for made_up in ("1.2", "1", "", "x.y", "-1.1", "1.1.1", "999999999999999999999999.1"):
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"] = made_up
        assert client.get("/settings").status_code == 302, made_up


def test_a_new_session_begins_when_somebody_signs_in(cast: Cast, anonymous: FlaskClient) -> None:
    give_password("emma")
    with anonymous.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"

    attempt(anonymous)

    with anonymous.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie["_user_id"] == f"{cast['emma'].id}.1"


def test_the_door_is_kept_in_no_cache(anonymous: FlaskClient) -> None:
    assert anonymous.get("/sign-in").headers["Cache-Control"] == "no-store"


# --- the demo company's four -----------------------------------------------------------------------------------------


@pytest.fixture
def demo_settings(settings: Settings) -> Settings:
    """The same portal with the demo company in it."""
    return settings.model_copy(update={"demo": True})


def test_in_the_demo_one_click_signs_in_as_one_of_each_role(demo_settings: Settings, app: Flask) -> None:
    app.config["QUESTBOARD"] = demo_settings
    page = app.test_client().get("/sign-in").get_data(as_text=True)

    for handle, name in (("emma", "Emma Fischer"), ("sam", "Sam Okafor"), ("ana", "Ana Costa"), ("adam", "Adam Novak")):
        client = app.test_client()
        assert name in page
        assert client.post("/sign-in/as", data={"handle": handle, "next": "/people"}).headers["Location"] == "/people"
        assert f'href="/people/{handle}"' in client.get("/settings").get_data(as_text=True)
    assert app.test_client().post("/sign-in/as", data={"handle": "ivan"}).status_code == 404


def test_outside_the_demo_there_is_no_such_click(app: Flask, anonymous: FlaskClient) -> None:
    assert "Emma Fischer" not in anonymous.get("/sign-in").get_data(as_text=True)
    assert anonymous.post("/sign-in/as", data={"handle": "emma"}).status_code == 404
    assert anonymous.get("/settings").status_code == 302


# --- limits and cookies ----------------------------------------------------------------------------------------------


def test_one_address_may_fail_ten_times_a_minute_at_however_many_accounts(app: Flask, made_with: MadeWith) -> None:
    limited = made_with(rate_limits=True)
    client = limited.test_client()

    statuses = [attempt(client, f"person{number}@company.example")[0] for number in range(12)]
    assert statuses == [422] * 10 + [429] * 2
    status, text = attempt(client, "person99@company.example")
    assert (status, 'value="person99@company.example"' in text) == (429, True)

    elsewhere = limited.test_client()
    elsewhere.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    assert attempt(elsewhere, "person1@company.example")[0] == 422


def test_people_who_get_in_use_up_nobody_elses_tries(app: Flask, cast: Cast, made_with: MadeWith) -> None:
    give_password("emma")
    limited = made_with(rate_limits=True)

    assert [attempt(limited.test_client())[0] for _ in range(14)] == [303] * 14


def test_over_https_the_cookie_is_bound_to_the_host(app: Flask, cast: Cast, made_with: MadeWith) -> None:
    give_password("emma")
    client = made_with(public_url="https://questboard.example.com").test_client()

    response = client.post(
        "/sign-in", data={"email": EMMA, "password": PASSWORD}, base_url="https://questboard.example.com"
    )
    cookie = response.headers["Set-Cookie"]

    assert cookie.startswith("__Host-session=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    assert "Domain" not in cookie
    assert "Expires" not in cookie


def test_staying_signed_in_lasts_two_weeks(app: Flask, cast: Cast) -> None:
    give_password("emma")

    stays = app.test_client().post("/sign-in", data={"email": EMMA, "password": PASSWORD, "stay": "1"})
    leaves = app.test_client().post("/sign-in", data={"email": EMMA, "password": PASSWORD})

    assert "Expires" in stays.headers["Set-Cookie"]
    assert "Expires" not in leaves.headers["Set-Cookie"]

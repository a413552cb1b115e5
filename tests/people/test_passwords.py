"""Choosing a password: by a mailed link, by an invitation, and in the settings."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from portal.core import clock
from portal.core.refusals import Conflict, Invalid
from portal.people import passwords
from portal.people.actions.accounts import create_administrator, disable_person
from portal.people.actions.invitations import invite_again, invite_person
from portal.people.forms import InvitationDraft
from tests.support.cast import Cast
from tests.support.house import SignIn
from tests.support.people import PASSWORD, give_password, link_in, mails_to, person

pytestmark = pytest.mark.usefixtures("cheap_passwords")

EMMA = "emma@company.example"
NEW = "granite teapot on a wire"
Settle = Callable[[], int]


def ask_for_link(client: FlaskClient, settle: Settle, email: str = EMMA) -> str:
    """Ask for a link to choose a new password, and take it out of the mail."""
    assert client.post("/reset-password", data={"email": email}).status_code == 200
    settle()
    return link_in(mails_to(email)[-1])


def signs_in(client: FlaskClient, password: str, email: str = EMMA) -> bool:
    """Whether this address and password lead in."""
    fresh = client.application.test_client()
    return fresh.post("/sign-in", data={"email": email, "password": password}).status_code == 303


def test_a_mailed_link_leads_to_a_new_password_once(cast: Cast, anonymous: FlaskClient, settle: Settle) -> None:
    give_password("emma")
    link = ask_for_link(anonymous, settle)

    assert anonymous.get(link).status_code == 200
    assert anonymous.post(link, data={"password": NEW}).headers["Location"] == "/sign-in"
    assert signs_in(anonymous, NEW)
    assert not signs_in(anonymous, PASSWORD)

    assert anonymous.get(link).status_code == 410
    assert anonymous.post(link, data={"password": "another one altogether"}).status_code == 410
    assert signs_in(anonymous, NEW)
    settle()
    assert mails_to(EMMA)[-1].subject == "Your password was changed"


def test_a_new_password_ends_every_session(cast: Cast, anonymous: FlaskClient, sign_in: SignIn, settle: Settle) -> None:
    emma = sign_in("emma")
    link = ask_for_link(anonymous, settle)
    assert emma.get("/settings").status_code == 200

    anonymous.post(link, data={"password": NEW})

    assert emma.get("/settings").status_code == 302


def test_a_link_holds_for_an_hour(cast: Cast, anonymous: FlaskClient, settle: Settle) -> None:
    asked_at = datetime.now(UTC)
    link = ask_for_link(anonymous, settle)

    with clock.at(asked_at + timedelta(minutes=59)):
        assert anonymous.get(link).status_code == 200
    with clock.at(asked_at + timedelta(minutes=62)):
        assert anonymous.get(link).status_code == 410
        assert anonymous.post(link, data={"password": NEW}).status_code == 410


def test_a_made_up_or_borrowed_link_leads_nowhere(cast: Cast, anonymous: FlaskClient, settle: Settle) -> None:
    link = ask_for_link(anonymous, settle)
    signed = link.removeprefix("/reset-password/")

    for made_up in (
        f"/reset-password/{signed[:-2]}xx",
        "/reset-password/WzEsMSw5OTk5OTk5OTk5XQ.x",
        f"/invitation/{signed}",
    ):
        assert anonymous.get(made_up).status_code == 410, made_up
        assert anonymous.post(made_up, data={"password": NEW, "name": "Eve"}).status_code == 410, made_up


def test_asking_for_a_link_says_the_same_for_every_address(cast: Cast, anonymous: FlaskClient, settle: Settle) -> None:
    disable_person(cast["adam"], cast["otto"].id)

    def said(email: str) -> str:
        response = anonymous.post("/reset-password", data={"email": email})
        assert response.status_code == 200
        return response.get_data(as_text=True).replace(email, "THE ADDRESS")

    known = said(EMMA)
    assert said("nobody@company.example") == known
    assert said("otto@company.example") == known
    settle()
    assert [len(mails_to(f"{who}@company.example")) for who in ("emma", "nobody", "otto")] == [1, 0, 0]


def test_a_mailbox_cannot_be_flooded(cast: Cast, anonymous: FlaskClient, settle: Settle) -> None:
    statuses = [anonymous.post("/reset-password", data={"email": EMMA}).status_code for _ in range(8)]
    settle()

    assert statuses == [200] * 8
    assert len(mails_to(EMMA)) == 3


def test_a_new_password_ends_the_pause_after_failures(cast: Cast, anonymous: FlaskClient, settle: Settle) -> None:
    give_password("emma")
    for number in range(6):
        anonymous.post("/sign-in", data={"email": EMMA, "password": f"wrong {number}"})
    assert not signs_in(anonymous, PASSWORD)

    anonymous.post(ask_for_link(anonymous, settle), data={"password": NEW})

    assert signs_in(anonymous, NEW)


def test_a_link_of_a_disabled_person_works_no_more(cast: Cast, anonymous: FlaskClient, settle: Settle) -> None:
    link = ask_for_link(anonymous, settle)
    disable_person(cast["adam"], cast["emma"].id)

    assert anonymous.post(link, data={"password": NEW}).status_code == 410


# --- what makes a password good --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("short", "At least 10"),
        ("x" * 201, "At most 200"),
        ("aaaaaaaaaaaa", "same few characters"),
        ("ababababababab", "same few characters"),
        ("Password123!", "others try first"),
        ("QWERTZUIOP", "others try first"),
        ("correct horse battery staple", "others try first"),
        ("Emma Fischer", "Your name"),
        ("emmafischer2026", "Your name"),
        ("emma@company.example", "Your name"),
        ("Fischer1234567", "Your name"),
    ],
)
def test_a_poor_password_is_refused_with_its_reason(password: str, says: str) -> None:
    assert says in (passwords.problem_with(password, ["Emma Fischer", EMMA]) or "")


@pytest.mark.parametrize(
    "password",
    [
        "tulips under slow rain",
        "ein Fischer auf dem Dach",
        "пять больших яблок",
        "長い合言葉はとても大切です",
        "🌧️ tulips and 🫖",
        "Xk3!vv.9Qz",
        "y" + "abcdefgh " * 22,
    ],
)
def test_a_password_in_any_alphabet_with_spaces_is_welcome(password: str) -> None:
    assert passwords.problem_with(password, ["Emma Fischer", EMMA]) is None


def test_a_poor_new_password_changes_nothing(cast: Cast, anonymous: FlaskClient, settle: Settle) -> None:
    link = ask_for_link(anonymous, settle)

    refused = anonymous.post(link, data={"password": "emma fischer"})

    assert refused.status_code == 422
    assert "Your name or address" in refused.get_data(as_text=True)
    assert anonymous.post(link, data={"password": NEW}).status_code == 303


def test_changing_the_password_needs_the_old_one_and_keeps_only_this_device(cast: Cast, sign_in: SignIn) -> None:
    give_password("emma")
    here, there = sign_in("emma"), sign_in("emma")

    wrong = here.post("/settings/security/password", data={"current": "not it at all", "password": NEW})
    assert (wrong.status_code, "not your password of now" in wrong.get_data(as_text=True)) == (422, True)
    poor = here.post("/settings/security/password", data={"current": PASSWORD, "password": "emmafischer"})
    assert poor.status_code == 422
    assert there.get("/settings").status_code == 200

    assert here.post("/settings/security/password", data={"current": PASSWORD, "password": NEW}).status_code == 303
    assert here.get("/settings").status_code == 200
    assert there.get("/settings").status_code == 302
    assert signs_in(here, NEW)


def test_guessing_the_old_password_in_the_settings_is_slowed_too(cast: Cast, sign_in: SignIn) -> None:
    give_password("emma")
    emma = sign_in("emma")

    statuses = [
        emma.post("/settings/security/password", data={"current": f"guess {n}", "password": NEW}).status_code
        for n in range(7)
    ]

    assert statuses == [422] * 5 + [429] * 2


# --- invitations -----------------------------------------------------------------------------------------------------

NINA = "nina@company.example"


def invite(cast: Cast, settle: Settle) -> str:
    """Invite Nina, and take the link out of her mail."""
    invite_person(cast["adam"], InvitationDraft(email=NINA, name="Nina Kowalska"))
    settle()
    return link_in(mails_to(NINA)[-1])


def test_an_invitation_leads_in_and_asks_for_a_name_and_a_password(
    cast: Cast, anonymous: FlaskClient, settle: Settle
) -> None:
    link = invite(cast, settle)
    assert "Adam Novak invites you" in mails_to(NINA)[-1].subject
    assert not signs_in(anonymous, "", NINA)

    page = anonymous.get(link).get_data(as_text=True)
    assert "nina@company.example" in page
    assert 'value="Nina Kowalska"' in page
    refused = anonymous.post(link, data={"name": "Nina K", "password": "short"})
    assert (refused.status_code, 'value="Nina K"' in refused.get_data(as_text=True)) == (422, True)

    joined = anonymous.post(link, data={"name": "Nina Kowal", "password": NEW})
    assert joined.headers["Location"] == "/settings"
    assert "Nina Kowal" in anonymous.get("/people/nina.kowalska").get_data(as_text=True)
    assert signs_in(anonymous, NEW, NINA)
    assert anonymous.get(link).status_code == 410


def test_an_invitation_holds_for_a_week_and_a_newer_one_ends_it(
    cast: Cast, anonymous: FlaskClient, settle: Settle
) -> None:
    first = invite(cast, settle)
    with clock.at(datetime.now(UTC) + timedelta(days=8)):
        assert anonymous.get(first).status_code == 410

    invite_again(cast["adam"], person("nina.kowalska").id)
    settle()
    assert anonymous.get(first).status_code == 410
    assert anonymous.get(link_in(mails_to(NINA)[-1])).status_code == 200


def test_whoever_lost_the_invitation_gets_it_again_by_asking_for_a_password(
    cast: Cast, anonymous: FlaskClient, settle: Settle
) -> None:
    invite(cast, settle)

    link = ask_for_link(anonymous, settle, NINA)

    assert link.startswith("/invitation/")
    assert anonymous.get(link).status_code == 200


def test_who_has_joined_is_not_invited_again(cast: Cast, anonymous: FlaskClient, settle: Settle) -> None:
    anonymous.post(invite(cast, settle), data={"name": "Nina", "password": NEW})

    with pytest.raises(Conflict, match="has joined already"):
        invite_again(cast["adam"], person("nina.kowalska").id)


def test_an_address_is_invited_once(cast: Cast, settle: Settle) -> None:
    invite(cast, settle)

    with pytest.raises(Invalid, match="belongs to @nina"):
        invite_person(cast["adam"], InvitationDraft(email="NINA@company.example", name="Somebody else"))


def test_the_first_administrator_comes_from_the_command_line(cast: Cast, anonymous: FlaskClient) -> None:
    handle = create_administrator(email="Root@Company.example", name="Ásta Þórsdóttir", password=NEW)

    assert handle == "asta.thorsdottir"
    assert signs_in(anonymous, NEW, "root@company.example")
    for wrong in (
        {"email": "root@company.example", "name": "Again", "password": NEW},
        {"email": "no address", "name": "Again", "password": NEW},
        {"email": "new@company.example", "name": "", "password": NEW},
        {"email": "new@company.example", "name": "Again", "password": "password123"},
    ):
        with pytest.raises(Invalid):
            create_administrator(**wrong)

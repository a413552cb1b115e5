"""Addresses and forms that somebody made up: a number beyond every database is nothing, and never a mishap."""

import base64

from flask import Flask

from tests.rights.doors import FORM, doors
from tests.support.cast import Cast
from tests.support.house import SignIn
from tests.support.makers import a_question

HUGE = "9" * 25
LISTS = {
    "ana": (
        "/knowledge?after=",
        "/knowledge?order=solved&after=",
        "/questions?after=",
        "/questions?tab=active&after=",
        "/people?after=",
        "/people?department=",
        "/tags?after=",
        "/desk/tags?after=",
        "/notifications?before=",
        "/search?q=vpn&page=",
    ),
    "adam": (
        "/admin?department=",
        "/admin?after=",
        "/admin/log?after=",
        "/admin/mails?before=",
        "/admin/deliveries?after=",
    ),
}
KEYS = (
    b"[true]",
    b"[true,true]",
    b"[1e400]",
    b"[[]]",
    b'[["t",1e30]]',
    b"[99999999999999999999]",
    b"{}",
    b'["\\u0000"]',
)


def _addresses_with_numbers(app: Flask) -> set[str]:
    numbered = {door.short.replace("<kind>", "sites") for door in doors(app) if "<int" in door.rule}
    return {"/".join(HUGE if part.startswith("<") else part for part in path.split("/")) for path in numbered}


def test_a_number_that_is_too_large_leads_nowhere(app: Flask, sign_in: SignIn) -> None:
    addresses = _addresses_with_numbers(app)
    assert len(addresses) > 60
    for handle in ("ana", "adam"):
        client = sign_in(handle)
        for address in addresses:
            assert client.get(address).status_code in (404, 405), address
            assert client.post(address, data=FORM).status_code in (403, 404, 405), address


def test_a_question_is_shown_whatever_else_the_address_says(cast: Cast, sign_in: SignIn) -> None:
    client, question = sign_in("otto"), a_question(cast["emma"])
    for name in ("answer", "comments", "from", "after"):
        shown = client.get(f"/questions/{question}?{name}={HUGE}", follow_redirects=True)
        assert shown.status_code == 200, name


def test_a_list_begins_at_its_beginning_where_its_cursor_makes_no_sense(sign_in: SignIn) -> None:
    cursors = [HUGE, *(base64.urlsafe_b64encode(key).decode().rstrip("=") for key in KEYS)]
    for handle, lists in LISTS.items():
        client = sign_in(handle)
        for address in lists:
            for cursor in cursors:
                assert client.get(address + cursor).status_code == 200, (address, cursor)


def test_a_number_in_a_form_may_be_anything(cast: Cast, sign_in: SignIn) -> None:
    client, question = sign_in("ana"), a_question(cast["emma"])
    numbers = ("version", "application_id", "site_id", "department_id", "category_id", "successor_id", "owner_id")
    form = {**FORM, **dict.fromkeys((*numbers, "application_ids", "up_to"), HUGE), "of": HUGE, "closed_as": "duplicate"}
    forms = ("ask", "knowledge/new", "settings", f"questions/{question}/edit", f"desk/close/{question}")
    for address in forms:
        assert client.post(f"/{address}", data=form).status_code == 422, address
    assert client.post("/notifications/read", data=form).status_code == 303


def test_the_character_zero_is_part_of_no_address(sign_in: SignIn) -> None:
    client = sign_in("adam")
    for address in ("/people/%00", "/tags/%00", "/people?q=%00", "/search?q=a%00b", "/admin?after=%00"):
        assert client.get(address).status_code == 404, address

"""Asking: what travels with a question, who may read it, and that sending twice asks once."""

import re

from sqlalchemy import insert, select, update

from community.models import Draft, Follow, Question
from portal.core.db import session, transaction
from portal.core.models import User, user_applications
from tests.community import reading
from tests.support.cast import Cast
from tests.support.house import SignIn
from tests.support.makers import BODY, a_question

TYPED = {"title": "The VPN client refuses to connect", "body": BODY, "tags": "vpn, home-office", "application_id": "1"}


def _profile(handle: str, **given: object) -> None:
    with transaction() as opened:
        opened.execute(update(User).where(User.handle == handle).values(**given))


def test_the_context_of_the_profile_is_filled_in_and_travels_with_the_question(cast: Cast, sign_in: SignIn) -> None:
    _profile("emma", device="ThinkPad X1", languages="de,en")
    emma = sign_in("emma")
    form = emma.get("/ask").text
    assert 'value="ThinkPad X1"' in form
    assert re.search(r'<option value="1" selected>Hamburg', form)
    assert re.search(r'<option value="de" selected>Deutsch', form)

    answered = emma.post("/ask", data={**TYPED, "site_id": "1", "device": "ThinkPad X1"})
    assert answered.status_code == 303
    page = emma.get(answered.headers["Location"]).text
    for word in ("Hamburg", "ThinkPad X1", "Deutsch", "VPN", "home-office"):
        assert word in page


def test_the_asker_follows_the_question_and_its_draft_is_gone(cast: Cast, sign_in: SignIn) -> None:
    emma = sign_in("emma")
    assert emma.put("/drafts/question:new", json={"fields": {"title": "The VPN client"}}).status_code == 204
    emma.post("/ask", data=TYPED)
    question_id = session().scalars(select(Question.id)).one()
    assert session().get(Follow, (question_id, cast["emma"].id)) is not None
    assert session().get(Draft, (cast["emma"].id, "question:new")) is None


def test_a_question_sent_twice_is_asked_once(cast: Cast, sign_in: SignIn) -> None:
    emma = sign_in("emma")
    first, second = (emma.post("/ask", data=TYPED).headers["Location"] for _ in range(2))
    assert first == second
    assert reading.facts("question_asked") == 1


WRONG = (
    ({"title": "Help"}, "at least 15 characters"),
    ({"body": "It does not work."}, "at least 20 characters"),
    ({"tags": "a b c d e f"}, "At most 5 tags"),
    ({"tags": "<script>"}, "cannot be a tag"),
    ({"application_id": "99"}, "choose one of the list"),
    ({"application_id": "9" * 30}, "choose one of the list"),
    ({"site_id": "x"}, "choose one of the list"),
    ({"visibility": "nobody"}, "choose one of the list"),
    ({"language": "<b>"}, "cannot be taken"),
)


def test_what_cannot_be_taken_comes_back_with_a_sentence_and_everything_typed(cast: Cast, sign_in: SignIn) -> None:
    emma = sign_in("emma")
    for wrong, sentence in WRONG:
        answered = emma.post("/ask", data={**TYPED, **wrong})
        assert answered.status_code == 422, wrong
        assert sentence in answered.text, wrong
        assert "connection refused" in answered.text or "body" in wrong
    assert reading.facts("question_asked") == 0


def test_what_no_database_can_hold_is_taken_out_of_a_text(cast: Cast, sign_in: SignIn) -> None:
    answered = sign_in("emma").post("/ask", data={**TYPED, "body": "One line.\r\nAnd\x00 another\rline of it."})
    assert answered.status_code == 303
    assert session().scalars(select(Question.body_source)).one() == "One line.\nAnd another\nline of it."


def test_a_suspended_person_reads_and_does_not_ask(cast: Cast, sign_in: SignIn) -> None:
    from portal.core import clock
    from portal.core.clock import now

    _profile("emma", suspended_until=now().replace(year=clock.now().year + 1))
    emma = sign_in("emma")
    assert emma.get("/questions").status_code == 200
    answered = emma.post("/ask", data=TYPED)
    assert answered.status_code == 403
    assert "paused" in answered.text
    assert "connection refused" in answered.text


def test_a_private_question_is_asked_with_one_tick(cast: Cast, sign_in: SignIn) -> None:
    emma = sign_in("emma")
    address = emma.post("/ask", data={**TYPED, "visibility": "it"}).headers["Location"]
    assert "Private to IT" in emma.get(address).text
    assert sign_in("ana").get(address).status_code == 200
    assert sign_in("sam").get(address).status_code == 404


def test_the_asker_learns_who_will_hear_and_nothing_is_made_up(cast: Cast, sign_in: SignIn) -> None:
    with transaction() as opened:
        opened.execute(insert(user_applications).values(user_id=cast["sam"].id, application_id=1))
    emma = sign_in("emma")
    page = emma.get("/ask?application_id=1").text
    assert "1 colleague who knows VPN will hear of it" in page
    assert "usually comes" not in page
    assert "Nobody looks after Outlook yet" in emma.get("/ask?application_id=2").text


def test_the_address_brings_a_title_along_and_never_drops_another_draft_unsaid(cast: Cast, sign_in: SignIn) -> None:
    emma = sign_in("emma")
    assert 'value="Why is the VPN slow?"' in emma.get("/ask?title=Why+is+the+VPN+slow%3F").text
    emma.put("/drafts/question:new", json={"fields": {"title": "Something else entirely"}})
    page = emma.get("/ask?title=Why+is+the+VPN+slow%3F").text
    assert 'value="Why is the VPN slow?"' in page
    assert "Something else entirely" in page


def test_a_number_leads_to_the_address_with_the_title(cast: Cast, sign_in: SignIn) -> None:
    question_id = a_question(cast["emma"])
    sam = sign_in("sam")
    for address in (f"/questions/{question_id}", f"/questions/{question_id}/something-else"):
        answered = sam.get(address + "?comments=0")
        assert answered.status_code == 301
        assert answered.headers["Location"] == f"/questions/{question_id}/vpn-client-refuses-to-connect?comments=0"
    assert sam.get(f"/questions/{question_id}/vpn-client-refuses-to-connect").status_code == 200


def test_a_title_that_is_an_address_of_ours_does_not_lead_there(cast: Cast, sign_in: SignIn) -> None:
    question_id = a_question(cast["emma"], "!!!!!!!!!!! edit !!!!!!!!!!!")
    answered = sign_in("sam").get(f"/questions/{question_id}", follow_redirects=True)
    assert answered.status_code == 200
    assert answered.request.path == f"/questions/{question_id}/edit-question"


def test_what_is_not_there_is_not_found(cast: Cast, sign_in: SignIn) -> None:
    ana = sign_in("ana")
    for address in ("/questions/999", "/questions/99999999999999999999999", "/answers/0", "/comments/7"):
        assert ana.get(address).status_code == 404, address

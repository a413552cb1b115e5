"""Drafts: what somebody types outlives a closed tab, and is theirs alone."""

from community.models import Draft
from community.rules import rules
from portal.core.db import session
from tests.support.cast import Cast
from tests.support.house import SignIn
from tests.support.makers import a_question, an_answer


def test_a_draft_stands_in_its_form_again(cast: Cast, sign_in: SignIn) -> None:
    question_id = a_question(cast["emma"])
    answer_id = an_answer(cast["sam"], question_id)
    typed = "Half a sentence about the gateway"
    sam, otto, emma = sign_in("sam"), sign_in("otto"), sign_in("emma")
    for client, key, address in (
        (otto, "question:new", "/ask"),
        (otto, f"answer:{question_id}", f"/questions/{question_id}"),
        (emma, f"question:{question_id}", f"/questions/{question_id}/edit"),
        (sam, f"answer-edit:{answer_id}", f"/answers/{answer_id}/edit"),
    ):
        assert client.put(f"/drafts/{key}", json={"fields": {"body": typed, "csrf_token": "x"}}).status_code == 204
        assert typed in client.get(address, follow_redirects=True).text, key
    assert "csrf_token" not in str([draft.fields for draft in session().query(Draft)])


def test_a_draft_is_for_its_owners_eyes_alone(cast: Cast, sign_in: SignIn) -> None:
    sign_in("emma").put("/drafts/question:new", json={"fields": {"body": "Secret"}})
    assert sign_in("ana").get("/drafts/question:new").status_code == 404
    assert sign_in("emma").get("/drafts/question:new").json == {"fields": {"body": "Secret"}}


def test_what_was_sent_is_no_draft_any_more(cast: Cast, sign_in: SignIn) -> None:
    question_id = a_question(cast["emma"])
    otto = sign_in("otto")
    keys = (f"answer:{question_id}", f"comment:question:{question_id}")
    for key in keys:
        otto.put(f"/drafts/{key}", json={"fields": {"body": "Half a sentence"}})
    otto.post(f"/questions/{question_id}/answers", data={"body": "Restart the gateway, and then sign in."})
    otto.post(f"/questions/{question_id}/comments", data={"body": "Which one?"})
    assert [otto.get(f"/drafts/{key}").status_code for key in keys] == [404, 404]


def test_a_draft_is_dropped_by_hand_or_by_emptying_it(cast: Cast, sign_in: SignIn) -> None:
    emma = sign_in("emma")
    for _ in range(2):
        emma.put("/drafts/question:new", json={"fields": {"body": "Words"}})
        assert emma.delete("/drafts/question:new").status_code == 204
    emma.put("/drafts/question:new", json={"fields": {"body": "Words"}})
    emma.put("/drafts/question:new", json={"fields": {"body": "  "}})
    assert emma.get("/drafts/question:new").status_code == 404


def test_only_so_many_are_kept_and_the_oldest_makes_room(cast: Cast, sign_in: SignIn) -> None:
    emma = sign_in("emma")
    most = rules().posts.drafts_kept
    for number in range(1, most + 3):
        emma.put(f"/drafts/answer:{number}", json={"fields": {"body": "Words"}})
    assert session().query(Draft).count() == most
    assert emma.get("/drafts/answer:1").status_code == 404
    assert emma.get(f"/drafts/answer:{most + 2}").status_code == 200


def test_what_is_no_draft_is_refused(cast: Cast, sign_in: SignIn) -> None:
    emma = sign_in("emma")
    for key in ("x", "answer:0", "answer:7:new", "a" * 60, "answer:-1", "../etc"):
        assert emma.put(f"/drafts/{key}", json={"fields": {"body": "Words"}}).status_code in (404, 405), key
    for payload in ({"fields": {"body": "x" * 200_000}}, {"fields": "x"}, {"fields": {"body": {"a": 1}}}):
        assert emma.put("/drafts/question:new", json=payload).status_code == 422
    assert emma.put("/drafts/question:new", json={"fields": {"body": "a\x00b"}}).status_code == 204
    assert emma.put("/drafts/question:new", data="not json").status_code == 422
    assert emma.get("/drafts/question:new").json == {"fields": {"body": "ab"}}

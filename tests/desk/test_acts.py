"""What is done from a row of the desk, and that a hand that was too late is told so."""

import pytest
from sqlalchemy import select

from community.actions.answers import accept_answer
from community.actions.moderation import flag_post
from community.actions.suggestions import suggest_answer_edit
from community.forms import AnswerSuggestion, FlagDraft
from community.models import FlagReason, PostType
from portal.core.db import release, session
from portal.core.models import FactRow
from tests.knowledge.makers import an_official_article
from tests.support.cast import Cast
from tests.support.house import SignIn
from tests.support.makers import a_question, an_answer

BETTER = "Sign out, remove the profile in the settings, and add it again with your company address."


def _facts(kind: str) -> int:
    found = len(session().scalars(select(FactRow.id).where(FactRow.kind == kind)).all())
    release()
    return found


def test_each_act_does_what_it_says_and_leads_back_to_where_one_was(cast: Cast, sign_in: SignIn) -> None:
    question_id = a_question(cast["emma"])
    answer_id = an_answer(cast["sam"], question_id)
    accept_answer(cast["emma"], answer_id)
    flag_id = flag_post(cast["otto"], PostType.ANSWER, answer_id, FlagDraft(reason=FlagReason.WRONG))
    draft = AnswerSuggestion(body=BETTER, version=1)
    suggestion_id = suggest_answer_edit(cast["otto"], answer_id, draft)
    article_id = an_official_article(cast["ivan"])
    acts = {
        f"endorse/{answer_id}": "answer_endorsed",
        f"dismiss-flag/{flag_id}": "flag_dismissed",
        f"take-suggestion/{suggestion_id}": "suggestion_taken",
        f"verify/{article_id}": "article_verified",
        f"lock/{question_id}": "question_locked",
        f"unlock/{question_id}": "question_unlocked",
    }
    ana = sign_in("ana")
    for address, fact in acts.items():
        response = ana.post(f"/desk/{address}", data={"kind": "flag"})
        assert (response.status_code, response.headers["Location"]) == (303, "/desk?kind=flag"), address
        assert _facts(fact) == 1, address
    assert BETTER in ana.get(f"/questions/{question_id}", follow_redirects=True).text


def test_whoever_comes_second_is_told_and_nothing_happens_twice(cast: Cast, sign_in: SignIn) -> None:
    answer_id = an_answer(cast["sam"], a_question(cast["emma"]))
    flag_id = flag_post(cast["otto"], PostType.ANSWER, answer_id, FlagDraft(reason=FlagReason.WRONG))
    sign_in("ana").post(f"/desk/dismiss-flag/{flag_id}")
    second = sign_in("ivan").post(f"/desk/confirm-flag/{flag_id}", follow_redirects=True)
    assert "A colleague has decided this already." in second.text
    assert (_facts("flag_dismissed"), _facts("flag_confirmed")) == (1, 0)


def test_nobody_endorses_their_own_answer_from_the_desk(cast: Cast, sign_in: SignIn) -> None:
    answer_id = an_answer(cast["ana"], a_question(cast["emma"]))
    response = sign_in("ana").post(f"/desk/endorse/{answer_id}", follow_redirects=True)
    assert "Not for something you wrote yourself." in response.text
    assert _facts("answer_endorsed") == 0


def test_what_is_no_act_or_not_there_is_said_and_does_nothing(cast: Cast, sign_in: SignIn) -> None:
    ana = sign_in("ana")
    assert ana.post("/desk/explode/1").status_code == 404
    gone = ana.post("/desk/endorse/999999", follow_redirects=True)
    assert "There is nothing here" in gone.text
    assert ana.post("/desk/endorse/1", data={"kind": "//evil.example"}).headers["Location"] == "/desk"


def test_a_question_is_closed_as_a_duplicate_by_number_or_address(cast: Cast, sign_in: SignIn) -> None:
    original = a_question(cast["emma"])
    ana = sign_in("ana")
    for n, named in enumerate((str(original), f"#{original}", f"https://portal.example/questions/{original}/slug")):
        copy = a_question(cast["otto"], f"The same trouble again, number {n}")
        closed = ana.post(f"/desk/close/{copy}", data={"closed_as": "duplicate", "of": named})
        assert closed.status_code == 303, named
        assert f"/questions/{original}" in sign_in("otto").get(f"/questions/{copy}", follow_redirects=True).text


@pytest.mark.parametrize("named", ["", "999999", "nonsense", "9" * 40, "/questions/", "١٢"])
def test_a_duplicate_of_nothing_comes_back_with_what_was_typed(named: str, cast: Cast, sign_in: SignIn) -> None:
    question_id = a_question(cast["emma"])
    response = sign_in("ana").post(f"/desk/close/{question_id}", data={"closed_as": "duplicate", "of": named})
    assert response.status_code == 422
    assert f'value="{named}"' in response.text
    assert "There is no such question" in response.text or "no question with this number" in response.text


def test_a_question_that_no_longer_fits_is_closed_and_opened_again(cast: Cast, sign_in: SignIn) -> None:
    question_id = a_question(cast["emma"])
    ana = sign_in("ana")
    assert ana.post(f"/desk/close/{question_id}", data={"closed_as": "boring"}).status_code == 422
    assert ana.post(f"/desk/close/{question_id}", data={"closed_as": "outdated"}).status_code == 303
    assert sign_in("sam").post(f"/questions/{question_id}/answers", data={"body": BETTER}).status_code in (403, 409)
    ana.post(f"/desk/reopen/{question_id}")
    assert _facts("question_reopened") == 1


def test_tags_are_described_renamed_and_merged_from_their_page(cast: Cast, sign_in: SignIn) -> None:
    a_question(cast["emma"], tags="vpn")
    a_question(cast["emma"], "Another one about the tunnel", tags="anyconnect")
    ana = sign_in("ana")
    ana.post("/desk/tags/describe", data={"name": "vpn", "description": "The way in from outside"})
    assert "The way in from outside" in ana.get("/desk/tags?look=vpn").text
    ana.post("/desk/tags/merge", data={"name": "anyconnect", "into": "vpn"})
    moved = ana.post("/desk/tags/rename", data={"name": "vpn", "new_name": "remote-access"})
    assert moved.status_code == 303
    emma = sign_in("emma")
    listed = emma.get("/tags/remote-access").text
    assert "VPN client refuses to connect" in listed
    assert "Another one about the tunnel" in listed


@pytest.mark.parametrize(
    ("act", "field", "typed", "said"),
    [
        ("rename", "new_name", "!!", ""),
        ("rename", "new_name", "mail", "There is a tag “mail” already."),
        ("merge", "into", "no-such-tag", "There is no tag of this name."),
        ("describe", "description", "long " * 500, "at most 2,000 characters"),
    ],
)
def test_what_cannot_be_done_to_a_tag_comes_back_beside_it_with_what_was_typed(
    act: str, field: str, typed: str, said: str, cast: Cast, sign_in: SignIn
) -> None:
    a_question(cast["emma"], tags="vpn, mail")
    response = sign_in("ana").post(f"/desk/tags/{act}", data={"name": "vpn", field: typed})
    assert response.status_code in (409, 422)
    assert typed.strip() in response.text
    assert said in response.text

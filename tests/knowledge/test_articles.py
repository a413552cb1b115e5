"""From an answer to official knowledge, and what readers say of it."""

from collections.abc import Callable

from community.actions.answers import endorse_answer
from tests.support.cast import Cast
from tests.support.house import SignIn
from tests.support.makers import a_question, an_answer

ARTICLE = {
    "title": "Reset the VPN profile after a password change",
    "issue": "The VPN client says connection refused after the password was changed.",
    "environment": "- Application: VPN client 5",
    "resolution": "1. Sign out.\n2. Remove the profile.\n3. Add it again.",
    "verification": "The lock in the tray turns green.",
    "tags": "vpn, password",
}


def test_an_answer_becomes_official_knowledge_that_solves_it_for_the_next_one(
    cast: Cast, sign_in: SignIn, settle: Callable[[], int]
) -> None:
    question = a_question(cast["emma"])
    answer = an_answer(cast["sam"], question)
    ana = sign_in("ana")

    form = ana.get(f"/answers/{answer}/promote")
    assert b"remove the profile" in form.data
    promoted = ana.post(f"/answers/{answer}/promote", data=ARTICLE)
    assert promoted.status_code == 303
    draft = promoted.headers["Location"]
    assert sign_in("emma").get(draft).status_code == 404
    assert b"Draft" in ana.get(draft).data

    number = draft.split("/")[2]
    ana.post(f"/knowledge/{number}/publish")
    page = sign_in("otto").get(draft)
    assert page.status_code == 200
    assert b"Official" in page.data
    assert b"Sam Okafor" in page.data

    otto = sign_in("otto")
    assert otto.post(f"/knowledge/{number}/solved").status_code == 303
    otto.post(f"/knowledge/{number}/solved")
    assert b"Solved it for <b>1</b>" in otto.get(draft).data


def test_nobody_endorses_their_own_answer_even_inside_promotion(cast: Cast, sign_in: SignIn) -> None:
    answer = an_answer(cast["ana"], a_question(cast["emma"]))
    ana = sign_in("ana")

    assert ana.get(f"/answers/{answer}/promote").status_code == 403
    assert ana.post(f"/answers/{answer}/promote", data=ARTICLE).status_code == 403

    endorse_answer(cast["ivan"], answer)
    assert ana.post(f"/answers/{answer}/promote", data=ARTICLE).status_code == 303

"""Answering, accepting, endorsing: it happens, every refusal, and twice is once."""

from community.actions import moderation
from community.actions.answers import accept_answer, endorse_answer, post_answer
from community.actions.questions import delete_question
from community.forms import AnswerDraft
from community.models import Answer, ClosedAs, Follow
from portal.core.db import session, transaction
from tests.community import reading
from tests.support.cast import Cast
from tests.support.house import SignIn
from tests.support.makers import ANSWER, a_question, an_answer
from tests.support.together import together

ANOTHER = "Restart the gateway service first, then sign in again with the same account as before."


def test_an_answer_stands_under_its_question_and_its_author_follows_it(cast: Cast, sign_in: SignIn) -> None:
    question_id = a_question(cast["emma"])
    sam = sign_in("sam")
    answered = sam.post(f"/questions/{question_id}/answers", data={"body": ANSWER})
    assert answered.status_code == 303
    page = sam.get(answered.headers["Location"]).text
    assert "remove the profile" in page
    assert "1 answer" in page
    assert session().get(Follow, (question_id, cast["sam"].id)) is not None
    assert reading.facts("answer_posted") == 1


def test_one_answer_a_person_and_a_second_one_shows_both_texts(cast: Cast, sign_in: SignIn) -> None:
    question_id = a_question(cast["emma"])
    answer_id = an_answer(cast["sam"], question_id)
    sam = sign_in("sam")
    page = sam.get(f"/questions/{question_id}", follow_redirects=True).text
    assert f'href="/answers/{answer_id}/edit"' in page
    assert "Post answer" not in page

    again = sam.post(f"/questions/{question_id}/answers", data={"body": ANOTHER})
    assert again.status_code == 409
    assert "Restart the gateway service" in again.text
    assert "remove the profile" in again.text
    assert f'action="/answers/{answer_id}/edit"' in again.text


def test_the_same_answer_sent_twice_is_posted_once(cast: Cast, sign_in: SignIn) -> None:
    question_id = a_question(cast["emma"])
    assert an_answer(cast["sam"], question_id) == an_answer(cast["sam"], question_id)
    assert reading.facts("answer_posted") == 1


def test_what_was_typed_survives_a_question_that_closed_meanwhile(cast: Cast, sign_in: SignIn) -> None:
    question_id = a_question(cast["emma"])
    moderation.close_question(cast["ana"], question_id, ClosedAs.OUTDATED)
    answered = sign_in("sam").post(f"/questions/{question_id}/answers", data={"body": ANOTHER})
    assert answered.status_code == 403
    assert "This question is closed" in answered.text
    assert "Restart the gateway service" in answered.text


def test_nobody_answers_what_is_locked_or_gone(cast: Cast, sign_in: SignIn) -> None:
    locked, gone = a_question(cast["emma"]), a_question(cast["emma"], "Another question that goes away")
    moderation.lock_question(cast["ana"], locked)
    delete_question(cast["emma"], gone)
    sam = sign_in("sam")
    assert sam.post(f"/questions/{locked}/answers", data={"body": ANSWER}).status_code == 403
    assert sam.post(f"/questions/{gone}/answers", data={"body": ANSWER}).status_code == 404
    assert sign_in("emma").post(f"/questions/{gone}/answers", data={"body": ANSWER}).status_code == 403


def test_the_asker_accepts_moves_it_and_takes_it_back(cast: Cast, sign_in: SignIn) -> None:
    question_id = a_question(cast["emma"])
    first, second = an_answer(cast["sam"], question_id), an_answer(cast["zoe"], question_id, ANOTHER)
    emma = sign_in("emma")
    for _ in range(2):
        assert emma.post(f"/answers/{first}/accept").status_code == 303
    assert reading.facts("answer_accepted") == 1
    assert reading.question(question_id).has_accepted

    emma.post(f"/answers/{second}/accept")
    assert reading.answer(first).accepted_at is None
    assert reading.answer(second).accepted_at is not None
    assert reading.facts("acceptance_withdrawn") == 1

    for _ in range(2):
        emma.post(f"/answers/{second}/accept/withdraw")
    assert not reading.question(question_id).has_accepted
    assert reading.facts("acceptance_withdrawn") == 2


def test_only_the_asker_accepts(cast: Cast, sign_in: SignIn) -> None:
    answer_id = an_answer(cast["sam"], a_question(cast["emma"]))
    for handle in ("sam", "ana", "adam", "otto"):
        assert sign_in(handle).post(f"/answers/{answer_id}/accept").status_code == 403, handle
    assert reading.answer(answer_id).accepted_at is None


def test_an_analyst_endorses_and_withdraws(cast: Cast, sign_in: SignIn) -> None:
    question_id = a_question(cast["emma"])
    answer_id = an_answer(cast["sam"], question_id)
    ana = sign_in("ana")
    for _ in range(2):
        ana.post(f"/answers/{answer_id}/endorse")
    assert reading.facts("answer_endorsed") == 1
    page = sign_in("otto").get(f"/questions/{question_id}", follow_redirects=True).text
    assert "IT-endorsed" in page
    assert "Ana Costa" in page
    for _ in range(2):
        ana.post(f"/answers/{answer_id}/endorse/withdraw")
    assert reading.facts("endorsement_withdrawn") == 1
    assert not reading.question(question_id).has_endorsed


def test_nobody_endorses_their_own_answer_and_only_analysts_endorse(cast: Cast, sign_in: SignIn) -> None:
    question_id = a_question(cast["emma"])
    own, other = an_answer(cast["ana"], question_id), an_answer(cast["sam"], question_id, ANOTHER)
    assert sign_in("ana").post(f"/answers/{own}/endorse").status_code == 403
    for handle in ("emma", "sam", "adam"):
        assert sign_in(handle).post(f"/answers/{other}/endorse").status_code == 403, handle
    assert not reading.question(question_id).has_endorsed


def test_an_answer_colleagues_rely_on_is_removed_by_it_alone_and_comes_back_bare(cast: Cast, sign_in: SignIn) -> None:
    question_id = a_question(cast["emma"])
    answer_id = an_answer(cast["sam"], question_id)
    accept_answer(cast["emma"], answer_id)
    assert sign_in("sam").post(f"/answers/{answer_id}/delete").status_code == 409
    ana = sign_in("ana")
    removed = ana.post(f"/answers/{answer_id}/delete", follow_redirects=True)
    assert f'action="/answers/{answer_id}/restore"' in removed.text
    assert reading.question(question_id).answer_count == 0
    assert "remove the profile" not in sign_in("otto").get(f"/questions/{question_id}", follow_redirects=True).text

    assert sign_in("sam").post(f"/answers/{answer_id}/restore").status_code == 409
    assert ana.post(f"/answers/{answer_id}/restore").status_code == 303
    assert reading.answer(answer_id).accepted_at is None
    assert reading.question(question_id).answer_count == 1


def test_an_author_removes_an_answer_and_brings_it_back_unless_there_is_a_newer_one(
    cast: Cast, sign_in: SignIn
) -> None:
    question_id = a_question(cast["emma"])
    answer_id = an_answer(cast["sam"], question_id)
    sam = sign_in("sam")
    assert "Undo" in sam.post(f"/answers/{answer_id}/delete", follow_redirects=True).text
    newer = an_answer(cast["sam"], question_id, ANOTHER)
    assert sam.post(f"/answers/{answer_id}/restore").status_code == 409
    sam.post(f"/answers/{newer}/delete")
    assert sam.post(f"/answers/{answer_id}/restore").status_code == 303
    assert reading.question(question_id).answer_count == 1


def test_a_question_with_answers_stays_unless_it_removes_it(cast: Cast, sign_in: SignIn) -> None:
    question_id = a_question(cast["emma"])
    an_answer(cast["sam"], question_id)
    emma, ana = sign_in("emma"), sign_in("ana")
    assert emma.post(f"/questions/{question_id}/delete").status_code == 409
    assert "Undo" in ana.post(f"/questions/{question_id}/delete", follow_redirects=True).text
    assert emma.get(f"/questions/{question_id}", follow_redirects=True).status_code == 200
    assert sign_in("sam").get(f"/questions/{question_id}").status_code == 404
    assert emma.post(f"/questions/{question_id}/restore").status_code == 409
    assert ana.post(f"/questions/{question_id}/restore").status_code == 303
    assert sign_in("sam").get(f"/questions/{question_id}", follow_redirects=True).status_code == 200


def test_two_answers_of_one_person_at_once_are_one(cast: Cast) -> None:
    question_id = a_question(cast["emma"])
    gave = together(
        lambda: post_answer(cast["sam"], question_id, AnswerDraft(body=ANSWER)),
        lambda: post_answer(cast["sam"], question_id, AnswerDraft(body=ANSWER)),
        lambda: post_answer(cast["sam"], question_id, AnswerDraft(body=ANOTHER)),
    )
    assert len({one for one in gave if isinstance(one, int)}) == 1
    assert reading.question(question_id).answer_count == 1
    assert reading.facts("answer_posted") == 1


def test_two_people_answer_at_once_and_both_are_counted(cast: Cast) -> None:
    question_id = a_question(cast["emma"])
    gave = together(
        *(
            lambda who=who: post_answer(cast[who], question_id, AnswerDraft(body=f"{ANSWER} Says {who}."))
            for who in ("sam", "zoe", "ana", "otto")
        )
    )
    assert all(isinstance(one, int) for one in gave)
    assert reading.question(question_id).answer_count == 4


def test_accepting_two_answers_at_once_leaves_one_accepted(cast: Cast) -> None:
    question_id = a_question(cast["emma"])
    answers = [an_answer(cast[who], question_id, f"{ANSWER} Says {who}.") for who in ("sam", "zoe", "otto")]
    together(*(lambda one=one: accept_answer(cast["emma"], one) for one in answers))
    with transaction() as opened:
        accepted = opened.query(Answer).filter(Answer.accepted_at.is_not(None)).count()
    assert accepted == 1
    assert reading.facts("answer_accepted") - reading.facts("acceptance_withdrawn") == 1


def test_two_analysts_endorse_at_once_and_it_is_endorsed_once(cast: Cast) -> None:
    answer_id = an_answer(cast["sam"], a_question(cast["emma"]))
    together(lambda: endorse_answer(cast["ana"], answer_id), lambda: endorse_answer(cast["ivan"], answer_id))
    assert reading.facts("answer_endorsed") == 1
    assert reading.answer(answer_id).endorsed_by_id in (cast["ana"].id, cast["ivan"].id)

"""What people say with one tap: it happens, it can be taken back, twice is once, and nobody praises themselves."""

from community.actions import signals
from community.forms import NoteDraft
from community.models import Follow
from portal.core.db import session
from tests.community import reading
from tests.support.cast import Cast
from tests.support.house import SignIn
from tests.support.makers import a_question, an_answer
from tests.support.together import together


def test_helpful_counts_once_and_can_be_taken_back(cast: Cast, sign_in: SignIn) -> None:
    answer_id = an_answer(cast["sam"], a_question(cast["emma"]))
    otto = sign_in("otto")
    for _ in range(2):
        assert otto.post(f"/answers/{answer_id}/helpful").status_code == 303
    assert reading.answer(answer_id).helpful_count == 1
    assert (
        f'action="/answers/{answer_id}/helpful/withdraw"'
        in otto.get(f"/answers/{answer_id}", follow_redirects=True).text
    )
    for _ in range(2):
        otto.post(f"/answers/{answer_id}/helpful/withdraw")
    assert reading.answer(answer_id).helpful_count == 0
    assert (reading.facts("helpful_voted"), reading.facts("helpful_withdrawn")) == (1, 1)


def test_nobody_calls_their_own_answer_helpful_or_says_it_worked(cast: Cast, sign_in: SignIn) -> None:
    answer_id = an_answer(cast["sam"], a_question(cast["emma"]))
    sam = sign_in("sam")
    for what in ("helpful", "solved", "failed"):
        assert sam.post(f"/answers/{answer_id}/{what}").status_code == 403, what
    assert reading.answer(answer_id).helpful_count == 0


def test_me_too_counts_once_follows_and_can_be_taken_back(cast: Cast, sign_in: SignIn) -> None:
    question_id = a_question(cast["emma"])
    otto = sign_in("otto")
    for _ in range(2):
        otto.post(f"/questions/{question_id}/me-too")
    assert reading.question(question_id).me_too_count == 1
    assert session().get(Follow, (question_id, cast["otto"].id)) is not None
    for _ in range(2):
        otto.post(f"/questions/{question_id}/me-too/withdraw")
    assert reading.question(question_id).me_too_count == 0
    assert (reading.facts("me_too_said"), reading.facts("me_too_withdrawn")) == (1, 1)
    assert sign_in("emma").post(f"/questions/{question_id}/me-too").status_code == 403


def test_following_is_a_choice_that_can_be_unmade(cast: Cast, sign_in: SignIn) -> None:
    question_id = a_question(cast["emma"])
    otto = sign_in("otto")
    for _ in range(2):
        otto.post(f"/questions/{question_id}/follow")
    assert "Following" in otto.get(f"/questions/{question_id}", follow_redirects=True).text
    for _ in range(2):
        otto.post(f"/questions/{question_id}/follow/withdraw")
    assert session().get(Follow, (question_id, cast["otto"].id)) is None


def test_it_worked_is_counted_and_changing_ones_mind_takes_it_back(cast: Cast, sign_in: SignIn) -> None:
    answer_id = an_answer(cast["sam"], a_question(cast["emma"]))
    otto = sign_in("otto")
    for _ in range(2):
        otto.post(f"/answers/{answer_id}/solved")
    assert reading.answer(answer_id).solved_count == 1
    assert reading.facts("answer_solved_it") == 1
    otto.post(f"/answers/{answer_id}/failed", data={"reason": "outdated", "note": "The menu is gone."})
    assert reading.answer(answer_id).solved_count == 0
    assert (reading.facts("answer_verdict_withdrawn"), reading.facts("answer_did_not_work")) == (1, 1)
    for _ in range(2):
        otto.post(f"/answers/{answer_id}/verdict/withdraw")
    assert reading.facts("answer_verdict_withdrawn") == 2


def test_why_it_did_not_work_is_for_the_author_and_it_alone(cast: Cast, sign_in: SignIn) -> None:
    question_id = a_question(cast["emma"])
    answer_id = an_answer(cast["sam"], question_id)
    sign_in("otto").post(f"/answers/{answer_id}/failed", data={"reason": "outdated", "note": "The menu is gone."})
    seen = {
        handle: "The menu is gone." in sign_in(handle).get(f"/questions/{question_id}", follow_redirects=True).text
        for handle in ("emma", "sam", "ana", "adam", "otto", "zoe")
    }
    assert seen == {"emma": False, "sam": True, "ana": True, "adam": False, "otto": False, "zoe": False}


def test_saying_again_that_it_did_not_work_changes_only_the_words(cast: Cast) -> None:
    answer_id = an_answer(cast["sam"], a_question(cast["emma"]))
    for note in ("Once", "Twice"):
        signals.say_it_did_not_work(cast["otto"], answer_id, NoteDraft(note=note))
    assert reading.facts("answer_did_not_work") == 1


def test_votes_at_once_are_all_counted_and_one_person_at_once_counts_once(cast: Cast) -> None:
    answer_id = an_answer(cast["sam"], a_question(cast["emma"]))
    voters = [cast[handle] for handle in ("otto", "zoe", "ana", "otto", "otto")]
    together(*(lambda one=one: signals.mark_helpful(one, answer_id) for one in voters))
    assert reading.answer(answer_id).helpful_count == 3
    assert reading.facts("helpful_voted") == 3


def test_me_too_and_a_verdict_at_once_keep_both_counts(cast: Cast) -> None:
    question_id = a_question(cast["emma"])
    answer_id = an_answer(cast["sam"], question_id)
    together(
        lambda: signals.say_me_too(cast["otto"], question_id),
        lambda: signals.say_me_too(cast["zoe"], question_id),
        lambda: signals.say_it_worked(cast["otto"], answer_id),
        lambda: signals.say_it_worked(cast["otto"], answer_id),
    )
    assert reading.question(question_id).me_too_count == 2
    assert reading.answer(answer_id).solved_count == 1

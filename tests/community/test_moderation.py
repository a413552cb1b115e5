"""Keeping the house: flags, what they hide, duplicates, closing, locking."""

from community.actions import moderation
from community.actions.answers import edit_answer
from community.actions.questions import delete_question
from community.forms import AnswerEdit, FlagDraft
from community.models import ClosedAs, FlagReason, PostType, Visibility
from portal.core.refusals import Invalid
from tests.community import reading
from tests.support.cast import Cast
from tests.support.house import SignIn
from tests.support.makers import ANSWER, a_question, an_answer
from tests.support.together import together

OTHER = "Another question about the same thing"


def _flag(cast: Cast, handle: str, answer_id: int, reason: FlagReason) -> int:
    return moderation.flag_post(cast[handle], PostType.ANSWER, answer_id, FlagDraft(reason=reason))


def test_a_flag_tells_it_and_leaves_the_post_where_it_is(cast: Cast, sign_in: SignIn) -> None:
    answer_id = an_answer(cast["sam"], a_question(cast["emma"]))
    otto = sign_in("otto")
    assert "It is wrong" in otto.get(f"/answers/{answer_id}/flag").text
    for _ in range(2):
        assert otto.post(f"/answers/{answer_id}/flag", data={"reason": "wrong", "note": "Step two"}).status_code == 303
    assert reading.facts("post_flagged") == 1
    assert reading.answer(answer_id).hidden_at is None
    assert otto.post(f"/answers/{answer_id}/flag", data={"reason": "boring"}).status_code in (303, 422)


def test_nobody_flags_their_own_post(cast: Cast, sign_in: SignIn) -> None:
    answer_id = an_answer(cast["sam"], a_question(cast["emma"]))
    assert sign_in("sam").get(f"/answers/{answer_id}/flag").status_code == 403
    assert sign_in("sam").post(f"/answers/{answer_id}/flag", data={"reason": "wrong"}).status_code == 403
    assert reading.facts("post_flagged") == 0


def test_one_word_of_something_confidential_hides_an_answer_from_all_but_its_author_and_it(
    cast: Cast, sign_in: SignIn
) -> None:
    question_id = a_question(cast["emma"])
    answer_id = an_answer(cast["sam"], question_id)
    flagged = sign_in("otto").post(f"/answers/{answer_id}/flag", data={"reason": "sensitive"}, follow_redirects=True)
    assert flagged.status_code == 200
    seen = {
        handle: "remove the profile" in sign_in(handle).get(f"/questions/{question_id}", follow_redirects=True).text
        for handle in ("emma", "sam", "ana", "adam", "otto", "zoe")
    }
    assert seen == {"emma": False, "sam": True, "ana": True, "adam": False, "otto": False, "zoe": False}
    assert reading.question(question_id).answer_count == 0
    assert "Out of sight for now" in sign_in("sam").get(f"/questions/{question_id}", follow_redirects=True).text
    assert sign_in("otto").get(f"/answers/{answer_id}").status_code == 404


def test_a_hidden_question_is_nowhere_and_comes_back_when_it_saw_no_harm(cast: Cast, sign_in: SignIn) -> None:
    question_id = a_question(cast["emma"])
    otto = sign_in("otto")
    assert otto.post(f"/questions/{question_id}/flag", data={"reason": "unsafe"}).headers["Location"] == "/questions"
    assert otto.get(f"/questions/{question_id}").status_code == 404
    assert "refuses to connect" not in otto.get("/questions").text
    assert reading.tag_counts() == {"vpn": 0}
    moderation.dismiss_flag(cast["ana"], 1)
    assert otto.get(f"/questions/{question_id}", follow_redirects=True).status_code == 200
    assert reading.tag_counts() == {"vpn": 1}


def test_the_author_of_what_is_hidden_may_mend_it(cast: Cast, sign_in: SignIn) -> None:
    answer_id = an_answer(cast["sam"], a_question(cast["emma"]))
    flag_id = _flag(cast, "otto", answer_id, FlagReason.SENSITIVE)
    edit_answer(cast["sam"], answer_id, AnswerEdit(body=f"{ANSWER} Without the number.", version=1))
    moderation.confirm_mended_flag(cast["ana"], flag_id)
    assert reading.answer(answer_id).hidden_at is None
    assert reading.answer(answer_id).deleted_at is None
    assert reading.facts("flag_confirmed") == 1


def test_confirming_removes_what_a_flag_hid_and_settles_those_who_said_the_same(cast: Cast) -> None:
    question_id = a_question(cast["emma"])
    answer_id = an_answer(cast["sam"], question_id)
    flags = together(
        lambda: _flag(cast, "otto", answer_id, FlagReason.UNSAFE),
        lambda: _flag(cast, "ivan", answer_id, FlagReason.UNSAFE),
    )
    first = next(flag for flag in flags if isinstance(flag, int))
    for _ in range(2):
        moderation.confirm_flag(cast["ana"], first)
    assert reading.answer(answer_id).deleted_by_id == cast["ana"].id
    assert reading.answer(answer_id).hidden_at is None
    assert reading.facts("flag_confirmed") == sum(isinstance(flag, int) for flag in flags)
    assert reading.facts("answer_deleted") == 1


def test_what_it_cleared_is_not_hidden_by_the_same_word_again_until_it_is_edited(cast: Cast) -> None:
    answer_id = an_answer(cast["sam"], a_question(cast["emma"]))
    moderation.dismiss_flag(cast["ana"], _flag(cast, "otto", answer_id, FlagReason.UNSAFE))
    _flag(cast, "zoe", answer_id, FlagReason.UNSAFE)
    assert reading.answer(answer_id).hidden_at is None
    edit_answer(cast["sam"], answer_id, AnswerEdit(body=f"{ANSWER} And format the disk.", version=1))
    _flag(cast, "emma", answer_id, FlagReason.UNSAFE)
    assert reading.answer(answer_id).hidden_at is not None


def test_dismissing_one_flag_leaves_hidden_what_another_one_hides(cast: Cast) -> None:
    answer_id = an_answer(cast["sam"], a_question(cast["emma"]))
    unsafe = _flag(cast, "otto", answer_id, FlagReason.UNSAFE)
    (refused,) = together(lambda: _flag(cast, "zoe", answer_id, FlagReason.SENSITIVE))
    assert not isinstance(refused, int)
    sensitive = _flag(cast, "ivan", answer_id, FlagReason.SENSITIVE)
    moderation.dismiss_flag(cast["ana"], unsafe)
    assert reading.answer(answer_id).hidden_at is not None
    moderation.dismiss_flag(cast["ana"], sensitive)
    assert reading.answer(answer_id).hidden_at is None


def test_two_analysts_who_decide_at_once_decide_once(cast: Cast) -> None:
    flag_id = _flag(cast, "otto", an_answer(cast["sam"], a_question(cast["emma"])), FlagReason.WRONG)
    together(
        lambda: moderation.confirm_flag(cast["ana"], flag_id), lambda: moderation.dismiss_flag(cast["ivan"], flag_id)
    )
    assert reading.facts("flag_confirmed") + reading.facts("flag_dismissed") == 1


def test_only_analysts_moderate(cast: Cast, sign_in: SignIn) -> None:
    question_id = a_question(cast["emma"])
    for handle in ("emma", "sam", "adam", "otto"):
        client = sign_in(handle)
        for act in ("lock", "unlock", "reopen"):
            assert client.post(f"/questions/{question_id}/{act}").status_code == 403, (handle, act)
    assert not reading.question(question_id).is_locked


def test_a_duplicate_leads_to_the_other_question_and_can_still_be_read(cast: Cast, sign_in: SignIn) -> None:
    original, repeated = a_question(cast["emma"]), a_question(cast["otto"], OTHER)
    for _ in range(2):
        moderation.close_as_duplicate(cast["ana"], repeated, original)
    assert reading.facts("question_closed") == 1
    sam = sign_in("sam")
    led = sam.get(f"/questions/{repeated}")
    assert led.status_code == 302
    assert led.headers["Location"] == f"/questions/{original}/vpn-client-refuses-to-connect?from={repeated}"
    assert OTHER in sam.get(led.headers["Location"]).text
    stayed = sam.get(f"/questions/{repeated}?stay=1", follow_redirects=True)
    assert "Closed as a duplicate" in stayed.text
    assert sam.post(f"/questions/{repeated}/answers", data={"body": ANSWER}).status_code == 403


def test_duplicates_never_lead_in_a_circle_and_chains_become_one_step(cast: Cast, sign_in: SignIn) -> None:
    one, two, three = (
        a_question(cast[who], f"{OTHER}, number {number}") for number, who in enumerate(("emma", "otto", "zoe"))
    )
    moderation.close_as_duplicate(cast["ana"], one, two)
    assert isinstance(_refusal(cast, two, one), Invalid)
    moderation.close_as_duplicate(cast["ana"], two, three)
    assert reading.question(one).duplicate_of_id == three
    assert isinstance(_refusal(cast, three, three), Invalid)
    assert isinstance(_refusal(cast, three, 999), Invalid)
    moderation.close_as_duplicate(cast["ana"], two, one)
    assert reading.question(two).duplicate_of_id == three


def _refusal(cast: Cast, question_id: int, of_id: int) -> object:
    return together(lambda: moderation.close_as_duplicate(cast["ana"], question_id, of_id))[0]


def test_closing_each_as_the_other_at_once_closes_one(cast: Cast) -> None:
    one, two = a_question(cast["emma"]), a_question(cast["otto"], OTHER)
    together(
        lambda: moderation.close_as_duplicate(cast["ana"], one, two),
        lambda: moderation.close_as_duplicate(cast["ivan"], two, one),
    )
    assert [reading.question(one).is_closed, reading.question(two).is_closed].count(True) == 1


def test_a_public_question_never_leads_to_a_private_or_removed_one(cast: Cast, sign_in: SignIn) -> None:
    public, private = a_question(cast["emma"]), a_question(cast["otto"], OTHER, visibility="it")
    assert isinstance(_refusal(cast, public, private), Invalid)
    gone = a_question(cast["emma"], "A question that goes away again")
    delete_question(cast["emma"], gone)
    assert isinstance(_refusal(cast, public, gone), Invalid)
    assert not reading.question(public).is_closed


def test_a_duplicate_whose_original_became_private_says_nothing_of_it(cast: Cast, sign_in: SignIn) -> None:
    from community.actions.questions import edit_question
    from community.forms import QuestionEdit

    original, repeated = a_question(cast["emma"], "The secret of the payroll run"), a_question(cast["otto"], OTHER)
    moderation.close_as_duplicate(cast["ana"], repeated, original)
    edit = QuestionEdit(
        title="The secret of the payroll run", body="It is about the payroll run.", version=1, visibility=Visibility.IT
    )
    edit_question(cast["ana"], original, edit)
    page = sign_in("sam").get(f"/questions/{repeated}", follow_redirects=True)
    assert page.status_code == 200
    assert "payroll" not in page.text
    assert sign_in("emma").get(f"/questions/{repeated}").status_code == 302


def test_closing_locking_and_opening_again_happen_once_each(cast: Cast, sign_in: SignIn) -> None:
    question_id = a_question(cast["emma"])
    for _ in range(2):
        moderation.close_question(cast["ana"], question_id, ClosedAs.OUTDATED)
    ana = sign_in("ana")
    for act in ("reopen", "lock", "unlock"):
        for _ in range(2):
            assert ana.post(f"/questions/{question_id}/{act}").status_code == 303
    kinds = ("question_closed", "question_reopened", "question_locked", "question_unlocked")
    assert [reading.facts(kind) for kind in kinds] == [1, 1, 1, 1]

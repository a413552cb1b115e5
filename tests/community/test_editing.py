"""Editing with a history: two at once, restoring, suggesting."""

from community.actions.answers import edit_answer, post_answer
from community.actions.moderation import lock_question
from community.actions.questions import edit_question
from community.forms import AnswerDraft, AnswerEdit, QuestionEdit
from community.models import Revision, Suggestion
from portal.core.db import session
from tests.community import reading
from tests.support.cast import Cast
from tests.support.house import SignIn
from tests.support.makers import ANSWER, BODY, a_question, an_answer
from tests.support.together import together

TITLE = "VPN client refuses to connect from home"
EDITED = "Since this morning the client says *connection refused*, on the guest Wi-Fi alone."


def _edit(**given: object) -> dict[str, object]:
    return {"title": TITLE, "body": EDITED, "tags": "vpn, wifi", "version": 1, "visibility": "everyone", **given}


def test_an_edit_shows_at_once_and_the_history_tells_what_changed(cast: Cast, sign_in: SignIn) -> None:
    question_id = a_question(cast["emma"])
    emma = sign_in("emma")
    assert BODY in emma.get(f"/questions/{question_id}/edit").text
    emma.post(f"/questions/{question_id}/edit", data=_edit(note="It is the Wi-Fi"))
    page = sign_in("otto").get(f"/questions/{question_id}", follow_redirects=True).text
    assert "on the guest Wi-Fi alone" in page
    assert "edited" in page
    history = sign_in("otto").get(f"/questions/{question_id}/history").text
    assert "It is the Wi-Fi" in history
    assert "<ins>" in history
    assert "<del>" in history


def test_an_answer_meanwhile_is_no_conflict_for_whoever_edits_the_question(cast: Cast, sign_in: SignIn) -> None:
    question_id = a_question(cast["emma"])
    post_answer(cast["sam"], question_id, AnswerDraft(body=ANSWER))
    assert sign_in("emma").post(f"/questions/{question_id}/edit", data=_edit()).status_code == 303


def test_two_who_edit_at_once_see_both_texts_and_the_second_may_go_on(cast: Cast, sign_in: SignIn) -> None:
    question_id = a_question(cast["emma"])
    sign_in("emma").post(f"/questions/{question_id}/edit", data=_edit())
    sam = sign_in("sam")
    mine = "Something else entirely, written by Sam in the same minute."
    conflict = sam.post(f"/questions/{question_id}/edit", data=_edit(body=mine))
    assert conflict.status_code == 409
    assert mine in conflict.text
    assert "on the guest Wi-Fi alone" in conflict.text
    assert 'name="version" value="2"' in conflict.text
    assert sam.post(f"/questions/{question_id}/edit", data=_edit(body=mine, version=2)).status_code == 303
    assert reading.question(question_id).body_source == mine


def test_the_same_edit_sent_twice_is_one_version(cast: Cast, sign_in: SignIn) -> None:
    question_id = a_question(cast["emma"])
    emma = sign_in("emma")
    for _ in range(2):
        assert emma.post(f"/questions/{question_id}/edit", data=_edit()).status_code == 303
    assert session().query(Revision).count() == 2
    assert reading.facts("question_edited") == 1


def test_two_edits_at_the_same_moment_leave_one_text_and_no_number_twice(cast: Cast) -> None:
    question_id = a_question(cast["emma"])
    together(
        *(
            lambda who=who: edit_question(
                cast[who],
                question_id,
                QuestionEdit(title=TITLE, body=f"{EDITED} Says {who}.", tags=["vpn"], version=1),
            )
            for who in ("emma", "sam", "ana")
        )
    )
    assert [row.number for row in session().query(Revision).order_by(Revision.number)] == [1, 2]
    assert reading.facts("question_edited") == 1


def test_an_edit_by_somebody_else_never_changes_who_may_read(cast: Cast, sign_in: SignIn) -> None:
    private = a_question(cast["emma"], visibility="it")
    data = _edit()
    del data["visibility"]
    assert sign_in("ana").post(f"/questions/{private}/edit", data=data).status_code == 303
    assert reading.question(private).is_private
    public = a_question(cast["emma"], "Another question that is for everybody")
    refused = sign_in("sam").post(f"/questions/{public}/edit", data=_edit(visibility="it"))
    assert refused.status_code == 422
    assert not reading.question(public).is_private


def test_the_asker_closes_the_door_only_while_nobody_has_answered(cast: Cast, sign_in: SignIn) -> None:
    question_id = a_question(cast["emma"])
    emma = sign_in("emma")
    assert emma.post(f"/questions/{question_id}/edit", data=_edit(visibility="it")).status_code == 303
    assert emma.post(f"/questions/{question_id}/edit", data=_edit(version=2)).status_code == 303
    an_answer(cast["sam"], question_id)
    refused = emma.post(f"/questions/{question_id}/edit", data=_edit(visibility="it", version=3))
    assert refused.status_code == 422
    assert "only IT can change who may read this" in refused.text


def test_an_earlier_text_is_brought_back_by_its_author_or_it(cast: Cast, sign_in: SignIn) -> None:
    question_id = a_question(cast["emma"])
    answer_id = an_answer(cast["sam"], question_id)
    edit_question(cast["sam"], question_id, QuestionEdit(title=TITLE, body=EDITED, tags=["wifi"], version=1))
    edit_answer(cast["sam"], answer_id, AnswerEdit(body=f"{ANSWER} Or else restart.", version=1))
    assert sign_in("otto").post(f"/questions/{question_id}/history/1/restore").status_code == 403
    assert sign_in("sam").post(f"/questions/{question_id}/history/1/restore").status_code == 403
    emma = sign_in("emma")
    for _ in range(2):
        assert emma.post(f"/questions/{question_id}/history/1/restore").status_code == 303
    restored = reading.question(question_id)
    assert (restored.body_source, restored.tag_names) == (BODY, "vpn")
    assert sign_in("ana").post(f"/answers/{answer_id}/history/1/restore").status_code == 303
    assert reading.answer(answer_id).body_source == ANSWER
    assert emma.post(f"/questions/{question_id}/history/9/restore").status_code == 404
    assert [row.number for row in session().query(Revision).filter_by(question_id=question_id)] == [1, 2, 3]


def test_what_is_locked_is_edited_by_it_alone(cast: Cast, sign_in: SignIn) -> None:
    question_id = a_question(cast["emma"])
    answer_id = an_answer(cast["sam"], question_id)
    lock_question(cast["ana"], question_id)
    assert sign_in("emma").post(f"/questions/{question_id}/edit", data=_edit()).status_code == 403
    assert sign_in("sam").post(f"/answers/{answer_id}/edit", data={"body": EDITED, "version": 1}).status_code == 403
    assert sign_in("sam").post(f"/answers/{answer_id}/delete").status_code == 403
    assert sign_in("ana").post(f"/questions/{question_id}/edit", data=_edit()).status_code == 303


def test_who_may_not_edit_suggests_and_the_author_takes_it_in_their_name(cast: Cast, sign_in: SignIn) -> None:
    question_id = a_question(cast["emma"])
    otto, emma = sign_in("otto"), sign_in("emma")
    assert "Suggest an edit" in otto.get(f"/questions/{question_id}/edit").text
    assert otto.post(f"/questions/{question_id}/edit", data=_edit()).status_code == 403
    assert otto.post(f"/questions/{question_id}/suggestions", data=_edit()).status_code == 303
    suggestion_id = session().query(Suggestion).one().id
    assert f'href="/suggestions/{suggestion_id}"' in emma.get(f"/questions/{question_id}", follow_redirects=True).text
    assert "<ins>" in emma.get(f"/suggestions/{suggestion_id}").text
    for _ in range(2):
        assert emma.post(f"/suggestions/{suggestion_id}/take").status_code == 303
    assert reading.question(question_id).body_source == EDITED
    assert reading.facts("suggestion_taken") == 1
    newest = session().query(Revision).order_by(Revision.number.desc()).first()
    assert newest is not None
    assert newest.editor_id == cast["otto"].id


def test_a_suggestion_is_between_three_people_and_nobody_takes_their_own(cast: Cast, sign_in: SignIn) -> None:
    answer_id = an_answer(cast["sam"], a_question(cast["emma"]))
    sign_in("ana").post(f"/answers/{answer_id}/suggestions", data={"body": EDITED, "version": 1})
    suggestion_id = session().query(Suggestion).one().id
    for handle in ("otto", "emma", "adam"):
        assert sign_in(handle).get(f"/suggestions/{suggestion_id}").status_code == 404, handle
        assert sign_in(handle).post(f"/suggestions/{suggestion_id}/take").status_code == 404, handle
    assert sign_in("ana").post(f"/suggestions/{suggestion_id}/take").status_code == 403
    assert sign_in("sam").post(f"/suggestions/{suggestion_id}/decline").status_code == 303
    assert sign_in("sam").post(f"/suggestions/{suggestion_id}/take").status_code == 409
    assert reading.answer(answer_id).body_source == ANSWER


def test_a_suggestion_for_a_text_that_changed_since_is_not_simply_taken(cast: Cast, sign_in: SignIn) -> None:
    answer_id = an_answer(cast["sam"], a_question(cast["emma"]))
    sign_in("otto").post(f"/answers/{answer_id}/suggestions", data={"body": EDITED, "version": 1})
    edit_answer(cast["sam"], answer_id, AnswerEdit(body=f"{ANSWER} Or else restart.", version=1))
    suggestion_id = session().query(Suggestion).one().id
    assert "The post has changed since" in sign_in("sam").get(f"/suggestions/{suggestion_id}").text
    assert sign_in("sam").post(f"/suggestions/{suggestion_id}/take").status_code == 409
    assert "Or else restart" in reading.answer(answer_id).body_source


def test_a_second_suggestion_takes_the_place_of_the_first_and_can_be_taken_back(cast: Cast, sign_in: SignIn) -> None:
    answer_id = an_answer(cast["sam"], a_question(cast["emma"]))
    otto = sign_in("otto")
    for body in (EDITED, f"{EDITED} Really."):
        otto.post(f"/answers/{answer_id}/suggestions", data={"body": body, "version": 1})
    suggestion = session().query(Suggestion).one()
    assert suggestion.body_source.endswith("Really.")
    assert otto.post(f"/suggestions/{suggestion.id}/decline").status_code == 303
    assert reading.facts("suggestion_declined") == 1

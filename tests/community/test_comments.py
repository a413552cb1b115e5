"""Comments: under a question or an answer, edited, removed and brought back."""

from community.actions.answers import delete_answer
from community.actions.comments import post_comment
from community.actions.moderation import lock_question
from community.forms import CommentDraft
from tests.community import reading
from tests.support.cast import Cast
from tests.support.house import SignIn
from tests.support.makers import a_question, an_answer
from tests.support.together import together


def _comment(cast: Cast, handle: str, question_id: int, answer_id: int | None = None, body: str = "Which one?") -> int:
    return post_comment(cast[handle], question_id, answer_id, CommentDraft(body=body))


def test_a_comment_stands_where_it_was_written(cast: Cast, sign_in: SignIn) -> None:
    question_id = a_question(cast["emma"])
    answer_id = an_answer(cast["sam"], question_id)
    otto = sign_in("otto")
    for address in (f"/questions/{question_id}/comments", f"/answers/{answer_id}/comments"):
        answered = otto.post(address, data={"body": f"A remark at {address}"})
        assert answered.status_code == 303
        assert f"A remark at {address}" in otto.get(answered.headers["Location"]).text
    assert reading.facts("comment_posted") == 2


def test_a_comment_sent_twice_is_posted_once(cast: Cast) -> None:
    question_id = a_question(cast["emma"])
    assert _comment(cast, "otto", question_id) == _comment(cast, "otto", question_id)
    same = together(*(lambda: _comment(cast, "otto", question_id, body="At once") for _ in range(3)))
    assert len(set(map(str, same))) == 1
    assert reading.facts("comment_posted") == 2


def test_what_cannot_be_taken_stands_in_its_own_form_again(cast: Cast, sign_in: SignIn) -> None:
    question_id = a_question(cast["emma"])
    answer_id = an_answer(cast["sam"], question_id)
    long = "word " * 250
    answered = sign_in("otto").post(f"/answers/{answer_id}/comments", data={"body": long})
    assert answered.status_code == 422
    assert answered.text.count(long.strip()) == 1
    assert f'id="answer-{answer_id}-comments-error"' in answered.text


def test_only_the_author_edits_a_comment(cast: Cast, sign_in: SignIn) -> None:
    comment_id = _comment(cast, "otto", a_question(cast["emma"]))
    assert sign_in("ana").post(f"/comments/{comment_id}/edit", data={"body": "Mine now"}).status_code == 403
    otto = sign_in("otto")
    assert "Which one?" in otto.get(f"/comments/{comment_id}/edit").text
    for _ in range(2):
        assert otto.post(f"/comments/{comment_id}/edit", data={"body": "Which of them?"}).status_code == 303
    assert reading.comment(comment_id).body_source == "Which of them?"
    assert reading.facts("comment_edited") == 1


def test_a_comment_is_removed_and_brought_back_by_its_author(cast: Cast, sign_in: SignIn) -> None:
    question_id = a_question(cast["emma"])
    comment_id = _comment(cast, "otto", question_id)
    assert sign_in("emma").post(f"/comments/{comment_id}/delete").status_code == 403
    otto = sign_in("otto")
    removed = otto.post(f"/comments/{comment_id}/delete", follow_redirects=True)
    assert f'action="/comments/{comment_id}/restore"' in removed.text
    assert "Which one?" not in removed.text
    otto.post(f"/comments/{comment_id}/delete")
    assert reading.facts("comment_deleted") == 1
    assert "Which one?" in otto.post(f"/comments/{comment_id}/restore", follow_redirects=True).text


def test_what_it_removed_only_it_brings_back(cast: Cast, sign_in: SignIn) -> None:
    comment_id = _comment(cast, "otto", a_question(cast["emma"]))
    sign_in("ana").post(f"/comments/{comment_id}/delete")
    assert sign_in("otto").post(f"/comments/{comment_id}/restore").status_code == 409
    assert sign_in("ana").post(f"/comments/{comment_id}/restore").status_code == 303


def test_nobody_comments_on_what_is_locked_or_gone(cast: Cast, sign_in: SignIn) -> None:
    question_id = a_question(cast["emma"])
    answer_id = an_answer(cast["sam"], question_id)
    comment_id = _comment(cast, "otto", question_id, answer_id)
    delete_answer(cast["sam"], answer_id)
    otto = sign_in("otto")
    assert otto.post(f"/answers/{answer_id}/comments", data={"body": "Hello?"}).status_code == 404
    assert otto.get(f"/comments/{comment_id}/edit").status_code == 404
    lock_question(cast["ana"], question_id)
    assert otto.post(f"/questions/{question_id}/comments", data={"body": "Hello?"}).status_code == 403


def test_a_comment_belongs_to_the_question_of_its_answer(cast: Cast) -> None:
    from portal.core.refusals import NotFound

    one, other = a_question(cast["emma"]), a_question(cast["otto"], "Another question about another thing")
    answer_id = an_answer(cast["sam"], one)
    (refused,) = together(lambda: _comment(cast, "zoe", other, answer_id))
    assert isinstance(refused, NotFound)


def test_the_newest_five_are_shown_and_the_earlier_ones_are_a_link_away(cast: Cast, sign_in: SignIn) -> None:
    question_id = a_question(cast["emma"])
    answer_id = an_answer(cast["sam"], question_id)
    for number in range(8):
        _comment(cast, "zoe", question_id, answer_id, f"Remark number {number}.")
    otto = sign_in("otto")
    page = otto.get(f"/questions/{question_id}", follow_redirects=True).text
    assert [f"Remark number {number}." in page for number in range(8)] == [False] * 3 + [True] * 5
    assert "Show 3 earlier comments" in page
    whole = otto.get(f"/questions/{question_id}?comments={answer_id}", follow_redirects=True).text
    assert all(f"Remark number {number}." in whole for number in range(8))

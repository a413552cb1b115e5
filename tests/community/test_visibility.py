"""Who may read what: the rule in Python and its twin in SQL agree, and what is private shows nowhere."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from flask.testing import FlaskClient
from sqlalchemy import select

from community.actions import moderation, signals
from community.actions.comments import post_comment
from community.actions.questions import delete_question
from community.finding import can_read, can_see_post, find_post, listed, readable
from community.forms import CommentDraft, FlagDraft
from community.models import Answer, ClosedAs, Comment, FlagReason, PostType, Question
from community.queries.answers import answer_rows
from community.queries.lists import Tab, Wanted, list_questions
from community.queries.question import question_page
from portal.core import clock
from portal.core.db import release, session
from portal.core.models import FactRow
from portal.core.refusals import NotFound
from tests.community import reading
from tests.support.cast import FIRST_DAY, PEOPLE, Cast
from tests.support.house import SignIn
from tests.support.makers import a_question, an_answer

EVERYBODY = [person[0] for person in PEOPLE]
SECRET = "The payroll file with everybody in it"


def _one_in_every_state(cast: Cast) -> dict[str, int]:
    """A question of Emma's in every state there is, each asked on a day of its own."""
    states: dict[str, int] = {}
    for visibility in ("everyone", "it"):
        for state in ("standing", "removed by the asker", "removed by IT", "hidden", "locked", "closed"):
            with clock.at(FIRST_DAY + timedelta(days=30 + len(states))):
                name = f"{visibility} {state}"
                states[name] = a_question(cast["emma"], f"A question, {name}", visibility=visibility)
                _put(cast, states[name], state)
    return states


def _put(cast: Cast, question_id: int, state: str) -> None:
    match state:
        case "removed by the asker":
            delete_question(cast["emma"], question_id)
        case "removed by IT":
            delete_question(cast["ana"], question_id)
        case "hidden":
            confidential = FlagDraft(reason=FlagReason.SENSITIVE)
            moderation.flag_post(cast["ivan"], PostType.QUESTION, question_id, confidential)
        case "locked":
            moderation.lock_question(cast["ana"], question_id)
        case "closed":
            moderation.close_question(cast["ana"], question_id, ClosedAs.OUTDATED)


def test_the_rule_and_its_twin_agree_for_everybody_and_every_state(cast: Cast) -> None:
    states = _one_in_every_state(cast)
    release()
    for handle in EVERYBODY:
        actor = cast[handle]
        in_python = {one.id for one in session().scalars(select(Question)) if can_read(actor, one)}
        in_sql = set(session().scalars(select(Question.id).where(readable(actor))))
        in_lists = set(session().scalars(select(Question.id).where(listed(actor))))
        by_pages = {row.id for tab in Tab for row in list_questions(actor, Wanted(tab)).items}
        assert in_python == in_sql, handle
        out_of_sight = {one for name, one in states.items() if "removed" in name or "hidden" in name}
        assert in_lists == in_python - out_of_sight, handle
        assert by_pages == in_lists, handle
    release()


def test_what_is_read_at_an_address_is_what_the_rule_allows(cast: Cast) -> None:
    states = _one_in_every_state(cast)
    readers = {
        name: {handle for handle in EVERYBODY if _finds(partial(question_page, cast[handle], question_id))}
        for name, question_id in states.items()
    }
    it_and_asker, everybody = {"emma", "ana", "ivan"}, set(EVERYBODY)
    open_to_all = {"everyone standing", "everyone locked", "everyone closed"}
    assert readers == {name: everybody if name in open_to_all else it_and_asker for name in states}


def test_posts_out_of_sight_are_left_to_their_author_and_it_by_both_rules(cast: Cast) -> None:
    question_id = a_question(cast["emma"])
    answer_id = an_answer(cast["sam"], question_id)
    comment_id = post_comment(cast["otto"], question_id, answer_id, CommentDraft(body="A remark"))
    moderation.flag_post(cast["zoe"], PostType.COMMENT, comment_id, FlagDraft(reason=FlagReason.UNSAFE))
    moderation.flag_post(cast["zoe"], PostType.ANSWER, answer_id, FlagDraft(reason=FlagReason.UNSAFE))
    release()
    for handle in EVERYBODY:
        actor = cast[handle]
        sees_answer = can_see_post(actor, session().get_one(Answer, answer_id))
        assert sees_answer == (handle in ("sam", "ana", "ivan"))
        assert sees_answer == (answer_id in answer_rows(actor, question_id, None).ids)
        assert sees_answer == _finds(partial(find_post, actor, PostType.ANSWER, answer_id))
        # a comment under an answer is out of sight with it, also for its own author
        sees_comment = sees_answer and can_see_post(actor, session().get_one(Comment, comment_id))
        assert sees_comment == _finds(partial(find_post, actor, PostType.COMMENT, comment_id))
    release()


def _finds(find: Callable[[], object]) -> bool:
    try:
        find()
    except NotFound:
        return False
    return True


def _private(cast: Cast) -> tuple[int, int, int]:
    question_id = a_question(cast["emma"], SECRET, visibility="it", tags="payroll", application_id=1)
    answer_id = an_answer(cast["ana"], question_id)
    comment_id = post_comment(cast["emma"], question_id, answer_id, CommentDraft(body="The payroll file is open"))
    return question_id, answer_id, comment_id


def _shows_a_trace(client: FlaskClient, address: str) -> bool:
    answered = client.get(address, follow_redirects=True)
    return any(word in answered.text for word in ("everybody in it", "remove the profile", "payroll file"))


def test_a_private_question_shows_nowhere_to_anybody_else(cast: Cast, sign_in: SignIn) -> None:
    question_id, answer_id, comment_id = _private(cast)
    lists = (
        "/questions",
        "/questions?tab=active",
        "/questions?tab=unanswered",
        "/questions?tag=payroll&tab=active",
        "/questions?application=vpn",
        "/ask/similar?title=The+file+with+everybody+in+it",
        "/",
    )
    posts = [f"/questions/{question_id}", f"/answers/{answer_id}", f"/comments/{comment_id}"]
    posts += [f"/questions/{question_id}/{page}" for page in ("edit", "history", "flag")]
    posts += [f"/answers/{answer_id}/{page}" for page in ("edit", "history", "flag")]
    for handle in ("sam", "otto", "adam"):
        client = sign_in(handle)
        for address in posts:
            assert client.get(address).status_code == 404, (handle, address)
        for address in (*lists, *posts):
            assert not _shows_a_trace(client, address), (handle, address)
        assert "payroll" not in client.get("/tags").text
        unused = client.get("/tags/nothing").text.replace("nothing", "payroll")
        assert client.get("/tags/payroll").text.count("payroll") == unused.count("payroll")
    for handle in ("emma", "ana"):
        assert SECRET in sign_in(handle).get("/questions").text


def test_a_private_question_is_in_no_count(cast: Cast) -> None:
    _private(cast)
    assert reading.tag_counts() == {"payroll": 0}


def test_nothing_can_be_done_to_a_private_question_by_anybody_else(cast: Cast, sign_in: SignIn) -> None:
    question_id, answer_id, comment_id = _private(cast)
    acts = [f"/questions/{question_id}/{act}" for act in ("answers", "comments", "follow", "me-too", "flag", "edit")]
    acts += [f"/questions/{question_id}/{act}" for act in ("delete", "restore", "suggestions", "history/1/restore")]
    acts += [f"/answers/{answer_id}/{act}" for act in ("helpful", "solved", "failed", "accept", "endorse", "comments")]
    acts += [f"/answers/{answer_id}/{act}" for act in ("flag", "edit", "delete", "restore", "suggestions")]
    acts += [f"/comments/{comment_id}/{act}" for act in ("edit", "delete", "restore", "flag")]
    before = _everything()
    for handle in ("sam", "adam"):
        client = sign_in(handle)
        for address in acts:
            body = {"body": "Words that are long enough to be taken", "reason": "wrong", "version": "1"}
            assert client.post(address, data=body).status_code == 404, (handle, address)
    assert _everything() == before


def _everything() -> int:
    release()
    count = session().query(FactRow).count()
    release()
    return count


def test_pages_of_the_community_ask_for_sign_in(cast: Cast, anonymous: FlaskClient) -> None:
    question_id = a_question(cast["emma"])
    signals.follow_question(cast["otto"], question_id)
    for address in (
        "/questions",
        f"/questions/{question_id}",
        "/ask",
        "/tags",
        "/drafts/question:new",
        "/uploads/x.png",
    ):
        answered = anonymous.get(address)
        assert answered.status_code in (302, 401), address
        assert "refuses" not in answered.text

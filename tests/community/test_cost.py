"""What a page costs: statements are counted, whatever there is on it, and a remembered card shows nobody's token."""

import re
from datetime import timedelta

from sqlalchemy import update

from community.actions.answers import accept_answer, endorse_answer
from community.actions.comments import post_comment
from community.actions.signals import say_me_too
from community.actions.suggestions import suggest_question_edit
from community.forms import CommentDraft, QuestionSuggestion
from community.models import Question
from portal.core import clock
from portal.core.db import transaction
from tests.support.cast import FIRST_DAY, Cast
from tests.support.house import SignIn
from tests.support.makers import ANSWER, BODY, a_question, an_answer
from tests.support.statements import statements

MOST = 8


def _busy_question(cast: Cast) -> int:
    question_id = a_question(cast["emma"], application_id=1, site_id=1, tags="vpn wifi office")
    answers = [an_answer(cast[who], question_id, f"{ANSWER} Says {who}.") for who in ("sam", "zoe", "ana", "otto")]
    for answer_id in answers:
        for number in range(7):
            post_comment(cast["ivan"], question_id, answer_id, CommentDraft(body=f"Remark {number}"))
    accept_answer(cast["emma"], answers[3])
    endorse_answer(cast["ivan"], answers[3])
    suggestion = QuestionSuggestion(title="A better title for this", body=f"{BODY} Better.", version=1)
    suggest_question_edit(cast["zoe"], question_id, suggestion)
    return question_id


def test_a_question_and_a_list_are_read_with_few_statements(cast: Cast, sign_in: SignIn) -> None:
    question_id = _busy_question(cast)
    for number in range(4):
        a_question(cast["otto"], f"Another question, and it is number {number}", application_id=2)
    for handle in ("emma", "sam", "ana"):
        client = sign_in(handle)
        address = client.get(f"/questions/{question_id}").headers["Location"]
        narrowed = "/questions?tab=active&tag=vpn&application=vpn"
        for page in (address, "/questions", narrowed, "/tags/vpn", "/tags", "/ask", "/search?q=question"):
            with statements() as sent:
                assert client.get(page).status_code == 200
            assert len(sent) <= MOST, (handle, page, sent)


def test_reading_a_page_writes_nothing(cast: Cast, sign_in: SignIn) -> None:
    question_id = _busy_question(cast)
    with statements() as sent:
        sign_in("otto").get(f"/questions/{question_id}", follow_redirects=True)
    assert not [one for one in sent if one.startswith(("INSERT", "UPDATE", "DELETE"))]


def test_each_reader_finds_their_own_token_in_a_remembered_card(cast: Cast, sign_in: SignIn) -> None:
    question_id = _busy_question(cast)
    tokens: list[str] = []
    for handle in ("otto", "adam"):
        page = sign_in(handle).get(f"/questions/{question_id}", follow_redirects=True).text
        found = set(re.findall(r'name="csrf_token" value="([^"]*)"', page))
        assert len(found) == 1
        tokens += found
    assert tokens[0] != tokens[1]
    assert all("." in token for token in tokens)


def test_a_remembered_card_is_never_shown_to_who_may_do_less(cast: Cast, sign_in: SignIn) -> None:
    question_id = a_question(cast["emma"])
    answer_id = an_answer(cast["sam"], question_id)
    offers = {
        handle: f'action="/answers/{answer_id}/accept"'
        in sign_in(handle).get(f"/questions/{question_id}", follow_redirects=True).text
        for handle in ("emma", "otto", "sam", "ana")
    }
    assert offers == {"emma": True, "otto": False, "sam": False, "ana": False}


def test_a_remembered_header_is_that_of_whoever_looks_and_of_where_they_are(cast: Cast, sign_in: SignIn) -> None:
    a_question(cast["otto"])
    for _ in range(2):
        emma, adam = (sign_in(handle).get("/questions").text for handle in ("emma", "adam"))
        assert ("You: Emma Fischer" in emma, 'href="/admin"' in emma) == (True, False)
        assert ("You: Adam Novak" in adam, 'href="/admin"' in adam) == (True, True)
        tags = sign_in("emma").get("/search?q=vpn").text
        assert re.search(r'href="/questions" aria-current="page"', emma)
        assert not re.search(r'href="/questions" aria-current="page"', tags)
        assert 'value="vpn"' in tags


def test_a_remembered_question_changes_with_everything_that_is_shown_of_it(cast: Cast, sign_in: SignIn) -> None:
    question_id = a_question(cast["emma"])

    def seen_by(handle: str) -> str:
        return sign_in(handle).get(f"/questions/{question_id}", follow_redirects=True).text

    assert f'action="/questions/{question_id}/me-too"' in seen_by("otto")
    say_me_too(cast["otto"], question_id)
    assert f'action="/questions/{question_id}/me-too/withdraw"' in seen_by("otto")
    assert f'action="/questions/{question_id}/me-too"' in seen_by("zoe")
    post_comment(cast["zoe"], question_id, None, CommentDraft(body="A remark that came since."))
    assert "A remark that came since." in seen_by("otto")
    assert " readers</span>" not in seen_by("otto")
    with transaction() as opened:
        opened.execute(update(Question).values(reader_count=2))
    assert "2 readers</span>" in seen_by("otto")
    assert ("/lock" in seen_by("ana"), "/lock" in seen_by("otto")) == (True, False)


def test_a_page_costs_the_same_however_much_there_is(cast: Cast, sign_in: SignIn) -> None:
    pages = ("/", "/questions", "/questions?tab=unanswered", "/tags/vpn", "/tags", "/people")

    def costs() -> dict[str, int]:
        counted = {}
        for page in pages:
            with statements() as sent:
                assert sign_in("otto").get(page).status_code == 200
            counted[page] = len(sent)
        return counted

    for number in range(3):
        with clock.at(FIRST_DAY + timedelta(days=number)):
            a_question(cast["emma"], f"A question about the office, number {number}", tags="vpn")
    few = costs()
    for number in range(30):
        with clock.at(FIRST_DAY + timedelta(days=10 + number)):
            question_id = a_question(cast["emma"], f"Another question about it, number {number}", tags="vpn wifi")
            an_answer(cast["sam"], question_id)
    assert costs() == few
    assert max(few.values()) <= MOST + 2

"""What waits at the desk, why, and in which order."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from community.actions.answers import accept_answer, endorse_answer
from community.actions.moderation import close_as_duplicate, flag_post
from community.actions.signals import mark_helpful, say_it_worked
from community.actions.suggestions import suggest_answer_edit
from community.forms import AnswerSuggestion, FlagDraft
from community.models import FlagReason, PostType, Visibility
from portal.core import clock
from portal.desk.items import in_words
from tests.knowledge.makers import TEXT, a_draft, an_official_article
from tests.support.cast import Cast
from tests.support.counting import CountQueries
from tests.support.finding import plain
from tests.support.house import SignIn
from tests.support.makers import a_question, an_answer

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""Ten in the morning in Hamburg, on a working day."""


@pytest.fixture(autouse=True)
def _on_a_monday() -> Iterator[None]:
    with clock.at(MONDAY):
        yield


def _rows(sign_in: SignIn, at: datetime, kind: str = "", who: str = "ana") -> list[tuple[str, str, str]]:
    """The kind, title and reason of each row, as the desk shows them."""
    with clock.at(at):
        page = sign_in(who).get(f"/desk?kind={kind}")
    assert page.status_code == 200
    return [
        (plain(one), plain(title), plain(why))
        for one, title, why in re.findall(
            r'c-queue-row__kind">(.*?)</span>.*?data-row-link>(.*?)</a>.*?c-queue-row__why">(.*?)</span>',
            page.text,
            re.DOTALL,
        )
    ]


def test_a_question_nobody_answered_comes_up_after_half_a_working_day(cast: Cast, sign_in: SignIn) -> None:
    a_question(cast["emma"], "Nobody knows how to book the room")
    assert _rows(sign_in, MONDAY + timedelta(hours=3)) == []
    later = _rows(sign_in, MONDAY + timedelta(hours=5))
    assert later == [("Unanswered", "Nobody knows how to book the room", "nobody has answered")]
    friday = MONDAY + timedelta(days=4, hours=6)
    with clock.at(friday):
        a_question(cast["otto"], "Asked on a Friday afternoon, shortly before five")
    over_the_weekend = _rows(sign_in, friday + timedelta(days=2))
    assert [title for _, title, _ in over_the_weekend] == ["Nobody knows how to book the room"]


def test_an_answer_takes_the_question_off_the_desk(cast: Cast, sign_in: SignIn) -> None:
    question_id = a_question(cast["emma"])
    an_answer(cast["sam"], question_id)
    assert _rows(sign_in, MONDAY + timedelta(days=1)) == []


def test_what_is_private_to_it_is_there_at_once_and_says_so(cast: Cast, sign_in: SignIn) -> None:
    a_question(cast["emma"], "My payslip shows another name", visibility=Visibility.IT)
    assert [title for _, title, _ in _rows(sign_in, MONDAY)] == ["My payslip shows another name"]


def test_an_answer_worth_endorsing_says_why(cast: Cast, sign_in: SignIn) -> None:
    question_id = a_question(cast["emma"])
    answer_id = an_answer(cast["sam"], question_id)
    for handle in ("otto", "zoe"):
        mark_helpful(cast[handle], answer_id)
    assert _rows(sign_in, MONDAY, "endorse") == []
    accept_answer(cast["emma"], answer_id)
    assert [why for _, _, why in _rows(sign_in, MONDAY, "endorse")] == ["accepted by the asker · 2 found it helpful"]
    endorse_answer(cast["ana"], answer_id)
    assert _rows(sign_in, MONDAY, "endorse") == []


def test_nobody_is_offered_their_own_answer_to_endorse(cast: Cast, sign_in: SignIn) -> None:
    answer_id = an_answer(cast["ana"], a_question(cast["emma"]))
    accept_answer(cast["emma"], answer_id)
    assert _rows(sign_in, MONDAY, "endorse") == []
    assert len(_rows(sign_in, MONDAY, "endorse", who="ivan")) == 1


def test_an_answer_that_helps_again_and_again_is_a_candidate_and_says_why(cast: Cast, sign_in: SignIn) -> None:
    question_id = a_question(cast["emma"])
    answer_id = an_answer(cast["sam"], question_id)
    endorse_answer(cast["ana"], answer_id)
    for handle in ("otto", "zoe"):
        say_it_worked(cast[handle], answer_id)
    assert _rows(sign_in, MONDAY, "promote") == []
    say_it_worked(cast["ivan"], answer_id)
    assert [why for _, _, why in _rows(sign_in, MONDAY, "promote")] == ["solved it for 3"]
    for n in range(2):
        copy = a_question(cast["otto"], f"The same trouble, asked for the time number {n}")
        close_as_duplicate(cast["ana"], copy, question_id)
    assert [why for _, _, why in _rows(sign_in, MONDAY, "promote")] == ["solved it for 3 · asked 2 more times"]
    sign_in("ana").post(f"/answers/{answer_id}/promote", data=TEXT)
    assert _rows(sign_in, MONDAY, "promote") == []
    assert [one for one, _, _ in _rows(sign_in, MONDAY)] == ["Draft"]


def test_flags_suggestions_and_articles_wait_beside_one_another(cast: Cast, sign_in: SignIn) -> None:
    answer_id = an_answer(cast["sam"], a_question(cast["emma"]))
    flag_post(cast["otto"], PostType.ANSWER, answer_id, FlagDraft(reason=FlagReason.OUTDATED, note="Since Monday"))
    suggest_answer_edit(
        cast["otto"], answer_id, AnswerSuggestion(body="Sign out, then add it again in the settings.", version=1)
    )
    a_draft(cast["ana"])
    article_id = an_official_article(cast["ana"], title="An article that will soon be read again")
    with clock.at(MONDAY):
        kinds = {one for one, _, _ in _rows(sign_in, MONDAY)}
    assert kinds == {"Flag", "Suggested edit", "Draft"}
    soon = MONDAY + timedelta(days=170)
    assert ("Review", "An article that will soon be read again", "review is near") in _rows(sign_in, soon)
    late = MONDAY + timedelta(days=181)
    assert ("Review", "An article that will soon be read again", "review is due") in _rows(sign_in, late)
    with clock.at(late):
        assert sign_in("ivan").post(f"/desk/verify/{article_id}").status_code == 303
    assert _rows(sign_in, late, "review") == []


def test_the_oldest_promise_comes_first_and_harm_before_all(cast: Cast, sign_in: SignIn) -> None:
    a_question(cast["emma"], "The older question without an answer")
    with clock.at(MONDAY + timedelta(hours=1)):
        a_question(cast["emma"], "The younger question without an answer")
        question_id = a_question(cast["emma"], "A question with a dangerous answer")
        answer_id = an_answer(cast["sam"], question_id)
        an_answer(cast["zoe"], question_id)
    with clock.at(MONDAY + timedelta(hours=2)):
        flag_post(cast["otto"], PostType.ANSWER, answer_id, FlagDraft(reason=FlagReason.UNSAFE))
    assert [title for _, title, _ in _rows(sign_in, MONDAY + timedelta(hours=6))] == [
        "A question with a dangerous answer",
        "The older question without an answer",
        "The younger question without an answer",
    ]


def test_a_promise_is_told_in_working_time() -> None:
    assert in_words(timedelta(minutes=40)) == "40 min"
    assert in_words(timedelta(hours=3, minutes=59)) == "3 h"
    assert in_words(timedelta(hours=16)) == "2 days"


def test_the_desk_is_for_analysts(cast: Cast, sign_in: SignIn) -> None:
    for handle in ("emma", "sam", "adam"):
        for address in ("/desk", "/desk/tags", "/desk/close/1"):
            assert sign_in(handle).get(address).status_code == 403
        assert sign_in(handle).post("/desk/endorse/1").status_code == 403
        assert sign_in(handle).post("/desk/tags/rename", data={"name": "vpn", "new_name": "other"}).status_code == 403
        assert "/desk" not in sign_in(handle).get("/").text


def test_the_desk_costs_the_same_however_much_waits(cast: Cast, sign_in: SignIn, count_queries: CountQueries) -> None:
    ana = sign_in("ana")
    late = MONDAY + timedelta(days=1)
    a_question(cast["emma"], "The first question without an answer")
    with clock.at(late):
        ana.get("/desk")
        one = count_queries(lambda: ana.get("/desk"))
        with clock.at(MONDAY):
            for handle in ("emma", "otto", "sam", "zoe"):
                a_question(cast[handle], f"Another question without an answer, {handle}'s")
        assert count_queries(lambda: ana.get("/desk")) == one
    assert one <= 12


def test_an_empty_desk_says_that_every_promise_is_kept(cast: Cast, sign_in: SignIn) -> None:
    assert "Every promise is kept" in sign_in("ana").get("/desk").text

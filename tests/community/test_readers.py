"""The silent readers: counted once each, by a chore, and never at the cost of a page."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from community.actions.answers import accept_answer
from community.models import Read
from community.queries.asking import time_to_first_answer
from community.queries.people import people_helped, people_to_mention
from community.reading import forget_reads, note_read, write_reads
from community.rules import rules
from portal.core import clock
from portal.core.db import release, session
from tests.community import reading
from tests.support.cast import FIRST_DAY, Cast
from tests.support.house import SignIn
from tests.support.makers import ANSWER, a_question, an_answer

NOON = FIRST_DAY + timedelta(days=100)


@pytest.fixture(autouse=True)
def _nobody_has_read_yet() -> Iterator[None]:
    forget_reads()
    yield
    forget_reads()


def test_a_reader_is_counted_once_a_question_and_the_asker_not_at_all(cast: Cast, sign_in: SignIn) -> None:
    question_id = a_question(cast["emma"])
    for handle in ("otto", "otto", "zoe", "emma"):
        sign_in(handle).get(f"/questions/{question_id}", follow_redirects=True)
    assert reading.question(question_id).reader_count == 0
    assert write_reads() == 2
    assert reading.question(question_id).reader_count == 2
    with clock.at(clock.now() + timedelta(days=1)):
        note_read(question_id, cast["otto"].id)
    assert write_reads() == 1
    assert write_reads() == 0
    assert reading.question(question_id).reader_count == 2
    assert session().query(Read).count() == 3
    release()


def test_readers_of_what_is_gone_and_beyond_the_bound_are_left_out(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    note_read(999, cast["otto"].id)
    assert write_reads() == 1
    for number in range(rules().readers.most_waiting + 5):
        note_read(number, 1)
    from community import reading as buffer

    assert len(buffer._noted) == rules().readers.most_waiting


def _asked_and_answered(cast: Cast, number: int, minutes: int | None) -> None:
    asked_at = NOON - timedelta(days=2 + number)
    with clock.at(asked_at):
        question_id = a_question(cast["emma"], f"Question number {number} about the VPN", application_id=1)
        an_answer(cast["emma"], question_id)
    if minutes is not None:
        with clock.at(asked_at + timedelta(minutes=minutes)):
            an_answer(cast["sam"], question_id, f"{ANSWER} Take {number}.")


def test_the_usual_wait_is_a_median_that_counts_what_was_never_answered(cast: Cast) -> None:
    for number, minutes in enumerate((10, 20, 40, None)):
        _asked_and_answered(cast, number, minutes)
    with clock.at(NOON):
        assert time_to_first_answer(1) is None
    _asked_and_answered(cast, 4, 90)
    with clock.at(NOON + timedelta(hours=1)):
        assert time_to_first_answer(1) == timedelta(minutes=40)
    with clock.at(NOON + timedelta(days=200)):
        assert time_to_first_answer(1) is None


def test_where_most_were_never_answered_no_time_is_promised(cast: Cast, sign_in: SignIn) -> None:
    for number, minutes in enumerate((10, 20, None, None, None)):
        _asked_and_answered(cast, number, minutes)
    with clock.at(NOON):
        assert time_to_first_answer(1) is None
        assert "usually comes" not in sign_in("emma").get("/ask?application_id=1").text


def test_people_helped_are_counted_once_each(cast: Cast) -> None:
    from community.actions.signals import say_it_worked

    first, second = a_question(cast["emma"]), a_question(cast["emma"], "Another question about the VPN")
    answers = [an_answer(cast["sam"], one) for one in (first, second)]
    for answer_id in answers:
        accept_answer(cast["emma"], answer_id)
        say_it_worked(cast["otto"], answer_id)
    own = a_question(cast["sam"], "A question that Sam answers himself")
    accept_answer(cast["sam"], an_answer(cast["sam"], own))
    release()
    assert people_helped(cast["sam"].id) == 2
    assert people_helped(cast["otto"].id) == 0
    release()


def test_colleagues_are_offered_by_handle_and_by_any_part_of_their_name(cast: Cast, sign_in: SignIn) -> None:
    assert [person.handle for person in people_to_mention("a")] == ["adam", "ana"]
    assert [person.handle for person in people_to_mention("berg")] == ["otto"]
    assert people_to_mention("%") == []
    release()
    offered = sign_in("emma").get("/people/mentions?q=zo").json
    assert offered == [{"handle": "zoe", "name": "Zoé Martin"}]

"""The audit log: it holds every act, it can be searched, and nobody can change a line of it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DatabaseError

from community import events as community_events
from community.actions.answers import endorse_answer, withdraw_endorsement
from community.actions.moderation import lock_question
from community.actions.questions import delete_question
from gamification import events as game_events
from knowledge import events as knowledge_events
from portal.core import clock
from portal.core.db import release, session, transaction
from portal.core.facts import Event
from portal.core.models import FactRow
from portal.notify import events as notify_events
from portal.people import audit
from portal.people import events as people_events
from portal.people.actions import accounts
from portal.people.forms import SuspensionDraft
from tests.support.cast import Cast
from tests.support.house import SignIn
from tests.support.makers import a_question, an_answer

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_acts_stand_in_the_log_with_who_what_and_why(cast: Cast, sign_in: SignIn) -> None:
    question = a_question(cast["emma"], title="Printer prints everything in blue")
    answer = an_answer(cast["sam"], question)
    endorse_answer(cast["ana"], answer)
    withdraw_endorsement(cast["ana"], answer)
    lock_question(cast["ivan"], question)
    accounts.suspend_person(cast["ana"], cast["otto"].id, SuspensionDraft(days=3, reason="Insulting Sam."))

    page = sign_in("adam").get("/admin/log").get_data(as_text=True)

    for shown in (
        "locked the question", "Printer prints everything in blue", f'href="/questions/{question}"', "Ivan Petrov",
        "endorsed an answer to", "withdrew the endorsement", "suspended", "Otto Berg", "Insulting Sam.", "Ana Costa",
    ):  # fmt: skip
        assert shown in page, shown
    assert "AnswerPosted" not in page
    assert page.count("c-audit-row__what") == 4


def test_what_was_private_to_it_stays_so_in_the_administrators_log(cast: Cast, sign_in: SignIn) -> None:
    question = a_question(cast["emma"], title="My payslip shows another person", visibility="it")
    lock_question(cast["ana"], question)

    page = sign_in("adam").get("/admin/log").get_data(as_text=True)

    assert "locked the question" in page
    assert "payslip" not in page


def test_every_act_of_moderation_has_its_words(app: Flask) -> None:
    known = {kind for kind, _ in audit.kinds()}
    rooms = (people_events, notify_events, community_events, knowledge_events, game_events)
    events = [found for room in rooms for found in vars(room).values() if isinstance(found, type)]
    acts = {event.kind() for event in events if issubclass(event, Event) and event.is_moderation}

    assert acts - known == {"flag_decided"}  # what the two kinds of decision have in common; never recorded itself


def test_the_log_is_filtered_by_person_kind_day_and_subject(cast: Cast, sign_in: SignIn) -> None:
    first, second = a_question(cast["emma"]), a_question(cast["otto"], title="Scanner beeps and shows nothing")
    with clock.at(START):
        lock_question(cast["ana"], first)
    with clock.at(START + timedelta(days=1)):
        lock_question(cast["ivan"], second)
    with clock.at(START + timedelta(days=2)):
        accounts.suspend_person(cast["ana"], cast["emma"].id, SuspensionDraft(days=3, reason="Insulting Sam."))
    adam = sign_in("adam")

    def acts(query: str) -> list[int]:
        """The days of March on which the shown acts were done."""
        page = adam.get(f"/admin/log?{query}").get_data(as_text=True)
        rows = page.split('c-audit-row"')[1:]
        return [int(row.split('datetime="2026-03-')[1][:2]) for row in rows]

    assert acts("") == [4, 3, 2]
    assert acts("person=ana") == [4, 2]
    assert acts("person=@Emma") == [4]
    assert acts("kind=question_locked") == [3, 2]
    assert acts("since=2026-03-03") == [4, 3]
    assert acts("until=2026-03-03") == [3, 2]
    assert acts("since=2026-03-03&until=2026-03-03") == [3]
    assert acts(f"subject=question+{second}") == [3]
    assert acts(f"person=ana&subject=question:{second}") == []
    assert acts("kind=nothing_known") == []


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("person=nobody", "Nobody has this handle."),
        ("subject=seven", "question 7, answer 12"),
        ("since=2026-02-31", "cannot be taken"),
    ],
)
def test_a_filter_that_means_nothing_says_so(cast: Cast, sign_in: SignIn, query: str, says: str) -> None:
    response = sign_in("adam").get(f"/admin/log?{query}")

    assert response.status_code == 422
    assert says in response.get_data(as_text=True)
    assert query.partition("=")[2] in response.get_data(as_text=True)


def test_the_log_is_walked_page_by_page_and_misses_nothing(cast: Cast, sign_in: SignIn) -> None:
    for number in range(30):
        accounts.suspend_person(cast["ana"], cast["emma"].id, SuspensionDraft(days=1, reason=f"Reason {number:02}."))
        accounts.lift_suspension(cast["ana"], cast["emma"].id)
    adam, address, rows = sign_in("adam"), "/admin/log?person=ana", 0

    pages = 0
    while address:
        page = adam.get(address).get_data(as_text=True)
        rows += page.count('c-audit-row"')
        pages += 1
        older = page.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0] if 'rel="next"' in page else ""
        address = older.replace("&amp;", "&")

    assert (rows, pages) == (60, 2)


def test_nobody_can_change_or_remove_a_line_not_even_with_the_database_open(cast: Cast) -> None:
    lock_question(cast["ana"], a_question(cast["emma"]))
    line = session().scalars(select(FactRow).where(FactRow.is_moderation)).one()
    release()

    for attempt in (
        update(FactRow).where(FactRow.id == line.id).values(actor_id=cast["emma"].id),
        delete(FactRow).where(FactRow.id == line.id),
        text("UPDATE facts SET is_moderation = NOT is_moderation"),
        text("DELETE FROM facts"),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction() as opened:
            opened.execute(attempt)
    kept = session().scalars(select(FactRow).where(FactRow.is_moderation)).one()
    assert (kept.id, kept.actor_id, kept.kind) == (line.id, cast["ana"].id, "question_locked")


def test_removing_is_an_act_even_of_ones_own(cast: Cast, sign_in: SignIn, settle: Callable[[], int]) -> None:
    question = a_question(cast["emma"])
    delete_question(cast["emma"], question)
    settle()

    assert "removed the question" in sign_in("adam").get("/admin/log?person=emma").get_data(as_text=True)

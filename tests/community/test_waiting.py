"""Questions that have waited two working days are marked, and come first among the unanswered ones."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from community.actions.answers import accept_answer, endorse_answer
from community.actions.moderation import close_question
from community.models import ClosedAs, Question
from community.queries.lists import Tab, Wanted, list_questions
from portal.core import clock
from portal.core.db import release, transaction
from portal.core.models import Site, User
from portal.core.worktime import BUSINESS_DAY, WorkingHours
from tests.support.cast import Cast
from tests.support.counting import CountQueries
from tests.support.house import SignIn
from tests.support.makers import a_question, an_answer

FRIDAY = datetime(2026, 3, 6, 14, 0, tzinfo=UTC)  # three in the afternoon in Hamburg
TUESDAY = datetime(2026, 3, 10, 14, 0, tzinfo=UTC)  # two working days later
UNANSWERED = Wanted(Tab.UNANSWERED)


def marked(cast: Cast, who: str = "otto") -> set[int]:
    """The questions that a list marks as waiting."""
    found = {row.id for row in list_questions(cast[who], Wanted()).items if row.is_waiting}
    release()
    return found


def walk(cast: Cast, who: str = "otto", wanted: Wanted = UNANSWERED, *, moved: timedelta = timedelta(0)) -> list[int]:
    """All pages of a list; the clock goes on by `moved` from one page to the next."""
    found, cursor, now = [], None, clock.now()
    while True:
        with clock.at(now):
            page = list_questions(cast[who], wanted, cursor)
        found += [row.id for row in page.items]
        cursor, now = page.next_cursor, now + moved
        if cursor is None:
            release()
            return found


def asked(cast: Cast, number: int, at: datetime, who: str = "emma") -> list[int]:
    """So many questions, a minute apart, the last one at this moment."""
    ids = []
    for n in range(number):
        with clock.at(at - timedelta(days=400) + timedelta(days=n)):
            ids.append(a_question(cast[who], f"Question {n} about the scanner"))
        with transaction() as opened:
            moment = at - timedelta(minutes=number - 1 - n)
            opened.execute(update(Question).where(Question.id == ids[-1]).values(created_at=moment, active_at=moment))
    return ids


def test_a_question_is_marked_after_two_working_days_of_its_askers_site(cast: Cast) -> None:
    with clock.at(FRIDAY):
        question = a_question(cast["emma"])
    with clock.at(TUESDAY - timedelta(minutes=1)):
        assert marked(cast) == set()
    with clock.at(TUESDAY):
        assert marked(cast) == {question}
    with transaction() as opened:
        opened.execute(update(Site).values(working_days="123456"))  # Saturdays count there
    with clock.at(TUESDAY - timedelta(hours=7)):
        assert marked(cast) == {question}


def test_who_belongs_to_no_site_waits_by_the_usual_hours(cast: Cast) -> None:
    with transaction() as opened:
        opened.execute(update(User).values(site_id=None))
    with clock.at(FRIDAY):
        question = a_question(cast["emma"])
    with clock.at(TUESDAY - timedelta(minutes=1)):
        assert (marked(cast), walk(cast)) == (set(), [question])
    with clock.at(TUESDAY):
        assert (marked(cast), walk(cast)) == ({question}, [question])


def test_what_is_solved_vouched_for_or_closed_does_not_wait(cast: Cast) -> None:
    with clock.at(FRIDAY):
        accepted, endorsed, closed, answered = (
            a_question(cast["emma"], f"Question {n} about the scanner") for n in range(4)
        )
        accept_answer(cast["emma"], an_answer(cast["sam"], accepted))
        endorse_answer(cast["ana"], an_answer(cast["sam"], endorsed))
        close_question(cast["ana"], closed, ClosedAs.OUTDATED)
        an_answer(cast["sam"], answered)
    with clock.at(TUESDAY):
        assert marked(cast) == {answered}


@pytest.mark.parametrize(("old", "new"), [(3, 3), (20, 5), (21, 20), (45, 30), (0, 25), (25, 0)])
def test_those_that_wait_come_first_and_no_page_repeats_or_leaves_out(cast: Cast, old: int, new: int) -> None:
    long_ago = asked(cast, old, FRIDAY)
    just_now = asked(cast, new, TUESDAY - timedelta(hours=1), "zoe")
    with clock.at(TUESDAY + timedelta(minutes=1)):
        assert walk(cast) == [*long_ago[::-1], *just_now[::-1]]
        assert walk(cast, "ana") == [*long_ago[::-1], *just_now[::-1]]


def test_what_begins_to_wait_while_somebody_reads_is_shown_once(cast: Cast) -> None:
    ids = asked(cast, 60, FRIDAY + timedelta(minutes=30))
    with clock.at(TUESDAY):
        # half of them have waited as the list begins, more do with each page
        assert sorted(walk(cast, moved=timedelta(minutes=10))) == sorted(ids)


def test_sites_with_other_hours_mix(cast: Cast) -> None:
    with transaction() as opened:
        amman = Site(name="Amman", country="JO", timezone="Asia/Amman", working_days="71234")
        opened.add(amman)
        opened.flush()
        opened.execute(update(User).where(User.handle == "zoe").values(site_id=amman.id))
    with clock.at(FRIDAY):
        here = a_question(cast["emma"], "A question from Hamburg on a Friday")
        there = a_question(cast["zoe"], "A question from Amman on a Friday")
    with clock.at(TUESDAY - timedelta(hours=20)):  # Monday evening: Amman has worked for two days
        assert marked(cast) == {there}
        assert walk(cast) == [there, here]


def test_the_first_page_costs_the_same_however_many_wait(
    cast: Cast, sign_in: SignIn, count_queries: CountQueries
) -> None:
    otto = sign_in("otto")
    asked(cast, 2, FRIDAY)
    with clock.at(TUESDAY):
        few = count_queries(lambda: otto.get("/questions?tab=unanswered"))
    asked(cast, 30, FRIDAY + timedelta(hours=5), "zoe")
    with clock.at(TUESDAY):
        assert count_queries(lambda: otto.get("/questions?tab=unanswered")) <= few


def test_pages_say_so_in_words(cast: Cast, sign_in: SignIn) -> None:
    with clock.at(FRIDAY):
        a_question(cast["emma"])
    otto = sign_in("otto")
    with clock.at(TUESDAY - timedelta(minutes=1)):
        assert "c-status-badge--waiting" not in otto.get("/questions").text
        assert "Waiting for two days" not in otto.get("/").text
    with clock.at(TUESDAY):
        assert re.search(r"c-status-badge--waiting.*Waiting", otto.get("/questions").text)
        assert "Waiting for two days and more" in otto.get("/").text


# --- working hours, backwards and forwards --------------------------------------------------------------------------

HAMBURG = WorkingHours("Europe/Berlin")


@pytest.mark.parametrize(
    "end",
    [
        TUESDAY,
        datetime(2026, 3, 8, 12, 0, tzinfo=UTC),  # a Sunday
        datetime(2026, 3, 30, 8, 0, tzinfo=UTC),  # the Monday after the clocks went forward
        datetime(2026, 3, 10, 2, 0, tzinfo=UTC),  # at night
    ],
)
@pytest.mark.parametrize("days", [1, 2, 5])
def test_before_is_the_latest_moment_from_which_so_much_has_passed(end: datetime, days: int) -> None:
    start = HAMBURG.before(end, days * BUSINESS_DAY)
    assert HAMBURG.between(start, end) == days * BUSINESS_DAY
    assert HAMBURG.between(start + timedelta(minutes=1), end) < days * BUSINESS_DAY


@pytest.mark.parametrize(
    "start", [FRIDAY, datetime(2026, 3, 8, 12, 0, tzinfo=UTC), datetime(2026, 3, 27, 9, tzinfo=UTC)]
)
@pytest.mark.parametrize("days", [1, 2, 5])
def test_after_is_the_earliest_moment_at_which_so_much_has_passed(start: datetime, days: int) -> None:
    end = HAMBURG.after(start, days * BUSINESS_DAY)
    assert HAMBURG.between(start, end) == days * BUSINESS_DAY
    assert HAMBURG.between(start, end - timedelta(minutes=1)) < days * BUSINESS_DAY


def test_where_nobody_ever_works_both_end_after_four_hundred_days() -> None:
    never = WorkingHours(working_days="")
    assert never.before(TUESDAY, BUSINESS_DAY) == TUESDAY - timedelta(days=400)
    assert never.after(TUESDAY, BUSINESS_DAY) == TUESDAY + timedelta(days=400)

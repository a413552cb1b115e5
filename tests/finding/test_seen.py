"""Every search is seen: what became of it, in which session, and for some weeks only by whom."""

from datetime import timedelta

from community.actions.answers import endorse_answer
from community.actions.signals import say_it_worked
from portal.core import clock
from portal.core.db import release, session
from portal.finding import seen
from portal.finding.models import Searched
from portal.finding.outcomes import forget_names, settle_searches
from tests.support.cast import Cast
from tests.support.finding import CatchUp
from tests.support.house import SignIn
from tests.support.makers import a_question, an_answer
from tests.support.seeking import MORNING, Seekers


def _searches() -> list[Searched]:
    found = session().query(Searched).order_by(Searched.id).all()
    release()
    return found


def test_a_search_ends_found_refined_abandoned_solved_or_with_nothing(
    cast: Cast, catch_up: CatchUp, seekers: Seekers
) -> None:
    question = a_question(cast["zoe"], "Printer prints only half of a label")
    answer = an_answer(cast["sam"], question)
    catch_up()
    seekers.search("emma", "printer label")
    seekers.open("emma", f"/questions/{question}", 10)
    seekers.search("otto", "label")
    seekers.search("otto", "half label", 20)
    seekers.open("otto", f"/questions/{question}", 25)
    with clock.at(MORNING + timedelta(seconds=90)):
        say_it_worked(cast["otto"], answer)
    seekers.search("sam", "xyzzy")
    seekers.search("ivan", "printer")

    assert seekers.settle() == {
        "printer label": ["found"],
        "label": ["refined"],
        "half label": ["solved"],
        "xyzzy": ["nothing"],
        "printer": ["abandoned"],
    }


def test_what_was_left_again_at_once_was_not_found(cast: Cast, catch_up: CatchUp, seekers: Seekers) -> None:
    question = a_question(cast["zoe"], "Printer prints only half of a label")
    catch_up()
    seekers.search("emma", "printer")
    seekers.open("emma", f"/questions/{question}", 5)
    seekers.search("emma", "label printer", 15)

    assert seekers.settle()["printer"] == ["refined"]


def test_asking_after_what_was_found_means_that_it_did_not_help(
    cast: Cast, catch_up: CatchUp, seekers: Seekers
) -> None:
    question = a_question(cast["zoe"], "Printer prints only half of a label")
    catch_up()
    seekers.search("emma", "printer")
    seekers.open("emma", f"/questions/{question}", 5)
    with clock.at(MORNING + timedelta(minutes=5)):
        a_question(cast["emma"], "Printer prints nothing but stripes")

    assert seekers.settle()["printer"] == ["abandoned"]
    assert _searches()[0].asked


def test_another_page_or_filter_of_a_search_is_no_new_one(seekers: Seekers) -> None:
    seekers.search("emma", "printers")
    seekers.search("emma", "printer tag:label", 5)
    seekers.search("emma", "tag:label", 8)

    assert list(seekers.settle()) == ["printers"]


def test_the_same_an_hour_later_is_seen_again_and_in_another_session(seekers: Seekers) -> None:
    seekers.search("emma", "printer")
    seekers.search("emma", "toner", 300)
    seekers.search("emma", "printer", 4_000)
    seekers.settle()
    first, second, third = _searches()

    assert first.session == second.session == first.id
    assert third.session == third.id


def test_a_search_is_settled_only_once_it_has_ended(seekers: Seekers) -> None:
    seekers.search("emma", "printer")

    assert seekers.settle(timedelta(minutes=10)) == {"printer": ["None"]}
    with clock.at(MORNING + timedelta(minutes=31)):
        assert settle_searches() == 1
        assert settle_searches() == 0


def test_only_what_is_opened_from_results_counts_as_opened(
    cast: Cast, catch_up: CatchUp, seekers: Seekers, sign_in: SignIn
) -> None:
    question = a_question(cast["zoe"], "Printer prints only half of a label")
    endorse_answer(cast["ana"], an_answer(cast["sam"], question))
    catch_up()
    seekers.search("emma", "printer")
    with clock.at(MORNING + timedelta(seconds=9)):
        for came_from in (None, "http://localhost/questions", "http://elsewhere.example/search"):
            headers = {"Referer": came_from} if came_from else {}
            sign_in("emma").get(f"/questions/{question}", headers=headers, follow_redirects=True)

    assert seekers.settle()["printer"] == ["abandoned"]


def test_who_searched_is_forgotten_after_thirty_days_and_the_search_after_longer(seekers: Seekers) -> None:
    seekers.search("emma", "printer")
    seekers.settle()
    with clock.at(MORNING + timedelta(days=29)):
        assert forget_names() == 0
    with clock.at(MORNING + timedelta(days=31)):
        assert forget_names() == 1
        assert forget_names() == 0
    nameless = _searches()[0]
    assert nameless.user_id is None
    assert nameless.session is None
    assert nameless.outcome == "nothing"
    with clock.at(MORNING + timedelta(days=401)):
        assert forget_names() == 1
    assert _searches() == []


def test_what_waits_in_memory_is_bounded_and_written_once(seekers: Seekers, cast: Cast) -> None:
    for number in range(3):
        seen.note_search(cast["emma"].id, f"printer{number}", 1)
    seen.note_search(10**9, "somebody who is gone", 1)

    assert seen.write_seen() == 4
    assert seen.write_seen() == 0
    assert [search.typed for search in _searches()] == ["printer0", "printer1", "printer2"]

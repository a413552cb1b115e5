"""The page of results: marks, filters, order, corrections, what is said when something is off, and the way on."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import event

from community.actions.answers import accept_answer, endorse_answer
from knowledge.actions.articles import publish_article, write_article
from knowledge.forms import ArticleDraft
from portal.core import clock, db
from portal.core.settings import Settings
from portal.finding import index as door
from portal.finding.asked import MOST_PAGES, PAGE_SIZE
from portal.search.index import SearchIndex
from tests.support.cast import Cast
from tests.support.finding import CatchUp, found_by, plain, titles_in
from tests.support.house import SignIn
from tests.support.makers import a_question, an_answer

ARTICLE = {
    "title": "Reset the printer queue after a paper jam",
    "issue": "After a paper jam the printer queue stands still.",
    "environment": "- Any printer",
    "resolution": "Hold the green button for five seconds.",
    "verification": "The queue moves.",
}


def test_words_are_marked_and_everything_else_stays_text(cast: Cast, sign_in: SignIn, catch_up: CatchUp) -> None:
    nasty = "Why does <img src=x onerror=alert(1)> appear in my printer?"
    a_question(cast["emma"], nasty, body="The **printer** says `<script>alert(1)</script>` & nothing else helps.")
    catch_up()
    html = sign_in("otto").get("/search?q=printer").text

    assert titles_in(html) == [nasty]
    assert "<mark>printer</mark>" in html
    assert "&lt;img src=x onerror=alert(1)&gt; appear" in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; nothing" in html
    assert "<img src=x" not in html


def test_what_is_vouched_for_comes_first_among_equals(cast: Cast, sign_in: SignIn, catch_up: CatchUp) -> None:
    titles = [
        "Scanner beeps three times at noon",
        "Scanner beeps three times at dusk",
        "Scanner beeps three times at one",
    ]
    questions = [a_question(cast["otto"], title, body="It beeps, and that is all it does.") for title in titles]
    endorse_answer(cast["ana"], an_answer(cast["sam"], questions[1], "Press the red button."))
    accept_answer(cast["otto"], an_answer(cast["sam"], questions[2], "Press the red button."))
    catch_up()

    assert found_by(sign_in("emma"), q="scanner beeps") == [titles[1], titles[2], titles[0]]


def test_filters_narrow_by_type_tag_application_and_state_and_say_how_many(
    cast: Cast, sign_in: SignIn, catch_up: CatchUp
) -> None:
    queue = a_question(cast["emma"], "The printer queue stands still again", tags="printing", application_id=2)
    a_question(cast["otto"], "The printer smells of burnt toast", tags="printing, smells")
    endorse_answer(cast["ana"], an_answer(cast["sam"], queue, "Hold the green button of the printer."))
    publish_article(cast["ana"], write_article(cast["ana"], ArticleDraft.model_validate(ARTICLE)), cast["ana"].id)
    catch_up()
    emma = sign_in("emma")

    page = emma.get("/search?q=printer").text
    assert re.findall(r'c-tabs__count">(\d+)', page) == ["3", "2", "1", "1"]
    assert found_by(emma, q="printer", type="article") == [ARTICLE["title"]]
    assert found_by(emma, q="printer", type="answer") == ["The printer queue stands still again"]
    assert found_by(emma, q="printer", tag=["printing", "smells"]) == ["The printer smells of burnt toast"]
    assert found_by(emma, q="printer", application="Outlook") == ["The printer queue stands still again"]
    assert found_by(emma, q="printer app:out") == ["The printer queue stands still again"]
    assert found_by(emma, q="printer", answered="no") == ["The printer smells of burnt toast"]
    assert found_by(emma, q="printer", endorsed="yes") == ["The printer queue stands still again"]
    assert found_by(emma, q="printer", mine="yes") == ["The printer queue stands still again"]
    assert len(found_by(emma, mine="yes")) == 1


def test_a_filter_is_switched_on_and_off_by_its_link_whether_it_was_clicked_or_typed(
    cast: Cast, sign_in: SignIn, catch_up: CatchUp
) -> None:
    a_question(cast["emma"], "The printer queue stands still again", tags="printing")
    catch_up()
    emma = sign_in("emma")
    off = _facet(emma.get("/search?q=printer").text, "printing")
    assert off == ("/search?q=printer&tag=printing", False)
    assert _facet(emma.get(off[0]).text, "printing") == ("/search?q=printer", True)
    assert _facet(emma.get("/search?q=printer+tag:printing").text, "printing") == ("/search?q=printer", True)


def _facet(html: str, label: str) -> tuple[str, bool]:
    """Where a filter's link leads, and whether it is on."""
    for href, more, inside in re.findall(r'c-facet-list__facet" href="([^"]*)"([^>]*)>(.*?)</a>', html, re.DOTALL):
        if plain(inside).startswith(label):
            return href.replace("&amp;", "&"), "aria-current" in more
    raise AssertionError(f"no filter is called {label}")


def test_a_slip_is_mended_and_said_so_with_a_way_back(cast: Cast, sign_in: SignIn, catch_up: CatchUp) -> None:
    a_question(cast["emma"], "The printer queue stands still again")
    catch_up()
    otto = sign_in("otto")
    page = otto.get("/search?q=pritner").text

    assert titles_in(page) == ["The printer queue stands still again"]
    assert "Showing what fits <b>printer</b>" in page
    assert 'href="/search?q=pritner&amp;exact=yes"' in page
    assert found_by(otto, q="pritner", exact="yes") == []


def test_nothing_found_offers_to_ask_with_the_words_kept(sign_in: SignIn, catch_up: CatchUp) -> None:
    catch_up()
    otto = sign_in("otto")
    page = otto.get("/search?q=my+abacus+squeaks+type:article").text

    assert "Nothing fits “my abacus squeaks”" in page
    assert 'href="/ask?title=my+abacus+squeaks"' in page
    assert 'href="/search?q=my+abacus+squeaks"' in page
    assert 'value="my abacus squeaks"' in otto.get("/ask?title=my+abacus+squeaks").text


def test_what_was_not_understood_is_said_beside_the_box(sign_in: SignIn, catch_up: CatchUp) -> None:
    catch_up()
    page = sign_in("otto").get('/search?q=type:nonsense+"open').text

    assert "After “type:” comes one of" in page
    assert "This quotation mark is not closed." in page
    assert "characters were searched for" in sign_in("otto").get("/search", query_string={"q": "word " * 200}).text


def test_a_search_that_took_too_long_says_that_there_may_be_more(
    cast: Cast, sign_in: SignIn, catch_up: CatchUp, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_question(cast["emma"], "The printer queue stands still again")
    catch_up()
    monkeypatch.setattr(door, "_index", SearchIndex(settings.index_dir, seconds_of_work=0.0))

    assert "was cut short" in sign_in("otto").get('/search?q="printer+queue"').text


def test_pages_go_on_without_repeating_and_end_somewhere(cast: Cast, sign_in: SignIn, catch_up: CatchUp) -> None:
    for number in range(PAGE_SIZE + 3):
        with clock.at(clock.now() - timedelta(days=40 - number)):
            a_question(cast["zoe"], f"The printer of room {number} stands still")
    catch_up()
    otto = sign_in("otto")
    first, second = found_by(otto, q="printer", order="newest"), found_by(otto, q="printer", order="newest", page=2)

    assert (len(first), len(second)) == (PAGE_SIZE, 3)
    assert first[0] == f"The printer of room {PAGE_SIZE + 2} stands still"
    assert not set(first) & set(second)
    assert found_by(otto, q="printer", page=MOST_PAGES) == []
    assert 'rel="next"' not in otto.get(f"/search?q=printer&page={MOST_PAGES}").text
    assert found_by(otto, q="printer", page=10**30) == []


def test_what_is_raised_for_oneself_says_so_and_can_be_the_same_for_everybody(
    cast: Cast, sign_in: SignIn, catch_up: CatchUp
) -> None:
    a_question(cast["emma"], "The printer queue stands still again")
    catch_up()
    sam = sign_in("sam")
    page = sam.get("/search?q=printer").text

    assert "from your department" in page
    assert 'href="/search?q=printer&amp;everybody=yes"' in page
    assert "from your department" not in sam.get("/search?q=printer&everybody=yes").text


def test_the_empty_box_and_the_help_say_what_can_be_typed(sign_in: SignIn, catch_up: CatchUp) -> None:
    catch_up()
    otto = sign_in("otto")
    assert "Say it in your own words" in otto.get("/search").text
    assert "Say it in your own words" in otto.get("/search?q=+++").text
    page = otto.get("/search/help").text
    assert "<code>tag:vpn</code>" in page
    assert "questions still waiting for an answer" in page


def test_nobody_searches_without_having_signed_in(cast: Cast, sign_in: SignIn) -> None:
    stranger = sign_in("otto").application.test_client()
    for path in ("/search", "/search/suggest?q=a", "/search/similar?title=a", "/search/help"):
        response = stranger.get(path)
        assert response.status_code == 302
        assert "/sign-in" in response.headers["Location"]


def test_a_page_of_results_takes_at_most_eight_queries(cast: Cast, sign_in: SignIn, catch_up: CatchUp) -> None:
    for number in range(PAGE_SIZE):
        question = a_question(cast["zoe"], f"The printer of room {number} stands still", application_id=2)
        an_answer(cast["sam"], question, f"Kick the printer {number} times, then once more.")
    publish_article(cast["ana"], write_article(cast["ana"], ArticleDraft.model_validate(ARTICLE)), cast["ana"].id)
    catch_up()
    otto = sign_in("otto")
    statements: list[str] = []
    event.listen(db.database().engine, "before_cursor_execute", lambda *given: statements.append(given[2]))

    assert len(found_by(otto, q="printer kick app:outlook app:vpn")) == PAGE_SIZE
    assert len(statements) <= 8, statements


PIECES = [
    *'" - tag: is: type:article before: after:2026 app: by: in:title * ? ( ) [a TO z] printer % _ OR NOT ~ ^'.split(),
    *"naïve -tag:x is:mine 🖨 ' \\ \x00 \u202e \ud800".split(" "),
    "a" * 80,
]
TYPED = st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join)


def test_nothing_that_can_be_typed_breaks_a_page(cast: Cast, sign_in: SignIn, catch_up: CatchUp) -> None:
    a_question(cast["emma"], "The printer queue stands still again")
    catch_up()
    otto = sign_in("otto")

    @hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(q=TYPED, name=TYPED, page=st.text(max_size=6) | st.integers().map(str))
    def holds(q: str, name: str, page: str) -> None:
        given = {"q": q, "tag": name, "application": name, "page": page, "type": name[:3]}
        for path, asked in (
            ("/search", given),
            ("/search", {"q": q}),
            ("/search/suggest", {"q": q}),
            ("/search/similar", {"title": q, "body": name}),
        ):
            # The character zero, which nobody can type, is part of no address of ours.
            expected = 404 if any("\0" in value for value in asked.values()) else 200
            assert otto.get(f"{path}?{urlencode(asked, errors='surrogatepass')}").status_code == expected

    holds()

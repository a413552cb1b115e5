"""Two browsers and a real server: an open page stays true, and nobody loses a word they are typing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, WebSocket, expect

from tests.support.browser import Browsing, Script
from tests.support.portals import RunningPortal, portal_on_postgres
from tests.support.postgres import PostgresServer

BODY = "Since Monday it prints the first page and then waits for ever. I have switched it off and on."
ANSWER_TO_WATCH = "43"
ANSWER = "Open the tray, turn the blue wheel to A4, then print a test page from the panel."


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.needs("postgres"))])
def any_portal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RunningPortal]:
    """The running demo company; once on each kind of database."""
    if request.param == "sqlite":
        yield request.getfixturevalue("demo_portal")
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with portal_on_postgres(tmp_path / "portal", server) as portal:
        yield portal


class House:
    """A portal, and browsers in it."""

    def __init__(self, portal: RunningPortal, browsing: Browsing) -> None:
        self.portal = portal
        self.lines: dict[Page, list[WebSocket]] = {}
        self._browsing = browsing

    def ask(self, title: str, visibility: str = "everyone") -> str:
        """Emma asks, elsewhere. The question's address."""
        with self.portal.visitor("emma") as emma:
            asked = emma.post("/ask", title=title, body=BODY, tags="printing", visibility=visibility)
        assert asked.status == 303, asked.text[:1000]
        return asked.location

    def answer(self, handle: str, address: str, body: str = ANSWER) -> int:
        """Somebody answers, elsewhere. The answer's id."""
        number = address.split("/")[2]
        with self.portal.visitor(handle) as visitor:
            assert visitor.post(f"/questions/{number}/answers", body=body).status == 303
        return self.portal.number("SELECT max(id) FROM answers WHERE question_id = :id", id=int(number))

    def act(self, handle: str, path: str, **fields: str) -> None:
        """Somebody does something, elsewhere."""
        with self.portal.visitor(handle) as visitor:
            done = visitor.post(path, **fields)
        assert done.status == 303, done.text[:1000]

    def enter(self, handle: str, script: Script = Script.ON) -> Page:
        """Somebody opens a browser, and is signed in."""
        page = self._browsing.page(base_url=self.portal.url, script=script)
        name, _, value = self.portal.cookie(handle).partition("=")
        page.context.add_cookies([{"name": name, "value": value, "url": self.portal.url}])
        return page

    def open(self, handle: str, address: str) -> Page:
        """Somebody opens a page, and it watches what it is about."""
        page, heard = self.enter(handle), list[str]()
        lines = self.lines.setdefault(page, [])
        page.on("websocket", lambda line: lines.append(line))  # noqa: PLW0108 -- Playwright marks what it is given
        page.on("websocket", lambda line: line.on("framereceived", lambda frame: heard.append(str(frame))))
        page.goto(address)
        topics = (page.locator("body").get_attribute("data-live") or "").split()
        while sum(frame.startswith(ANSWER_TO_WATCH) for frame in heard) < len(topics):
            page.wait_for_event("websocket") if not lines else lines[-1].wait_for_event("framereceived")
        return page


@pytest.fixture
def house(demo_portal: RunningPortal, browsing: Browsing) -> House:
    return House(demo_portal, browsing)


def test_an_answer_appears_while_the_asker_types_and_what_she_types_stays(
    any_portal: RunningPortal, browsing: Browsing
) -> None:
    house = House(any_portal, browsing)
    address = house.ask("Live: the printer on the second floor prints one page only")
    emma = house.open("emma", address)
    emma.click("#question-comments summary")
    emma.fill("#question-comments-body", "I forgot to say: it is the grey one")
    sam = house.open("sam", address)
    sam.fill("#answer-body", ANSWER)
    expect(emma.locator("[data-live-presence]")).to_contain_text("Somebody is answering")
    assert "Sam" not in emma.locator("[data-live-presence]").inner_text()
    sam.click("text=Post answer")

    expect(emma.locator(".c-answer")).to_have_count(1)
    expect(emma.locator(".c-answer")).to_contain_text("turn the blue wheel")
    expect(emma.locator("#toasts")).to_contain_text("A new answer has arrived")
    expect(emma.locator("[data-live-presence]")).not_to_contain_text("Somebody")
    expect(emma.locator("#question-comments-body")).to_be_focused()
    assert emma.input_value("#question-comments-body") == "I forgot to say: it is the grey one"
    emma.keyboard.type("!")
    emma.keyboard.press("Control+Enter")
    expect(sam.locator("#question-comments .c-comment")).to_contain_text("the grey one!")


def test_votes_acceptance_endorsement_and_comments_appear(house: House) -> None:
    address = house.ask("Live: the scanner at gate four beeps twice and forgets")
    answer = house.answer("sam", address)
    otto = house.open("joost", address)
    one = otto.locator(f"#answer-{answer}")
    expect(one).to_contain_text("Community answer")
    house.act("marieke", f"/answers/{answer}/helpful")
    expect(one.locator(".c-vote-button__count")).to_have_text("1")
    house.act("emma", f"/answers/{answer}/accept")
    expect(one).to_contain_text("Accepted")
    house.act("ana", f"/answers/{answer}/endorse")
    expect(one).to_contain_text("IT-endorsed")
    house.act("marieke", f"/answers/{answer}/comments", body="It also works on the older model.")
    expect(one.locator(".c-comment")).to_contain_text("also works on the older model")
    house.act("ana", f"/answers/{answer}/endorse/withdraw")
    expect(one).not_to_contain_text("IT-endorsed")
    expect(otto.locator(".c-question-header")).to_contain_text("Solved")


def test_a_form_that_was_opened_but_is_empty_stays_open_and_focused(house: House) -> None:
    address = house.ask("Live: the label roll jams whenever it is changed")
    first = house.answer("sam", address)
    emma = house.open("emma", address)
    emma.click(f"#answer-{first}-comments summary")
    emma.focus(f"#answer-{first}-comments-body")
    house.answer("marieke", address, "Take the roll out, blow the dust away, put it in again with the gap down.")
    expect(emma.locator(".c-answer")).to_have_count(2)
    expect(emma.locator(f"#answer-{first}-comments-body")).to_be_focused()
    emma.keyboard.type("and")
    house.act("joost", f"/answers/{first}/helpful")
    expect(emma.locator(f"#answer-{first} .c-vote-button__count")).to_have_text("1")
    emma.keyboard.type(" then?")
    assert emma.input_value(f"#answer-{first}-comments-body") == "and then?"


def test_an_answer_being_written_survives_everything_that_happens(house: House) -> None:
    address = house.ask("Live: the badge reader at the north door stays red")
    sam = house.open("sam", address)
    sam.fill("#answer-body", "Half an answer")
    first = house.answer("marieke", address)
    expect(sam.locator(".c-answer")).to_have_count(1)
    house.act("emma", f"/answers/{first}/accept")
    expect(sam.locator(".c-answer")).to_contain_text("Accepted")
    assert sam.input_value("#answer-body") == "Half an answer"
    sam.locator("#answer-body").press("End")
    sam.keyboard.type(", and the other half: hold the badge flat for two seconds.")
    sam.click("text=Post answer")
    expect(sam.locator(".c-answer")).to_have_count(2)
    expect(sam.locator(".c-answer").last).to_contain_text("Half an answer, and the other half")


def test_the_bell_rings_on_whatever_page_one_is(house: House) -> None:
    address = house.ask("Live: the projector shows everything in green")
    emma = house.open("emma", "/questions")
    count = emma.locator("#bell [data-live-count=bell]")
    before = house.portal.number(
        "SELECT count(*) FROM notifications WHERE user_id = :me AND read_at IS NULL", me=house.portal.id_of("emma")
    )
    house.answer("sam", address)
    expect(count).to_have_text(f"{before + 1} unread")
    expect(emma.locator("#toasts a")).to_contain_text("projector")


def test_the_desk_counts_at_once_but_does_not_shuffle_its_rows(house: House) -> None:
    ana = house.open("ana", "/desk")
    waiting = ana.locator("#desk-figures .c-stat__number").first
    rows = ana.locator(".c-queue-row").count()
    before = int(waiting.inner_text())
    house.ask("Live: somebody sent me a link that looks like our portal", visibility="it")
    expect(waiting).to_have_text(str(before + 1))
    expect(ana.locator("[data-live-note]")).to_contain_text("1 more thing waits")
    assert ana.locator(".c-queue-row").count() == rows
    ana.click("[data-live-note] button")
    expect(ana.locator(".c-queue-row")).to_have_count(rows + 1)
    expect(ana.locator("[data-live-note]")).to_have_count(0)


def test_a_private_question_stays_among_its_asker_and_it_while_they_talk(house: House) -> None:
    address = house.ask("Live: I clicked on the link and typed my password", visibility="it")
    sam = house.open("sam", "/questions")
    heard: list[str] = []
    sam.context.on("requestfinished", lambda request: heard.append(request.url))
    emma = house.open("emma", address)
    house.act("ana", f"/questions/{address.split('/')[2]}/comments", body="Stay calm, it is blocked already.")
    expect(emma.locator("#question-comments")).to_contain_text("Stay calm")
    assert sam.goto(address).status == 404  # type: ignore[union-attr]
    assert [url for url in heard if "/notifications" in url] == []


def test_a_page_that_was_away_catches_up_when_it_is_back(house: House) -> None:
    address = house.ask("Live: the lift says it is in another building")
    emma = house.open("emma", address)
    emma.context.set_offline(True)
    house.answer("sam", address)
    emma.context.set_offline(False)
    expect(emma.locator(".c-answer")).to_have_count(1)


def test_what_happened_between_the_page_and_its_socket_is_not_missed(house: House) -> None:
    address = house.ask("Live: the coffee machine asks for an update")
    page = house.enter("emma")

    def answer_first(route: Route) -> None:
        house.answer("sam", address)
        route.continue_()

    page.route("**/live-*.js", answer_first, times=1)
    page.goto(address)
    expect(page.locator(".c-answer")).to_have_count(1)


def test_whoever_was_disabled_hears_nothing_more_and_does_not_come_back(house: House) -> None:
    address = house.ask("Live: my colleague left and his screen is still on")
    tiago = house.open("tiago", address)
    [line] = house.lines[tiago]
    with line.expect_event("close"):
        house.act("adam", "/admin/people/tiago/disable")
    house.answer("sam", address)
    emma = house.open("emma", address)
    expect(emma.locator(".c-answer")).to_have_count(1)
    assert tiago.locator(".c-answer").count() == 0
    assert house.lines[tiago] == [line]


def test_without_script_the_same_things_are_done_by_ordinary_pages(house: House) -> None:
    address = house.ask("Live: the blinds go up at noon by themselves")
    emma, sam = house.enter("emma", Script.OFF), house.enter("sam", Script.OFF)
    emma.goto(address)
    sam.goto(address)
    sam.fill("#answer-body", ANSWER)
    sam.click("text=Post answer")
    expect(sam.locator(".c-answer")).to_have_count(1)
    emma.reload()
    emma.click(".c-accept-button")
    expect(emma.locator(".c-answer")).to_contain_text("Accepted")
    emma.click(".c-answer .c-comment-list summary")
    emma.fill(".c-answer .c-comment-list__body", "Thank you, that was it.")
    emma.click(".c-answer .c-comment-list button")
    expect(emma.locator(".c-answer .c-comment")).to_contain_text("that was it")
    sam.reload()
    expect(sam.locator(".c-answer")).to_contain_text("that was it")

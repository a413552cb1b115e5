"""The README's story in a real browser: one question from the search box to official knowledge and back.

Everybody signs in by one click and does what the README says, by the names that a screen reader would say.
"""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from tests.support.browser import Browsing
from tests.support.portals import RunningPortal

SEEN = "FZ305"
TITLE = "FZ305: the payment run leaves one supplier invoice out"
WHAT_HAPPENS = "The proposal lists every invoice of the glassblower but one. I have run it twice, with the same list."
STEPS = "Open the supplier in XK02, fill in the IBAN of the payee, save, and create the proposal anew."
CAUSE = "The bank account of an alternative payee has no IBAN."
PROOF = "The proposal lists the invoice without a message."


@dataclass(frozen=True)
class Company:
    """The demo company, and the browsers its people sit at."""

    portal: RunningPortal
    browsing: Browsing

    def arrive(self, name: str) -> Page:
        """One of the four of the sign-in page opens a browser and is in with one click."""
        page = self.browsing.page(base_url=self.portal.url)
        page.goto("/")
        page.get_by_role("button", name=re.compile(f"^{name} ")).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(f"What are you stuck on, {name}?")
        return page

    def at_work(self, handle: str) -> Page:
        """Another colleague, who is signed in already."""
        page = self.browsing.page(base_url=self.portal.url)
        name, _, value = self.portal.cookie(handle).partition("=")
        page.context.add_cookies([{"name": name, "value": value, "url": self.portal.url}])
        page.goto("/")
        return page

    def let_five_minutes_pass(self) -> None:
        """The asker tries what she was told. What is accepted at once earns nothing until IT has looked at it."""
        earlier = "created_at = datetime(created_at, '-5 minutes')"
        asked = self.portal.number("SELECT id FROM questions WHERE title = :title", title=TITLE)
        self.portal.change(f"UPDATE questions SET {earlier} WHERE id = :id", id=asked)
        self.portal.change(f"UPDATE answers SET {earlier} WHERE question_id = :id", id=asked)


def test_one_question_becomes_official_knowledge_and_is_found_again(
    demo_portal: RunningPortal, browsing: Browsing
) -> None:
    company = Company(demo_portal, browsing)
    emma, sam, ana, adam = (company.arrive(name) for name in ("Emma", "Sam", "Ana", "Adam"))
    search_in_vain_and_ask(emma)
    answer_from_home(sam)
    see_the_answer(emma)
    company.let_five_minutes_pass()
    accept_it(emma)
    read_what_it_was_worth(sam)
    endorse_promote_and_publish(ana)
    find_it_and_say_that_it_solved_it(company.at_work("joost"))
    read_what_the_analyst_did(adam)


def search_in_vain_and_ask(emma: Page) -> None:
    box = emma.get_by_role("main").or_(emma.locator("body")).get_by_role("combobox").last
    box.fill(SEEN)
    box.press("Enter")
    expect(emma.get_by_text(f"Nothing fits “{SEEN}”")).to_be_visible()
    emma.get_by_role("link", name="Ask a colleague").click()

    title = emma.get_by_role("textbox", name="What are you stuck on?")
    expect(title).to_have_value(SEEN)
    title.press("End")
    title.press_sequentially(TITLE.removeprefix(SEEN))
    alike = emma.get_by_role("region", name="Is it one of these?")
    expect(alike.get_by_role("link", name=re.compile("supplier is waiting, payment block R"))).to_be_visible()

    emma.get_by_role("textbox", name="What happens, and what have you tried?").fill(WHAT_HAPPENS)
    emma.get_by_label("Application").select_option(label="SAP")
    expect(emma.get_by_text(re.compile("colleagues? who knows? SAP will hear of it"))).to_be_visible()
    expect(emma.get_by_label("Site")).to_have_value(re.compile(r"\d+"))
    expect(emma.get_by_label("Device")).to_have_value("Dell Latitude 5440")
    emma.get_by_role("button", name="Ask", exact=True).click()

    expect(emma.get_by_role("heading", level=1)).to_have_text(TITLE)
    context = emma.get_by_role("complementary", name="About this question")
    expect(context).to_contain_text("Cork head office")
    expect(context).to_contain_text("Dell Latitude 5440")
    expect(emma.get_by_role("heading", name="No answer yet")).to_be_visible()


def answer_from_home(sam: Page) -> None:
    sam.reload()
    sam.get_by_role("main").get_by_role("link", name=TITLE).click()
    sam.get_by_role("textbox", name="What would you tell a colleague?").fill(STEPS)
    sam.get_by_role("button", name="Post answer").click()
    expect(the_answer_of("Sam", sam)).to_contain_text("XK02")


def see_the_answer(emma: Page) -> None:
    """Without reloading: her page is the one she asked on."""
    expect(the_answer_of("Sam", emma)).to_contain_text("XK02")


def accept_it(emma: Page) -> None:
    answer = the_answer_of("Sam", emma)
    answer.get_by_role("button", name="Accept").click()
    expect(answer).to_contain_text("by Emma Lindqvist, who asked")


def read_what_it_was_worth(sam: Page) -> None:
    expect(the_answer_of("Sam", sam)).to_contain_text("by Emma Lindqvist, who asked")
    sam.get_by_role("link", name="Notifications").click()
    told = sam.get_by_role("main").get_by_role("listitem").filter(has_text=TITLE)
    expect(told).to_have_count(1)
    expect(told).to_contain_text("Emma Lindqvist accepted your answer")
    expect(told).to_contain_text("+15, accepted by the asker")

    sam.get_by_title("You: Sam Okafor").click()
    sam.get_by_role("link", name="My page").click()
    sam.get_by_role("link", name=re.compile("^Why do I have this.*Level")).click()
    line = sam.get_by_role("listitem").filter(has_text=TITLE).filter(has_text="accepted by the asker")
    expect(line).to_contain_text(f"+15 accepted by the asker, on {TITLE} settles within a day")


def endorse_promote_and_publish(ana: Page) -> None:
    ana.get_by_role("link", name="Desk").click()
    waiting = ana.get_by_role("main").get_by_role("listitem").filter(has_text=TITLE)
    expect(waiting.get_by_role("button", name="Endorse")).to_be_visible()
    waiting.get_by_role("link", name=TITLE).click()
    answer = the_answer_of("Sam", ana)
    answer.get_by_role("button", name="Endorse").click()
    expect(answer).to_contain_text("by Ana Ribeiro")
    answer.get_by_role("link", name="Promote").click()

    expect(ana.get_by_role("textbox", name="Title")).to_have_value(TITLE)
    expect(ana.get_by_role("textbox", name="Issue")).to_have_value(re.compile("lists every invoice of the glassblower"))
    expect(ana.get_by_role("textbox", name="Environment")).to_have_value(re.compile("Cork head office"))
    expect(ana.get_by_role("textbox", name="Resolution")).to_have_value(STEPS)
    ana.get_by_role("textbox", name="Cause").fill(CAUSE)
    ana.get_by_role("textbox", name="How you know it worked").fill(PROOF)
    ana.get_by_role("button", name="Keep as a draft").click()

    publish = ana.get_by_role("region", name="Publish")
    publish.get_by_label("Owner").select_option(label="Ana Ribeiro")
    publish.get_by_role("button", name="Publish").click()
    about = ana.get_by_role("complementary", name="About this article")
    expect(ana.get_by_role("article")).to_contain_text("Official")
    expect(about).to_contain_text("Ana Ribeiro")
    expect(about).to_contain_text("Sam Okafor")
    expect(about).to_contain_text(re.compile("[Rr]eview"))


def find_it_and_say_that_it_solved_it(colleague: Page) -> None:
    box = colleague.get_by_role("combobox").last
    official = colleague.get_by_role("option", name=re.compile(f"{TITLE}.*Official"))
    box.press_sequentially(SEEN)
    expect(official).to_be_visible()
    official.click()
    expect(colleague.get_by_role("heading", level=1)).to_have_text(TITLE)
    colleague.get_by_role("button", name="This solved it").click()
    expect(colleague.get_by_text("This solved it for you. Its author knows.")).to_be_visible()


def read_what_the_analyst_did(adam: Page) -> None:
    adam.get_by_title("You: Adam Kowalczyk").click()
    adam.get_by_role("link", name="Administration").click()
    adam.get_by_role("link", name="Log", exact=True).click()
    adam.get_by_role("textbox", name="By or about").fill("@ana")
    adam.get_by_role("textbox", name="By or about").press("Enter")
    about_it = adam.get_by_role("main").get_by_role("listitem").filter(has_text=TITLE)
    expect(about_it).to_have_count(2)
    expect(about_it.first).to_contain_text("published")
    expect(about_it.last).to_contain_text("endorsed")


def the_answer_of(name: str, page: Page) -> Locator:
    return page.get_by_role("article", name=re.compile(f"^Answer by {name} "))

"""The portal by keyboard alone, with little motion, on paper, and without script: on the demo company's real pages."""

import time
import uuid

import pytest
from playwright.sync_api import Page, expect

from tests.look.walking import database_of, enter
from tests.support.browser import Browsing, Script, Theme
from tests.support.portals import RunningPortal
from tools.pages import PAGES, address_of

ADDRESS = {page.name: page for page in PAGES}
VISIBLE = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return "";
  const seen = getComputedStyle(one), around = getComputedStyle(one.closest("form, .c-editor__frame, label") ?? one);
  const shown = [seen, around].some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0);
  const name = `${one.tagName} ${one.className} ${one.textContent.trim().slice(0, 30)}`;
  const box = one.getBoundingClientRect();
  return shown && box.width && box.height ? "" : name;
}"""
LONGEST_MOTION = """() => Math.max(...[...document.querySelectorAll("*")].flatMap((one) => {
  const style = getComputedStyle(one);
  return [style.transitionDuration, style.animationDuration].flatMap((all) => all.split(", ").map(parseFloat));
}))"""
PATIENCE = 30.0


def test_the_first_tab_offers_to_skip_to_the_content(demo_portal: RunningPortal, browsing: Browsing) -> None:
    page = enter(browsing, demo_portal, "emma")
    page.goto("/questions")
    page.keyboard.press("Tab")
    expect(page.locator(".l-skip")).to_be_focused()
    expect(page.locator(".l-skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


@pytest.mark.parametrize(
    ("keys", "address"),
    [
        ("g h", "/"),
        ("g q", "/questions"),
        ("g k", "/knowledge"),
        ("g d", "/desk"),
        ("g a", "/ask"),
        ("g n", "/notifications"),
    ],
)
def test_g_and_a_letter_go_to_a_room(keys: str, address: str, demo_portal: RunningPortal, browsing: Browsing) -> None:
    page = enter(browsing, demo_portal, "ana")
    page.goto("/badges")
    for key in keys.split():
        page.keyboard.press(key)
    page.wait_for_url(f"{demo_portal.url}{address}")


def test_a_search_is_done_without_the_mouse(demo_portal: RunningPortal, browsing: Browsing) -> None:
    page = enter(browsing, demo_portal, "emma")
    page.goto("/questions")
    page.keyboard.press("/")
    page.keyboard.type("vpn")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=vpn")
    page.locator("body").press("Escape")
    page.locator("#search").blur()
    page.keyboard.press("j")
    expect(page.locator("[data-row][data-chosen]")).to_have_count(1)
    href = page.locator("[data-row][data-chosen] [data-row-link]").get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{href}*")


@pytest.mark.parametrize(
    ("role", "name"), [("emma", "home"), ("sam", "question"), ("emma", "ask"), ("ana", "desk"), ("adam", "admin")]
)
def test_whatever_has_the_focus_shows_it(role: str, name: str, demo_portal: RunningPortal, browsing: Browsing) -> None:
    page = enter(browsing, demo_portal, role)
    page.goto(address_of(ADDRESS[name], database_of(demo_portal)))
    page.locator("body").press("Escape")
    hidden = []
    for _ in range(45):
        page.keyboard.press("Tab")
        hidden.append(page.evaluate(VISIBLE))
    assert {one for one in hidden if one} == set()


def test_a_dialog_keeps_the_focus_and_gives_it_back(demo_portal: RunningPortal, browsing: Browsing) -> None:
    page = enter(browsing, demo_portal, "emma")
    page.goto("/questions")
    opener = page.locator("[data-dialog=shortcuts]")
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#shortcuts")).to_be_visible()
    for _ in range(8):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('dialog')?.id ?? document.activeElement.tagName") in {
            "shortcuts",
            "BODY",  # the window's own buttons are next
        }
    page.keyboard.press("Escape")
    expect(page.locator("#shortcuts")).to_be_hidden()
    expect(opener).to_be_focused()


def test_a_question_before_something_matters_gives_the_focus_back(
    demo_portal: RunningPortal, browsing: Browsing
) -> None:
    page = enter(browsing, demo_portal, "ana")
    page.goto(address_of(ADDRESS["question"], database_of(demo_portal)))
    page.click("#question-menu summary")
    lock = page.get_by_role("button", name="Lock")
    lock.focus()
    page.keyboard.press("Enter")
    expect(page.locator("dialog[open] button[value=no]")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(lock).to_be_focused()


@pytest.mark.parametrize(("wish", "longest"), [("reduce", 0.0), ("no-preference", 0.2)])
def test_nothing_moves_for_long_and_not_at_all_where_less_is_asked_for(
    wish: str, longest: float, demo_portal: RunningPortal, browsing: Browsing
) -> None:
    page = enter(browsing, demo_portal, "emma")
    page.emulate_media(reduced_motion="reduce" if wish == "reduce" else "no-preference")
    page.goto(address_of(ADDRESS["question"], database_of(demo_portal)))
    assert page.evaluate(LONGEST_MOTION) <= longest


def test_an_article_on_paper_is_its_text_and_where_it_comes_from(
    demo_portal: RunningPortal, browsing: Browsing
) -> None:
    page = enter(browsing, demo_portal, "emma", theme=Theme.DARK)
    page.goto(address_of(ADDRESS["article"], database_of(demo_portal)))
    page.emulate_media(media="print")
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".c-article-meta")).to_be_visible()
    for pressed in (".l-header", ".l-footer", ".c-solved-it", ".c-breadcrumb", ".l-skip", ".l-columns__rail .c-button"):
        expect(page.locator(pressed).first).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"


def test_a_question_goes_its_whole_way_without_script(demo_portal: RunningPortal, browsing: Browsing) -> None:
    word = f"zq{uuid.uuid4().hex[:10]}"
    title = f"The {word} light on the franking machine blinks twice"
    emma = enter(browsing, demo_portal, "emma", script=Script.OFF)
    emma.goto("/ask")
    emma.fill("[name=title]", title)
    emma.fill("[name=body]", "It blinks twice, waits, and blinks again. I have switched it off and on.")
    emma.fill("[name=tags]", "printing")
    emma.get_by_role("button", name="Ask", exact=True).click()
    emma.wait_for_url("**/questions/*/*")
    expect(emma.locator("h1")).to_have_text(title)

    sam = enter(browsing, demo_portal, "sam", script=Script.OFF)
    sam.goto(emma.url)
    sam.fill("#answer-body", "Twice means the **ink ribbon** is loose. Push it in until it clicks.")
    sam.get_by_role("button", name="Post answer").click()
    expect(sam.locator(".c-answer strong")).to_have_text("ink ribbon")

    emma.reload()
    emma.locator(".c-answer").get_by_role("button", name="Accept").click()
    expect(emma.locator(".c-answer .c-trust-mark")).to_have_text("Accepted")

    expect(_found(emma, word).locator("[data-row-link]").first).to_contain_text(word)


def _found(page: Page, word: str) -> Page:
    deadline = time.monotonic() + PATIENCE
    while True:
        page.goto("/search")
        page.fill("#search", word)
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?q=*")
        if page.locator("[data-row-link]").count() or time.monotonic() > deadline:
            return page

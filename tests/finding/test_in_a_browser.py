"""Finding as people do it: three letters, the arrow keys, Enter, "This solved it"; and nothing found, so they ask."""

import re

from playwright.sync_api import Page, expect

from tests.support.browser import Browsing, Script
from tests.support.portals import RunningPortal


def _signed_in(browsing: Browsing, portal: RunningPortal, handle: str, script: Script = Script.ON) -> Page:
    page = browsing.page(base_url=portal.url, script=script)
    name, _, value = portal.cookie(handle).partition("=")
    page.context.add_cookies([{"name": name, "value": value, "url": portal.url}])
    return page


def test_three_letters_the_arrow_keys_enter_and_this_solved_it(browsing: Browsing, demo_portal: RunningPortal) -> None:
    title, number = demo_portal.ask(
        "SELECT title, id FROM articles WHERE state = 'official' AND title LIKE '% %' ORDER BY id LIMIT 1"
    )[0]
    page = _signed_in(browsing, demo_portal, "emma")
    page.goto("/")
    box = page.locator("#home-search")
    box.press_sequentially(str(title)[:3].lower())
    wanted = page.locator("[role=option]").filter(has_text=str(title))
    expect(wanted).to_be_visible()
    place = page.locator("[role=option]").all_inner_texts().index(wanted.inner_text())
    for _ in range(place + 1):
        box.press("ArrowDown")
    expect(wanted).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", str(wanted.get_attribute("id")))
    box.press("Enter")
    expect(page).to_have_url(re.compile(rf"/knowledge/{number}/"))
    page.get_by_role("button", name="This solved it").first.click()
    expect(page.get_by_text("This solved it for you.")).to_be_visible()

    solved = "SELECT count(*) FROM article_verdicts WHERE article_id = :id AND user_id = :who AND verdict = 'solved'"
    assert demo_portal.number(solved, id=number, who=demo_portal.id_of("emma")) == 1


def test_nothing_found_leads_to_asking_with_the_text_still_there(
    browsing: Browsing, demo_portal: RunningPortal
) -> None:
    for script in Script:
        page = _signed_in(browsing, demo_portal, "emma", script)
        page.goto("/")
        box = page.locator("#home-search")
        box.fill("Zeppelin hangar gates refuse my badge")
        box.press("Enter")
        expect(page).to_have_url(re.compile("/search"))
        page.get_by_role("link", name=re.compile("Ask a (colleague|question)")).first.click()

        expect(page.get_by_label("What are you stuck on?")).to_have_value("Zeppelin hangar gates refuse my badge")


def test_a_similar_question_is_ones_own_with_one_tap(browsing: Browsing, demo_portal: RunningPortal) -> None:
    title, number = demo_portal.ask(
        "SELECT title, id FROM questions WHERE author_id <> :me AND visibility = 'everyone' AND closed_as IS NULL"
        " AND deleted_at IS NULL AND hidden_at IS NULL"
        " AND id NOT IN (SELECT question_id FROM me_toos WHERE user_id = :me) ORDER BY id LIMIT 1",
        me=demo_portal.id_of("emma"),
    )[0]
    page = _signed_in(browsing, demo_portal, "emma")
    page.goto("/ask")
    page.get_by_label("What are you stuck on?").press_sequentially(str(title)[:60], delay=5)
    near = page.locator(".c-similar-list__item").filter(has_text=str(title))
    near.get_by_role("button", name="This is my question").click()
    expect(page).to_have_url(re.compile(rf"/questions/{number}/"))

    who = {"id": number, "me": demo_portal.id_of("emma")}
    assert demo_portal.number("SELECT count(*) FROM me_toos WHERE question_id = :id AND user_id = :me", **who) == 1
    assert demo_portal.number("SELECT count(*) FROM follows WHERE question_id = :id AND user_id = :me", **who) == 1

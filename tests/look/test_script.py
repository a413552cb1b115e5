"""What the script does to a page, in a real browser; nothing of it may lose a word that somebody typed."""

import pytest
from playwright.sync_api import Page, expect

from portal.web.styleguide.posts import SUGGESTIONS
from tests.look.stage import Stage
from tests.support.browser import Browsing, Script, Theme


@pytest.fixture
def page(stage: Stage, browsing: Browsing) -> Page:
    page = browsing.page(base_url=stage.address)
    page.goto("/")
    expect(page.locator("[data-editor][data-ready]")).to_have_count(1)
    return page


def test_a_vote_renews_its_answer_and_leaves_what_is_being_typed(page: Page) -> None:
    page.fill("#field-body", "half a sentence")
    page.click("#answer-12 .c-vote-button")
    expect(page.locator("#answer-12 .c-vote-button")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#answer-12 .c-vote-button b")).to_have_text("39")
    expect(page.locator("#flashes")).to_contain_text("Noted.")
    assert page.input_value("#field-body") == "half a sentence"


def test_a_refusal_is_said_in_its_own_words_and_changes_nothing(page: Page) -> None:
    page.click("#answer-12 .c-accept-button")
    expect(page.locator("#toasts")).to_contain_text("One at a time, please.")
    expect(page.locator("#answer-12 .c-accept-button")).to_be_visible()


def test_a_form_that_was_wrong_comes_back_with_its_words_and_the_reason(page: Page) -> None:
    page.click("#answer-12-comments summary:has-text('Add a comment')")
    page.fill("#answer-12-comments-body", "too short")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#answer-12-comments")).to_contain_text("Two more words, please.")
    assert page.input_value("#answer-12-comments-body") == "too short"


def test_a_comment_that_was_taken_appears_and_its_form_is_empty_again(page: Page) -> None:
    page.click("#answer-12-comments summary:has-text('Add a comment')")
    page.fill("#answer-12-comments-body", "this is long enough")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#answer-12-comments .c-comment")).to_have_count(3)
    assert page.input_value("#answer-12-comments-body") == ""


def test_a_comment_being_written_survives_that_its_answer_is_renewed(page: Page) -> None:
    page.click("#answer-12-comments summary:has-text('Add a comment')")
    page.fill("#answer-12-comments-body", "in the middle of")
    page.click("#answer-12 .c-vote-button")
    expect(page.locator("#answer-12 .c-vote-button b")).to_have_text("39")
    expect(page.locator("#answer-12-comments-body")).to_be_visible()
    assert page.input_value("#answer-12-comments-body") == "in the middle of"


def test_whoever_was_signed_out_meanwhile_is_led_to_the_sign_in_page(page: Page) -> None:
    page.click("#answer-12 .c-solved-it__yes")
    page.wait_for_url("**/sign-in")
    assert page.title() == "Sign in"


def test_what_matters_is_asked_before_it_is_done(page: Page, stage: Stage) -> None:
    page.click("#removal button")
    page.click("dialog[open] >> text=Not now")
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert stage.deleted == 0
    page.click("#removal button")
    expect(page.locator("dialog[open]")).to_contain_text("Really delete it?")
    with page.expect_navigation():
        page.click("dialog[open] button[value=yes]")
    assert stage.deleted == 1


def test_a_draft_is_kept_while_one_writes(page: Page, stage: Stage) -> None:
    page.fill("#field-body", "worth keeping")
    expect(page.locator("[data-draft-state]")).to_have_text("Draft kept")
    assert stage.drafts == {"answer:7": {"body": "worth keeping"}}


def test_similar_questions_show_while_a_title_is_typed(page: Page) -> None:
    page.fill("#field-title", "outlook asks again")
    expect(page.locator(".c-similar-list__item")).to_have_count(3)


def test_a_counter_says_when_little_is_left(page: Page) -> None:
    page.fill("#field-title", "nineteen characters")
    expect(page.locator("[data-counter=field-title]")).to_have_text("19 / 20")
    expect(page.locator("[data-counter=field-title]")).to_have_attribute("data-near", "")


def test_suggestions_are_a_combobox_for_the_keyboard(page: Page) -> None:
    page.locator("body").press("/")
    box = page.locator("#header-search")
    expect(box).to_be_focused()
    box.press_sequentially("pass")
    expect(page.locator("#header-search-list [role=option]")).to_have_count(len(SUGGESTIONS) + 1)  # and all results
    expect(box).to_have_attribute("aria-expanded", "true")
    box.press("ArrowDown")
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "header-search-list-1")
    box.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")


def test_a_late_answer_to_fewer_letters_does_not_replace_the_newer_one(page: Page, stage: Stage) -> None:
    stage.slow_words = "pass"
    box = page.locator("#header-search")
    with page.expect_request("**/search/suggest?q=pass") as asked:
        box.press_sequentially("pass")
    assert stage.is_waiting.wait(10)
    box.press_sequentially("word")
    expect(page.locator("#header-search-list")).to_contain_text("All results for “password”")
    stage.hurry.set()
    asked.value.response()  # none where it was given up
    page.evaluate("new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)))")
    expect(page.locator("#header-search-list")).to_contain_text("All results for “password”")


def test_an_answer_on_its_way_does_not_open_the_list_that_was_closed(page: Page, stage: Stage) -> None:
    stage.slow_words = "password"
    box = page.locator("#header-search")
    box.press_sequentially("pass")
    expect(box).to_have_attribute("aria-expanded", "true")
    with page.expect_request("**/search/suggest?q=password") as asked:
        box.press_sequentially("word")
    assert stage.is_waiting.wait(10)
    box.press("Escape")
    stage.hurry.set()
    asked.value.response()
    page.evaluate("new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)))")
    expect(box).to_have_attribute("aria-expanded", "false")


def test_the_keys_are_shown_and_can_be_switched_off(page: Page) -> None:
    page.locator("body").press("?")
    page.click("[data-keys-toggle]")
    page.keyboard.press("Escape")
    page.locator("body").press("/")
    expect(page.locator("#header-search")).not_to_be_focused()


def test_a_list_is_walked_with_j_and_k(page: Page) -> None:
    page.locator("body").press("j")
    page.locator("body").press("j")
    expect(page.locator("#question-8")).to_have_attribute("data-chosen", "")
    page.locator("body").press("k")
    expect(page.locator("#question-7")).to_have_attribute("data-chosen", "")
    expect(page.locator("[data-chosen]")).to_have_count(1)


def test_keys_are_letters_while_one_types(page: Page) -> None:
    page.focus("#field-body")
    page.keyboard.type("go home? / j")
    assert page.input_value("#field-body") == "go home? / j"


def test_somebody_is_mentioned_by_name_and_a_name_is_never_markup(page: Page) -> None:
    page.focus("#field-body")
    page.keyboard.type("Ask @sa")
    expect(page.locator(".c-editor__people [role=option]")).to_contain_text("Sam <img")
    page.keyboard.press("Enter")
    expect(page.locator("#field-body")).to_have_value("Ask @sam ")


def test_a_picture_becomes_markdown_and_the_preview_shows_what_will_stand_there(page: Page) -> None:
    with page.expect_file_chooser() as chooser:
        page.click("[data-editor-picture]")
    chooser.value.set_files({"name": "window.png", "mimeType": "image/png", "buffer": b"x"})
    expect(page.locator("#field-body")).to_have_value("![window.png](/pictures/1)\n")
    page.click("[data-editor-view=preview]")
    expect(page.locator("[data-editor-preview] strong")).to_contain_text("window.png")


def test_the_theme_changes_at_once_and_the_server_hears_of_it(page: Page, stage: Stage) -> None:
    page.click("#person-menu summary")
    with page.expect_response("**/settings/theme"):
        page.click(".c-theme-switch [value=dark]")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert stage.theme == "dark"


def test_a_menu_closes_with_escape_and_the_focus_returns(page: Page) -> None:
    page.click("#person-menu summary")
    page.keyboard.press("Escape")
    expect(page.locator("#person-menu")).not_to_have_attribute("open", "")
    expect(page.locator("#person-menu summary")).to_be_focused()


def test_without_script_the_page_reads_and_its_forms_work(stage: Stage, browsing: Browsing) -> None:
    page = browsing.page(theme=Theme.DARK, script=Script.OFF, base_url=stage.address)
    page.goto("/")
    expect(page.locator("#answer-12 .c-post-body--prose")).to_be_visible()
    expect(page.locator("markdown-toolbar")).to_be_hidden()
    page.click("#answer-12 .c-vote-button")
    expect(page.locator("#answer-12 .c-vote-button")).to_have_attribute("aria-pressed", "true")
    page.click("#person-menu summary")
    page.click(".c-theme-switch [value=light]")
    assert stage.theme == "light"

"""The style guide can be used by everybody: axe in both themes, no page wider than its window, a readable measure."""

import pytest
from playwright.sync_api import Page

from portal.web.styleguide.pages import ERRORS, PAGES
from tests.look.stage import Stage
from tests.look.walking import hardships
from tests.support.browser import Browsing, Width

ADDRESSES = ("/styleguide/", *(f"/styleguide/pages/{name}" for name in PAGES), f"/styleguide/errors/{ERRORS[1]}")
TWICE_AS_LARGE = {"width": 720, "height": 450}
"""A window of 1440 by 900 at 200 % zoom, in CSS pixels."""


@pytest.mark.parametrize("width", [Width.PHONE, Width.DESK])
def test_axe_finds_nothing_on_the_style_guide(stage: Stage, browsing: Browsing, width: Width) -> None:
    page = browsing.page(width=width, base_url=stage.address)
    found = {}
    for address in ADDRESSES:
        page.goto(address)
        found[address] = hardships(page)
    assert {address: lines for address, lines in found.items() if lines} == {}


@pytest.mark.parametrize(("width", "direction"), [(Width.PHONE, "ltr"), (Width.PHONE, "rtl"), (Width.TABLET, "rtl")])
def test_nothing_is_wider_than_the_window(stage: Stage, browsing: Browsing, width: Width, direction: str) -> None:
    page = browsing.page(width=width, base_url=stage.address)
    assert [address for address in ADDRESSES if _overflows(page, f"{address}?dir={direction}")] == []


def test_nothing_is_wider_than_the_window_at_twice_the_size(stage: Stage, browsing: Browsing) -> None:
    page = browsing.page(base_url=stage.address)
    page.set_viewport_size({"width": TWICE_AS_LARGE["width"], "height": TWICE_AS_LARGE["height"]})
    assert [address for address in ADDRESSES if _overflows(page, address)] == []


def test_a_line_of_prose_holds_sixty_five_to_seventy_five_characters(stage: Stage, browsing: Browsing) -> None:
    page = browsing.page(base_url=stage.address)
    page.goto("/styleguide/")
    page.evaluate("document.fonts.ready")
    per_line = page.evaluate(
        """() => {
          const box = document.querySelector(".c-post-body--prose");
          const words = "the quick answer is in the settings of the application and works for everyone ".repeat(12);
          const line = document.createElement("p");
          line.textContent = words;
          box.prepend(line);
          const lines = Math.round(line.clientHeight / parseFloat(getComputedStyle(line).lineHeight));
          return words.length / lines;
        }"""
    )
    assert 65 <= per_line <= 75


def _overflows(page: Page, address: str) -> bool:
    page.goto(address)
    return bool(page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))

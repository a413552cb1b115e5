"""Walks through the pages of a running company as one of its people, and says which are too wide or hard to use."""

from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page

from tests.support.axe import COLOUR, faults
from tests.support.browser import Browsing, Script, Theme
from tests.support.portals import RunningPortal
from tools.pages import STRANGER, Shown, address_of

PHONE, TABLET, TWICE, DESK = 360, 768, 720, 1440
"""Widths of the window in CSS pixels; TWICE is the desk's at 200 % zoom."""
_SET_UP = """([direction, size]) => {
  document.documentElement.dir = direction;
  document.documentElement.style.fontSize = size;
}"""
_SPILLS = """() => {
  const edge = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= edge) return "";
  const wide = [...document.querySelectorAll("body *")].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width && (box.right > edge + 1 || box.left < -1);
  });
  return wide.slice(0, 3).map((one) => one.className || one.tagName).join(", ") || "something";
}"""


def walk(browsing: Browsing, portal: RunningPortal, role: str, pages: list[Shown]) -> Iterator[tuple[Shown, Page]]:
    """Each of the pages, open, as somebody who may see it."""
    tab = enter(browsing, portal, role)
    for page in pages:
        answer = tab.goto(address_of(page, database_of(portal)), wait_until="load")
        assert answer is not None and answer.status == page.status, f"{page.name} answered {answer and answer.status}"
        yield page, tab


def enter(
    browsing: Browsing, portal: RunningPortal, role: str, script: Script = Script.ON, theme: Theme = Theme.LIGHT
) -> Page:
    """A page of somebody who is signed in, or of a stranger."""
    tab = browsing.page(base_url=portal.url, script=script, theme=theme)
    if role != STRANGER:
        name, _, value = portal.cookie(role).partition("=")
        tab.context.add_cookies([{"name": name, "value": value, "url": portal.url}])
    return tab


def database_of(portal: RunningPortal) -> Path:
    """The file of the portal's database."""
    return portal.data / "questboard.db"


def hardships(tab: Page) -> list[str]:
    """What axe finds, in the light and in the dark."""
    found = [f"light: {line}" for line in faults(tab)]
    tab.emulate_media(color_scheme="dark")
    found += [f"dark: {line}" for line in faults(tab, *COLOUR)]
    tab.emulate_media(color_scheme="light")
    return found


def spills(tab: Page, *ways: tuple[int, str, str]) -> list[str]:
    """What is wider than the window, at each (width, direction, size of type)."""
    found = []
    for width, direction, size in ways:
        tab.set_viewport_size({"width": width, "height": 900})
        tab.evaluate(_SET_UP, [direction, size])
        if what := tab.evaluate(_SPILLS):
            found.append(f"{width} px, {direction}, type at {size}: {what}")
    tab.evaluate(_SET_UP, ["ltr", ""])
    return found

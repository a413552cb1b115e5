"""Pictures of every main page of the demo company: two themes, two widths, as each role, into shots/.

`make shots ARGS="question desk"` takes only pages with one of these words in their names.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.browser import FLAGS, find_chromium
from tools.portal import ROOT, Portal

FOLDER = ROOT / "shots"
ROLES = ("emma", "sam", "ana", "adam")
EVERYBODY = frozenset(ROLES)
WIDTHS = (360, 1440)
THEMES = ("light", "dark")

# name, address (or a link to follow from it, after " > "), who may see it
PAGES = (
    ("home", "/", EVERYBODY),
    ("search", "/search?q=vpn", EVERYBODY),
    ("search-nothing", "/search?q=zeppelin+parking", frozenset({"emma"})),
    ("ask", "/ask", frozenset({"emma"})),
    ("questions", "/questions", EVERYBODY),
    ("question", "/questions > .c-question-row--solved [data-row-link]", EVERYBODY),
    ("tags", "/tags", frozenset({"emma"})),
    ("tag", "/tags/vpn", frozenset({"emma"})),
    ("knowledge", "/knowledge", EVERYBODY),
    ("article", "/knowledge > .c-article-card a", EVERYBODY),
    ("article-new", "/knowledge/new", frozenset({"ana"})),
    ("desk", "/desk", frozenset({"ana"})),
    ("desk-tags", "/desk/tags", frozenset({"ana"})),
    ("person", "/people/sam", EVERYBODY),
    ("points", "/people/sam/points", frozenset({"sam"})),
    ("people", "/people", frozenset({"emma"})),
    ("leaderboard", "/leaderboard", EVERYBODY),
    ("badges", "/badges", EVERYBODY),
    ("notifications", "/notifications", EVERYBODY),
    ("settings", "/settings", frozenset({"emma"})),
    ("admin", "/admin", frozenset({"adam"})),
    ("admin-log", "/admin/log", frozenset({"adam"})),
    ("search-help", "/search/help", frozenset({"emma"})),
    ("not-found", "/no/such/page", frozenset({"emma"})),
)


def main(words: list[str]) -> int:
    """Take the pictures whose names have one of `words`, or all."""
    chosen = [entry for entry in PAGES if not words or any(word in entry[0] for word in words)]
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    with (
        tempfile.TemporaryDirectory(prefix="questboard-shots-") as folder,
        Portal(Path(folder), "--demo") as portal,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        _sign_in_page(browser, portal)
        for role in ROLES:
            for theme in THEMES:
                _as_somebody(browser, portal, role, theme, [entry for entry in chosen if role in entry[2]])
        browser.close()
    print(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER.relative_to(ROOT)}/")
    return 0


def _sign_in_page(browser: Browser, portal: Portal) -> None:
    for theme in THEMES:
        for width in WIDTHS:
            page = browser.new_page(
                base_url=portal.url,
                viewport={"width": width, "height": 900},
                color_scheme="dark" if theme == "dark" else "light",
            )
            page.goto("/sign-in")
            page.screenshot(path=FOLDER / f"sign-in.{theme}.{width}.png", full_page=True)
            page.close()


def _as_somebody(
    browser: Browser, portal: Portal, role: str, theme: str, pages: list[tuple[str, str, frozenset[str]]]
) -> None:
    context = browser.new_context(
        base_url=portal.url, color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto("/sign-in")
    page.locator(f"[data-demo={role}]").click()
    page.wait_for_url("**/")
    for name, address, _ in pages:
        _visit(page, address)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=FOLDER / f"{name}.{role}.{theme}.{width}.png", full_page=True)
    context.close()


def _visit(page: Page, address: str) -> None:
    path, _, link = address.partition(" > ")
    page.goto(path)
    if link:
        href = page.locator(link).first.get_attribute("href")
        page.goto(href or path)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

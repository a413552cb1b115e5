"""Pictures of every page of the demo company: two themes, two widths, as each role that sees it, into shots/.

`make shots ARGS="question desk"` takes only pages with one of these words in their names. A page that does not come,
or comes with a script error, is named at the end, and the exit is 1.
"""

import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, sync_playwright

from tests.support.browser import FLAGS, find_chromium
from tools.pages import CAST, PAGES, STRANGER, Shown, address_of
from tools.portal import ROOT, Portal

FOLDER = ROOT / "shots"
WIDTHS = (360, 1440)
THEMES = ("light", "dark")


def main(words: list[str]) -> int:
    """Take the pictures of pages whose names have one of `words`, or all. Returns 1 if a page failed."""
    chosen = [page for page in PAGES if not words or any(word in page.name for word in words)]
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    with (
        tempfile.TemporaryDirectory(prefix="questboard-shots-") as folder,
        Portal(Path(folder), "--demo", settings={"QUESTBOARD_RATE_LIMITS": "0"}) as portal,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        failed = take(browser, portal.url, Path(folder) / "var" / "questboard.db", chosen, FOLDER)
        browser.close()
    print(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER.relative_to(ROOT)}/")
    for line in failed:
        print(line, file=sys.stderr)
    return 1 if failed else 0


def take(browser: Browser, url: str, database: Path, pages: Sequence[Shown], into: Path) -> list[str]:
    """Picture the pages as everybody who sees them, `into` a folder. Returns one line for each that failed."""
    failed = []
    for role in (STRANGER, *CAST):
        seen = [page for page in pages if role in page.seen_by]
        for theme in THEMES if seen else ():
            context = browser.new_context(
                base_url=url, color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce"
            )
            context.on("weberror", lambda error: failed.append(f"script error: {error.error}"))
            tab = context.new_page()
            if role != STRANGER:
                tab.goto("/sign-in")
                tab.locator(f"form:has([name=handle][value={role}]) button").click()
                tab.wait_for_url("**/")
            for page in seen:
                try:
                    _picture(tab, page, address_of(page, database), into / f"{page.name}.{role}.{theme}")
                except (Error, LookupError) as problem:
                    failed.append(f"{page.name} as {role}: {problem}")
            context.close()
    return failed


def _picture(tab: Page, page: Shown, address: str, path: Path) -> None:
    answer = tab.goto(address)
    if answer is None or answer.status != page.status:
        raise LookupError(f"{address} answered {answer.status if answer else 'nothing'}")
    for width in WIDTHS:
        tab.set_viewport_size({"width": width, "height": 900})
        height = tab.evaluate("document.documentElement.scrollHeight")  # what sticks to an edge belongs at the edge
        tab.set_viewport_size({"width": width, "height": height})
        tab.screenshot(path=path.with_name(f"{path.name}.{width}.png"))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

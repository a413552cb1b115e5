"""`make shots` pictures each page in both themes and widths, and names those that did not come."""

from pathlib import Path

from playwright.sync_api import Browser

from tests.support.portals import RunningPortal
from tools.pages import EMMA, Shown
from tools.shots import take


def test_a_page_that_does_not_come_is_named_and_the_others_are_pictured(
    demo_portal: RunningPortal, browser: Browser, tmp_path: Path
) -> None:
    pages = [Shown("gone", "/gone", "/no/such/page", EMMA), Shown("badges", "/badges", "/badges", EMMA)]

    failed = take(browser, demo_portal.url, demo_portal.data / "questboard.db", pages, tmp_path)

    assert failed == ["gone as emma: /no/such/page answered 404"] * 2
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "badges.emma.dark.1440.png",
        "badges.emma.dark.360.png",
        "badges.emma.light.1440.png",
        "badges.emma.light.360.png",
    ]

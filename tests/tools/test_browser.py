"""The browser of the tests: it shows what a person's would, and reports what goes wrong in a page."""

from pathlib import Path

import pytest

from tests.support import axe
from tests.support.browser import Browsing, Script, Theme, Width, find_chromium
from tests.support.run import LackingError


def test_a_page_has_the_theme_and_width_asked_for(browsing: Browsing) -> None:
    page = browsing.page(Theme.DARK, Width.PHONE)
    assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    assert page.evaluate("innerWidth") == 360


def test_pages_are_different_people(browsing: Browsing) -> None:
    first, second = browsing.page(), browsing.page()
    assert first.context is not second.context


def test_without_script_a_page_shows_what_is_meant_for_that(browsing: Browsing) -> None:
    page = browsing.page(script=Script.OFF)
    page.set_content("<noscript>plain</noscript><script>document.title='ran'</script>")
    assert page.get_by_text("plain").is_visible()
    assert page.title() == ""


def test_a_script_error_is_a_complaint(browsing: Browsing) -> None:
    page = browsing.page()
    page.set_content("<button onclick='missing()'>press</button>")
    with page.context.expect_event("weberror"):
        page.get_by_role("button").click()
    assert "missing is not defined" in browsing.complaints[0]
    browsing.complaints.clear()


def test_a_refusal_by_the_content_security_policy_is_a_complaint(browsing: Browsing) -> None:
    page = browsing.page()
    with page.expect_console_message():
        page.set_content('<meta http-equiv="Content-Security-Policy" content="script-src \'none\'"><script>1</script>')
    assert "Content Security Policy" in browsing.complaints[0]
    browsing.complaints.clear()


def test_axe_names_the_element_and_what_is_wrong_with_it(browsing: Browsing) -> None:
    page = browsing.page()
    page.set_content('<html lang="en"><title>t</title><main><h1>t</h1><img id="mute" src="data:,"></main></html>')
    found = axe.faults(page)
    assert len(found) == 1
    assert found[0].startswith("image-alt (critical)")
    assert found[0].endswith("#mute")


def test_axe_says_nothing_of_a_page_that_is_right(browsing: Browsing) -> None:
    page = browsing.page()
    page.set_content('<html lang="en"><title>t</title><main><h1>t</h1></main></html>')
    assert axe.faults(page) == []


def test_a_browser_that_is_named_and_not_there_is_said_to_lack(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "none"))
    with pytest.raises(LackingError, match="CHROMIUM names"):
        find_chromium()


def test_where_there_is_no_browser_the_reason_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    with pytest.raises(LackingError, match="apt install chromium"):
        find_chromium()

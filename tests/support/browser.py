"""A real Chromium for the tests: found on this machine, one per worker, a fresh profile for every page."""

import os
import shutil
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.support.run import LackingError

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""Quiet, and able to run as root; Playwright adds --headless itself."""

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


class Theme(Enum):
    """Which of the two looks the person's system asks for."""

    LIGHT = "light"
    DARK = "dark"


class Width(Enum):
    """A width of the window, in CSS pixels."""

    PHONE = 360
    TABLET = 768
    DESK = 1440


class Script(Enum):
    """Whether the browser runs scripts: every page has to work without."""

    ON = True
    OFF = False


class Browsing:
    """Opens pages for one test, each as a person with a browser of their own, and listens for complaints.

    `complaints` are uncaught script errors and refusals by the content security policy. A test fails at its
    end if there are any left: one that provokes some looks at the list and empties it.
    """

    def __init__(self, browser: Browser) -> None:
        self.complaints: list[str] = []
        self._browser = browser
        self._contexts: list[BrowserContext] = []

    def page(
        self,
        theme: Theme = Theme.LIGHT,
        width: Width = Width.DESK,
        script: Script = Script.ON,
        base_url: str | None = None,
    ) -> Page:
        """A page in a new profile. With a base URL, `page.goto("/ask")` will do."""
        scheme: Literal["light", "dark"] = "light" if theme is Theme.LIGHT else "dark"
        context = self._browser.new_context(
            viewport={"width": width.value, "height": 900},
            color_scheme=scheme,
            reduced_motion="reduce",
            java_script_enabled=script.value,
            base_url=base_url,
            locale="en-GB",
            timezone_id="Europe/Zurich",
        )
        context.set_default_timeout(15_000)
        self._contexts.append(context)
        context.on("weberror", lambda error: self.complaints.append(f"script error: {error.error}"))
        context.on("console", self._listen)
        return context.new_page()

    def close(self) -> None:
        """Close every page that was opened."""
        for context in self._contexts:
            context.close()
        self._contexts.clear()

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            self.complaints.append(message.text)


def find_chromium() -> Path:
    """The path of a Chromium: `CHROMIUM`, the machine's, or Playwright's own. Raises LackingError."""
    named = os.environ.get("CHROMIUM")
    candidates = [named] if named else [*_NAMES, *map(str, _fetched_by_playwright())]
    for candidate in candidates:
        if found := shutil.which(candidate):
            return Path(found)
    if named:
        raise LackingError(f"CHROMIUM names {named}, which is no program")
    raise LackingError("install Chromium (on Debian: apt install chromium), or name one in CHROMIUM")


def _fetched_by_playwright() -> list[Path]:
    root = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or "~/.cache/ms-playwright").expanduser()
    return sorted([*root.glob("chromium-*/chrome-linux*/chrome"), *root.glob("chromium-*/**/MacOS/*")], reverse=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """This worker's browser. Tests ask for `browsing` instead."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
        yield started
        started.close()


@pytest.fixture
def browsing(browser: Browser) -> Iterator[Browsing]:
    """Opens pages; the test fails if any of them complained."""
    opened = Browsing(browser)
    yield opened
    opened.close()
    assert not opened.complaints, "the browser complained:\n" + "\n".join(opened.complaints)

"""The hostile company, served by a real process; and people who look at it with nothing to protect them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser

from tests.hostile.company import Hostile, build
from tests.support.portals import UNHURRIED, RunningPortal
from tests.support.traps import Trapped


@dataclass
class Scene:
    """The portal, what is in it, and how to look at it as somebody."""

    portal: RunningPortal
    made: Hostile
    look: Callable[[str], Trapped]


@pytest.fixture(scope="module")
def scene(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("hostile")
    made = build(folder)
    settings = {**UNHURRIED, "QUESTBOARD_SQLITE_SYNCHRONOUS": "OFF"}
    with RunningPortal(folder, settings=settings) as portal:
        contexts = []

        def look(handle: str) -> Trapped:
            context = browser.new_context(bypass_csp=True, base_url=portal.url, reduced_motion="reduce")
            context.set_default_timeout(30_000)
            contexts.append(context)
            if handle:
                name, _, value = portal.cookie(handle).partition("=")
                context.add_cookies([{"name": name, "value": value, "url": portal.url}])
            return Trapped(context.new_page(), portal.url)

        yield Scene(portal, made, look)
        for context in contexts:
            context.close()

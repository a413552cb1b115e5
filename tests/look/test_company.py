"""Every page of the demo company can be used by everybody: at every width, in both directions, whatever the words.

The pages are those that `make shots` pictures; one that is not listed there fails here.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from flask import Flask

from tests.look.walking import DESK, PHONE, TABLET, TWICE, database_of, hardships, spills, walk
from tests.support.browser import Browsing
from tests.support.portals import RunningPortal, copied_portal
from tools.pages import CAST, NO_PAGES, PAGES, STRANGER, Shown

WAYS = (
    (PHONE, "ltr", "100%"),
    (PHONE, "rtl", "100%"),
    (TABLET, "rtl", "100%"),
    (TWICE, "ltr", "100%"),
    (DESK, "ltr", "100%"),
    (DESK, "ltr", "200%"),
)
LONG_NAME = "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh-Oxx"
UNBROKEN = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
KEPT_WHEN_EMPTY = {"users", "departments", "sites", "alembic_version"}
LONG = (
    ("users", "name", LONG_NAME),
    ("users", "job", UNBROKEN[:76]),
    ("users", "device", UNBROKEN[:76]),
    ("users", "about", UNBROKEN),
    ("questions", "title", (UNBROKEN + "/" + UNBROKEN)[:147]),
    ("questions", "device", UNBROKEN[:76]),
    ("questions", "body_html", f"<p>{UNBROKEN * 3}</p><pre><code>{UNBROKEN * 3}</code></pre>"),
    ("answers", "body_html", f"<p>{UNBROKEN * 3}</p>"),
    ("comments", "body_html", f"<p>{UNBROKEN * 2}</p>"),
    ("articles", "title", (UNBROKEN + " " + UNBROKEN)[:147]),
    ("articles", "retired_note", UNBROKEN),
    ("articles", "resolution_html", f"<p>{UNBROKEN * 3}</p>"),
    ("departments", "name", UNBROKEN[:76]),
    ("sites", "name", UNBROKEN[:76]),
    ("applications", "name", UNBROKEN[:76]),
    ("notifications", "text", UNBROKEN),
    ("badge_awards", "title", UNBROKEN),
    ("quests", "words", UNBROKEN),
    ("quests", "tag", UNBROKEN[:37]),
    ("kudos", "words", UNBROKEN * 5),
)
"""Table, column, and about the longest that it may hold; the row's number is put behind it."""


def test_every_page_of_the_portal_is_walked_through_or_said_to_be_none(app: Flask) -> None:
    read = {rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert {page.rule for page in PAGES} | NO_PAGES.keys() == read
    assert not {page.rule for page in PAGES} & NO_PAGES.keys()


@pytest.mark.parametrize("role", [STRANGER, *CAST])
def test_every_page_can_be_used_by_everybody_in_both_themes(
    role: str, demo_portal: RunningPortal, browsing: Browsing
) -> None:
    seen = [page for page in PAGES if role in _least_and_most(page)]
    found = {page.name: hardships(tab) for page, tab in walk(browsing, demo_portal, role, seen)}
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize("role", [STRANGER, *CAST])
def test_no_page_is_wider_than_its_window_whatever_the_names(
    role: str, wordy: RunningPortal, browsing: Browsing
) -> None:
    seen = [page for page in PAGES if role == _least_and_most(page)[-1]]
    found = {page.name: spills(tab, *WAYS) for page, tab in walk(browsing, wordy, role, seen)}
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize("role", ["emma", "ana", "adam"])
def test_a_page_with_nothing_on_it_can_be_used_too(role: str, empty: RunningPortal, browsing: Browsing) -> None:
    seen = [page for page in PAGES if role == _least_and_most(page)[-1] and not page.find and page.name != "tag"]
    found = {
        page.name: hardships(tab) + spills(tab, (PHONE, "ltr", "100%"))
        for page, tab in walk(browsing, empty, role, seen)
    }
    assert {name: lines for name, lines in found.items() if lines} == {}


def _least_and_most(page: Shown) -> list[str]:
    """Of those who see a page, who is shown the least on it and who the most; the others see parts of the same."""
    seeing = [role for role in (STRANGER, "adam", "emma", "sam", "ana") if role in page.seen_by]
    return [next((role for role in seeing if role != "adam"), "adam"), seeing[-1]]


@pytest.fixture(scope="module")
def wordy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    """The demo company, with the longest words in every place."""
    portal = copied_portal(tmp_path_factory.mktemp("wordy"))
    with closing(sqlite3.connect(database_of(portal))) as database, database:
        for table, column, words in LONG:
            database.execute(f"UPDATE {table} SET {column} = ? || id WHERE {column} <> ''", (words,))
    with portal:
        yield portal


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    """The company on its first day: people, and nothing else."""
    portal = copied_portal(tmp_path_factory.mktemp("empty"))
    with closing(sqlite3.connect(database_of(portal))) as database, database:
        for (trigger,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {trigger}")
        for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            if table not in KEPT_WHEN_EMPTY:
                database.execute(f"DELETE FROM {table}")
    shutil.rmtree(portal.data / "index", ignore_errors=True)
    with portal:
        yield portal

"""No text of any kind costs more than half a second or ends in an error."""

import math
import random
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.search.budget import Budget
from portal.search.index import SearchIndex
from portal.search.language import MAX_LENGTH
from tests.search.corpus import EVERYBODY, NOW, a_document, find, random_documents

MOST_SECONDS = 0.5

NASTY = (
    "*",
    "?" * 400,
    "*1*",
    "[a TO z]",
    "(" * 400,
    "((((a)" * 80,
    "a " * 250,
    "vpn " * 125,
    '"' * 400,
    '"a b" ' * 80,
    "-a " * 160,
    "tag:" * 120,
    "tag:a " * 80,
    "is:" * 160,
    "a" * 500,
    "a." * 250,
    "a-" * 250,
    "\\" * 500,
    "c:\\" * 160,
    "0x" * 250,
    "é" * 500,
    "e\u0301" * 250,
    "\u202e" * 500,
    "日本語" * 160,
    "\x00" * 500,
    "\ud800" * 500,
    "😀" * 250,
    "ﷺ" * 500,
    "ก็" * 250,
    " " * 500,
    "AND OR NOT " * 40,
    "title:(a OR b)^5~2",
    "x" * 100_000,
    "printr calender mailbx passwrd netwrk certficate accont shrae fodler " * 7,
)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    """An index with some thousand documents and many different words."""
    chance = random.Random(3)
    index = SearchIndex(Path(tmp_path_factory.mktemp("bounds")) / "index")
    letters = "abcdefghijklmnop"
    strange = ["".join(chance.choices(letters, k=chance.randrange(3, 12))) for _ in range(3_000)]
    plain = [a_document(f"article:{n}", title=" ".join(chance.sample(strange, 9))) for n in range(600)]
    index.rebuild([*random_documents(chance, 500), *plain])
    find(index, "vpn")
    return index


@pytest.mark.parametrize("text", NASTY, ids=lambda text: ascii(text[:12]))
def test_nasty_texts_cost_little(office: SearchIndex, text: str) -> None:
    for use in (
        lambda: find(office, text),
        lambda: office.suggest(text, EVERYBODY, now=NOW),
        lambda: office.similar(text, text, EVERYBODY),
    ):
        start = time.thread_time()
        use()
        assert time.thread_time() - start < MOST_SECONDS


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=MAX_LENGTH + 50))
def test_any_text_costs_little(office: SearchIndex, text: str) -> None:
    start = time.thread_time()
    results = find(office, text)
    office.suggest(text, EVERYBODY, now=NOW)
    office.similar(text, text, EVERYBODY)

    assert results.total >= 0
    assert time.thread_time() - start < MOST_SECONDS


def test_when_the_budget_is_spent_the_result_is_partial_and_says_so(tmp_path: Path) -> None:
    index = SearchIndex(tmp_path / "index", seconds_of_work=0)
    index.rebuild([a_document("question:1", body="fax machine")])

    results = find(index, 'fax "machine"')

    assert results.timed_out
    assert results.total == 0


def test_a_budget_once_spent_stays_spent() -> None:
    ticks = iter((0.0, 0.1, 0.3, 0.2))
    budget = Budget(0.25, clock=lambda: next(ticks), wall=lambda: math.inf)

    assert [budget.is_spent() for _ in range(3)] == [False, True, True]
    assert budget.was_spent


def test_work_is_asked_for_only_once_half_that_time_has_passed() -> None:
    def work() -> float:
        asked.append(1)
        return 0.0

    asked: list[int] = []
    times = iter((0.0, 0.1, 0.2, 0.3))
    budget = Budget(0.25, clock=work, wall=lambda: next(times))

    assert [budget.is_spent() for _ in range(3)] == [False, False, False]
    assert len(asked) == 3

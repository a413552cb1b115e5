"""Leaves out tests that need what this machine lacks, and says so loudly at the end of the run.

`@pytest.mark.needs("postgres")`, and just so `"chromium"`, `"data"` and `"redis"`; a test that uses a
fixture of these needs it without saying. With QUESTBOARD_LEAVE_NOTHING_OUT=1 a run that left anything out
has failed.
"""

import json
import os
import pkgutil
from collections import Counter
from pathlib import Path
from typing import NoReturn

import pytest

from tests.support.run import LackingError

_NEEDS = {
    "chromium": "tests.support.browser:find_chromium",
    "data": "tests.support.data:folder",
    "postgres": "tests.support.postgres:server",
    "redis": "tests.support.redis_server:server_url",
}
"""What raises LackingError where the machine has none; imported when a test asks, as some of it is heavy."""

_FIXTURES = {
    "browsing": "chromium",
    "unpacked": "data",
    "postgres_server": "postgres",
    "redis_url": "redis",
}
_PROPERTY = "left_out"


class LeftOut:
    """What this run left out, gathered from the reports of all workers."""

    def __init__(self) -> None:
        self.tests: Counter[str] = Counter()
        self.reasons: dict[str, str] = {}

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a test that was left out."""
        for name, value in report.user_properties if report.when == "setup" else ():
            if name == _PROPERTY:
                what, reason = json.loads(str(value))
                self.tests[what] += 1
                self.reasons[what] = reason

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Fail the run if nothing was allowed to be left out, and write the report `make test` asked for."""
        if self.tests and os.environ.get("QUESTBOARD_LEAVE_NOTHING_OUT") == "1":
            session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED
        if report := os.environ.get("QUESTBOARD_LEFT_OUT_REPORT"):
            left_out = {what: {"tests": n, "why": self.reasons[what]} for what, n in self.tests.items()}
            Path(report).write_text(json.dumps(left_out))

    @pytest.hookimpl(trylast=True)
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say what was left out, as the last thing before the result."""
        if not self.tests:
            return
        terminalreporter.section("LEFT OUT on this machine", red=True, bold=True)
        for what, count in sorted(self.tests.items()):
            terminalreporter.line(f"{what}: {count} left out; {self.reasons[what]}")
        if os.environ.get("QUESTBOARD_LEAVE_NOTHING_OUT") == "1":
            terminalreporter.line("QUESTBOARD_LEAVE_NOTHING_OUT is set, so this run has failed.")


def pytest_configure(config: pytest.Config) -> None:
    """Make the mark known; the process that reports to the person gathers."""
    config.addinivalue_line("markers", f"needs(*what): left out where the machine lacks one of {', '.join(_NEEDS)}")
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(LeftOut(), "questboard-left-out")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that need something by the fixtures they use, and refuse a need nobody knows."""
    for item in items:
        for fixture in getattr(item, "fixturenames", ()):
            if fixture in _FIXTURES:
                item.add_marker(pytest.mark.needs(_FIXTURES[fixture]))
        for what in _needs(item):
            if what not in _NEEDS:
                raise pytest.UsageError(f"{item.nodeid} needs {what!r}, which is none of {', '.join(_NEEDS)}")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave the test out if the machine lacks what it needs."""
    for what in _needs(item):
        try:
            pkgutil.resolve_name(_NEEDS[what])()
        except LackingError as error:
            _leave_out(item, what, str(error))


def _needs(item: pytest.Item) -> list[str]:
    return [what for mark in item.iter_markers("needs") for what in mark.args]


def _leave_out(item: pytest.Item, what: str, reason: str) -> NoReturn:
    item.user_properties.append((_PROPERTY, json.dumps([what, reason])))
    pytest.skip(f"left out, needs {what}: {reason}")

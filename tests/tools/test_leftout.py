"""What the machine lacks is left out and said so; where nothing may be left out, the run fails."""

import json
from pathlib import Path

import pytest

_TWO_TESTS = """
import pytest

@pytest.mark.needs("data")
def test_on_real_data():
    assert True

def test_on_anything():
    assert True
"""


@pytest.fixture
def lacking(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A project of two tests, one of which needs data that is not there."""
    monkeypatch.delenv("QUESTBOARD_DATA", raising=False)
    monkeypatch.delenv("QUESTBOARD_LEAVE_NOTHING_OUT", raising=False)
    monkeypatch.delenv("QUESTBOARD_LEFT_OUT_REPORT", raising=False)
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).resolve().parents[2]))
    pytester.makeconftest('pytest_plugins = ["tests.support.run", "tests.support.leftout"]')
    pytester.makepyfile(_TWO_TESTS)
    return pytester


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_test_that_lacks_something_is_left_out_loudly(lacking: pytest.Pytester, workers: str) -> None:
    result = lacking.runpytest_subprocess("-n", workers)
    result.assert_outcomes(passed=1, skipped=1)
    assert result.ret == 0
    result.stdout.fnmatch_lines(["*LEFT OUT on this machine*", "data: 1 left out; QUESTBOARD_DATA *"])


@pytest.mark.parametrize("workers", ["0", "2"])
def test_where_nothing_may_be_left_out_the_run_fails(
    lacking: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, workers: str
) -> None:
    monkeypatch.setenv("QUESTBOARD_LEAVE_NOTHING_OUT", "1")
    result = lacking.runpytest_subprocess("-n", workers)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["*so this run has failed.*"])


def test_what_was_left_out_is_reported_to_make_test(
    lacking: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("QUESTBOARD_LEFT_OUT_REPORT", str(tmp_path / "report.json"))
    lacking.runpytest_subprocess()
    report = json.loads((tmp_path / "report.json").read_text())
    assert report["data"]["tests"] == 1
    assert "QUESTBOARD_DATA" in report["data"]["why"]


def test_nothing_is_left_out_where_nothing_lacks(
    lacking: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("QUESTBOARD_DATA", str(tmp_path))
    monkeypatch.setenv("QUESTBOARD_LEAVE_NOTHING_OUT", "1")
    result = lacking.runpytest_subprocess()
    result.assert_outcomes(passed=2)
    result.stdout.no_fnmatch_line("*LEFT OUT*")


def test_a_need_nobody_knows_stops_the_run(lacking: pytest.Pytester) -> None:
    lacking.makepyfile(test_moon='import pytest\n@pytest.mark.needs("moon")\ndef test_x():\n    assert True\n')
    result = lacking.runpytest_subprocess()
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*needs 'moon'*"])


def test_a_fixture_that_needs_something_marks_its_tests(lacking: pytest.Pytester) -> None:
    lacking.makeconftest('pytest_plugins = ["tests.support.run", "tests.support.data", "tests.support.leftout"]')
    lacking.makepyfile("def test_reads(unpacked):\n    assert unpacked\n")
    lacking.runpytest_subprocess().assert_outcomes(skipped=1)

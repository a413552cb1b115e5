"""The pins: they keep to the ranges of pyproject.toml, and name nothing of the machine that made them."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

_ROOT = Path(__file__).resolve().parents[2]
_FILES = {
    "requirements.txt": "runtime",
    "requirements-dev.txt": "dev",
    "tools/pins/bootstrap.txt": "bootstrap",
    "tools/pins/bench.txt": "bench",
    "tools/pins/node.txt": "node",
}


def _wanted(group: str) -> list[Requirement]:
    description = tomllib.loads((_ROOT / "pyproject.toml").read_text())
    runtime = description["project"]["dependencies"]
    return [Requirement(line) for line in {"runtime": runtime, **description["dependency-groups"]}[group]]


def _pinned(file: str) -> dict[str, str]:
    lines = re.findall(r"^([\w.-]+)==([^ ;]+)", (_ROOT / file).read_text(), re.MULTILINE)
    return {canonicalize_name(name): version for name, version in lines}


@pytest.mark.parametrize(("file", "group"), _FILES.items())
def test_every_library_is_pinned_within_its_range(file: str, group: str) -> None:
    pinned, wanted = _pinned(file), {canonicalize_name(each.name): each for each in _wanted(group)}
    astray = [str(each) for name, each in wanted.items() if name not in pinned or pinned[name] not in each.specifier]
    assert not astray, f"run make pins: {file} does not fit {astray}"


def test_what_checks_need_too_is_the_same_version_as_what_runs() -> None:
    runtime, dev = _pinned("requirements.txt"), _pinned("requirements-dev.txt")
    assert {name: runtime[name] for name in runtime.keys() & dev.keys()} == {
        name: dev[name] for name in runtime.keys() & dev.keys()
    }


@pytest.mark.parametrize("file", _FILES)
def test_the_pins_name_no_index_and_no_folder(file: str) -> None:
    assert not re.search(r"://|file:|--\w*-?index|--find-links| @ ", (_ROOT / file).read_text())


@pytest.mark.parametrize("file", _FILES)
def test_every_pin_has_its_hashes(file: str) -> None:
    entries = re.split(r"\n(?=[\w.-]+==)", (_ROOT / file).read_text())[1:]
    assert entries
    assert all("--hash=sha256:" in entry for entry in entries)


def test_only_one_whoosh_is_ever_installed() -> None:
    every = {name for file in _FILES for name in _pinned(file)}
    assert {name for name in every if name.startswith("whoosh")} == {"whoosh3"}

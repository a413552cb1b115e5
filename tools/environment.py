"""Brings .venv up to date: the pinned libraries, and the project itself so that `questboard` is a command."""

import os
import re
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from enum import Enum
from pathlib import Path

from tools import frontend
from tools.shell import ROOT, SetUpError, clean_environment, only_one_at_once, run, say, timed
from tools.stamps import Stamp, fingerprint

VENV = ROOT / ".venv"
BIN = VENV / "bin"
PINS = ROOT / "tools" / "pins"
_PIP_INSTALL = (str(BIN / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check")


class Purpose(Enum):
    """What the environment is for: the files of pins it needs."""

    RUN = ("requirements.txt",)
    CHECK = ("requirements.txt", "requirements-dev.txt")
    MEASURE = ("requirements.txt", "requirements-dev.txt", "tools/pins/bench.txt")


def ensure(purpose: Purpose) -> None:
    """Make everything current for the purpose. Nothing changed: nothing is done. Raises SetUpError."""
    with only_one_at_once(), ThreadPoolExecutor() as pool:
        node = frontend.node_of_this_machine()
        modules = pool.submit(frontend.ensure_modules, node) if node else None
        _ensure_venv()
        libraries = pool.submit(_ensure_libraries, purpose)
        if node is None:
            libraries.result()
            node = _node_from_wheel()
            frontend.ensure_modules(node)
        if modules:
            modules.result()
        frontend.ensure_built(node)
        libraries.result()


def _ensure_venv() -> None:
    """A virtual environment in this very folder: its scripts name the folder, so a moved one is made anew."""
    wanted = fingerprint([str(ROOT), PINS / "bootstrap.txt"])
    stamp = Stamp(VENV / ".stamp-venv")
    if stamp.matches(wanted) and os.access(BIN / "python", os.X_OK):
        return
    with timed("Making the virtual environment"):
        try:
            run("Making the virtual environment", [sys.executable, "-m", "venv", "--clear", str(VENV)])
        except SetUpError as error:
            if "ensurepip" not in error.output and "No module named venv" not in error.output:
                raise
            version = "{}.{}".format(*sys.version_info)
            raise SetUpError(
                "This Python cannot make virtual environments: install its venv module "
                f"(on Debian and Ubuntu: apt install python{version}-venv)."
            ) from None
        _pip_install(PINS / "bootstrap.txt")
        stamp.write(wanted)


def _ensure_libraries(purpose: Purpose) -> None:
    for name in purpose.value:
        _when_changed(ROOT / name, f"Installing {name}", _install)
    _when_changed(ROOT / "pyproject.toml", "Installing the project", _install_project)


def _node_from_wheel() -> frontend.Node:
    """Node.js from the Python index, for a machine without a new enough one."""
    _when_changed(PINS / "node.txt", "Installing Node.js", _install)
    return frontend.Node(BIN / "node", BIN / "npm")


def _when_changed(source: Path, task: str, install: Callable[[Path], None]) -> None:
    """Install from a file, unless that was done with just this file before."""
    wanted = fingerprint([source])
    stamp = Stamp(VENV / f".stamp-{source.stem}")
    if stamp.matches(wanted):
        return
    with timed(task):
        install(source)
        stamp.write(wanted)


def _install(pins: Path) -> None:
    """Install a file of pins with uv, or with pip where uv cannot."""
    try:
        run(
            f"Installing {pins.name}",
            [BIN / "uv", "pip", "install", "--python", BIN / "python", "--require-hashes", "-r", pins],
            _uv_environment(),
        )
    except SetUpError:
        say(f"  uv could not install {pins.name}; trying pip, which is slower.")
        _pip_install(pins)


def _pip_install(pins: Path) -> None:
    run(f"Installing {pins.name}", [*_PIP_INSTALL, "--retries=2", "--require-hashes", "-r", str(pins)])


def _install_project(description: Path) -> None:
    """Install the project in place, with the pinned build backend, so that nothing is fetched."""
    run(
        "Installing the project",
        [*_PIP_INSTALL, "--no-deps", "--no-build-isolation", "--no-index", "-e", str(description.parent)],
    )


def _uv_environment() -> dict[str, str]:
    """uv reads none of pip's settings: hand over the index and certificates that pip was told of."""
    environment = clean_environment()
    told = run("Reading pip's settings", [BIN / "python", "-m", "pip", "config", "list"])
    settings = dict(re.findall(r"^(?:global|install|:env:)\.([\w-]+)='(.*)'$", told, re.MULTILINE))
    for setting, variable in (("index-url", "UV_DEFAULT_INDEX"), ("cert", "SSL_CERT_FILE")):
        if setting in settings:
            environment.setdefault(variable, settings[setting])
    return environment

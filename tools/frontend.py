"""Builds style and script into static/dist with npm, only when something they are made from changed."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.shell import ROOT, SetUpError, run, timed
from tools.stamps import Stamp, fingerprint

OLDEST_NODE = 20
MODULES = ROOT / "node_modules"
DIST = ROOT / "static" / "dist"
_CAREFULLY = ("--include=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retry-mintimeout=1000")
_MANIFESTS = (ROOT / "package.json", ROOT / "package-lock.json")


@dataclass(frozen=True)
class Node:
    """A Node.js that is new enough: the paths of its two programs."""

    node: Path
    npm: Path


def node_of_this_machine() -> Node | None:
    """The Node.js on the PATH, if it is new enough and has npm beside it."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    try:
        told = subprocess.run([node, "--version"], capture_output=True, encoding="utf-8", check=False).stdout
    except OSError:
        return None
    version = re.match(r"v(\d+)\.", told)
    return Node(Path(node), Path(npm)) if version and int(version[1]) >= OLDEST_NODE else None


def ensure_modules(node: Node) -> None:
    """Install the packages of the lock file into node_modules. None of their scripts are run."""
    wanted = fingerprint(_MANIFESTS)
    stamp = Stamp(MODULES / ".stamp")
    if stamp.matches(wanted):
        return
    with timed("Installing the front-end's packages"):
        _npm(node, "Installing the front-end's packages", "ci", *_CAREFULLY)
        MODULES.mkdir(exist_ok=True)
        stamp.write(wanted)


def ensure_built(node: Node) -> None:
    """Run `npm run build` where static/dist is missing or older than what it is made from."""
    if is_built():
        return
    with timed("Building the front-end"):
        _npm(node, "Building the front-end", "run", "build")
        if not (DIST / "manifest.json").is_file():
            raise SetUpError("Building the front-end failed: npm run build wrote no static/dist/manifest.json.")
        Stamp(DIST / ".stamp").write(fingerprint(_sources()))


def is_built() -> bool:
    """Whether static/dist is there and current."""
    return (DIST / "manifest.json").is_file() and Stamp(DIST / ".stamp").matches(fingerprint(_sources()))


def _sources() -> Iterator[Path]:
    """All that the build reads: recipe, style and script, and the templates, for the icons they use."""
    yield from _MANIFESTS
    yield from sorted(path for path in (ROOT / "tools").iterdir() if path.suffix in {".js", ".mjs"})
    yield from sorted(path for path in (ROOT / "static").glob("*") if path != DIST)
    yield ROOT / "templates"


def _npm(node: Node, task: str, *arguments: str) -> None:
    path = os.pathsep.join([str(node.node.parent), os.environ.get("PATH", os.defpath)])
    run(task, [node.npm, *arguments], {**os.environ, "PATH": path})

"""The helper process for costly texts comes with the server and goes with it, also when that is killed."""

import time
from pathlib import Path

import pytest

from tests.support.portals import RunningPortal

PROCESSES = Path("/proc")
PATIENCE = 60.0

pytestmark = pytest.mark.skipif(not PROCESSES.is_dir(), reason="there is no /proc here to look into")


def helpers_of(portal: RunningPortal) -> int:
    """How many helper processes work for a portal: they have its environment."""
    found = 0
    for process in PROCESSES.glob("[0-9]*"):
        try:
            is_helper = b"portal.core.markup.worker" in (process / "cmdline").read_bytes()
            found += is_helper and f"QUESTBOARD_DATA_DIR={portal.data}".encode() in (process / "environ").read_bytes()
        except OSError:
            continue  # it ended, or is somebody else's
    return found


def test_a_helper_is_there_before_the_first_visitor_and_ends_with_a_killed_server(tmp_path: Path) -> None:
    with RunningPortal(tmp_path / "portal") as portal:
        assert helpers_of(portal) >= 1
        portal.kill()
        deadline = time.monotonic() + PATIENCE
        while helpers_of(portal):
            assert time.monotonic() < deadline, "a helper outlived its server"
            time.sleep(0.05)

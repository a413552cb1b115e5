"""A portal of one's own, as a real process: for pictures, measurements and the tests that need one."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parent.parent
_OURS = ("QUESTBOARD_", "DATABASE_URL", "REDIS_URL", "HOST", "PORT")


class PortalDied(RuntimeError):
    """The server ended before it answered. The message is what it said."""


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Portal:
    """`questboard serve` on a free port, with its data in `folder`. Use it in a `with`."""

    def __init__(self, folder: Path, *arguments: str, settings: Mapping[str, str] | None = None) -> None:
        self._folder = folder
        self._arguments = arguments
        self._settings = dict(settings or {})
        self._process: subprocess.Popen[bytes] | None = None
        self.port = free_port()

    @property
    def url(self) -> str:
        """The address it serves on."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """What it says."""
        return self._folder / "portal.log"

    def environment(self) -> dict[str, str]:
        """The environment it runs in: this one, without settings of ours but those that were given."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        return {
            **kept,
            "QUESTBOARD_DATA_DIR": str(self._folder / "var"),
            "QUESTBOARD_SQLITE_SYNCHRONOUS": "NORMAL",
            "QUESTBOARD_MEANING": "0",
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "PYTHONPATH": str(ROOT),
            **self._settings,
        }

    def command(self, *arguments: str) -> list[str]:
        """The command line of `questboard` with these arguments."""
        return [sys.executable, "-c", "from portal.cli import main; main()", *arguments]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run another `questboard` command on the same data, and wait for it."""
        return subprocess.run(
            self.command(*arguments), env=self.environment(), capture_output=True, text=True, timeout=300, check=False
        )

    def start(self, patience: float = 300.0) -> None:
        """Start it and wait until it answers. Raises PortalDied if it ends instead."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self.command("serve", *self._arguments),
                env=self.environment(),
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if self._process.poll() is not None:
                raise PortalDied(self.log.read_text(errors="replace")[-4000:])
            try:
                with urllib.request.urlopen(f"{self.url}/readyz", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        self.kill()
        raise PortalDied("it did not answer in time\n" + self.log.read_text(errors="replace")[-4000:])

    def stop(self) -> int:
        """Ask it to stop, and wait. Returns its exit code."""
        if self._process is None:
            return 0
        self._process.send_signal(signal.SIGTERM)
        try:
            code = self._process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.kill()
            code = -9
        self._process = None
        return code

    def kill(self) -> None:
        """End it and all it started at once, as a power cut would."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(timeout=10)
            self._process = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

"""`questboard`, as it would die: killed right before its nth commit; with 0 it lives, and says how many it made.

Run as a program: `dying.py N worker`. The time stands still where DYING_AT names a moment.
"""

import atexit
import os
import signal
import sys
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, event

from portal.cli import main
from portal.core import clock

AT = "DYING_AT"
_commits = 0


def dying_command(before_commit: int, *arguments: str) -> list[str]:
    """The command line of a `questboard` that dies so."""
    return [sys.executable, str(Path(__file__)), str(before_commit), *arguments]


def die_before_commit(number: int) -> None:
    """Let this process be killed with a transaction open, all written and nothing kept."""

    @event.listens_for(Engine, "commit")
    def count(_connection: Connection) -> None:
        global _commits  # noqa: PLW0603 -- of this process
        _commits += 1
        if _commits == number:
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    die_before_commit(int(sys.argv.pop(1)))
    atexit.register(lambda: sys.stderr.write(f"commits: {_commits}"))
    moment = os.environ.get(AT)
    with clock.at(datetime.fromisoformat(moment)) if moment else nullcontext():
        main()

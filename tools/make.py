"""What the Makefile calls, as `python3 -m tools.make run`: finds a new enough Python and hands over to it.

Pythons as old as 3.6 must be able to read this file, so it imports the rest only once the version is known.
"""

import os
import shutil
import subprocess
import sys

OLDEST = (3, 11)
_NAMES = ("python3.13", "python3.12", "python3.11", "python3.14")


def is_new_enough(version: "tuple[int, ...]") -> bool:
    """Whether a Python of this version can run the project."""
    return version[:2] >= OLDEST


def newer_python() -> "str | None":
    """The path of another Python on this machine that is new enough, or None."""
    question = "import sys; sys.exit(sys.version_info[:2] < {})".format(OLDEST)  # noqa: UP032
    for name in _NAMES:
        path = shutil.which(name)
        if path and subprocess.call([path, "-c", question], stderr=subprocess.DEVNULL) == 0:
            return path
    return None


def main() -> None:
    """Run the command that was asked for, with this Python or a newer one."""
    if is_new_enough(tuple(sys.version_info[:2])):
        from tools import commands

        sys.exit(commands.main(sys.argv[1:]))
    path = newer_python()
    if path is None:
        sys.exit(
            "Questboard needs Python {}.{} or newer, and this is Python {}.{}: install a newer one, "
            "or name it with PYTHON=/path/to/python3.".format(*OLDEST + tuple(sys.version_info[:2]))
        )
    os.execv(path, [path, "-m", "tools.make", *sys.argv[1:]])


if __name__ == "__main__":
    main()

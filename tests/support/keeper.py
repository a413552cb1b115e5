"""Keeps one throw-away server: starts it, and stops it when told to or when the run's first process is gone.

`keeper.py OWNER_LOCK NOTE FOLDER USER SERVER…` returns once the server is started, and goes on in the
background. The note holds the keeper's process id for as long as it keeps. The lock is held by the run's
first process; the kernel gives it free however that process ends.
"""

import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

_PATIENCE = 10.0
"""Seconds a server may take to stop by itself."""

_stop_wanted = threading.Event()


def main() -> None:
    """Start the server, detach, keep it, clean up."""
    lock, note, folder = (Path(argument) for argument in sys.argv[1:4])
    user, argv = sys.argv[4], sys.argv[5:]
    signal.signal(signal.SIGTERM, lambda _signal, _frame: _stop_wanted.set())
    with (folder / "log").open("ab") as log:
        ready, told = os.pipe()
        if os.fork():
            os.close(told)
            os.read(ready, 1)
            os._exit(0)
        os.close(ready)
        os.setsid()
        for stream in (0, 1, 2):
            os.dup2(log.fileno(), stream)
        server = _start(argv, folder, user)
        note.write_text(str(os.getpid()))
        os.write(told, b"!")
        os.close(told)
        try:
            _keep(server, lock)
        finally:
            _end(server)
            shutil.rmtree(folder, ignore_errors=True)
            note.unlink(missing_ok=True)
            if not _is_held(lock):  # the run was killed and cannot clean up behind itself
                shutil.rmtree(lock.parent, ignore_errors=True)


def _start(argv: list[str], folder: Path, user: str) -> subprocess.Popen[bytes]:
    environment = {"PATH": os.environ.get("PATH", os.defpath), "HOME": str(folder), "LC_ALL": "C"}
    if not user:
        return subprocess.Popen(argv, cwd=folder, env=environment)
    group = pwd.getpwnam(user).pw_gid
    return subprocess.Popen(argv, cwd=folder, env=environment, user=user, group=group, extra_groups=[])


def _keep(server: subprocess.Popen[bytes], lock: Path) -> None:
    while server.poll() is None and _is_held(lock) and not _stop_wanted.wait(0.1):
        pass


def _is_held(lock: Path) -> bool:
    try:
        with lock.open() as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def _end(server: subprocess.Popen[bytes]) -> None:
    """Stop it the quick and orderly way: PostgreSQL and Redis both take an interrupt so."""
    if server.poll() is None:
        server.send_signal(signal.SIGINT)
    try:
        server.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


if __name__ == "__main__":
    main()

"""Rendering with a time limit: in a helper process that ends when the time is over.

A regular expression that runs wild holds Python's lock, so no thread can be stopped and none can go on beside it; a
process can be ended. The helpers are ordinary child processes started with the first text that needs one: nothing
is forked from a process full of threads, nothing of the server's is inherited, and a helper ends by itself when the
server is gone, however it went. What goes on inside a helper is told in `worker.py`.
"""

from __future__ import annotations

import atexit
import os
import selectors
import signal
import struct
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from queue import Empty, LifoQueue

import structlog

import portal
from portal.core.markup.frames import LENGTH, write_frame
from portal.core.markup.recipes import Kind

SECONDS = 0.7
"""For one text, from the moment a helper has it."""

WAIT_SECONDS = 0.9
"""For one text in all, with the wait for a helper when all have costly texts, but without the start of the first."""

SHORTEST_SECONDS = 0.1
"""For a text that has waited long: enough for an honest one."""

GRACE_SECONDS = 0.2
"""After which a helper that does not end a text itself is ended."""

START_SECONDS = 15.0
"""For a helper to start, which no text is to blame for."""

PAUSE_SECONDS = 30.0
"""Before trying again, where helpers cannot be started at all."""

HELPERS = 2
MILLISECONDS = struct.Struct(">I")

_log = structlog.get_logger(__name__)


class _CannotStart(Exception):
    """This machine starts no helpers."""


class _Gone(Exception):
    """The helper has ended in the middle of a text."""


class _TooSlow(Exception):
    """The time is over."""


class _Helper:
    """One helper process, started when it is first asked. Used by one thread at a time."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._is_ready = False
        self._received = bytearray()

    def ask(self, kind: Kind, source: str, seconds: float) -> str | None:
        """Safe HTML, or nothing where the helper could not make any; raises `_CannotStart`, `_Gone`, `_TooSlow`."""
        process = self.start()
        self._wait_until_ready(process)
        try:
            if self._has_something_to_read(process):
                raise _Gone  # a reply nobody asked for: the next one would belong to another text
            self._send(process, MILLISECONDS.pack(int(seconds * 1000)) + kind.value.encode() + source.encode())
            reply = self._receive(process, seconds + GRACE_SECONDS)
        except (_Gone, _TooSlow):
            self.stop()
            raise
        return reply[1:].decode() if reply.startswith(b"+") else None

    def start(self) -> subprocess.Popen[bytes]:
        """The process, started if need be, without waiting for it to be ready; raises `_CannotStart`."""
        if self._process is not None:
            if self._process.poll() is None:
                return self._process
            self.stop()
        root = str(Path(portal.__file__).resolve().parent.parent)
        paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "portal.core.markup.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
                # Ctrl-C in the terminal is for the server, which then lets go of its helpers
                start_new_session=True,
            )
        except OSError as error:
            raise _CannotStart from error
        return self._process

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        if self._is_ready:
            return
        try:
            self._receive(process, START_SECONDS)
        except (_Gone, _TooSlow) as error:
            self.stop()
            raise _CannotStart from error
        self._is_ready = True

    def stop(self) -> None:
        """End the process; the next question starts another."""
        if (process := self._let_go()) is not None:
            # the helper and the process it has forked, which are a group of their own
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            _close(process)

    def forget(self) -> None:
        """Let go of a process that belongs to the parent this one was forked from."""
        if (process := self._let_go()) is not None:
            process.returncode = 0  # not ours to wait for
            _close(process)

    def _let_go(self) -> subprocess.Popen[bytes] | None:
        process, self._process, self._is_ready = self._process, None, False
        self._received.clear()
        return process

    def _send(self, process: subprocess.Popen[bytes], content: bytes) -> None:
        if process.stdin is None:
            raise _Gone
        try:
            write_frame(process.stdin, content)
        except OSError as error:
            raise _Gone from error

    def _has_something_to_read(self, process: subprocess.Popen[bytes]) -> bool:
        if process.stdout is None:
            return True
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            return bool(self._received or selector.select(0))

    def _receive(self, process: subprocess.Popen[bytes], seconds: float) -> bytes:
        """The next frame, if it comes in time."""
        if process.stdout is None:
            raise _Gone
        until = time.monotonic() + seconds
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            while (frame := self._frame()) is None:
                if not selector.select(max(0.0, until - time.monotonic())):
                    raise _TooSlow
                arrived = os.read(process.stdout.fileno(), 1 << 16)
                if not arrived:
                    raise _Gone
                self._received += arrived
        return frame

    def _frame(self) -> bytes | None:
        if len(self._received) < LENGTH.size:
            return None
        (length,) = LENGTH.unpack_from(self._received)
        end = LENGTH.size + length
        if len(self._received) < end:
            return None
        frame = bytes(self._received[LENGTH.size : end])
        del self._received[:end]
        return frame


def _close(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        # an unsent rest of a question nobody waits for any more
        with suppress(OSError):
            if pipe is not None:
                pipe.close()


class Helpers:
    """The helpers of this process, the one last used first. A process that was forked starts its own."""

    def __init__(self, count: int = HELPERS) -> None:
        self._start_over([_Helper() for _ in range(count)])

    def _start_over(self, helpers: list[_Helper]) -> None:
        self._all = helpers
        self._not_before = 0.0
        self._has_served = False
        self._idle: LifoQueue[_Helper] = LifoQueue()
        for helper in helpers:
            self._idle.put(helper)

    def render(self, kind: Kind, source: str) -> str | None:
        """Safe HTML in time, or nothing."""
        started = time.monotonic()
        if started < self._not_before:
            return None
        until = started + WAIT_SECONDS if self._has_served else started + START_SECONDS + WAIT_SECONDS
        try:
            helper = self._idle.get(timeout=until - started)
        except Empty:
            _log.warning("markup_helpers_busy")
            return None
        try:
            seconds = min(SECONDS, max(SHORTEST_SECONDS, until - time.monotonic()))
            html = helper.ask(kind, source, seconds)
            self._has_served = True
            if html is None:
                _log.warning("markup_given_up", kind=kind.name, characters=len(source))
            return html
        except (_TooSlow, _Gone) as error:
            _log.warning("markup_helper_ended", kind=kind.name, characters=len(source), why=type(error).__name__)
            self._start(helper)
        except _CannotStart:
            self._pause()
        finally:
            self._idle.put(helper)
        return None

    def warm_up(self) -> None:
        """Start the first helper, so that the first costly text need not wait for it."""
        with suppress(Empty):
            helper = self._idle.get_nowait()
            self._start(helper)
            self._idle.put(helper)

    def stop(self) -> None:
        """End all helpers."""
        for helper in self._all:
            helper.stop()

    def forget(self) -> None:
        """After a fork: the parent keeps its helpers, the child starts its own, with locks nobody holds."""
        for helper in self._all:
            helper.forget()
        self._start_over([_Helper() for _ in self._all])

    def _start(self, helper: _Helper) -> None:
        try:
            helper.start()
        except _CannotStart:
            self._pause()

    def _pause(self) -> None:
        _log.exception("markup_helpers_cannot_start")
        self._not_before = time.monotonic() + PAUSE_SECONDS


helpers = Helpers()

atexit.register(helpers.stop)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=helpers.forget)

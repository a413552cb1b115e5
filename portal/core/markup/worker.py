"""The helper process: renders what may take long, and lets go of what does.

It is two processes. One loads what is needed and then only watches; the other is forked from it, which takes a
moment as there are no threads in it, and does the rendering under an alarm that ends it, whatever it is in the middle
of. Then the watcher says so and forks the next.

They speak in frames on standard input and output: four bytes of length, then that many bytes. The watcher says that
it is ready with an empty frame. A request is the time it may take in milliseconds (four bytes), one letter for the
kind of text, and the text in UTF-8; the reply is "+" and HTML, or "-" where there is none. Both end when the input
does, so they never outlive the server.
"""

from __future__ import annotations

import os
import resource
import signal
import struct
import sys
from typing import IO

from portal.core.markup.frames import read_frame, write_frame
from portal.core.markup.recipes import RECIPES, Kind

MEMORY_LIMIT = 1 << 30
"""Bytes of address space."""

MILLISECONDS = struct.Struct(">I")
GIVEN_UP = b"-"


def main() -> None:
    """Serve until the input ends."""
    requests, replies = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # a stray print must not get between the frames
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT if hard < 0 else min(hard, MEMORY_LIMIT), hard))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    write_frame(replies, b"")
    while not _served_to_the_end(requests, replies):
        write_frame(replies, GIVEN_UP)


def _served_to_the_end(requests: IO[bytes], replies: IO[bytes]) -> bool:
    """Whether the input ended; else a text has taken the renderer with it."""
    renderer = os.fork()
    if renderer == 0:
        try:
            _serve(requests, replies)
        finally:
            os._exit(0)
    _, status = os.waitpid(renderer, 0)
    return os.waitstatus_to_exitcode(status) == 0


def _serve(requests: IO[bytes], replies: IO[bytes]) -> None:
    while (request := read_frame(requests)) is not None:
        (milliseconds,) = MILLISECONDS.unpack_from(request)
        signal.setitimer(signal.ITIMER_REAL, milliseconds / 1000)
        reply = _reply(request[MILLISECONDS.size :])
        signal.setitimer(signal.ITIMER_REAL, 0)
        write_frame(replies, reply)


def _reply(request: bytes) -> bytes:
    try:
        kind = Kind(request[:1].decode())
        return b"+" + RECIPES[kind](request[1:].decode()).encode()
    except Exception:  # noqa: BLE001 - whatever it is, the text is shown plain
        return GIVEN_UP


if __name__ == "__main__":
    main()

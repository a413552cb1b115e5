"""The helper process: renders what may take long, for a parent that will kill it when it does.

It speaks in frames on its standard input and output: four bytes of length, then that many bytes. It says it is ready
with an empty frame. A request is one letter for the kind of text and the text in UTF-8; the reply is "+" and HTML,
or "-" where the text could not be rendered. It ends when its input does, so it never outlives its parent.
"""

from __future__ import annotations

import sys
from typing import BinaryIO

from portal.core.markup.frames import read_frame, write_frame
from portal.core.markup.recipes import RECIPES, Kind

MEMORY_LIMIT = 1 << 30
"""Bytes of address space."""


def main() -> None:
    """Serve until the input ends."""
    requests, replies = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # a stray print must not get between the frames
    _limit_memory()
    write_frame(replies, b"")
    serve(requests, replies)


def serve(requests: BinaryIO, replies: BinaryIO) -> None:
    """Answer requests one by one."""
    while (request := read_frame(requests)) is not None:
        write_frame(replies, _answer(request))


def _answer(request: bytes) -> bytes:
    try:
        kind = Kind(request[:1].decode())
        html = RECIPES[kind](request[1:].decode())
    except Exception:  # noqa: BLE001 - whatever it is, the text is shown plain
        return b"-"
    return b"+" + html.encode()


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = MEMORY_LIMIT if hard == resource.RLIM_INFINITY else min(hard, MEMORY_LIMIT)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))


if __name__ == "__main__":
    main()

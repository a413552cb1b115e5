"""The lines: open connections of sockets, how many there may be, and all that may be said over one.

Each line holds a thread of the server for as long as it is open. So there is room for some only, nobody takes more
than a few, a line that went dead is noticed, and one that says too much is hung up.
"""

import contextlib
import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, NoReturn

import simple_websocket

from portal.live.hub import Owner

LINE = "questboard.line"
"""Where a line is found in the environment of its request."""

MOST_LINES_A_PERSON = 8
MOST_BYTES_A_MESSAGE = 512
SAYINGS_AT_ONCE = 20
SAYINGS_A_SECOND = 2.0
PING_EVERY = 25
PATIENCE = 20
"""Seconds for a pong. A line that is silent for both together is dead: its client answers every ping."""

# The protocol whole: pong, goodbye, hello, goodbye to the room, and the two things a page may say.
_SPOKEN = re.compile(r'1|3|40(?:\{\})?|41|42\d{0,9}\["(?:watch|answering)","[a-z]{1,20}:\d{1,19}"\]', re.ASCII)


@dataclass(eq=False)
class Line:
    """One open connection, and whose it is."""

    owner: Owner
    connection: socket.socket | None
    has_greeted: bool = False
    _allowance: float = SAYINGS_AT_ONCE
    _heard_at: float = field(default_factory=time.monotonic)

    def hang_up(self) -> None:
        """End the connection; whoever waits for it, on either side, hears so at once. Twice is once."""
        if self.connection is not None:
            with contextlib.suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)

    def is_too_much(self) -> bool:
        """Count one more thing said, and tell whether it was one too many."""
        now = time.monotonic()
        self._allowance = min(SAYINGS_AT_ONCE, self._allowance + (now - self._heard_at) * SAYINGS_A_SECOND)
        self._heard_at = now
        self._allowance -= 1
        return self._allowance < 0

    def understands(self, said: object) -> bool:
        """Whether this is something a page may say now. Anything else never reaches a parser."""
        if not isinstance(said, str) or not _SPOKEN.fullmatch(said):
            return False
        if said.startswith("40"):
            is_first, self.has_greeted = not self.has_greeted, True
            return is_first
        return True


class Lines:
    """The open lines of this process."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._open: set[Line] = set()
        self._of: Counter[int] = Counter()

    def __len__(self) -> int:
        return len(self._open)

    @contextmanager
    def opened(self, line: Line) -> Iterator[bool]:
        """Hold a place for `line` until the end of the block. False where there is none, in all or for its owner."""
        with self._lock:
            has_room = len(self._open) < self._most and self._of[line.owner.id] < MOST_LINES_A_PERSON
            if has_room:
                self._open.add(line)
                self._of[line.owner.id] += 1
        try:
            yield has_room
        finally:
            if has_room:
                with self._lock:
                    self._open.discard(line)
                    self._of[line.owner.id] -= 1
                    self._of += Counter()  # keeps those above nothing

    def hang_up_all(self) -> None:
        """End every line; their pages come back by themselves, to whoever serves then."""
        with self._lock:
            lines = list(self._open)
        for line in lines:
            line.hang_up()


class Talk:
    """A line's talk, as Engine.IO wants it: messages in, messages out, and an end that never hangs."""

    def __init__(self, handler: Callable[["Talk"], object], _server: object) -> None:
        self._handler = handler

    def __call__(self, environ: dict[str, Any], _start_response: object) -> NoReturn:
        self._line: Line = environ[LINE]
        if self._line.connection is not None:
            self._line.connection.settimeout(PING_EVERY + PATIENCE)
        self._socket = simple_websocket.Server.accept(environ, max_message_size=MOST_BYTES_A_MESSAGE)
        try:
            self._handler(self)
        finally:
            self._line.hang_up()
        raise StopIteration  # gunicorn's word for: there is nothing left to answer

    def send(self, message: str | bytes) -> None:
        """Say something. Raises OSError once the line has ended."""
        try:
            self._socket.send(message)
        except simple_websocket.ConnectionClosed:
            raise OSError("the line has ended") from None

    def wait(self) -> str | None:
        """The next thing said that means something; None when the line has ended, or has to."""
        while (said := self._next()) is not None:
            if self._line.is_too_much():
                return None
            if self._line.understands(said):
                return str(said)
        return None

    def close(self) -> None:
        """Say goodbye and hang up."""
        with contextlib.suppress(OSError, simple_websocket.ConnectionClosed):
            self._socket.close()
        self._line.hang_up()

    def _next(self) -> str | bytes | None:
        try:
            said: str | bytes | None = self._socket.receive(timeout=PING_EVERY + PATIENCE)
        except simple_websocket.ConnectionClosed:
            return None
        return said

"""Gunicorn's threaded worker with patience for slow clients: a thread is spent only on a request that is all here.

A head, and a body that fits in beside it, are waited for by the one loop that waits for everybody. Larger bodies are
read in threads, but in some of them only, and not for ever. An answer fits into the kernel's buffer as a rule, so that
a slow reader holds no thread either.
"""

import contextlib
import errno
import logging
import re
import selectors
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

log = logging.getLogger(__name__)

MOST_WAITED_FOR = 32 * 1024
"""Bytes of a request that are waited for without a thread. A head must end within them."""
SECONDS_FOR_A_REQUEST = 20.0
BYTES_A_SECOND = 32 * 1024
"""How fast a larger body must come, beyond the seconds that every request has."""
LARGEST_BODY_WAITED_FOR = 8 * 1024 * 1024
LINGER = 3.0
SEND_BUFFER = 512 * 1024
SECONDS_FOR_A_READER = 30

_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_LENGTH = re.compile(rb"^content-length[ \t]*:[ \t]*(\d{1,15})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_CANNOT_TELL = re.compile(rb"^(?:transfer-encoding|expect)[ \t]*:", re.IGNORECASE | re.MULTILINE)
_ANSWER = "HTTP/1.1 {}\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{}\n"

TOO_SLOW = ("408 Request Timeout", "This took too long. Please send it again.")
TOO_LONG_A_HEAD = ("431 Request Header Fields Too Large", "This address, or what came with it, is too long.")
TOO_MANY_UPLOADS = ("503 Service Unavailable", "Many uploads are under way. Please try again in a moment.")


class Connection(TConn):  # type: ignore[misc]
    """A connection, and what is known of the next request on it before anybody reads it."""

    refusal: tuple[str, str] | None = None
    body_to_come: int = 0
    """Bytes of a body too large to be waited for, as its head announces them."""
    _asked_for = 1

    def is_ready(self) -> bool:
        """Whether a thread should take it now. Else the loop wakes when more has come than is here."""
        try:
            here = self.sock.recv(MOST_WAITED_FOR, socket.MSG_PEEK)
        except BlockingIOError:
            return False
        except OSError:
            return True
        missing = 0 if len(here) < self._asked_for else self._missing(here)
        self._wake_at(len(here) + missing if missing else 1)
        return not missing

    def _missing(self, here: bytes) -> int:
        """How many bytes, at least, must still come before there is a whole request."""
        head = _END_OF_HEAD.search(here)
        if head is None:
            self.refusal = TOO_LONG_A_HEAD if len(here) >= MOST_WAITED_FOR else None
            return 0 if self.refusal else 1
        lines = here[: head.end()]
        length = _LENGTH.search(lines)
        whole = head.end() + (int(length[1]) if length else 0)
        self.body_to_come = 0
        if _CANNOT_TELL.search(lines):
            self.body_to_come = LARGEST_BODY_WAITED_FOR
        elif whole > MOST_WAITED_FOR:
            self.body_to_come = whole - head.end()
        return 0 if self.body_to_come else max(0, whole - len(here))

    def _wake_at(self, count: int) -> None:
        self._asked_for = count
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, count)

    def wake_at_anything(self) -> None:
        """Let the loop wake for every byte."""
        self._wake_at(1)

    @property
    def has_begun(self) -> bool:
        """Whether part of a request is here."""
        return self._asked_for > 1

    def say(self, refusal: tuple[str, str]) -> None:
        """Answer without a thread's help, and without waiting for anybody to listen."""
        status, sentence = refusal
        with contextlib.suppress(OSError):
            self.sock.send(_ANSWER.format(status, len(sentence) + 1, sentence).encode(), socket.MSG_DONTWAIT)

    def linger(self) -> None:
        """Take in what is still being sent, for a while, so that the client reads the answer before the end."""
        deadline = time.monotonic() + LINGER
        with contextlib.suppress(OSError, ValueError):
            self.sock.shutdown(socket.SHUT_WR)
            while (left := deadline - time.monotonic()) > 0:
                self.sock.settimeout(left)
                if not self.sock.recv(65536):
                    break

    def close(self, graceful: bool = False) -> None:  # noqa: FBT001, FBT002 -- gunicorn's own signature
        """End it. The loop does this, so it neither waits nor fails."""
        with contextlib.suppress(OSError):
            self.sock.close()


class PatientWorker(ThreadWorker):  # type: ignore[misc]
    """The worker of the server. `worker_int` of the configuration is called when it is told to stop."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._uploads = threading.BoundedSemaphore(max(1, self.cfg.threads // 4))
        self._due: dict[Connection, float] = {}
        self._lingering: list[Connection] = []

    def accept(self, listener: socket.socket) -> None:
        """Take a new connection in, and wait for what it wants."""
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno in (errno.EMFILE, errno.ENFILE):
                log.error("no file descriptor is left for another connection")
            elif error.errno not in (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK):
                raise
            return
        self.nr_conns += 1
        client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", SECONDS_FOR_A_READER, 0))
        self._wait_for_request(Connection(self.cfg, client, address, listener.getsockname()))

    def on_client_socket_readable(self, conn: Connection, client: socket.socket) -> None:
        """The next request on a connection that was kept has begun."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._wait_for_request(conn)

    def on_pending_socket_readable(self, conn: Connection, client: socket.socket) -> None:
        """More of a request has come."""
        if not conn.is_ready():
            return
        self.poller.unregister(client)
        self.pending_conns.remove(conn)
        self._take(conn)

    def _wait_for_request(self, conn: Connection) -> None:
        conn.sock.settimeout(0)
        if conn.is_ready():
            self._take(conn)
            return
        conn.timeout = time.monotonic() + SECONDS_FOR_A_REQUEST
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def _take(self, conn: Connection) -> None:
        if conn.refusal is not None:
            conn.say(conn.refusal)
            self.nr_conns -= 1
            conn.close()
            return
        if conn.body_to_come and not self._uploads.acquire(blocking=False):
            conn.say(TOO_MANY_UPLOADS)
            self._let_linger(conn)
            return
        conn.data_ready = True
        self.enqueue_req(conn)

    def _let_linger(self, conn: Connection) -> None:
        """Take in what a refused client still sends, so that it reads the answer; here, where no thread is held."""
        with contextlib.suppress(OSError):
            conn.sock.shutdown(socket.SHUT_WR)
        conn.wake_at_anything()
        conn.timeout = time.monotonic() + LINGER
        self._lingering.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._on_lingering_socket_readable, conn))

    def _on_lingering_socket_readable(self, conn: Connection, client: socket.socket) -> None:
        try:
            is_over = not client.recv(65536)
        except BlockingIOError:
            is_over = False
        except OSError:
            is_over = True
        if is_over:
            self._end_lingering(conn)

    def _end_lingering(self, conn: Connection) -> None:
        self.poller.unregister(conn.sock)
        self._lingering.remove(conn)
        self.nr_conns -= 1
        conn.close()

    def handle(self, conn: Connection) -> Any:
        """Answer a request, in a thread."""
        if not conn.body_to_come:
            keep = super().handle(conn)
            # a second request sent along with the first would be read in this thread, however slowly it comes
            return keep and not conn.parser.unreader.buf.getvalue()
        with self._upload(conn):
            keep = super().handle(conn)
            if not keep:
                conn.linger()
            return keep and not conn.parser.unreader.buf.getvalue()

    @contextmanager
    def _upload(self, conn: Connection) -> Iterator[None]:
        """Bound the time that a large body may take, and give its place back."""
        seconds = min(conn.body_to_come, LARGEST_BODY_WAITED_FOR) / BYTES_A_SECOND
        self._due[conn] = time.monotonic() + SECONDS_FOR_A_REQUEST + seconds
        try:
            yield
        finally:
            self._due.pop(conn, None)
            self._uploads.release()

    def murder_pending(self) -> None:
        """End what took too long: a request that does not get ready, a body that does not come to its end."""
        now = time.monotonic()
        for conn in self.pending_conns:
            if conn.timeout > now:
                break
            if conn.has_begun:
                conn.say(TOO_SLOW)
        super().murder_pending()
        while self._lingering and self._lingering[0].timeout <= now:
            self._end_lingering(self._lingering[0])
        for conn in [conn for conn, due in list(self._due.items()) if due <= now]:
            self._due.pop(conn, None)
            with contextlib.suppress(OSError):
                conn.sock.shutdown(socket.SHUT_RD)  # its thread sees an end, and can still answer

    def handle_exit(self, sig: int, frame: object) -> None:
        """Stop: what is under way is finished, nothing new is begun."""
        super().handle_exit(sig, frame)
        self.cfg.worker_int(self)

    def handle_quit(self, sig: int, frame: object) -> None:
        """Ctrl-C is no reason to drop what is under way."""
        self.handle_exit(sig, frame)

    def _cap_keepalive(self, deadline: float) -> None:
        super()._cap_keepalive(deadline)
        for conn in self.pending_conns:
            conn.timeout = min(conn.timeout, deadline)

"""A real mail server for the tests, small and local: it takes mails, or refuses them as it is told."""

import socketserver
import threading
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest


class _Conversation(socketserver.StreamRequestHandler):
    """One connection, as RFC 5321 has it, as far as a mail program needs."""

    server: "MailServerForTests"

    def handle(self) -> None:
        """Talk until the other side says QUIT."""
        self._say("220 mail.test ready")
        recipients: list[str] = []
        for raw in self.rfile:
            line = raw.decode("utf-8", "replace").strip()
            verb = line.split(" ")[0].upper()
            if verb in ("EHLO", "HELO"):
                self._say("250 mail.test")
            elif verb == "RCPT" and any(part in line for part in self.server.refused):
                self._say("550 no such mailbox")
            elif verb == "RCPT" and any(part in line for part in self.server.put_off):
                self._say("451 try again later")
            elif verb == "RCPT":
                recipients.append(line)
                self._say("250 ok")
            elif verb == "DATA":
                self._say("354 go on")
                self.server.take(self._read_data())
                self._say("250 taken")
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _read_data(self) -> bytes:
        lines = []
        for raw in self.rfile:
            if raw == b".\r\n":
                break
            lines.append(raw.removeprefix(b"."))
        return b"".join(lines)

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class MailServerForTests(socketserver.ThreadingTCPServer):
    """Takes mails at a free port. `refused` and `put_off` are parts of addresses it does not take."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.taken: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.refused: set[str] = set()
        self.put_off: set[str] = set()

    @property
    def url(self) -> str:
        """Where it is, as the settings say it."""
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    def take(self, data: bytes) -> None:
        """Keep a mail."""
        message = message_from_bytes(data, policy=default)
        assert isinstance(message, EmailMessage)
        self.raw.append(data)
        self.taken.append(message)


@pytest.fixture
def mail_server() -> Iterator[MailServerForTests]:
    """A mail server that lives as long as the test."""
    with MailServerForTests() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join()

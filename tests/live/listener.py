"""Somebody who speaks with the sockets directly, without a browser and without manners."""

import contextlib
import json
import socket
from typing import Self

import websocket

PATIENCE = 30.0
PING, PONG = "2", "3"


class Refused(Exception):
    """The gate did not open. Its status, and what it said."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(status, sentence)
        self.status = status
        self.sentence = sentence


class Listener:
    """An open socket. Use it in a `with`."""

    def __init__(self, port: int, cookie: str | None = None, origin: str | None = None, query: str = "") -> None:
        query = query or "EIO=4&transport=websocket"
        connection = socket.create_connection(("127.0.0.1", port), PATIENCE)
        try:
            self._socket = websocket.create_connection(
                f"ws://127.0.0.1:{port}/socket.io/?{query}",
                cookie=cookie,
                origin=origin or f"http://127.0.0.1:{port}",
                timeout=PATIENCE,
                socket=connection,
            )
        except websocket.WebSocketBadStatusException as error:
            connection.close()
            raise Refused(error.status_code, (error.resp_body or b"").decode()) from None
        self._asked = 0

    def greet(self) -> Self:
        """Say hello, and hear it back."""
        assert self.hear_raw().startswith("0{")
        self.say("40")
        assert self.hear_raw().startswith("40{")
        return self

    def watch(self, topic: str) -> int | None:
        """Begin to watch. Returns the topic's state; None where it was refused."""
        self._asked += 1
        self.say(f'42{self._asked}["watch",{json.dumps(topic)}]')
        answer = self.hear_raw()
        assert answer.startswith(f"43{self._asked}["), answer
        said: list[int | None] = json.loads(answer.removeprefix(f"43{self._asked}"))
        return said[0] if said else None

    def nod(self, topic: str) -> None:
        """Say that one is answering."""
        self.say(f'42["answering",{json.dumps(topic)}]')

    def hear(self) -> dict[str, str]:
        """The next word."""
        said = self.hear_raw()
        assert said.startswith("42["), said
        event, word = json.loads(said[2:])
        assert event == "word"
        assert isinstance(word, dict)
        return word

    def say(self, message: str | bytes) -> None:
        """Send anything."""
        opcode = websocket.ABNF.OPCODE_TEXT if isinstance(message, str) else websocket.ABNF.OPCODE_BINARY
        self._socket.send(message, opcode)

    def say_frames(self, raw: bytes) -> None:
        """Send bytes that need not even be WebSocket."""
        wire = self._socket.sock
        assert wire is not None
        wire.sendall(raw)

    def hear_raw(self) -> str:
        """The next message, pings answered; empty when the other side has hung up."""
        while True:
            try:
                said = self._socket.recv()
            except (websocket.WebSocketConnectionClosedException, ConnectionError):
                return ""
            if said != PING:
                return said if isinstance(said, str) else said.decode()
            self.say(PONG)

    def hears_the_end(self) -> bool:
        """Hear whatever still comes; True once the other side has hung up."""
        while self.hear_raw():
            pass
        return True

    def close(self) -> None:
        """Leave."""
        with contextlib.suppress(OSError, websocket.WebSocketException):
            self._socket.close(timeout=1)
        self._socket.shutdown()  # type: ignore[no-untyped-call]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

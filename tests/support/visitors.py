"""Somebody who visits a running portal without a browser: a connection kept, cookies kept, and the token for writes."""

import http.client
import re
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

FORM = "application/x-www-form-urlencoded"
_TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"|name="csrf_token" value="([^"]+)"')
PATIENCE = 60.0


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode(errors="replace")

    @property
    def location(self) -> str:
        """Where it leads."""
        return self.headers.get("location", "")


class Visitor:
    """One person's visit. Use it in a `with`, or close it; one thread at a time."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self._cookies = dict([cookie.split("=", 1)]) if cookie else {}
        self._token = ""

    @property
    def cookie(self) -> str:
        """The cookies as a header."""
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())

    def get(self, path: str, **headers: str) -> Reply:
        """Look at a page."""
        return self._ask("GET", path, b"", headers)

    def post(self, path: str, **fields: str) -> Reply:
        """Send a form, with the token that every write carries."""
        form = urlencode({**fields, "csrf_token": self._csrf_token()})
        return self._ask("POST", path, form.encode(), {"Content-Type": FORM})

    def sign_in_as(self, handle: str) -> Reply:
        """Be one of the demo company's cast, by its button."""
        return self.post("/sign-in/as", handle=handle)

    def close(self) -> None:
        """End the visit."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _csrf_token(self) -> str:
        if not self._token:
            found = _TOKEN.search(self.get("/questions" if self._cookies else "/sign-in").text)
            assert found is not None, "no page gave a token"
            self._token = found[1] or found[2]
        return self._token

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Reply:
        self._connection.request(method, path, body or None, {"Cookie": self.cookie, "Accept": "text/html", **headers})
        answer = self._connection.getresponse()
        reply = Reply(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, kept = value.split(";")[0].partition("=")
                self._cookies[key] = kept
        return reply

"""Slow and greedy clients, before a real server: they wait, and nobody else does."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from werkzeug.http import parse_cookie

from portal.core import db
from portal.core.migrating import migrate
from portal.core.settings import load_settings
from tests.support.portals import UNHURRIED, RunningPortal
from tests.support.visitors import Visitor

THREADS = 8
MANY = 120
"""Many times as many as there are threads."""


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    folder = tmp_path_factory.mktemp("slow")
    settings = load_settings(data_dir=folder / "var", sqlite_synchronous="OFF")
    settings.data_dir.mkdir()
    database = db.Database(settings.database, sqlite_synchronous="OFF")
    migrate(database)
    database.dispose()
    few = {"QUESTBOARD_THREADS": str(THREADS), "QUESTBOARD_MAX_SOCKETS": "2", "QUESTBOARD_SQLITE_SYNCHRONOUS": "OFF"}
    with RunningPortal(folder, settings={**UNHURRIED, **few}) as running:
        yield running


def _connections(portal: RunningPortal, stack: ExitStack, begun: bytes) -> list[socket.socket]:
    lines = [stack.enter_context(socket.create_connection(("127.0.0.1", portal.port), 30)) for _ in range(MANY)]
    for line in lines:
        line.sendall(begun)
    return lines


@pytest.mark.parametrize(
    "begun",
    [
        pytest.param(b"", id="that-say-nothing"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ", id="whose-head-never-ends"),
        pytest.param(b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\nemail=", id="with-half-a-form"),
        pytest.param(b"POST /ask HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\nbody=", id="with-half-an-upload"),
        pytest.param(b"GET /sign-in HTTP/1.1\r\nHost: x\r\n\r\n", id="that-never-read-and-never-leave"),
    ],
)
def test_connections_hold_nobody_up(portal: RunningPortal, begun: bytes) -> None:
    with ExitStack() as stack:
        _connections(portal, stack, begun)
        for _ in range(5):
            with Visitor(portal.port) as visitor:
                assert visitor.get("/sign-in").status == 200


def test_who_sends_one_upload_too_many_is_told_so_when_all_of_it_is_sent(portal: RunningPortal) -> None:
    head = b"POST /ask HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\n"
    with ExitStack() as stack:
        _connections(portal, stack, head)
        with socket.create_connection(("127.0.0.1", portal.port), 30) as line:
            line.sendall(head + b"x" * 900_000)
            said = b"".join(iter(lambda: line.recv(65536), b""))
    assert said.startswith(b"HTTP/1.1 503 ")
    assert b"Many uploads are under way." in said


def test_a_head_without_end_and_an_address_without_end_are_refused(portal: RunningPortal) -> None:
    for request, status in (
        (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X-Long: " + b"x" * 40_000, b"431"),
        (b"GET /" + b"x" * 9_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", b"4"),
        (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X-%d: x\r\n" % n for n in range(400)) + b"\r\n", b"4"),
        (b"POST /ask HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n", b"4"),
    ):
        with socket.create_connection(("127.0.0.1", portal.port), 60) as line:
            line.sendall(request)
            assert line.recv(65536).split(b" ", 2)[1].startswith(status), request[:60]


def test_the_cookie_of_a_page_is_out_of_reach_of_scripts_and_other_sites(portal: RunningPortal) -> None:
    with Visitor(portal.port) as visitor:
        said = visitor.get("/sign-in").headers["set-cookie"]
    assert "session" in parse_cookie(said.partition(";")[0])
    attributes = {part.strip().lower() for part in said.split(";")[1:]}
    assert {"httponly", "samesite=lax", "path=/"} <= attributes

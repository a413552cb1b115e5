"""A real Redis for the tests, where the machine has one: throw-away, on a private socket."""

import shutil
from pathlib import Path

import pytest
import redis

from tests.support.run import LackingError, once, run_folder
from tests.support.servers import new_place, start


@pytest.fixture(scope="session")
def redis_url() -> str:
    """The URL of this run's Redis, shared by all workers: prefix what you store there."""
    return server_url()


def server_url() -> str:
    """The URL of this run's Redis, started by whoever asks first. Raises LackingError where there is none."""
    return once("redis", _start)


def _start(_place: Path) -> str:
    binary = shutil.which("redis-server")
    if binary is None:
        raise LackingError("install Redis (on Debian and Ubuntu: apt install redis-server)")
    with new_place() as place:
        socket = place.folder / "socket"
        url = f"unix://{socket}"
        options = ("--port", "0", "--unixsocket", socket, "--save", "", "--appendonly", "no")
        start(run_folder(), place, [binary, *options], lambda: _answers(url))
    return url


def _answers(url: str) -> bool:
    client = redis.Redis.from_url(url)
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False
    finally:
        client.close()

"""The throw-away servers of a test run: they answer, are shared, and never outlive the run."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
import redis
from sqlalchemy.engine import make_url

from tests.support.postgres import PostgresServer
from tests.support.run import LackingError, once

_ROOT = Path(__file__).resolve().parents[2]
_PRINT_AND_WAIT = """
from tests.support import redis_server
from tests.support.run import run_folder

def test_prints_and_waits(capsys):
    url = redis_server.server_url()
    with capsys.disabled():
        print("URL", url, run_folder(), flush=True)
    input()
"""


def test_postgres_answers_and_takes_new_databases(postgres_server: PostgresServer) -> None:
    url = make_url(postgres_server.url)
    host = url.query.get("host") or url.host
    with psycopg.connect(
        host=str(host), user=url.username, password=url.password, dbname=url.database, autocommit=True
    ) as connection:
        name = f"try_{os.getpid()}"
        connection.execute(f"CREATE DATABASE {name}".encode())
        try:
            other = make_url(postgres_server.database(name))
            with psycopg.connect(
                host=str(host), user=other.username, password=other.password, dbname=other.database
            ) as second:
                row = second.execute("SELECT current_database()").fetchone()
        finally:
            connection.execute(f"DROP DATABASE {name}".encode())
    assert row == (name,)


def test_redis_answers(redis_url: str) -> None:
    client = redis.Redis.from_url(redis_url)
    assert client.ping()
    client.close()


def test_what_is_made_once_is_not_made_again() -> None:
    name = f"made-once-{os.getpid()}"
    made: list[Path] = []

    def make(place: Path) -> str:
        made.append(place)
        return "thing"

    assert [once(name, make), once(name, make)] == ["thing", "thing"]
    assert len(made) == 1


def test_what_is_lacking_is_remembered_too() -> None:
    name = f"lacking-{os.getpid()}"
    asked: list[Path] = []

    def make(place: Path) -> str:
        asked.append(place)
        raise LackingError("there is none")

    for _ in range(2):
        with pytest.raises(LackingError, match="there is none"):
            once(name, make)
    assert len(asked) == 1


@pytest.mark.needs("redis")
@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGINT])
def test_a_server_ends_with_its_run_however_that_ends(tmp_path: Path, ending: signal.Signals) -> None:
    (tmp_path / "conftest.py").write_text('pytest_plugins = ["tests.support.run"]\n')
    (tmp_path / "test_wait.py").write_text(_PRINT_AND_WAIT)
    run = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-s",
            "-n0",
            "-p",
            "no:cacheprovider",
            "--rootdir",
            tmp_path,
            tmp_path,
        ],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(_ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert run.stdout is not None
    said = next(line for line in run.stdout if line.startswith("URL"))
    socket, folder = Path(said.split()[1].removeprefix("unix://")), Path(said.split()[2])
    assert socket.exists()
    run.send_signal(ending)
    run.communicate(timeout=60)
    assert _comes_true(lambda: not socket.parent.exists() and not folder.exists())


def _comes_true(question: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 30
    while not (answer := question()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return answer

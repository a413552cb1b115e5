"""The server: one gunicorn process of many threads, with the worker beside it unless it runs elsewhere."""

import logging
import os
import resource
import socket
import sys
import threading
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from portal.app import create_app
from portal.connections import PatientWorker
from portal.core.markup import warm_up
from portal.core.settings import Settings
from portal.live.following import Follower
from portal.live.hub import Hub
from portal.live.lines import Lines
from portal.wiring import chores_of_pages
from portal.worker import Chore, Worker, chores

log = logging.getLogger(__name__)

MOST_CONNECTIONS = 1000
_MOST_FILES = 4096


class _Gunicorn(BaseApplication):  # type: ignore[misc]
    """Gunicorn with our settings rather than a file's."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._app: Flask | None = None
        self._workers: list[Worker] = []
        super().__init__()

    def load_config(self) -> None:
        """Hand our settings to gunicorn."""
        settings = self._settings
        options: dict[str, Any] = {
            "bind": f"{settings.host}:{settings.port}",
            "worker_class": PatientWorker,
            "workers": 1,
            "threads": settings.threads,
            "worker_connections": MOST_CONNECTIONS,
            "timeout": 60,
            "graceful_timeout": 14,
            "keepalive": 5,
            "limit_request_line": 4094,
            "limit_request_field_size": 8190,
            "forwarded_allow_ips": "127.0.0.1",
            "control_socket_disable": True,
            "worker_tmp_dir": "/dev/shm" if os.path.isdir("/dev/shm") else None,  # noqa: PTH112, S108
            "loglevel": "warning",
            "proc_name": "questboard",
            "post_worker_init": lambda _worker: self._begin(),
            "worker_int": lambda _worker: self._let_go(),
            "worker_exit": lambda _server, _worker: self._end(),
        }
        for name, value in options.items():
            if value is not None:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        """The app, made in the process that serves it."""
        self._app = create_app(self._settings)
        return self._app

    def _begin(self) -> None:
        """Start what serving needs beside it: the markup helper, the follower of live pages, and mostly the worker."""
        warm_up()
        hub: Hub = self._running().extensions["questboard_hub"]
        own = [Chore(name, work, seconds) for name, work, seconds in chores_of_pages()]
        self._workers = [Worker([Chore("live pages", Follower(hub).follow)]), Worker(own)]
        if self._settings.embedded_worker:
            self._workers.append(Worker(chores(self._settings)))
        for worker in self._workers:
            worker.start()

    def _let_go(self) -> None:
        """Told to stop. Sockets would wait for their pages to close; pages find the next server by themselves."""
        lines: Lines = self._running().extensions["questboard_lines"]
        # the signal may have come while this very thread held a lock that these need
        threading.Thread(target=lines.hang_up_all, daemon=True).start()
        for worker in self._workers:
            worker.ask_to_stop()

    def _end(self) -> None:
        for worker in self._workers:
            worker.stop()

    def _running(self) -> Flask:
        if self._app is None:
            raise RuntimeError("nothing is being served yet")
        return self._app


class AddressTaken(Exception):
    """The address cannot be listened on."""


def check_address(settings: Settings) -> None:
    """Raises AddressTaken, with a sentence, if nothing can listen at the host and port of `settings`."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host.strip("[]"), settings.port))
        except OSError as error:
            raise AddressTaken(
                f"Cannot listen on {settings.host}:{settings.port} ({error.strerror}). "
                "Set PORT, or HOST, to another address."
            ) from None


def serve(settings: Settings) -> None:
    """Serve until told to stop. Does not return."""
    _allow_files()
    sys.argv = sys.argv[:1]  # gunicorn reads no options of ours
    _Gunicorn(settings).run()


def _allow_files() -> None:
    """Let the process hold as many connections as it serves, where the machine's default is lower."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST_FILES if hard == resource.RLIM_INFINITY else min(_MOST_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))

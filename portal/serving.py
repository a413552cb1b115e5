"""The server: one gunicorn process of many threads, with the worker beside it unless it runs elsewhere."""

import logging
import os
import socket
import sys
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from portal.app import create_app
from portal.core.settings import Settings
from portal.worker import Worker, chores, live_chores

log = logging.getLogger(__name__)


class _Gunicorn(BaseApplication):  # type: ignore[misc]
    """Gunicorn with our settings rather than a file's."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._worker: Worker | None = None
        super().__init__()

    def load_config(self) -> None:
        """Hand our settings to gunicorn."""
        settings = self._settings
        options: dict[str, Any] = {
            "bind": f"{settings.host}:{settings.port}",
            "worker_class": "gthread",
            "workers": 1,
            "threads": settings.threads,
            "timeout": 60,
            "graceful_timeout": 15,
            "keepalive": 5,
            "limit_request_line": 4094,
            "limit_request_field_size": 8190,
            "forwarded_allow_ips": "127.0.0.1",
            "control_socket_disable": True,
            "worker_tmp_dir": "/dev/shm" if os.path.isdir("/dev/shm") else None,  # noqa: PTH112, S108
            "loglevel": "warning",
            "proc_name": "questboard",
            "post_worker_init": lambda _worker: self._begin(),
            "worker_exit": lambda _server, _worker: self._end(),
        }
        for name, value in options.items():
            if name in self.cfg.settings and value is not None:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        """The app, made in the process that serves it."""
        return create_app(self._settings)

    def _begin(self) -> None:
        self._worker = Worker(chores(self._settings) if self._settings.embedded_worker else live_chores())
        self._worker.start()

    def _end(self) -> None:
        if self._worker is not None:
            self._worker.stop()


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
    sys.argv = sys.argv[:1]  # gunicorn reads no options of ours
    _Gunicorn(settings).run()

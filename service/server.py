"""Serve the application with gunicorn, with our settings in place of its own."""

import threading
from collections.abc import Mapping
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from service import create_app
from service.config import Settings
from service.current import of


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn with the application made in each worker, so that no thread or connection crosses a fork."""

    def __init__(self, settings: Settings, options: Mapping[str, Any]) -> None:
        self._settings = settings
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Hand our options to gunicorn."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Make the application, and let it load its encoder while the first pages are already served."""
        app = create_app(self._settings)
        threading.Thread(target=of(app).matcher.warm_up, daemon=True).start()
        return app


def run(settings: Settings) -> None:
    """Serve until a signal ends it."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    options = {
        "bind": f"{host}:{settings.port}",
        "workers": settings.workers,
        "threads": settings.threads,
        "worker_class": "gthread",
        "accesslog": None,
        "loglevel": "warning",
        "proc_name": "modspil",
        "control_socket_disable": True,
    }
    Server(settings, options).run()

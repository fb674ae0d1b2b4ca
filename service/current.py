"""The context of the application that is answering right now."""

from typing import cast

from flask import Flask, current_app

from service.context import Context

EXTENSION = "modspil"


def attach(app: Flask, context: Context) -> None:
    """Let this application's views work with this context."""
    app.extensions[EXTENSION] = context


def context() -> Context:
    """Return what the present application's views work with."""
    return cast("Context", current_app.extensions[EXTENSION])


def of(app: Flask) -> Context:
    """Return the context an application was made with."""
    return cast("Context", app.extensions[EXTENSION])

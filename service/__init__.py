"""The service: Flask, SQLAlchemy, jobs; knows training and models, nobody knows it."""

from typing import TYPE_CHECKING

from flask_openapi3.openapi import OpenAPI

if TYPE_CHECKING:
    from service.config import Settings
    from service.context import Context

MOST_BYTES = 64 * 1024 * 1024
"""Of one request: a members file of some fifty thousand people."""


def create_app(settings: "Settings | None" = None, *, context: "Context | None" = None) -> OpenAPI:
    """Put the application together, from settings or from a context that is already open."""
    # Imported here, so that the command line and the migrations can read this package without the web.
    from service import api, current, errors, headers, health, logs, web  # noqa: PLC0415
    from service.config import Settings  # noqa: PLC0415
    from service.context import open_context  # noqa: PLC0415
    from service.web.errors import render_error  # noqa: PLC0415

    context = context or open_context(settings or Settings.from_environment())
    app = OpenAPI(__name__, static_folder=None, **api.OPTIONS)
    app.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    current.attach(app, context)
    logs.configure(context.settings.log_level)
    logs.register(app)
    headers.register(app, context.settings)
    errors.register(app, page=render_error)
    app.register_blueprint(health.bp)
    api.register(app)
    web.register(app, context)
    return app

"""One line of JSON for each request and each failure; nothing in it tells who a person is.

A path may hold an e-mail address and an error's message may hold what somebody wrote, so a line names the
route and the error's type and place instead.
"""

import logging
import sys
import time
import traceback
import uuid

import structlog
from flask import Flask, Response, g, request

log = structlog.get_logger()


def configure(level: str) -> None:
    """Write structured lines to standard error, from this severity on."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        # Looked up at each line, so that whoever redirects standard error later gets the lines too.
        logger_factory=lambda: structlog.PrintLogger(sys.stderr),
    )


def register(app: Flask) -> None:
    """Give every request a number, and log how it ended."""
    app.before_request(_begin)
    app.after_request(_end)


def log_failure(error: BaseException) -> None:
    """Log what kind of error happened and where, without its message."""
    cause = type(error.__cause__).__name__ if error.__cause__ else None
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    log.error("failure", error=type(error).__name__, cause=cause, places=places)


def request_number() -> str:
    """Return the number under which this request is found in the log."""
    return str(g.request_number)


def _begin() -> None:
    g.began = time.perf_counter()
    g.request_number = uuid.uuid4().hex
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=g.request_number)


def _end(response: Response) -> Response:
    response.headers["X-Request-Id"] = request_number()
    log.info(
        "request",
        method=request.method,
        route=request.url_rule.rule if request.url_rule else None,
        status=response.status_code,
        milliseconds=round(1000 * (time.perf_counter() - g.began), 1),
    )
    return response

"""Whether the process lives, and whether it can answer questions; for whoever keeps it running."""

from flask import Blueprint, Response, jsonify

from service.current import context

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def healthz() -> Response:
    """Say that the process lives; nothing else is asked."""
    return jsonify(status="alive")


@bp.get("/readyz")
def readyz() -> tuple[Response, int]:
    """Say whether database and matcher answer, with 503 while they do not."""
    context().database.check()
    ready = context().matcher.ready()
    return jsonify(status="ready" if ready else "not ready"), 200 if ready else 503

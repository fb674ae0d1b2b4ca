"""The OpenAPI document and a page to read and try it with, all served from here.

flask-openapi3 has such pages of its own, but with scripts inside the page, which the content security policy
forbids; so only the files of Swagger UI are taken from its plug-in.
"""

from importlib.resources import files
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, send_from_directory

STATIC = Path(__file__).parent / "static"
SWAGGER = Path(str(files("flask_openapi3_swagger"))) / "templates" / "swagger"

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""The pages draw themselves with scripts and styles from files; `data:` is for the style sheet's icons."""

bp = Blueprint("docs", __name__, url_prefix="/api", static_folder=SWAGGER, static_url_path="/docs/swagger")


@bp.after_request
def _let_the_page_work(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    return response


@bp.get("/openapi.json")
def document() -> dict[str, Any]:
    """Return the OpenAPI document, made from the schemas that check the requests."""
    document: dict[str, Any] = current_app.api_doc  # type: ignore[attr-defined]
    return document


@bp.get("/docs/", defaults={"name": "docs.html"})
@bp.get("/docs/<name>")
def page(name: str) -> Response:
    """Return the page, its script or its style."""
    return send_from_directory(STATIC, name)

"""The JSON interface under /api/v1, documented by the schemas that check it."""

from typing import Any

from flask_openapi3.models.info import Info
from flask_openapi3.models.security_scheme import SecurityScheme
from flask_openapi3.openapi import OpenAPI

from service.api import docs, introductions, members, network_days, ratings, suggestions, themes
from service.api.resource import BEARER
from service.api.validation import refuse
from service.problems import Problem
from service.scopes import MEANING

RESOURCES = (members.api, themes.api, suggestions.api, introductions.api, ratings.api, network_days.api)

OPTIONS: dict[str, Any] = {
    "info": Info(
        title="Modspil",
        version="1",
        summary="Introduces members of professional networks to people from other fields.",
        description="Every operation names the scopes its bearer token needs:\n\n"
        + "\n".join(f"- `{scope}`: {meaning}" for scope, meaning in MEANING.items()),
    ),
    "security_schemes": {
        BEARER: SecurityScheme(type="http", scheme="bearer", description="Made with `modspil token create`.")
    },
    "validation_error_model": Problem,
    "validation_error_callback": refuse,
    "doc_ui": False,
}
"""How flask-openapi3 is to build and document the application."""


def register(app: OpenAPI) -> None:
    """Add the resources and their documentation to an application."""
    for resource in RESOURCES:
        app.register_api(resource)
    app.register_blueprint(docs.bp)

"""The problem themes a member can confirm for a text."""

from flask import Response

from models.text.themes import themes
from service.advice_documents import ThemesDocument
from service.api.resource import Resource, answer
from service.scopes import Scope

api = Resource("themes", "Problem themes, by which texts meet that share no words.")


@api.operation("GET", "/themes", Scope.MEMBERS_READ, answer=ThemesDocument)
def list_themes() -> Response:
    """List all problem themes in Danish and English."""
    return answer(ThemesDocument.of(themes()))

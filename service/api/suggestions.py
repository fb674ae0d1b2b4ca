"""Suggestions: ask for people, and read again what was shown."""

from http import HTTPStatus

from flask import Response, url_for

from service.advice_documents import QuestionsDocument
from service.api.requests import InLanguage, SlatePath, SuggestionBody
from service.api.resource import Resource, answer
from service.current import context
from service.documents import SlateDocument
from service.scopes import Scope
from service.use_cases import suggest as use_case
from service.use_cases.questions import questions_of_slate

api = Resource("suggestions", "People from other fields for one challenge of a member.")


@api.operation(
    "POST",
    "/suggestions",
    Scope.MEMBERS_READ,
    Scope.INTRODUCTIONS_WRITE,
    answer=SlateDocument,
    statuses=(HTTPStatus.CREATED,),
    headers=("Location",),
)
def suggest(body: SuggestionBody) -> Response:
    """Suggest people for one challenge; the slate is kept as it is shown."""
    shown = use_case.suggest(
        context(),
        body.email,
        body.intent,
        challenge=body.challenge,
        limit=body.limit,
        preference=body.preference.stated(),
    )
    where = url_for(".get_slate", slate_id=shown.slate.id)
    return answer(SlateDocument.of(shown), HTTPStatus.CREATED, location=where)


@api.operation(
    "GET",
    "/slates/<slate_id>",
    Scope.MEMBERS_READ,
    Scope.INTRODUCTIONS_READ,
    answer=SlateDocument,
)
def get_slate(path: SlatePath) -> Response:
    """Return a slate as it was shown, with its people as they are now."""
    return answer(SlateDocument.of(use_case.get_slate(context(), str(path.slate_id))))


@api.operation(
    "GET",
    "/slates/<slate_id>/questions",
    Scope.MEMBERS_READ,
    Scope.INTRODUCTIONS_READ,
    answer=QuestionsDocument,
)
def get_slate_questions(path: SlatePath, query: InLanguage) -> Response:
    """Return three questions that fit the slate's challenge; none is sharp where support was asked for."""
    found = questions_of_slate(context(), str(path.slate_id))
    return answer(QuestionsDocument.of(found, query.language))

"""From an error to an answer: the one handler for everything that can go wrong in a request."""

import re
from collections.abc import Callable, Sequence
from http import HTTPStatus

from flask import Flask, Response, make_response, request
from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException

from models.domain.errors import (
    BadInputError,
    ForbiddenError,
    IllegalTransitionError,
    InvalidPlanError,
    ModspilError,
    NotFoundError,
    StaleVersionError,
    UnauthorisedError,
)
from service.logs import log_failure, request_number
from service.problems import MEDIA_TYPE, FieldProblem, Problem
from service.use_cases.member_record import InvalidRowsError

Page = Callable[[int, str, str], str]
"""Makes an error page of a status, a title and a detail."""

STATUS: dict[type[ModspilError], HTTPStatus] = {
    BadInputError: HTTPStatus.UNPROCESSABLE_ENTITY,
    InvalidPlanError: HTTPStatus.INTERNAL_SERVER_ERROR,
    UnauthorisedError: HTTPStatus.UNAUTHORIZED,
    ForbiddenError: HTTPStatus.FORBIDDEN,
    NotFoundError: HTTPStatus.NOT_FOUND,
    IllegalTransitionError: HTTPStatus.CONFLICT,
    StaleVersionError: HTTPStatus.PRECONDITION_FAILED,
    # Any other is about us and not about the request: a database that does not answer, for example.
    ModspilError: HTTPStatus.SERVICE_UNAVAILABLE,
}
"""The nearest class an error descends from decides."""


class InvalidRequestError(BadInputError):
    """Fields of a request that cannot be used, all of them at once."""

    def __init__(self, problems: Sequence[FieldProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__(f"{len(problems)} part(s) of the request cannot be used; see 'errors' for each.")


def register(app: Flask, page: Page) -> None:
    """Answer every error: with problem details under /api, elsewhere with a page."""

    def answer(error: Exception) -> Response:
        problem = describe(error)
        if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            log_failure(error)
        if request.path.startswith("/api/"):
            response = make_response(problem.model_dump_json(), problem.status)
            response.content_type = MEDIA_TYPE
        else:
            response = make_response(page(problem.status, problem.title, problem.detail), problem.status)
        response.headers.extend(_headers_of(error))
        return response

    app.register_error_handler(Exception, answer)


def describe(error: Exception) -> Problem:
    """Say what a person may know of an error; of a defect that is only the number it is logged under."""
    if isinstance(error, ModspilError):
        kind = next(kind for kind in type(error).__mro__ if kind in STATUS)
        return _problem(STATUS[kind], str(error), name=kind.__name__, errors=_field_problems(error))
    if isinstance(error, HTTPException) and error.code is not None:
        return _problem(HTTPStatus(error.code), error.description or "")
    return _problem(HTTPStatus.INTERNAL_SERVER_ERROR, "")


def _problem(
    status: HTTPStatus, detail: str, *, name: str | None = None, errors: Sequence[FieldProblem] = ()
) -> Problem:
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        detail = f"Something went wrong here, not with you; it is logged under {request_number()}."
    return Problem(
        type=f"urn:modspil:problem:{_words(name, '-').lower()}" if name else "about:blank",
        title=_words(name, " ").capitalize() if name else status.phrase,
        status=status,
        detail=detail,
        errors=list(errors),
    )


def _words(name: str, between: str) -> str:
    """Take a class name apart: StaleVersionError gives Stale, Version."""
    return between.join(re.findall("[A-Z][a-z]+", name.removesuffix("Error")))


def _field_problems(error: ModspilError) -> list[FieldProblem]:
    if isinstance(error, InvalidRequestError):
        return list(error.problems)
    if isinstance(error, InvalidRowsError):
        return [FieldProblem(field=p.column, value=p.value, fix=p.fix, row=p.row) for p in error.problems]
    return []


def _headers_of(error: Exception) -> Headers:
    """Return what an answer must say besides its body: the methods there are, how to identify oneself."""
    headers = Headers(error.get_headers() if isinstance(error, HTTPException) else [])
    headers.remove("Content-Type")
    if isinstance(error, UnauthorisedError):
        headers["WWW-Authenticate"] = 'Bearer realm="modspil"'
    return headers

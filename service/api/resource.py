"""What the resources under /api/v1 have in common: a scope each, documented answers, versions as ETags."""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Annotated, Any, TypeVar

from flask import Response, current_app, g, request, url_for
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models import OPENAPI3_REF_PREFIX, OPENAPI3_REF_TEMPLATE
from flask_openapi3.models.schema import Schema
from flask_openapi3.models.tag import Tag
from flask_openapi3.types import ResponseDict
from pydantic import BaseModel, Field

from models.domain.errors import ForbiddenError, UnauthorisedError
from service.current import context
from service.problems import MEDIA_TYPE, Problem
from service.scopes import Scope
from service.use_cases.tokens import Token, authenticate

PREFIX = "/api/v1"
BEARER = "bearer"
Content = dict[str, Any]
View = TypeVar("View", bound=Callable[..., Response])


def _reference(schema: type[BaseModel]) -> Content:
    return {"schema": {"$ref": f"{OPENAPI3_REF_PREFIX}/{schema.__name__}"}}


PROBLEM: Content = {
    "description": "Problem details.",
    "content": {MEDIA_TYPE: _reference(Problem)},
}
PROBLEMS: ResponseDict = dict.fromkeys(("401", "403", "422", "default"), PROBLEM)
"""How any operation may fail; flask-openapi3 would document 422 its own way if it did not stand here."""


class Resource(APIBlueprint):
    """Routes under /api/v1 that each name the scopes they need.

    The scopes are shown in the document, and they are checked before anything else of a request is read, so
    that nobody learns from a validation error what only a token may see.
    """

    def __init__(self, name: str, about: str) -> None:
        tags = [Tag(name=name, description=about)]
        super().__init__(
            f"api_{name.replace(' ', '_')}",
            __name__,
            url_prefix=PREFIX,
            abp_tags=tags,
            abp_responses=PROBLEMS,
        )
        self.scopes: dict[str, frozenset[Scope]] = {}
        self.before_request(self._require_scopes)

    def operation(
        self,
        method: str,
        rule: str,
        *scopes: Scope,
        answer: type[BaseModel] | Content | None = None,
        statuses: Sequence[HTTPStatus] = (HTTPStatus.OK,),
        headers: Sequence[str] = (),
    ) -> Callable[[View], View]:
        """Add a view: what it needs, and what it answers when all is well (a schema, or content by type)."""
        add = {"GET": self.get, "POST": self.post, "PUT": self.put, "DELETE": self.delete}[method]
        content = self._content(answer)
        always = {name: {"required": True, "schema": {"type": "string"}} for name in headers}
        responses: ResponseDict = {
            s: {"description": s.phrase, "content": content, "headers": always} for s in statuses
        }
        route = add(rule, security=[{BEARER: list(scopes)}], responses=responses)

        def decorate(view: View) -> View:
            self.scopes[f"{self.name}.{view.__name__}"] = frozenset(scopes)
            route(view)
            return view

        return decorate

    def _content(self, answer: type[BaseModel] | Content | None) -> Content:
        if answer is None or isinstance(answer, dict):
            return answer or {}
        schema = answer.model_json_schema(ref_template=OPENAPI3_REF_TEMPLATE, mode="serialization")
        parts = schema.pop("$defs", {}) | {answer.__name__: schema}
        self.components_schemas.update({name: Schema(**part) for name, part in parts.items()})
        return {"application/json": _reference(answer)}

    def _require_scopes(self) -> None:
        missing = self.scopes[str(request.endpoint)] - frozenset(_identify().scopes)
        if missing:
            raise ForbiddenError(f"The token lacks the scope {' and '.join(sorted(missing))}.")


def may(scope: Scope) -> bool:
    """Say whether the token of this request holds a scope."""
    return scope in g.token.scopes


def answer(
    document: BaseModel,
    status: HTTPStatus = HTTPStatus.OK,
    *,
    version: int | None = None,
    location: str | None = None,
) -> Response:
    """Answer with a document as JSON; its version becomes the ETag, its address the Location."""
    response = current_app.response_class(document.model_dump_json(), status, mimetype="application/json")
    if version is not None:
        response.set_etag(str(version))
    if location is not None:
        response.location = location
    return response


def linked(response: Response, query: BaseModel, after: object | None) -> Response:
    """Add the address of the next page (RFC 8288), if something follows."""
    if after is not None:
        wanted = query.model_dump(mode="json", exclude_none=True) | {"after": after}
        following = url_for(str(request.endpoint), **wanted)
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response


def done() -> Response:
    """Answer that it is done and that there is nothing to show."""
    return current_app.response_class(status=HTTPStatus.NO_CONTENT)


class Precondition(BaseModel):
    """The version a change builds on, so that nobody overwrites what he has not seen."""

    if_match: Annotated[
        str,
        Field(
            default_factory=str,
            alias="If-Match",
            pattern='^"[0-9]{1,9}"$',
            description="The ETag that was read; 412 if it is old.",
        ),
    ]

    @property
    def version(self) -> int | None:
        """The version the sender has seen, or None where he did not say."""
        return int(self.if_match.strip('"')) if self.if_match else None


def _identify() -> Token:
    given = request.authorization
    if given is None or given.type != "bearer" or not given.token:
        raise UnauthorisedError("This needs a token: send the header 'Authorization: Bearer <token>'.")
    g.token = token = authenticate(context(), given.token)
    return token

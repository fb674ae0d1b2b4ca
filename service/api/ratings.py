"""Ratings: what a meeting was worth to one of the two."""

from http import HTTPStatus

from flask import Response

from service.api.requests import RatingBody, RatingPath
from service.api.resource import Resource, answer, done
from service.current import context
from service.documents import RatingDocument
from service.scopes import Scope
from service.use_cases import ratings as use_cases

api = Resource("ratings", "One side's view of one meeting.")


@api.operation(
    "PUT",
    "/introductions/<introduction_id>/ratings/<by>",
    Scope.INTRODUCTIONS_WRITE,
    answer=RatingDocument,
)
def rate(path: RatingPath, body: RatingBody) -> Response:
    """Keep one party's view of a meeting; another view corrects it."""
    answers = body.model_dump()
    rating = use_cases.rate(context(), str(path.introduction_id), path.by, **answers)
    return answer(RatingDocument.of(rating))


@api.operation(
    "DELETE",
    "/introductions/<introduction_id>/ratings/<by>",
    Scope.INTRODUCTIONS_WRITE,
    statuses=(HTTPStatus.NO_CONTENT,),
)
def withdraw_rating(path: RatingPath) -> Response:
    """Delete one party's rating; nothing happens where there is none."""
    use_cases.withdraw_rating(context(), str(path.introduction_id), path.by)
    return done()

"""Introductions: requested, answered, reported on, and seen from one party's side."""

from http import HTTPStatus

from flask import Response, url_for

from models.domain.introductions import State
from service.advice_documents import QuestionsDocument
from service.api.requests import (
    AnswerBody,
    IntroductionBody,
    IntroductionPath,
    IntroductionsQuery,
    OutcomeBody,
    Viewer,
    ViewerInLanguage,
)
from service.api.resource import Resource, answer, linked, may
from service.current import context
from service.documents import (
    IntroductionDocument,
    IntroductionPage,
    SeenIntroductionDocument,
)
from service.scopes import Scope
from service.use_cases import introductions as use_cases
from service.use_cases.questions import questions_of_introduction

api = Resource("introductions", "A wish to meet somebody, and what became of it.")


@api.operation(
    "POST",
    "/introductions",
    Scope.INTRODUCTIONS_WRITE,
    answer=IntroductionDocument,
    statuses=(HTTPStatus.CREATED,),
    headers=("Location",),
)
def request_introduction(body: IntroductionBody) -> Response:
    """Ask to meet somebody on a slate; asking again returns what came of the first time."""
    asked = use_cases.request_introduction(
        context(), slate_id=str(body.slate_id), candidate=body.candidate, message=body.message
    )
    where = url_for(".get_introduction", introduction_id=asked.id)
    return answer(IntroductionDocument.of(asked), HTTPStatus.CREATED, location=where)


@api.operation("GET", "/introductions", Scope.INTRODUCTIONS_READ, answer=IntroductionPage)
def list_introductions(query: IntroductionsQuery) -> Response:
    """List a member's introductions on either side, newest first."""
    after = None if query.after is None else str(query.after)
    views = use_cases.list_introductions(context(), query.viewer, limit=query.limit, after=after)
    names = may(Scope.MEMBERS_READ)
    page = IntroductionPage(introductions=[SeenIntroductionDocument.of(v, names=names) for v in views])
    return linked(answer(page), query, views[-1].introduction.id if len(views) == query.limit else None)


@api.operation(
    "GET",
    "/introductions/<introduction_id>",
    Scope.INTRODUCTIONS_READ,
    answer=SeenIntroductionDocument,
)
def get_introduction(path: IntroductionPath, query: Viewer) -> Response:
    """Return an introduction as one of its two parties may know it."""
    view = use_cases.get_introduction(context(), str(path.introduction_id), query.viewer)
    return answer(SeenIntroductionDocument.of(view, names=may(Scope.MEMBERS_READ)))


@api.operation(
    "GET",
    "/introductions/<introduction_id>/questions",
    Scope.INTRODUCTIONS_READ,
    answer=QuestionsDocument,
)
def get_introduction_questions(path: IntroductionPath, query: ViewerInLanguage) -> Response:
    """Return three questions worth bringing to the meeting; none is sharp where support was asked for."""
    found = questions_of_introduction(context(), str(path.introduction_id), query.viewer)
    return answer(QuestionsDocument.of(found, query.language))


@api.operation(
    "POST",
    "/introductions/<introduction_id>/accept",
    Scope.INTRODUCTIONS_WRITE,
    answer=IntroductionDocument,
)
def accept_introduction(path: IntroductionPath, body: AnswerBody) -> Response:
    """Say yes for the person who was asked; names are exchanged from then on."""
    return answer(IntroductionDocument.of(use_cases.accept(context(), str(path.introduction_id), body.by)))


@api.operation(
    "POST",
    "/introductions/<introduction_id>/decline",
    Scope.INTRODUCTIONS_WRITE,
    answer=IntroductionDocument,
)
def decline_introduction(path: IntroductionPath, body: AnswerBody) -> Response:
    """Say no for the person who was asked; the seeker never learns of it."""
    return answer(IntroductionDocument.of(use_cases.decline(context(), str(path.introduction_id), body.by)))


@api.operation(
    "PUT",
    "/introductions/<introduction_id>/outcome",
    Scope.INTRODUCTIONS_WRITE,
    answer=IntroductionDocument,
)
def report_outcome(path: IntroductionPath, body: OutcomeBody) -> Response:
    """Report for either party whether the two have met."""
    reported = use_cases.report(context(), str(path.introduction_id), body.by, State(body.state))
    return answer(IntroductionDocument.of(reported))

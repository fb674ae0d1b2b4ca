"""Network days: set up, attended, planned; a plan is a draft, then locked, then published."""

from http import HTTPStatus

from flask import Response, url_for

from models.domain.network_day import NetworkDay, SeatingPlan
from service.api.requests import AttendeesBody, DayBody, DayPath, PlanBody, PlanPath
from service.api.resource import Precondition, Resource, answer
from service.current import context
from service.day_documents import DayDocument, DayList, PlanDocument
from service.scopes import Scope
from service.use_cases import network_days as use_cases

api = Resource("network days", "Who sits with whom in each round of a day.")


@api.operation(
    "POST",
    "/network-days",
    Scope.DAYS_WRITE,
    answer=DayDocument,
    statuses=(HTTPStatus.CREATED,),
    headers=("ETag", "Location"),
)
def create_day(body: DayBody) -> Response:
    """Set up a day without attendees."""
    return _day(use_cases.create_day(context(), **body.model_dump()), HTTPStatus.CREATED)


@api.operation("GET", "/network-days", Scope.DAYS_READ, answer=DayList)
def list_days() -> Response:
    """List all days, the latest first."""
    return answer(DayList(days=[DayDocument.of(day) for day in use_cases.list_days(context())]))


@api.operation("GET", "/network-days/<day_id>", Scope.DAYS_READ, answer=DayDocument, headers=("ETag",))
def get_day(path: DayPath) -> Response:
    """Return one day."""
    return _day(use_cases.get_day(context(), path.day_id))


@api.operation(
    "PUT", "/network-days/<day_id>/attendees", Scope.DAYS_WRITE, answer=DayDocument, headers=("ETag",)
)
def set_attendees(path: DayPath, header: Precondition, body: AttendeesBody) -> Response:
    """Let exactly these members attend; with If-Match, only if nobody has changed the day since."""
    day = use_cases.set_attendees(context(), path.day_id, body.emails, expected_version=header.version)
    return _day(day)


@api.operation(
    "POST",
    "/network-days/<day_id>/plans",
    Scope.DAYS_WRITE,
    answer=PlanDocument,
    statuses=(HTTPStatus.CREATED,),
    headers=("Location",),
)
def plan_day(path: DayPath, body: PlanBody) -> Response:
    """Plan the day's rounds; the plan becomes the next version, a draft."""
    plan = use_cases.plan_day(context(), path.day_id, seconds=body.seconds, seed=body.seed)
    return _plan(plan, HTTPStatus.CREATED)


@api.operation("GET", "/network-days/<day_id>/plan", Scope.DAYS_READ, answer=PlanDocument)
def get_plan_in_force(path: DayPath) -> Response:
    """Return the plan in force: published before locked before draft, then the newest."""
    return _plan(use_cases.get_plan(context(), path.day_id))


@api.operation("GET", "/network-days/<day_id>/plans/<version>", Scope.DAYS_READ, answer=PlanDocument)
def get_plan(path: PlanPath) -> Response:
    """Return one version of a day's plan."""
    return _plan(use_cases.get_plan(context(), path.day_id, path.version))


@api.operation("POST", "/network-days/<day_id>/plans/<version>/lock", Scope.DAYS_WRITE, answer=PlanDocument)
def lock_plan(path: PlanPath) -> Response:
    """Keep a draft as the plan in force; no later draft takes its place."""
    return _plan(use_cases.lock_plan(context(), path.day_id, path.version))


@api.operation(
    "POST", "/network-days/<day_id>/plans/<version>/publish", Scope.DAYS_WRITE, answer=PlanDocument
)
def publish_plan(path: PlanPath) -> Response:
    """Show a locked plan to its attendees."""
    return _plan(use_cases.publish_plan(context(), path.day_id, path.version))


def _day(day: NetworkDay, status: HTTPStatus = HTTPStatus.OK) -> Response:
    where = url_for(".get_day", day_id=day.id) if status is HTTPStatus.CREATED else None
    return answer(DayDocument.of(day), status, version=day.version, location=where)


def _plan(plan: SeatingPlan, status: HTTPStatus = HTTPStatus.OK) -> Response:
    created = status is HTTPStatus.CREATED
    where = url_for(".get_plan", day_id=plan.day_id, version=plan.version) if created else None
    return answer(PlanDocument.of(plan, use_cases.name_plan(context(), plan)), status, location=where)

"""The organiser's seating plans: draft, look, lock, publish."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from models.domain.errors import BadInputError
from models.domain.members import Level
from service.current import context
from service.use_cases import network_days
from service.web import directory, forms, words
from service.web.present_days import plan_page
from service.web.site import site
from service.web.texts import gettext

PLANNING_SECONDS = (2, 5, 15)
"""What a browser waits for; longer planning is for the command line."""
DEFAULT_SECONDS = 2
PATH = "/organiser/days/<int:day_id>/plans"


@site.post(PATH)
def make_plan(day_id: int) -> ResponseReturnValue:
    """Draft a plan."""
    seconds = forms.whole("seconds")
    if seconds not in PLANNING_SECONDS:
        raise BadInputError(f"seconds is {seconds}; choose one of {', '.join(map(str, PLANNING_SECONDS))}.")
    drafted = network_days.plan_day(context(), day_id, seconds=seconds, seed=forms.whole("seed"))
    flash(gettext("Here is a draft. Nobody else sees it yet."))
    return _to_plan(day_id, drafted.version)


@site.get(f"{PATH}/<int:version>")
def plan(day_id: int, version: int) -> ResponseReturnValue:
    """Show a plan: the tables of each round, a list for each person, what it is worth."""
    found = network_days.get_plan(context(), day_id, version)
    people = {member.id: member for member in directory.everyone(context())}
    return render_template(
        "web/plan.html",
        day=network_days.get_day(context(), day_id),
        plan=plan_page(found, people),
        levels=[(level.rank, words.level(level)) for level in Level],
    )


@site.post(f"{PATH}/<int:version>/lock")
def lock_plan(day_id: int, version: int) -> ResponseReturnValue:
    """Keep a draft as the plan in force."""
    network_days.lock_plan(context(), day_id, version)
    flash(gettext("The plan is locked. Publish it when the attendees may see it."))
    return _to_plan(day_id, version)


@site.post(f"{PATH}/<int:version>/publish")
def publish_plan(day_id: int, version: int) -> ResponseReturnValue:
    """Show a locked plan to its attendees."""
    network_days.publish_plan(context(), day_id, version)
    flash(gettext("The plan is published. Every attendee now has a programme."))
    return _to_plan(day_id, version)


def _to_plan(day_id: int, version: int) -> ResponseReturnValue:
    return redirect(url_for("web.plan", day_id=day_id, version=version))

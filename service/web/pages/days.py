"""The organiser's network days: set one up, and choose who attends."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from models.domain.network_day import ROUNDS, TABLE_SIZES
from service.current import context
from service.use_cases import network_days
from service.use_cases.network_days import LONGEST_NAME
from service.web import directory, forms
from service.web.pages.plans import DEFAULT_SECONDS, PLANNING_SECONDS
from service.web.site import site
from service.web.texts import gettext, ngettext


@site.get("/organiser/days")
def days() -> ResponseReturnValue:
    """List all days, with a form for a new one."""
    return render_template(
        "web/days.html",
        days=network_days.list_days(context()),
        rounds=ROUNDS,
        table_sizes=TABLE_SIZES,
        longest=LONGEST_NAME,
    )


@site.post("/organiser/days")
def create_day() -> ResponseReturnValue:
    """Set up a day."""
    day = network_days.create_day(
        context(),
        name=forms.text("name", LONGEST_NAME),
        on=forms.day("on"),
        rounds=forms.whole("rounds"),
        table_size=forms.whole("table_size"),
    )
    flash(gettext("The network day is set up. Now choose who attends."))
    return redirect(url_for("web.day", day_id=day.id))


@site.get("/organiser/days/<int:day_id>")
def day(day_id: int) -> ResponseReturnValue:
    """Show a day: who attends, and its plans."""
    found = network_days.get_day(context(), day_id)
    listed = directory.matching(directory.everyone(context()), "")
    attending = {one.id: one for one in listed if one.id in found.attendees}
    return render_template(
        "web/day.html",
        day=found,
        plans=network_days.list_plans(context(), day_id),
        attending=[attending[person] for person in found.attendees if person in attending],
        others=[one for one in listed if one.id not in attending],
        seconds=PLANNING_SECONDS,
        chosen_seconds=DEFAULT_SECONDS,
    )


@site.post("/organiser/days/<int:day_id>/attendees")
def set_attendees(day_id: int) -> ResponseReturnValue:
    """Let exactly the pasted and the ticked members attend."""
    changed = network_days.set_attendees(
        context(), day_id, forms.addresses("emails"), expected_version=forms.whole("version")
    )
    flash(ngettext("%(num)d member attends.", "%(num)d members attend.", len(changed.attendees)))
    return redirect(url_for("web.day", day_id=day_id))

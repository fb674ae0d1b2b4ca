"""A member's own programme of a network day."""

from flask import render_template
from flask.typing import ResponseReturnValue

from models.domain.errors import ForbiddenError
from models.domain.members import Member
from service.current import context
from service.use_cases import network_days
from service.web import directory, present_days
from service.web.site import for_a_member, site


@site.get("/days/<int:day_id>")
@for_a_member
def programme(reader: Member, day_id: int) -> ResponseReturnValue:
    """Show where the reader sits in each round, once that is published."""
    day = network_days.get_day(context(), day_id)
    if reader.id not in day.attendees:
        raise ForbiddenError(f"You do not attend network day {day_id}.")
    people = {member.id: member for member in directory.everyone(context())}
    seats = [
        present_days.programme(plan, reader, people)
        for plan in network_days.list_plans(context(), day_id)[:1]
    ]
    return render_template("web/programme.html", day=day, seats=seats[0] if seats else ())

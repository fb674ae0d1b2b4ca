"""A member's own page: what he has stated, his introductions, and a pause."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from models.domain.members import Kind, Member, Visibility
from service.current import context
from service.use_cases import introductions, members, network_days
from service.web import forms, words
from service.web.present_introductions import asked_by_viewer, introduction_line
from service.web.site import for_a_member, site
from service.web.texts import gettext


@site.get("/me")
@for_a_member
def me(reader: Member) -> ResponseReturnValue:
    """Show the reader what is known of him and what is going on."""
    views = introductions.list_introductions(context(), reader.email)
    return render_template(
        "web/me.html",
        reader=reader,
        challenges=reader.stated(Kind.CHALLENGE),
        expertise=reader.stated(Kind.EXPERTISE),
        paused=reader.is_paused(context().today),
        today=context().today.isoformat(),
        asked_by_me=[introduction_line(view) for view in views if asked_by_viewer(view)],
        asked_of_me=[introduction_line(view) for view in views if not asked_by_viewer(view)],
        days=[day for day in network_days.list_days(context()) if reader.id in day.attendees],
    )


@site.post("/me/statements/<int:statement_id>")
@for_a_member
def show_statement(reader: Member, statement_id: int) -> ResponseReturnValue:
    """Keep to whom the reader shows one of his texts."""
    members.show_statement(context(), reader.email, statement_id, forms.choice("visibility", Visibility))
    flash(gettext("That is kept, and holds at once."))
    return redirect(url_for("web.me"))


@site.post("/me/pause")
@for_a_member
def pause(reader: Member) -> ResponseReturnValue:
    """Keep the reader out of new introductions until a day."""
    until = forms.day("until")
    members.pause_member(context(), reader.email, until)
    flash(gettext("You are not introduced to anybody until %(day)s.", day=words.day(until)))
    return redirect(url_for("web.me"))


@site.post("/me/resume")
@for_a_member
def resume(reader: Member) -> ResponseReturnValue:
    """End a pause."""
    members.pause_member(context(), reader.email, None)
    flash(gettext("Welcome back. You can be introduced again."))
    return redirect(url_for("web.me"))

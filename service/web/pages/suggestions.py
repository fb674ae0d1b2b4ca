"""Suggestions for one of my challenges, and asking to meet somebody on the list."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from models.domain.distance import AXES, DistancePreference, Wish
from models.domain.errors import ForbiddenError, NotFoundError
from models.domain.members import Intent, Member
from service.current import context
from service.use_cases import introductions
from service.use_cases.introductions import LONGEST_MESSAGE
from service.use_cases.questions import questions_for
from service.use_cases.suggest import ShownSlate, get_slate, suggest
from service.web import forms, words
from service.web.present import suggestion_page
from service.web.site import for_a_member, site
from service.web.texts import gettext


@site.post("/suggestions")
@for_a_member
def find(reader: Member) -> ResponseReturnValue:
    """Find people for a challenge; what is shown is kept, so looking again shows the same."""
    shown = suggest(
        context(),
        reader.email,
        forms.choice("intent", Intent),
        challenge=forms.whole("challenge"),
        preference=DistancePreference(*(forms.choice(axis, Wish, missing=Wish.ANY) for axis in AXES)),
    )
    return redirect(url_for("web.suggestions", slate_id=shown.slate.id))


@site.get("/suggestions/<slate_id>")
@for_a_member
def suggestions(reader: Member, slate_id: str) -> ResponseReturnValue:
    """Show a list as it was found."""
    shown = _own_slate(reader, slate_id)
    views = introductions.list_introductions(context(), reader.email)
    # An earlier introduction does not stand in the way of a new one once its freeze is over.
    since = [view for view in views if view.introduction.requested_at >= shown.slate.shown_at]
    known = {view.other.id: view.introduction.id for view in reversed(since)}
    return render_template(
        "web/suggestions.html",
        page=suggestion_page(shown, known),
        questions=words.questions(questions_for(context(), shown.slate)),
        longest=LONGEST_MESSAGE,
    )


@site.post("/suggestions/<slate_id>/<int:position>")
@for_a_member
def ask(reader: Member, slate_id: str, position: int) -> ResponseReturnValue:
    """Ask to meet the person at a position; the page knows no more of him than that."""
    asked = _candidate(_own_slate(reader, slate_id), position)
    made = introductions.request_introduction(
        context(), slate_id=slate_id, candidate=asked.email, message=forms.text("message", LONGEST_MESSAGE)
    )
    flash(gettext("You have asked. The answer will stand here and on your page."))
    return redirect(url_for("web.introduction", introduction_id=made.id))


def _own_slate(reader: Member, slate_id: str) -> ShownSlate:
    shown = get_slate(context(), slate_id)
    if shown.seeker.id != reader.id:
        raise ForbiddenError(f"Slate {slate_id} was shown to somebody else.")
    return shown


def _candidate(shown: ShownSlate, position: int) -> Member:
    for entry in shown.slate.entries:
        if entry.position == position:
            return shown.members[entry.candidate_id]
    raise NotFoundError(f"position on slate {shown.slate.id}", position)

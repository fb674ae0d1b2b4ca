"""One introduction: answer it, say whether you met, and what the meeting was worth."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from models.domain.errors import BadInputError
from models.domain.introductions import STARS, State
from models.domain.members import Member
from service.current import context
from service.use_cases import introductions as stories
from service.use_cases import ratings
from service.use_cases.questions import questions_for
from service.use_cases.ratings import LONGEST_ANSWER
from service.web import forms, words
from service.web.present_introductions import introduction_page
from service.web.site import for_a_member, site
from service.web.texts import gettext

PATH = "/introductions/<introduction_id>"


@site.get(PATH)
@for_a_member
def introduction(reader: Member, introduction_id: str) -> ResponseReturnValue:
    """Show an introduction from the reader's side."""
    view = stories.get_introduction(context(), introduction_id, reader.email)
    given = ratings.get_ratings(context(), introduction_id, reader.email)
    return render_template(
        "web/introduction.html",
        page=introduction_page(view, given),
        questions=words.questions(questions_for(context(), view.slate)),
        stars=STARS,
        longest=LONGEST_ANSWER,
    )


@site.post(f"{PATH}/answer")
@for_a_member
def answer(reader: Member, introduction_id: str) -> ResponseReturnValue:
    """Say yes, or silently no."""
    if _said_yes("answer"):
        stories.accept(context(), introduction_id, reader.email)
        flash(gettext("You have both said yes. Here is how to reach each other."))
    else:
        stories.decline(context(), introduction_id, reader.email)
        flash(gettext("You said no. Nobody is told."))
    return _back_to(introduction_id)


@site.post(f"{PATH}/met")
@for_a_member
def report(reader: Member, introduction_id: str) -> ResponseReturnValue:
    """Say whether the two have met."""
    state = State.MET if _said_yes("met") else State.NOT_MET
    stories.report(context(), introduction_id, reader.email, state)
    flash(gettext("Thank you, that is noted."))
    return _back_to(introduction_id)


@site.post(f"{PATH}/rating")
@for_a_member
def rate(reader: Member, introduction_id: str) -> ResponseReturnValue:
    """Say what the meeting was worth, or correct what was said before."""
    ratings.rate(
        context(),
        introduction_id,
        reader.email,
        useful=forms.whole("useful"),
        challenged=forms.whole("challenged"),
        supported=forms.whole("supported"),
        learned=forms.text("learned", LONGEST_ANSWER),
        did=forms.text("did", LONGEST_ANSWER),
        meet_again=forms.yes_no("meet_again"),
    )
    flash(gettext("Thank you. Your rating is kept; the other person does not see it."))
    return _back_to(introduction_id)


@site.post(f"{PATH}/rating/withdraw")
@for_a_member
def withdraw(reader: Member, introduction_id: str) -> ResponseReturnValue:
    """Take a rating back."""
    ratings.withdraw_rating(context(), introduction_id, reader.email)
    flash(gettext("Your rating is withdrawn and its answers are deleted."))
    return _back_to(introduction_id)


def _said_yes(question: str) -> bool:
    answer = forms.yes_no(question)
    if answer is None:
        raise BadInputError(f"{question} is {request.form.get(question)!r}; say 'yes' or 'no'.")
    return answer


def _back_to(introduction_id: str) -> ResponseReturnValue:
    return redirect(url_for("web.introduction", introduction_id=introduction_id))

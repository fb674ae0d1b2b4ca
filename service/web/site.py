"""The web's one blueprint, and who has stepped in."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from flask import Blueprint, flash, redirect, session, url_for
from flask.typing import ResponseReturnValue

from models.domain.members import Member
from service.current import context
from service.use_cases import members
from service.web.texts import gettext

P = ParamSpec("P")

site = Blueprint(
    "web", __name__, template_folder="templates", static_folder="static", static_url_path="/assets"
)


def step_in(member: Member) -> None:
    """Remember for this browser who is using it; the name is kept to greet with, nothing else."""
    session.clear()
    session["email"], session["name"] = member.email, member.profile.name


def step_out() -> None:
    """Forget who was using this browser."""
    session.clear()


def for_a_member(
    view: Callable[Concatenate[Member, P], ResponseReturnValue],
) -> Callable[P, ResponseReturnValue]:
    """Give a page the member who is looking at it; nobody yet is sent to the start page."""

    @wraps(view)
    def page(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if "email" not in session:
            flash(gettext("Choose who you are first."))
            return redirect(url_for("web.start"))
        return view(members.get_member(context(), session["email"]), *args, **kwargs)

    return page

"""The first page: step in as a member of the sample network, or read why that is not possible here."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from service.current import context
from service.use_cases import members
from service.web import directory, forms
from service.web.site import site, step_in, step_out

SHOWN = 12


@site.get("/")
def start() -> ResponseReturnValue:
    """Show whom to step in as."""
    if not context().settings.demo:
        return render_template("web/closed.html")
    everyone = directory.everyone(context())
    wanted = request.args.get("q", "").strip()
    found = directory.matching(everyone, wanted)
    return render_template(
        "web/start.html",
        wanted=wanted,
        starters=directory.starters(everyone),
        found=found[:SHOWN],
        more=max(0, len(found) - SHOWN),
        size=len(everyone),
    )


@site.post("/step-in")
def step_in_as() -> ResponseReturnValue:
    """Use this browser as a member."""
    step_in(members.get_member(context(), forms.text("email")))
    return redirect(url_for("web.me"))


@site.post("/step-out")
def leave() -> ResponseReturnValue:
    """Use this browser as nobody again."""
    step_out()
    return redirect(url_for("web.start"))

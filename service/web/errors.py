"""The page that says what went wrong."""

import re

from flask import render_template, request

from service.web.texts import gettext, lazy_gettext

ADVICE = {
    400: lazy_gettext("What was sent could not be used. Go back, put it right and send it again."),
    403: lazy_gettext("This page is not for you, or not open here."),
    404: lazy_gettext("There is nothing here. It may have been removed, or the address is mistyped."),
    409: lazy_gettext("Things have moved on since you opened the page. Go back and load it anew."),
    412: lazy_gettext("Somebody else has changed this since you opened the page. Go back and load it anew."),
    422: lazy_gettext("What was sent could not be used. Go back, put it right and send it again."),
}
"""What to do, in the reader's language; the exact reason beneath it is in English, as in the log."""


def render_error(status: int, title: str, detail: str) -> str:
    """Return the page for an error; of `detail`, addresses the reader did not type are hidden."""
    advice = ADVICE.get(status) or gettext(
        "Something went wrong here. It is not your fault; try again later."
    )
    return render_template(
        "web/error.html", status=status, title=title, detail=_without_addresses(detail), advice=str(advice)
    )


def _without_addresses(detail: str) -> str:
    """Hide e-mail addresses: an error about somebody may reach a reader who does not know him yet."""
    typed = " ".join(value for values in request.form.listvalues() for value in values).casefold()
    return re.sub(
        r"[^\s'\"<>]+@[^\s'\"<>]+", lambda found: found[0] if found[0].casefold() in typed else "…", detail
    )

"""What keeps the pages safe: without a demo they are closed, and forged forms are refused."""

from flask import Flask, Response, request
from flask_wtf.csrf import CSRFProtect

from models.domain.errors import ForbiddenError
from service.current import context
from service.web.site import site

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""A page loads its own style sheet, script, drawings and lists, and nothing that stands inside the page."""

OPEN_TO_ALL = frozenset({"web.start", "web.static", "web.choose_language"})
"""What a browser may ask for where there is no demo, and so nobody who could be signed in."""

csrf = CSRFProtect()


def protect(app: Flask, *, secure_cookies: bool) -> None:
    """Set up cookies and forged-form protection; only these pages are checked, the API has tokens."""
    app.config.update(
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,  # A page left open over lunch must still be able to send its form.
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure_cookies,
    )
    csrf.init_app(app)
    app.after_request(_set_policy)


@site.before_request
def _close_without_demo() -> None:
    if not context().settings.demo and request.endpoint not in OPEN_TO_ALL:
        raise ForbiddenError(
            "This installation has no sign-in on the web yet; with the sample network, set MODSPIL_DEMO=true."
        )


@site.before_request
def _refuse_forged_forms() -> None:
    csrf.protect()


def _set_policy(response: Response) -> Response:
    # An address that belongs to nobody gets one of our error pages.
    if request.blueprint == site.name or request.url_rule is None:
        response.headers["Content-Security-Policy"] = POLICY
    return response

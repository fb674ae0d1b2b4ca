"""The pages: rendered here, phone first, in Danish and in English."""

from flask import Flask

from service.context import Context
from service.web import language, pages, protection
from service.web.site import site

__all__ = ["pages", "register"]


def register(app: Flask, context: Context) -> None:
    """Add the pages to an application; `service.current` has its context."""
    app.secret_key = context.settings.session_secret
    language.speak(app)
    protection.protect(app, secure_cookies=context.settings.secure_cookies)
    app.register_blueprint(site)

"""In which language a page speaks: as chosen, else as the browser asks, else as configured."""

import re
from pathlib import Path

from flask import Flask, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import Babel, get_locale

from models.domain.errors import BadInputError
from service.current import context
from service.web import words
from service.web.present_themes import theme_name
from service.web.site import site

LANGUAGES = {"da": "Dansk", "en": "English"}
TRANSLATIONS = Path(__file__).parent / "translations"
COOKIE = "language"
YEAR = 365 * 24 * 3600


def speak(app: Flask) -> None:
    """Let the pages of this application speak the reader's language and give dates as in Denmark."""
    Babel(
        app,
        default_translation_directories=str(TRANSLATIONS),
        default_timezone="Europe/Copenhagen",
        locale_selector=chosen_language,
    )


def chosen_language() -> str:
    """Return the language of this request."""
    kept = request.cookies.get(COOKIE)
    if kept in LANGUAGES:
        return kept
    return request.accept_languages.best_match(LANGUAGES) or context().settings.locale


site.add_app_template_filter(words.day)
site.add_app_template_filter(words.moment)
site.add_app_template_filter(theme_name, "theme")


@site.app_context_processor
def _for_every_page() -> dict[str, object]:
    return {"demo": context().settings.demo, "languages": LANGUAGES, "get_locale": get_locale}


@site.post("/language")
def choose_language() -> ResponseReturnValue:
    """Keep the reader's choice for a year and show the same page again."""
    language = request.form.get("language", "")
    if language not in LANGUAGES:
        raise BadInputError(f"language is {language!r}; choose one of {', '.join(LANGUAGES)}.")
    answer = redirect(_local(request.form.get("back", "")) or url_for("web.start"))
    answer.set_cookie(
        COOKIE,
        language,
        max_age=YEAR,
        httponly=True,
        samesite="Lax",
        secure=context().settings.secure_cookies,
    )
    return answer


def _local(address: str) -> str:
    """Return an address within this site, or nothing: nobody is sent elsewhere."""
    return address if re.fullmatch(r"/(?!/)[^\\\s]*", address) else ""

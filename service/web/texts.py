"""What the pages need of flask-babel, with the types it does not declare."""

import datetime as dt

import flask_babel


def gettext(text: str, **values: object) -> str:
    """Return a text in the reader's language, with its values put in."""
    return str(flask_babel.gettext(text, **values))


def ngettext(one: str, many: str, num: int) -> str:
    """Return the text for this many in the reader's language."""
    return str(flask_babel.ngettext(one, many, num))


def lazy_gettext(text: str) -> object:
    """Return what becomes the text in the reader's language once it is a string."""
    return flask_babel.lazy_gettext(text)


def in_danish() -> bool:
    """Say whether the page speaks Danish; otherwise it speaks English."""
    return str(flask_babel.get_locale()) == "da"


def format_day(value: dt.date, pattern: str) -> str:
    """Write a date, or the date of a time by the clock in Denmark."""
    return str(flask_babel.format_date(value, pattern))


def format_clock(value: dt.datetime) -> str:
    """Write the time of day by the clock in Denmark."""
    return str(flask_babel.format_time(value, "HH:mm"))


def format_number(value: float, decimals: int) -> str:
    """Write a number as the reader's language does."""
    return str(flask_babel.format_decimal(round(value, decimals)))

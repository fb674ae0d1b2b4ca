"""Reading what a form sent; what cannot be used is named with its field."""

import datetime as dt
import re
from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

from flask import request

from models.domain.errors import BadInputError
from service.use_cases.stated_text import canonical

LONGEST = 2000
"""Characters of a text field; the pages set the same limit."""

_T = TypeVar("_T")
_Choice = TypeVar("_Choice", bound=StrEnum)


def text(name: str, longest: int = LONGEST) -> str:
    """Return a text without the space around it, possibly empty."""
    value = request.form.get(name, "").strip()
    if len(value) > longest:
        raise BadInputError(f"{name} has {len(value)} characters; {longest} are possible.")
    return value


def texts(name: str) -> list[str]:
    """Return the texts of all fields of a name in their canonical form, blank ones too."""
    return [canonical(value) for value in request.form.getlist(name)]


def whole(name: str) -> int:
    """Return a whole number."""
    return _read(name, int, "a whole number")


def day(name: str) -> dt.date:
    """Return a date."""
    return _read(name, dt.date.fromisoformat, "a date as in 2025-09-30")


def choice(name: str, kind: type[_Choice], *, missing: _Choice | None = None) -> _Choice:
    """Return one of a few words; where the form has none, what stands for it, if something may."""
    value = request.form.get(name)
    if value is None and missing is not None:
        return missing
    if value not in set(kind):
        raise BadInputError(f"{name} is {value!r}; choose one of {', '.join(kind)}.")
    return kind(value)


def yes_no(name: str) -> bool | None:
    """Return the answer to a question that may stay open."""
    return {"yes": True, "no": False}.get(request.form.get(name, ""))


def addresses(name: str) -> list[str]:
    """Return the e-mail addresses of a pasted text or of ticked boxes, each once, in their order."""
    pasted = re.split(r"[\s,;<>]+", " ".join(request.form.getlist(name)))
    return list(dict.fromkeys(word for word in pasted if "@" in word))


def _read(name: str, kind: Callable[[str], _T], wanted: str) -> _T:
    value: _T | None = request.form.get(name, type=kind)
    if value is None:
        raise BadInputError(f"{name} is {request.form.get(name)!r}; give {wanted}.")
    return value

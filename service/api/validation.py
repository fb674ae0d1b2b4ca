"""What is wrong with a request, told field by field: what was given and what to give instead."""

from typing import NoReturn

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from service.errors import InvalidRequestError
from service.problems import FieldProblem
from service.use_cases.member_record import shown

_FIXES = {
    "missing": "give a value; the field is required",
    "extra_forbidden": "leave it out, or correct its name",
    "model_type": "send a JSON object, with the header 'Content-Type: application/json'",
    "string_unicode": "leave out the broken characters",
}


def refuse(error: ValidationError) -> NoReturn:
    """Raise all that is wrong with a request as one error."""
    raise InvalidRequestError([_problem(details) for details in error.errors()]) from error


def _problem(details: ErrorDetails) -> FieldProblem:
    kind = details["type"]
    return FieldProblem(
        field=".".join(map(str, details["loc"])) or "body",
        value="" if kind == "missing" else shown(details["input"]),
        fix=_FIXES.get(kind) or details["msg"].replace("Input should", "it should"),
    )

"""Graded judgements: what somebody who read both texts thought a meeting would be worth."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.domain.errors import BadInputError, UnfitFileError
from models.domain.members import Intent

GRADES = (0, 1, 2, 3)
"""0 beside the point, 1 touches it, 2 worth a meeting, 3 just the person."""
WORTH_A_MEETING = 2
GRADES_OF = {Intent.SUPPORT: "support", Intent.CHALLENGE: "challenge_grades"}
"""The key of a judge's grades for each intent; "challenge" is the number of the seeker's challenge."""


@dataclass(frozen=True, slots=True)
class Query:
    """One question put to the network: a seeker's e-mail, the challenge counted from 1, and the intent."""

    seeker: str
    challenge: int
    intent: Intent


Judgements = Mapping[Query, Mapping[str, int]]
"""For each query, the grade of each candidate by e-mail; everybody else was judged to be 0."""


def read_judgements(path: Path) -> dict[Query, dict[str, int]]:
    """Read a UTF-8 file with one seeker's challenge a line.

    A line is `{"seeker": e-mail, "challenge": 1, "support": {e-mail: grade}, "challenge_grades": {...}}`.
    Raises `UnfitFileError`, naming the line, for what is no judgement and for a challenge judged twice.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UnfitFileError(f"{path} cannot be read as judgements: {error}.") from error
    judgements: dict[Query, dict[str, int]] = {}
    for number, line in enumerate(lines, start=1):
        try:
            judged = _judged(json.loads(line))
        except (BadInputError, ValueError) as error:
            raise UnfitFileError(f"{path}, line {number}: {error}") from error
        if not judgements.keys().isdisjoint(judged):
            raise UnfitFileError(f"{path}, line {number}: this challenge is judged twice; keep one line.")
        judgements |= judged
    return judgements


def _judged(line: Any) -> dict[Query, dict[str, int]]:  # noqa: ANN401 - whatever JSON may hold
    if not isinstance(line, dict) or line.keys() != {"seeker", "challenge", *GRADES_OF.values()}:
        raise BadInputError(f"it needs the keys seeker, challenge, {' and '.join(GRADES_OF.values())}.")
    seeker, challenge = line["seeker"], line["challenge"]
    if not isinstance(seeker, str) or type(challenge) is not int or challenge < 1:
        raise BadInputError(f"{seeker!r} and {challenge!r} are no e-mail and no number of a challenge.")
    return {Query(seeker, challenge, intent): _grades(line[key], seeker) for intent, key in GRADES_OF.items()}


def _grades(grades: Any, seeker: str) -> dict[str, int]:  # noqa: ANN401 - whatever JSON may hold
    if not isinstance(grades, dict):
        raise BadInputError(f"{grades!r} does not give grades to people.")
    for candidate, grade in grades.items():
        if type(grade) is not int or grade not in GRADES:
            raise BadInputError(f"the grade of {candidate!r} is {grade!r}; it goes from 0 to 3.")
        if candidate == seeker:
            raise BadInputError(f"{seeker!r} cannot be judged for himself.")
    return grades

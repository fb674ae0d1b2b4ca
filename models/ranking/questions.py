"""The awkward question: the deck, and the three questions that fit one challenge."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from models.domain.errors import UnfitFileError
from models.domain.members import Intent, Kind
from models.text.encoder import TextEncoder, Vectors

QUESTIONS = "questions.jsonl"
SITUATIONS = "situations.txt"
"""The two files of a deck's folder."""
OFFERED = 3
SHARP_FIRST = 2
"""Of the questions offered for a challenge, so many are sharp; the last is the best of either sort."""
DECIMALS = 6
"""Fits are compared to this many decimals, so that the choice does not hang on how sums were rounded."""
LEAST_DEVIATION = 1e-6


class QuestionKind(StrEnum):
    """What a question asks about."""

    ASSUMPTIONS = "assumptions"
    STAKES = "stakes"
    UNTRIED = "untried"
    WRONG = "wrong"
    OWNERSHIP = "ownership"
    WAITING = "waiting"
    SELF = "self"
    UNHEARD = "unheard"
    NUMBERS = "numbers"
    HORIZON = "horizon"
    EXIT = "exit"
    START = "start"


@dataclass(frozen=True, slots=True)
class Question:
    """One question in two languages; `about` describes the situations it fits, `sharp` that it dares."""

    id: str
    da: str
    en: str
    kind: QuestionKind
    sharp: bool
    about: str

    def in_language(self, language: str) -> str:
        """Return the question in Danish (`da`) or else in English."""
        return self.da if language == "da" else self.en


@dataclass(frozen=True, slots=True, eq=False)
class _Reading:
    """The deck as one encoder reads it: vectors (n, d), usual similarity and its spread, each (n,)."""

    matrix: Vectors
    mean: NDArray[np.float64]
    deviation: NDArray[np.float64]


class QuestionDeck:
    """Finds the questions that fit a challenge; read by each encoder once, and safe to share between threads.

    A description that resembles everything would come up for everybody (a hub). So each question's similarity
    to a challenge is measured against its own similarity to the `situations`, some hundred ordinary ones.
    """

    def __init__(self, questions: Sequence[Question], situations: Sequence[str]) -> None:
        self.questions = tuple(questions)
        self.situations = tuple(situations)
        self._readings: dict[str, _Reading] = {}

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read and check a deck; raises `UnfitFileError` with the line that is wrong."""
        questions = [_question(path, n, line) for path, n, line in _lines(folder / QUESTIONS)]
        _require_choice(folder / QUESTIONS, questions)
        return cls(questions, [line for _, _, line in _lines(folder / SITUATIONS)])

    def fitting(self, challenge: str, intent: Intent, encoder: TextEncoder) -> tuple[Question, ...]:
        """Return three questions of three kinds that fit, the sharp ones first, and none sharp for support.

        1. The fit of a question is its standardised similarity to the challenge; equal fits go by the deck.
        2. For support the best gentle ones are taken, for challenge first the best `SHARP_FIRST` sharp ones.
        3. A question of a kind that is already there is passed over.
        """
        best_first = self._best_first(challenge, encoder)
        if intent is Intent.SUPPORT:
            return _taken((), (q for q in best_first if not q.sharp), OFFERED)
        sharp = _taken((), (q for q in best_first if q.sharp), SHARP_FIRST)
        chosen = _taken(sharp, iter(best_first), OFFERED)
        return tuple(sorted(chosen, key=lambda question: not question.sharp))

    def _best_first(self, challenge: str, encoder: TextEncoder) -> list[Question]:
        read = self._as_read_by(encoder)
        similarity = read.matrix @ encoder.encode([challenge], Kind.CHALLENGE)[0]
        fit = ((similarity - read.mean) / read.deviation).round(DECIMALS)
        return [self.questions[row] for row in np.argsort(-fit, kind="stable")]

    def _as_read_by(self, encoder: TextEncoder) -> _Reading:
        # Two threads may both be first; they come to the same numbers.
        if encoder.fingerprint not in self._readings:
            # A situation is what a challenge tells, so both are encoded as challenges are.
            matrix = encoder.encode([question.about for question in self.questions], Kind.CHALLENGE)
            usual = matrix @ encoder.encode(self.situations, Kind.CHALLENGE).T.astype(np.float64)
            deviation = np.maximum(usual.std(axis=1), LEAST_DEVIATION)
            self._readings[encoder.fingerprint] = _Reading(matrix, usual.mean(axis=1), deviation)
        return self._readings[encoder.fingerprint]


def _taken(chosen: tuple[Question, ...], offered: Iterable[Question], number: int) -> tuple[Question, ...]:
    """Return the chosen ones and, up to a number, those offered whose kind is not among them yet."""
    for question in offered:
        if len(chosen) == number:
            break
        if all(question.kind is not other.kind for other in chosen):
            chosen += (question,)
    return chosen


def _lines(path: Path) -> Iterator[tuple[Path, int, str]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UnfitFileError(f"{path} cannot be read as a part of the question deck: {error}.") from error
    found = [(path, number, line.strip()) for number, line in enumerate(lines, start=1) if line.strip()]
    if not found:
        raise UnfitFileError(f"{path} is empty; a question deck needs at least one line in it.")
    return iter(found)


def _question(path: Path, number: int, line: str) -> Question:
    where = f"{path}, line {number}"
    names = [field.name for field in fields(Question)]
    try:
        values: Any = json.loads(line)
    except json.JSONDecodeError as error:
        raise UnfitFileError(f"{where} is no JSON: {error}.") from error
    if not isinstance(values, dict) or sorted(values) != sorted(names):
        raise UnfitFileError(f"{where} needs exactly the fields {', '.join(names)}.")
    for name in names:
        value = values[name]
        if name == "sharp":
            if not isinstance(value, bool):
                raise UnfitFileError(f"{where}: sharp is {value!r}; write true or false.")
        elif not isinstance(value, str) or not value.strip():
            raise UnfitFileError(f"{where}: {name} is {value!r}; write a text.")
    if values["kind"] not in set(QuestionKind):
        raise UnfitFileError(f"{where}: kind is {values['kind']!r}; choose one of {', '.join(QuestionKind)}.")
    return Question(**values | {"kind": QuestionKind(values["kind"])})


def _require_choice(path: Path, questions: Sequence[Question]) -> None:
    """Refuse a deck in which an id stands twice, or that could not offer three kinds for every intent."""
    seen: set[str] = set()
    for question in questions:
        if question.id in seen:
            raise UnfitFileError(f"{path}: the id {question.id!r} stands there twice; give one another.")
        seen.add(question.id)
    for sharp, name in ((False, "gentle"), (True, "sharp")):
        kinds = {question.kind for question in questions if question.sharp is sharp}
        if len(kinds) < OFFERED:
            raise UnfitFileError(f"{path} has {name} questions of {len(kinds)} kinds; it needs {OFFERED}.")

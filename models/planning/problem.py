"""What is to be planned, checked once, so that the solvers need not ask again."""

from dataclasses import dataclass
from typing import Self, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.domain.errors import BadInputError

Scores = NDArray[np.float64]
"""What it is worth that two people sit together, (n, n) and symmetric; a negative score forbids the pair."""

Mask = NDArray[np.bool_]

PAIR = 2
"""The smallest table, and the table of 1:1 rounds."""


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Who could sit with whom, when, and at tables of what size."""

    scores: Scores
    """(n, n), symmetric; 0 where the pair is not allowed."""
    allowed: Mask
    """(n, n), symmetric, nobody with himself."""
    available: Mask
    """(n, rounds)."""
    table_size: int

    @classmethod
    def of(
        cls,
        scores: ArrayLike,
        allowed: ArrayLike,
        rounds: int,
        table_size: int,
        available: ArrayLike | None = None,
    ) -> Self:
        """Check what was given and put it together.

        Parameters
        ----------
        scores
            (n, n), symmetric and finite; a negative score forbids the pair.
        allowed
            (n, n), boolean and symmetric; the diagonal is ignored.
        rounds, table_size
            At least 1; from 2 to n (2 is always accepted).
        available
            (n, rounds), who is there in which round; everybody in every round when left out.

        Raises
        ------
        BadInputError
            Names the first value that cannot be used, and what would do.
        """
        values = _square("scores", scores)
        n = len(values)
        if not np.isfinite(values).all():
            raise BadInputError(
                f"The score of {_where(~np.isfinite(values))} is not a number; give finite scores."
            )
        _require_symmetry("scores", values)
        permitted = _mask("allowed", allowed, (n, n))
        _require_symmetry("allowed", permitted)
        require_whole("rounds", rounds, 1)
        require_whole("table_size", table_size, PAIR, max(n, PAIR))
        present = np.ones((n, rounds), dtype=bool) if available is None else available
        both = permitted & (values >= 0) & ~np.eye(n, dtype=bool)
        return cls(np.where(both, values, 0.0), both, _mask("available", present, (n, rounds)), table_size)

    @property
    def people(self) -> int:
        """How many people the day has, present or not."""
        return len(self.scores)

    @property
    def rounds(self) -> int:
        """How many rounds the day has."""
        return int(self.available.shape[1])

    def seatable(self, round_number: int) -> NDArray[np.intp]:
        """Return who is there in a round (counted from 0) and could meet somebody who is there too."""
        there = self.available[:, round_number]
        return np.flatnonzero(there & (self.allowed & there).any(axis=1))

    def table_sizes(self, people: int) -> tuple[int, ...]:
        """Return the sizes of the tables for so many people, largest first; they differ by at most one.

        Pairs leave an odd person over, who makes one of them a table of three.
        """
        if people < PAIR:
            return ()
        tables = people // PAIR if self.table_size == PAIR else -(-people // self.table_size)
        small, larger = divmod(people, tables)
        return (small + 1,) * larger + (small,) * (tables - larger)


def _square(name: str, given: ArrayLike) -> Scores:
    values = np.asarray(given, dtype=np.float64)
    if values.ndim != 2 or values.shape[0] != values.shape[1] or len(values) == 0:  # noqa: PLR2004 - a matrix
        raise BadInputError(f"{name} has the shape {values.shape}; give a square matrix, one row a person.")
    return values


def _mask(name: str, given: ArrayLike, shape: tuple[int, int]) -> Mask:
    values = np.asarray(given)
    if values.shape != shape or values.dtype != np.bool_:
        raise BadInputError(
            f"{name} has the shape {values.shape} and the type {values.dtype}; give booleans shaped {shape}."
        )
    return values


def _require_symmetry(name: str, values: NDArray[np.generic]) -> None:
    differs = values != values.T
    if differs.any():
        raise BadInputError(
            f"{name} differs between the two directions of {_where(differs)}; make it symmetric."
        )


def require_whole(name: str, value: int, least: int, most: int | None = None) -> None:
    """Refuse what is no whole number or out of range."""
    fits = isinstance(value, int | np.integer) and not isinstance(value, bool)
    if not fits or value < least or (most is not None and value > most):
        upto = "" if most is None else f" and at most {most}"
        raise BadInputError(f"{name} is {value!r}; give a whole number of at least {least}{upto}.")


def _where(wrong: Mask) -> str:
    row, column = cast("tuple[int, int]", tuple(np.argwhere(wrong)[0]))
    return f"persons {row} and {column}"

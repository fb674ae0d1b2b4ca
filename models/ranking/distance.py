"""How far two people's backgrounds are apart, on three axes, and as a whole.

The axes stay separate because the classic peer group is the same function in another company: far on one
axis, near on another.
"""

from collections.abc import Callable, Hashable, Sequence
from pathlib import Path
from typing import Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from models.domain.distance import AXES, Distance
from models.domain.functions import FunctionList
from models.domain.industry import stated_industry
from models.domain.members import Level, Profile
from models.ranking.matrices import DistanceMatrix

ANOTHER_SECTION = 1.0
ANOTHER_DIVISION = 2 / 3
ANOTHER_CLASS = 1 / 3
FUNCTION_TABLE = Path("distance", "function_distance.csv")
LEVEL_TABLE = Path("distance", "level_distance.csv")
"""The judged distances; they lie beside the list of functions."""

_Value = TypeVar("_Value", bound=Hashable)


class Distances:
    """Measures backgrounds; each axis goes from 0, the same, to 1, far; None (nan in arrays) is unknown."""

    def __init__(
        self, functions: FunctionList, by_function: DistanceMatrix, by_level: DistanceMatrix
    ) -> None:
        self.functions = functions
        self._by_function = by_function
        self._by_level = by_level

    @classmethod
    def read(cls, functions: Path) -> Self:
        """Open the list of functions, and the tables of distances in the folder `distance` beside it."""
        known = FunctionList.read(functions)
        return cls(
            known,
            DistanceMatrix.read(functions.parent / FUNCTION_TABLE, [f.code for f in known.functions]),
            DistanceMatrix.read(functions.parent / LEVEL_TABLE, list(Level)),
        )

    def between(self, one: Profile, other: Profile) -> Distance:
        """Return the three distances of two backgrounds; the order of the two is irrelevant."""
        return Distance(
            industry=industry_distance(one.industry, other.industry),
            function=self.function_distance(one.function, other.function),
            level=self.level_distance(one.level, other.level),
        )

    def table(self, rows: Sequence[Profile], columns: Sequence[Profile]) -> NDArray[np.float64]:
        """Return (rows, columns, 3): industry, function and level, nan where unknown."""
        axes = (
            pairwise(industry_distance, [p.industry for p in rows], [p.industry for p in columns]),
            pairwise(self.function_distance, [p.function for p in rows], [p.function for p in columns]),
            pairwise(self.level_distance, [p.level for p in rows], [p.level for p in columns]),
        )
        return np.stack(axes, axis=-1)

    def function_distance(self, one: str, other: str) -> float | None:
        """Return what the table of functions says; None where one is not in the list and they differ."""
        if one.casefold() == other.casefold():
            return 0.0
        mine, theirs = self.functions.find(one), self.functions.find(other)
        if mine is None or theirs is None:
            return None
        return self._by_function.between(mine.code, theirs.code)

    def level_distance(self, one: Level, other: Level) -> float:
        """Return what the table of levels says."""
        return self._by_level.between(one, other)


def industry_distance(one: str, other: str) -> float | None:
    """Return how early two DB07 codes part: 1 in the section, 2/3 in the division, 1/3 in the class, else 0.

    Where they have not parted before one of them stops, the rest of the way is unknown, and the middle of
    what is possible is taken: 'C' and '25.62' are 1/3 apart. The same code is 0, however short. None where a
    text holds no code.
    """
    mine, theirs = stated_industry(one), stated_industry(other)
    if mine is None or theirs is None:
        return None
    if mine == theirs:
        return 0.0
    steps = (
        (mine.section, theirs.section, ANOTHER_SECTION),
        (mine.division, theirs.division, ANOTHER_DIVISION),
        (mine.class_code, theirs.class_code, ANOTHER_CLASS),
    )
    here, there, parted = next(step for step in steps if step[0] != step[1])
    return parted / 2 if here is None or there is None else parted


def background_distances(axes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far whole backgrounds are apart, (n, 3) -> (n,): the mean of the known axes, or else nan."""
    known = np.ma.masked_invalid(axes)
    return np.ma.filled(known.mean(axis=1).astype(np.float64), np.nan)


def background_distance(distance: Distance) -> float | None:
    """Return the same for one pair; None where no axis is known."""
    axes = np.array([[getattr(distance, axis) for axis in AXES]], dtype=np.float64)  # None becomes nan
    (whole,) = background_distances(axes).tolist()
    return None if np.isnan(whole) else whole


def pairwise(
    measure: Callable[[_Value, _Value], float | None], rows: Sequence[_Value], columns: Sequence[_Value]
) -> NDArray[np.float64]:
    """Return (rows, columns) of a measure, nan for None; each pair of distinct values is measured once.

    People share industries, functions and levels, so this is far fewer measurements than there are pairs.
    """
    row_values, column_values = list(dict.fromkeys(rows)), list(dict.fromkeys(columns))
    table = np.array(
        [[_nan_for_none(measure(one, other)) for other in column_values] for one in row_values],
        dtype=np.float64,
    ).reshape(len(row_values), len(column_values))
    return table[np.ix_(_positions(rows, row_values), _positions(columns, column_values))]


def _positions(values: Sequence[_Value], among: Sequence[_Value]) -> NDArray[np.intp]:
    where = {value: position for position, value in enumerate(among)}
    return np.array([where[value] for value in values], dtype=np.intp)


def _nan_for_none(value: float | None) -> float:
    return np.nan if value is None else value

"""Distances that were judged pair by pair and written down as a table."""

import csv
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from models.domain.errors import UnfitFileError


class DistanceMatrix:
    """A symmetric table of distances in [0, 1]; 0 between a name and itself, and nowhere else."""

    def __init__(self, names: Sequence[str], values: NDArray[np.float64]) -> None:
        self.names = tuple(names)
        self._row_of = {name: row for row, name in enumerate(self.names)}
        self._values = values

    @classmethod
    def read(cls, path: Path, names: Collection[str]) -> Self:
        """Read a UTF-8 CSV file that holds exactly these names, in one order for its rows and its columns.

        Raises `UnfitFileError` with file, row, column and fix for whatever keeps it from being such a table.
        """
        columns, rows = _read(path)
        if len(set(columns)) != len(columns) or set(columns) != set(names):
            wrong = sorted(set(columns) ^ set(names)) or sorted(
                {name for name in columns if columns.count(name) > 1}
            )
            raise UnfitFileError(
                f"{path} must name each of {len(names)} columns once; missing, unknown or doubled: "
                f"{', '.join(wrong)}."
            )
        if [row[0] if row else "" for row in rows] != columns:
            raise UnfitFileError(f"{path} must name its rows as it names its columns, in the same order.")
        values = np.array([list(_numbers(path, row, columns)) for row in rows])
        _require_distances(path, columns, values)
        return cls(columns, values)

    def between(self, one: str, other: str) -> float:
        """Return the distance of two names of the table."""
        return float(self._values[self._row_of[one], self._row_of[other]])


def _read(path: Path) -> tuple[list[str], list[list[str]]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            lines = list(csv.reader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UnfitFileError(f"{path} cannot be read as a table of distances: {error}.") from error
    if not lines:
        raise UnfitFileError(f"{path} is empty; its first line names the columns.")
    return lines[0][1:], lines[1:]


def _numbers(path: Path, row: list[str], columns: list[str]) -> Iterator[float]:
    name, *cells = row
    if len(cells) != len(columns):
        raise UnfitFileError(f"{path}, row {name!r} has {len(cells)} distances; give {len(columns)}.")
    for column, cell in zip(columns, cells, strict=True):
        try:
            yield float(cell)
        except ValueError as error:
            raise UnfitFileError(
                f"{path}, row {name!r}, column {column!r} is {cell!r}; give a number from 0 to 1."
            ) from error


def _require_distances(path: Path, names: list[str], values: NDArray[np.float64]) -> None:
    same = np.eye(len(names), dtype=bool)
    faults = (
        (same & (values != 0), "give 0, for nothing is apart from itself"),
        (~same & ~((values > 0) & (values <= 1)), "give a number above 0 and up to 1"),
        (values != values.T, "give the same number as where row and column change places"),
    )
    for found, fix in faults:
        if found.any():
            row, column = np.argwhere(found)[0]
            raise UnfitFileError(
                f"{path}, row {names[row]!r}, column {names[column]!r} is {values[row, column]:g}; {fix}."
            )

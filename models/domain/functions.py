"""The functions people work in, their names in two languages, and their families."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from models.domain.errors import UnfitFileError

COLUMNS = ("code", "danish", "english", "family", "aliases")
REQUIRED = COLUMNS[:-1]
"""A blank name would pass for the function of a member without one."""
SEPARATOR = " | "


@dataclass(frozen=True, slots=True)
class Function:
    """One canonical function; `code` is what the members file says."""

    code: str
    danish: str
    english: str
    family: str
    aliases: tuple[str, ...]

    def names(self) -> Iterator[str]:
        """Return every name this function goes by, folded for comparison."""
        return (_folded(name) for name in (self.code, self.danish, self.english, *self.aliases))


class FunctionList:
    """Finds a function by any of its names; a name belongs to one function only."""

    def __init__(self, functions: Sequence[Function]) -> None:
        self.functions = tuple(functions)
        self._by_name: dict[str, Function] = {}
        for function in functions:
            for name in function.names():
                other = self._by_name.setdefault(name, function)
                if other is not function:
                    raise UnfitFileError(
                        f"{name!r} names both {other.code!r} and {function.code!r}; keep one."
                    )

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a UTF-8 CSV file with the columns of `COLUMNS`; ' | ' stands between aliases."""
        try:
            with path.open(encoding="utf-8", newline="") as file:
                rows = csv.DictReader(file, restval="")
                if tuple(rows.fieldnames or ()) != COLUMNS:
                    raise UnfitFileError(f"{path} needs the columns {', '.join(COLUMNS)} in its first line.")
                return cls([_function(row) for row in rows])
        except (OSError, UnicodeDecodeError) as error:
            raise UnfitFileError(f"{path} cannot be read as a list of functions: {error}.") from error

    def find(self, name: str) -> Function | None:
        """Return the function of this name in Danish or English, or None where it is not in the list."""
        return self._by_name.get(_folded(name))

    def same(self, one: str, other: str) -> bool:
        """Say whether two names mean one function; names that are not in the list by their letters."""
        mine = self.find(one)
        return _folded(one) == _folded(other) if mine is None else mine is self.find(other)


def _function(row: dict[str, str]) -> Function:
    if not all(row[column].strip() for column in REQUIRED):
        raise UnfitFileError(f"The function {row['code']!r} lacks one of {', '.join(REQUIRED)}; fill it in.")
    aliases = tuple(alias for alias in row["aliases"].split(SEPARATOR) if alias)
    return Function(row["code"], row["danish"], row["english"], row["family"], aliases)


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())

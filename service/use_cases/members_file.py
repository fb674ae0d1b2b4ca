r"""The members file: JSON lines or CSV, read leniently and written in exactly one way.

In a CSV cell a list is written `one | another`; a bar inside a text is written `\|`, so that nothing a
member can say is lost. Cells that begin like a formula are written as they are: a quotation mark put
before them for a spreadsheet's sake would come back as part of the text.
"""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, TextIO

from models.domain.errors import BadInputError, UnfitFileError
from models.domain.members import Profile
from service.use_cases.member_record import COLUMNS, LISTS, REQUIRED, RowProblem, fields_of, shown
from service.use_cases.text_source import TextSource

if TYPE_CHECKING:
    import _csv

SEPARATOR = " | "
DELIMITERS = ",;\t"
LONGEST_CELL = 1_000_000
"""Characters; a longer cell is a text whose closing quotation mark is missing."""

MOST_NAMES = 20
"""How many unknown columns are kept for the notice."""

_BETWEEN = re.compile(r"(?<!\S)\|(?!\S)")
_BAR = re.compile(r"(\\*)\|")
_ESCAPED_BAR = re.compile(r"(\\+)\|")


class FileFormat(StrEnum):
    """The two forms of the members file."""

    JSONL = "jsonl"
    CSV = "csv"

    @classmethod
    def _missing_(cls, value: object) -> "FileFormat":
        raise BadInputError(f"There is no file format {value!r}; choose jsonl or csv.")


@dataclass(frozen=True, slots=True)
class Record:
    """The unchecked fields of one row, and the line up to which the file has been read."""

    row: int
    line: int
    fields: Mapping[str, object]


@dataclass
class MembersFile:
    """A members file while it is read; `records` gives a problem for a row that has no fields to check."""

    source: TextSource
    format: FileFormat
    unknown: dict[str, None] = field(default_factory=dict)

    def records(self) -> Iterator[Record | RowProblem]:
        """Read the rows in order; empty ones are passed over. Raises `UnfitFileError`."""
        read = _csv_records if self.format is FileFormat.CSV else _json_records
        return read(self.source.file, self.unknown)

    def notices(self) -> tuple[str, ...]:
        """Return what the sender should know of the whole file, once it has been read."""
        if not self.unknown:
            return self.source.notices
        names = ", ".join(self.unknown)
        return (*self.source.notices, f"Not used, because the name is unknown: {names}.")


def recognise(source: TextSource, file_name: str) -> MembersFile:
    """Say which form a file is in: by the end of its name, or else by its first character."""
    suffix = file_name.lower().rpartition(".")[2]
    start = source.file.read(LONGEST_CELL).lstrip()[:1]
    source.file.seek(0)
    if not start:
        raise UnfitFileError("The file is empty.")
    if suffix in {"csv", "tsv"} or (suffix not in {"jsonl", "ndjson", "json"} and start not in "{["):
        return MembersFile(source, FileFormat.CSV)
    if start == "[":
        raise UnfitFileError("The file is one JSON array; write one JSON object on each line instead.")
    return MembersFile(source, FileFormat.JSONL)


def header(file_format: FileFormat) -> str:
    """Return what stands before the first member."""
    return _csv_text([COLUMNS]) if file_format is FileFormat.CSV else ""


def written(profiles: Sequence[Profile], file_format: FileFormat) -> str:
    """Return members as the lines of a file; equal members always give equal lines."""
    if file_format is FileFormat.CSV:
        return _csv_text([_cells(fields_of(profile)) for profile in profiles])
    return "".join(_json_line(fields_of(profile)) for profile in profiles)


def _json_line(fields: Mapping[str, object]) -> str:
    stated = {n: v for n, v in fields.items() if n in REQUIRED or v not in (None, [])}
    return json.dumps(stated, ensure_ascii=False) + "\n"


def _json_records(text: TextIO, unknown: dict[str, None]) -> Iterator[Record | RowProblem]:
    for number, line in enumerate(text, 1):
        if not line.strip():
            continue
        try:
            fields = json.loads(line)
        except (ValueError, RecursionError) as error:
            fix = f"write one JSON object on the line ({shown(error)})"
            yield RowProblem(number, "", shown(line.strip()), fix)
            continue
        if isinstance(fields, dict):
            _note(unknown, fields)
            yield Record(number, number, fields)
        else:
            yield RowProblem(number, "", shown(line.strip()), "write a JSON object, as in {...}")


def _csv_records(text: TextIO, unknown: dict[str, None]) -> Iterator[Record | RowProblem]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(text, delimiter=_delimiter(text), strict=True)
    names: list[str] | None = None
    for row, cells in enumerate(_rows(reader), 1):
        if isinstance(cells, str):
            yield RowProblem(row, "", "", f"{cells}; write a quotation mark inside a quoted text twice")
        elif not any(cell.strip() for cell in cells):
            continue
        elif names is None:
            names = _checked_header(cells)
            _note(unknown, names)
        elif len(cells) != len(names):
            fix = f"write {len(names)} cells, not {len(cells)}; quote a text that holds the delimiter"
            yield RowProblem(row, "", shown(" ".join(cells)), fix)
        else:
            yield Record(row, reader.line_num, _fields(names, cells))


def _rows(reader: "_csv.Reader") -> Iterator[list[str] | str]:
    """Give the cells of each row, or what is wrong with its quotation marks."""
    while True:
        first = reader.line_num + 1
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if reader.line_num > first:
                # The text swallowed whole lines: nobody can say which rows those were.
                raise UnfitFileError(
                    f"A quotation mark in line {first} has no partner by line {reader.line_num} ({error}); "
                    "close the text, and write a quotation mark inside it twice."
                ) from error
            yield str(error)


def _delimiter(text: TextIO) -> str:
    """Find the delimiter with which the header names most known columns."""
    first = next((line for line in text if line.strip()), "")
    text.seek(0)
    return max(DELIMITERS, key=lambda delimiter: len(set(_names(first.split(delimiter))) & set(COLUMNS)))


def _names(cells: Sequence[str]) -> list[str]:
    return [cell.strip().strip('"').casefold() for cell in cells]


def _checked_header(cells: Sequence[str]) -> list[str]:
    names = _names(cells)
    if missing := [name for name in REQUIRED if name not in names]:
        raise UnfitFileError(
            f"The first row must name the columns; missing: {', '.join(missing)}. "
            f"It says: {shown(', '.join(names))}."
        )
    if twice := [name for name in COLUMNS if names.count(name) > 1]:
        raise UnfitFileError(f"The first row names a column twice: {', '.join(twice)}; keep one.")
    return names


def _note(unknown: dict[str, None], names: Sequence[str] | Mapping[str, object]) -> None:
    for name in names:
        if name not in COLUMNS and name.strip() and len(unknown) < MOST_NAMES:
            unknown[shown(name)] = None


def _fields(names: Sequence[str], cells: Sequence[str]) -> dict[str, object]:
    return {n: _texts(c) if n in LISTS else c for n, c in zip(names, cells, strict=True) if n in COLUMNS}


def _texts(cell: str) -> list[str]:
    return [_ESCAPED_BAR.sub(_unescape, text) for text in _BETWEEN.split(cell)] if cell.strip() else []


def _unescape(bar: re.Match[str]) -> str:
    return "\\" * (len(bar[1]) // 2) + "|"


def _cells(fields: Mapping[str, object]) -> list[str]:
    return [_cell(value) for value in fields.values()]


def _cell(value: object) -> str:
    if isinstance(value, list):
        return SEPARATOR.join(_BAR.sub(r"\1\1\\|", text or "") for text in value)
    return "" if value is None else str(value)


def _csv_text(rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()

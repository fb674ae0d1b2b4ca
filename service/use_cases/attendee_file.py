"""Read who attends: a file of e-mail addresses."""

import csv
from pathlib import Path

from models.domain.errors import UnfitFileError
from models.domain.members import email_key
from service.use_cases.members_file import DELIMITERS
from service.use_cases.text_source import open_text

HEADER = "email"


def read_attendees(path: Path) -> list[str]:
    """Return the e-mails of a file with one a line, or of the column `email` of a CSV file.

    Raises `UnfitFileError` for a file that is no text, names nobody, or names somebody twice.
    """
    with path.open("rb") as stream, open_text(stream) as source:
        lines = [line for line in source.file.read().splitlines() if line.strip()]
    emails = [email.strip() for email in _column(lines) if email.strip()]
    if not emails:
        raise UnfitFileError(f"{path.name} names nobody; write one e-mail address a line.")
    keys = [email_key(email) for email in emails]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise UnfitFileError(f"{path.name} names {', '.join(twice)} more than once; keep one.")
    return emails


def _column(lines: list[str]) -> list[str]:
    """Return the cells below the header `email`, or the lines themselves where there is no header."""
    for delimiter in DELIMITERS if lines else ():
        names = [cell.strip().casefold() for cell in next(csv.reader(lines[:1], delimiter=delimiter), [])]
        if HEADER in names:
            place = names.index(HEADER)
            rows = csv.reader(lines[1:], delimiter=delimiter)
            return [row[place] for row in rows if len(row) > place]
    return lines

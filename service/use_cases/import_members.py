"""The members file goes in: judged as a whole first, then stored as a whole."""

import itertools
import json
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any, BinaryIO

from models.domain.members import Profile, email_key
from models.progress import Progress
from service.context import Context
from service.db.changes import next_change
from service.db.profiles import Outcome, recount, save_all
from service.use_cases.member_record import (
    Checked,
    InvalidRowsError,
    RowProblem,
    Truncation,
    check,
    profile_of,
    shown,
)
from service.use_cases.members_file import MembersFile, Record, recognise
from service.use_cases.text_source import open_text

__all__ = ["ImportReport", "InvalidRowsError", "RowProblem", "Truncation", "import_members"]

BATCH = 500
"""Members written at once."""
LONG = 1000
"""Characters from which on a text may be more than an encoder reads; 512 tokens are seldom fewer."""
MOST_LONG = 1000
"""Long texts that are looked at, so that a file of nothing else is not held in memory."""

OTHER_ENCODER = (
    "New texts cannot be found yet: another encoder than the one configured here serves; "
    "`modspil embed` changes over to this one."
)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did; `skipped` counts rows, `problems` says what is wrong with each of them."""

    created: int
    updated: int
    unchanged: int
    skipped: int
    problems: tuple[RowProblem, ...]
    truncated: tuple[Truncation, ...]
    notices: tuple[str, ...]


def import_members(
    context: Context,
    stream: BinaryIO,
    *,
    file_name: str,
    skip_invalid: bool,
    progress: Progress | None = None,
) -> ImportReport:
    """Create and update members from a file, in one transaction, and make their statements findable.

    Raises `InvalidRowsError` with every problem when a row is bad and bad rows are not to be skipped, and
    `UnfitFileError` when the file as a whole cannot be read; nothing is stored then. Progress is told three
    times from the start: lines read, members written, statements encoded. Only the last can be interrupted
    without losing the import; the next one, or any later import, goes on with it.
    """
    progress = progress or _silence
    with tempfile.TemporaryFile("w+", encoding="utf-8") as staged:
        with open_text(stream) as source:
            file = recognise(source, file_name)
            findings = _stage(file, staged, progress)
        if findings.problems and not skip_invalid:
            raise InvalidRowsError(findings.problems)
        outcomes = _write(context, staged, findings.good, progress)
    context.matcher.embed_pending(progress)
    unread = (OTHER_ENCODER,) if context.matcher.serves_other_encoder() else ()
    half_read = context.matcher.truncated([text for _, _, text in findings.long])
    return ImportReport(
        created=outcomes[Outcome.CREATED],
        updated=outcomes[Outcome.UPDATED],
        unchanged=outcomes[Outcome.UNCHANGED],
        skipped=len({problem.row for problem in findings.problems}),
        problems=tuple(findings.problems),
        truncated=tuple(findings.truncated),
        notices=(*file.notices(), *unread, *(findings.half_read(position) for position in half_read)),
    )


@dataclass(slots=True)
class _Findings:
    """What is known of a file so far; of the rows themselves nothing but their e-mail addresses."""

    good: int = 0
    problems: list[RowProblem] = field(default_factory=list)
    truncated: list[Truncation] = field(default_factory=list)
    first_row: dict[str, int] = field(default_factory=dict)
    long: list[tuple[int, str, str]] = field(default_factory=list)

    def judge(self, record: Record | RowProblem) -> Checked:
        """Check one record, also against the rows before it."""
        if isinstance(record, RowProblem):
            checked = Checked(None, (record,), ())
        else:
            checked = check(record.row, record.fields)
            checked = self._against_earlier(record, checked)
        self.problems += checked.problems
        self.truncated += checked.truncated
        if checked.fields is not None:
            self.good += 1
            self._note_long_texts(checked.fields, record.row)
        return checked

    def half_read(self, position: int) -> str:
        """Tell of one long text that the encoder does not read to its end."""
        row, column, _ = self.long[position]
        return f"Row {row}, {column}: only the beginning of this text is searched; the encoder stops there."

    def _note_long_texts(self, fields: Mapping[str, Any], row: int) -> None:
        for column in ("challenges", "expertise"):
            for text in fields[column]:
                if len(text) > LONG and len(self.long) < MOST_LONG:
                    self.long.append((row, column, text))

    def _against_earlier(self, record: Record, checked: Checked) -> Checked:
        email = record.fields.get("email")
        if not isinstance(email, str) or any(problem.column == "email" for problem in checked.problems):
            return checked
        # The canonical form where there is one: only that says for sure what is the same.
        key = email_key(email) if checked.fields is None else checked.fields["email"]
        first = self.first_row.setdefault(key, record.row)
        if first == record.row:
            return checked
        fix = f"the same address stands in row {first}; keep one of the two rows"
        problem = RowProblem(record.row, "email", shown(email), fix)
        return Checked(None, (*checked.problems, problem), ())


def _stage(file: MembersFile, staged: IO[str], progress: Progress) -> _Findings:
    """Check every row, and put the good ones aside on disk in their canonical form."""
    findings, total = _Findings(), file.source.lines
    for number, record in enumerate(file.records(), 1):
        checked = findings.judge(record)
        if checked.fields is not None:
            staged.write(json.dumps(checked.fields) + "\n")
        if number % BATCH == 0 and isinstance(record, Record):
            progress(min(record.line, total), total)
    progress(total, total)
    return findings


def _write(context: Context, staged: IO[str], total: int, progress: Progress) -> dict[Outcome, int]:
    """Store what was put aside, in one transaction with one change number."""
    staged.seek(0)
    counts, done = dict.fromkeys(Outcome, 0), 0
    with context.database.write() as session:
        change, now = next_change(session), context.clock()
        for profiles in _batches(staged):
            for outcome in save_all(session, profiles, change, now):
                counts[outcome] += 1
            done += len(profiles)
            progress(done, total)
        if counts[Outcome.CREATED] >= BATCH:
            recount(session)
    return counts


def _batches(staged: IO[str]) -> Iterator[list[Profile]]:
    while lines := list(itertools.islice(staged, BATCH)):
        yield [profile_of(json.loads(line)) for line in lines]


def _silence(_done: int, _total: int) -> None:
    """Tell nobody."""

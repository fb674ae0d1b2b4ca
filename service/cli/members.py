"""Members in, members out."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

import click

from models.domain.errors import BadInputError
from service.cli.output import document, json_option, opened, progress_bar, say
from service.use_cases.export_members import export_members
from service.use_cases.import_members import ImportReport, InvalidRowsError, RowProblem, import_members
from service.use_cases.members import erase_member
from service.use_cases.sample import load_sample

MOST_SHOWN = 200


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--skip-invalid", is_flag=True, help="Import the good rows and leave out the bad ones.")
@json_option
def import_command(file: Path, *, skip_invalid: bool, as_json: bool) -> int:
    """Import members from FILE (.csv or .jsonl); known e-mails are updated.

    Nothing is imported when any row is bad, unless --skip-invalid is given.
    """
    try:
        with opened() as context, file.open("rb") as stream, progress_bar("Importing") as progress:
            report = import_members(
                context, stream, file_name=file.name, skip_invalid=skip_invalid, progress=progress
            )
    except InvalidRowsError as error:
        # The rows belong to the document, so this error is more than the message that main() would print.
        _show_problems(error.problems)
        if as_json:
            document({"imported": False, "problems": [asdict(problem) for problem in error.problems]})
        say("Nothing was imported. Mend the rows, or import the others with --skip-invalid.")
        return 2
    _show_report(report)
    if as_json:
        document({"imported": True, **asdict(report)})
    return 0


@click.command("export")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@click.option(
    "--format",
    "file_format",
    type=click.Choice(["jsonl", "csv"]),
    help="Format; the file's ending decides otherwise.",
)
@json_option
def export_command(file: Path, *, file_format: str | None, as_json: bool) -> None:
    """Export all members to FILE (.csv or .jsonl; - for stdout)."""
    chosen = file_format or ("csv" if file.suffix.lower() == ".csv" else "jsonl")
    to_stdout = str(file) == "-"
    if to_stdout and as_json:
        raise click.UsageError("--json prints its own document on stdout; give a file to export to.")
    with opened() as context:
        target = nullcontext(sys.stdout.buffer) if to_stdout else _replacing(file)
        with target as stream, progress_bar("Exporting") as progress:
            exported = export_members(context, stream, file_format=chosen, progress=progress)
    say(f"{exported} members exported.")
    if as_json:
        document({"exported": exported, "format": chosen, "file": str(file)})


@click.command("sample")
@json_option
def sample_command(*, as_json: bool) -> None:
    """Load the sample network, a fictional one to try things on; loading it again changes nothing."""
    with opened() as context, progress_bar("Loading the sample network") as progress:
        report = load_sample(context, progress)
    _show_report(report.members)
    if as_json:
        document(asdict(report))


@click.command("erase")
@click.argument("email")
@json_option
def erase_command(email: str, *, as_json: bool) -> None:
    """Erase the member EMAIL with all texts, vectors, slates, introductions and ratings."""
    with opened() as context:
        erase_member(context, email)
    say("Erased.")
    if as_json:
        document({"erased": email})


@contextmanager
def _replacing(file: Path) -> Iterator[BinaryIO]:
    """Write beside the file and put it in place at the end, so that a stopped export leaves the old one."""
    beside = file.with_name(f".{file.name}.part")
    try:
        stream = beside.open("wb")
    except OSError as error:
        raise BadInputError(f"{file} cannot be written ({error.strerror}); name a file elsewhere.") from error
    try:
        with stream:
            yield stream
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)


def _show_problems(problems: Sequence[RowProblem]) -> None:
    for problem in problems[:MOST_SHOWN]:
        say(f"row {problem.row}, {problem.column}: {problem.value!r} - {problem.fix}")
    if len(problems) > MOST_SHOWN:
        say(f"... and {len(problems) - MOST_SHOWN} more problems; --json lists all.")


def _show_report(report: ImportReport) -> None:
    for notice in report.notices:
        say(notice)
    _show_problems(report.problems)
    for cut in report.truncated:
        say(f"row {cut.row}, {cut.column}: cut from {cut.length} characters.")
    say(
        f"{report.created} created, {report.updated} updated, {report.unchanged} unchanged, "
        f"{report.skipped} skipped."
    )


COMMANDS = (import_command, export_command, sample_command, erase_command)

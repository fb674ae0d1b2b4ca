"""What the commands print: one JSON document on stdout when asked for, messages and progress on stderr."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as ProgressBar

from models.domain.errors import BadInputError, InvalidPlanError, ModspilError
from models.progress import Progress
from service.config import Settings
from service.context import Context, open_context

Command = TypeVar("Command", bound=Callable[..., Any])

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document on stdout.")


def say(message: str) -> None:
    """Tell the person something, on stderr, so that stdout stays a document."""
    click.echo(message, err=True)


def document(content: Any, *, indent: int | None = 2) -> None:  # noqa: ANN401 - whatever JSON can hold
    """Print one JSON document on stdout."""
    click.echo(json.dumps(content, ensure_ascii=False, indent=indent))


def error_document(error: Exception, message: str) -> None:
    """Say what went wrong on stdout too, when a document was asked for."""
    if "--json" in sys.argv:
        # On one line, because documents of one line each may stand before it.
        document({"error": type(error).__name__, "message": message}, indent=None)


def use_exit_code(error: ModspilError) -> int:
    """Return 2 for what the caller can put right in his input, 1 for everything else."""
    return 1 if type(error) in {ModspilError, InvalidPlanError} else 2


@contextmanager
def opened() -> Iterator[Context]:
    """Open the service's collaborators for one command."""
    context = _open(Settings.from_environment())
    try:
        yield context
    finally:
        context.database.close()


@contextmanager
def opened_complete() -> Iterator[Context]:
    """Open them, and first encode what a stopped import may have left to do."""
    with opened() as context:
        if context.matcher.pending():
            with progress_bar("Reading texts") as progress:
                context.matcher.embed_pending(progress)
        yield context


@contextmanager
def progress_bar(label: str) -> Iterator[Progress]:
    """Show how far long work has come, on stderr."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with ProgressBar(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(label, total=None)

        def show(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield show


def _open(settings: Settings) -> Context:
    try:
        return open_context(settings)
    except OSError as error:
        raise BadInputError(
            f"MODSPIL_HOME is {str(settings.home)!r}, which cannot be used ({error}); "
            "name a folder you may write to."
        ) from error

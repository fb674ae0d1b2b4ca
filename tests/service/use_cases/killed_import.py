"""Imports one file into each of several databases, and is killed in each at another point of the work.

Arguments: the members file, then database files. The first import is left alone and measured in steps of
SQLite's machine; the others die somewhere within as many steps, in the middle of whatever they were doing.
"""

import datetime as dt
import os
import random
import signal
import sys
from pathlib import Path

from sqlalchemy import event

from service.config import Settings
from service.context import Context
from service.db.database import Database
from service.use_cases.import_members import import_members

STEPS = 50


class NoMatcher:
    def embed_pending(self, _progress):
        return 0


def run(file, path, deadline):
    """Import; return the steps it took, each of `STEPS` instructions."""
    database, taken = Database(f"sqlite:///{path}"), 0

    def step():
        nonlocal taken
        taken += 1
        if taken == deadline:
            os.kill(os.getpid(), signal.SIGKILL)

    @event.listens_for(database.engine, "connect")
    def watch(connection, _record):
        connection.set_progress_handler(step, STEPS)

    context = Context(Settings(), database, NoMatcher(), lambda: dt.datetime(2025, 3, 4, tzinfo=dt.UTC))
    with file.open("rb") as stream:
        import_members(context, stream, file_name=file.name, skip_invalid=False)
    database.close()
    return taken


def main(file, first, *others):
    steps, numbers = run(file, first, 0), random.Random(1)
    for path in others:
        deadline = numbers.randrange(1, steps)
        child = os.fork()
        if child == 0:
            run(file, path, deadline)
            os._exit(1)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            sys.exit(f"the import into {path} was not killed")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))

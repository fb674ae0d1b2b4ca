"""Does one piece of work in each of several copies of a database, and is killed in each at another point.

Arguments: what to do, its argument, then database files. The first time is left alone and measured in steps
of SQLite's machine; the others die somewhere within as many steps, in the middle of whatever they were doing.
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
from service.matcher import Matcher, open_encoder
from service.use_cases.import_members import import_members
from service.use_cases.ratings import rate

STEPS = 20
ANSWERS = {"challenged": 4, "supported": 2, "learned": "at spørge", "did": "spurgte", "meet_again": True}


def import_file(context, file):
    with Path(file).open("rb") as stream:
        import_members(context, stream, file_name=file, skip_invalid=False)


def rate_meeting(context, argument):
    introduction_id, by = argument.split()
    rate(context, introduction_id, by, useful=5, **ANSWERS)


WORK = {"import": import_file, "rate": rate_meeting}


def run(work, argument, path, deadline):
    """Do the work; return the steps it took, each of `STEPS` instructions."""
    settings = Settings(home=path.parent / f"home-{path.stem}", encoder="hashing")
    database, taken = Database(f"sqlite:///{path}"), 0

    def step():
        nonlocal taken
        taken += 1
        if taken == deadline:
            os.kill(os.getpid(), signal.SIGKILL)

    @event.listens_for(database.engine, "connect")
    def watch(connection, _record):
        connection.set_progress_handler(step, STEPS)

    matcher = Matcher(settings, database, open_encoder(settings))
    clock = lambda: dt.datetime(2025, 3, 4, tzinfo=dt.UTC)  # noqa: E731 - a clock is a function
    WORK[work](Context(settings, database, matcher, clock), argument)
    database.close()
    return taken


def main(work, argument, first, *others):
    steps, numbers = run(work, argument, Path(first), 0), random.Random(1)
    for path in others:
        deadline = numbers.randrange(1, steps)
        child = os.fork()
        if child == 0:
            run(work, argument, Path(path), deadline)
            os._exit(1)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            sys.exit(f"the work on {path} was not killed")


if __name__ == "__main__":
    main(*sys.argv[1:])

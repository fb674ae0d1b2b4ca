"""A process may be killed at any moment: nothing is left half done, and the next start goes on."""

import io
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from killed import ANSWERS
from service_fakes import FakeClock, fields, jsonl, profile
from sqlalchemy import text

from models.domain.introductions import State
from models.domain.members import Intent
from service.config import Settings
from service.context import Context
from service.db.database import Database
from service.doctor import examine
from service.matcher import Matcher, open_encoder
from service.use_cases.export_members import export_members
from service.use_cases.import_members import import_members
from service.use_cases.introductions import accept, report, request_introduction
from service.use_cases.ratings import get_ratings
from service.use_cases.suggest import suggest

SCRIPT = Path(__file__).parents[1] / "killed.py"
ROOT = Path(__file__).parents[2]
TIMES = 12
"""How often the work is killed; the points are drawn once and stay the same."""


@contextmanager
def opened(path):
    settings, database = (
        Settings(home=path.parent / path.stem, encoder="hashing"),
        Database(f"sqlite:///{path}"),
    )
    try:
        yield Context(settings, database, Matcher(settings, database, open_encoder(settings)), FakeClock())
    finally:
        database.close()


def load(path, data):
    with opened(path) as context:
        import_members(context, io.BytesIO(data), file_name="x.jsonl", skip_invalid=False)


def kill(start, work, argument):
    """Do the work in one copy of a database and be killed at it in others; return all copies."""
    paths = [start.with_name(f"{time}.sqlite3") for time in range(TIMES + 1)]
    for path in paths:
        shutil.copy(start, path)
    command = [sys.executable, str(SCRIPT), work, str(argument), *map(str, paths)]
    subprocess.run(command, check=True, cwd=ROOT, env={"PYTHONPATH": str(ROOT)})
    return paths


def require_sound(context):
    """Start as a process does after a crash, and find everything whole."""
    with context.database.read() as session:
        assert session.scalar(text("PRAGMA integrity_check")) == "ok"
    context.matcher.embed_pending()
    assert [finding.what for finding in examine(context) if not finding.ok] == []


def members_in(path):
    """All that was imported into a database, once it has been found sound."""
    stream = io.BytesIO()
    with opened(path) as context:
        require_sound(context)
        export_members(context, stream, file_format="csv")
        with context.database.read() as session:
            statements = text("SELECT count(*), count(closed_at) FROM statements")
            return stream.getvalue(), tuple(session.execute(statements).one())


@pytest.fixture
def start(sqlite_url):
    return Path(sqlite_url.removeprefix("sqlite:///"))


def test_an_import_killed_at_any_point_leaves_nothing_half_and_can_be_repeated(start, tmp_path):
    load(start, jsonl(map(fields, range(300))))
    before, file = members_in(start), tmp_path / "next.jsonl"
    file.write_bytes(jsonl(fields(number, challenges=["nyt"]) for number in range(150, 1350)))
    paths = kill(start, "import", file)
    after, left = members_in(paths[0]), [members_in(path) for path in paths[1:]]
    # Some die before the commit, some while the texts are read afterwards; neither leaves anything half.
    assert set(left) == {before, after}
    load(paths[1 + left.index(before)], file.read_bytes())
    assert members_in(paths[1 + left.index(before)]) == after


def test_a_rating_killed_at_any_point_is_there_as_a_whole_or_not_at_all(start):
    load(start, jsonl(map(fields, range(6))))
    seeker = profile(0).email
    with opened(start) as context:
        shown = suggest(context, seeker, Intent.SUPPORT)
        candidate = shown.members[shown.slate.entries[0].candidate_id].email
        asked = request_introduction(context, slate_id=shown.slate.id, candidate=candidate, message="")
        accept(context, asked.id, candidate)
        report(context, asked.id, seeker, State.MET)
    ratings = []
    for path in kill(start, "rate", f"{asked.id} {seeker}"):
        with opened(path) as context:
            require_sound(context)
            ratings.append(get_ratings(context, asked.id))
    assert len(ratings[0]) == 1
    assert () in [tuple(found) for found in ratings[1:]]
    for rating in (rating for found in ratings for rating in found):
        assert rating.useful == 5
        assert {name: getattr(rating, name) for name in ANSWERS} == ANSWERS

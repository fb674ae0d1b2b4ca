import io
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from service_fakes import FakeClock, fields, jsonl
from sqlalchemy import text

from service.config import Settings
from service.context import Context
from service.db.database import Database
from service.matcher import Matcher, open_encoder
from service.use_cases.export_members import export_members
from service.use_cases.import_members import import_members

SCRIPT = Path(__file__).with_name("killed_import.py")
ROOT = Path(__file__).parents[3]
TIMES = 12
"""How often an import is killed; the points are drawn once and stay the same."""


@contextmanager
def opened(path):
    settings, database = Settings(home=path.parent / "home", encoder="hashing"), Database(f"sqlite:///{path}")
    try:
        yield Context(settings, database, Matcher(settings, database, open_encoder(settings)), FakeClock())
    finally:
        database.close()


def load(path, data):
    with opened(path) as context:
        import_members(context, io.BytesIO(data), file_name="x.jsonl", skip_invalid=False)


def state(path):
    """All that was imported into a database, once it has been found sound."""
    stream = io.BytesIO()
    with opened(path) as context, context.database.read() as session:
        assert session.scalar(text("PRAGMA integrity_check")) == "ok"
        export_members(context, stream, file_format="csv")
        statements = text("SELECT count(*), count(closed_at) FROM statements")
        return stream.getvalue(), tuple(session.execute(statements).one())


def test_an_import_killed_at_any_point_leaves_nothing_half_and_can_be_repeated(sqlite_url, tmp_path):
    start, file = Path(sqlite_url.removeprefix("sqlite:///")), tmp_path / "next.jsonl"
    load(start, jsonl(map(fields, range(300))))
    before = state(start)
    file.write_bytes(jsonl(fields(number, challenges=["nyt"]) for number in range(150, 1350)))
    paths = [tmp_path / f"{time}.sqlite3" for time in range(TIMES + 1)]
    for path in paths:
        shutil.copy(start, path)

    subprocess.run(
        [sys.executable, SCRIPT, file, *paths], check=True, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}
    )

    after, left = state(paths[0]), [state(path) for path in paths[1:]]
    assert set(left) <= {before, after}
    assert left.count(before) > TIMES // 2
    load(paths[-1], file.read_bytes())
    assert state(paths[-1]) == after

"""What migrations do to rows that are there already."""

import ast
import datetime as dt
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import produce_migrations, render_python_code
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, text

from models.domain.distance import NO_WISH
from models.ranking.exposure import Showing
from service.db import members, migrations, slates
from service.db.database import Database, migration_config
from service.db.tables import Base
from service.db.types import plain_type

FIRST = "903247e44c6b"
VERSIONS = sorted(Path(migrations.__file__).parent.glob("versions/*.py"))
MEMBER = text(
    "INSERT INTO members (email, name, organisation, organisation_key, industry, function, level, region,"
    " languages, networks, version, created_at, updated_at) VALUES ('a@b.dk', 'A', 'B', 'b', :industry, 'hr',"
    " 'specialist', 'Fyn', :languages, '[]', 1, :now, :now)"
)

STATEMENT = text(
    "INSERT INTO statements (id, member_id, kind, position, text, opened_at, change)"
    " SELECT 1, id, 'challenge', 0, 'natholdet', :now, 1 FROM members"
)
SLATE = text(
    "INSERT INTO slates (id, seeker_id, statement_id, intent, ranker, fingerprint, wanted, feature_names,"
    " shown_at) SELECT 'slate-1', id, 1, 'support', 'prior-1', 'x', 5, '[]', :now FROM members"
)
ENTRY = text(
    "INSERT INTO slate_entries (slate_id, position, candidate_id, score, forward, backward, propensity,"
    " features, backward_features, distance, evidence)"
    " SELECT 'slate-1', 2, id, 0, 0, 0, 1, '[]', '[]', '{}', '[]'"
    " FROM members"
)


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request, tmp_path):
    """An empty database, migrated to the first revision only."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'old.sqlite3'}")
    else:
        database = Database(request.getfixturevalue("postgresql_url"))
        with database.engine.begin() as connection:
            command.downgrade(migration_config(connection), "base")
    with database.engine.begin() as connection:
        command.upgrade(migration_config(connection), FIRST)
    yield database
    database.close()


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: path.stem)
def test_a_migration_stands_by_itself_and_imports_no_code_that_may_change(path):
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    plain = {name.name for node in nodes if isinstance(node, ast.Import) for name in node.names}
    named = {node.module or "." for node in nodes if isinstance(node, ast.ImportFrom)}
    packages = {name.partition(".")[0] for name in plain | named}
    assert packages <= {"sqlalchemy", "alembic"} | sys.stdlib_module_names


def test_a_new_migration_names_no_type_of_ours_either():
    with create_engine("sqlite://").connect() as connection:
        changes = produce_migrations(MigrationContext.configure(connection), Base.metadata)
    written = render_python_code(changes.upgrade_ops, render_item=plain_type)
    assert "sa.DateTime(timezone=True)" in written
    assert "service" not in written


@pytest.mark.parametrize(
    ("industry", "market"),
    [
        ("25.62 Metal", "2562"),
        ("C256200", "2562"),
        ("25.6", None),
        ("J", None),
        ("J 25.62", None),
        ("84.11 Kommune", None),
        ("34.00", None),
        ("9999", None),
        ("metal", None),
    ],
)
def test_members_who_are_there_already_get_the_keys_of_their_conflicts(old, industry, market):
    stated = {"industry": industry, "languages": '["en", "da"]', "now": dt.datetime(2025, 3, 3)}  # noqa: DTZ001
    with old.engine.begin() as connection:
        connection.execute(MEMBER, stated)
    old.migrate()
    with old.engine.connect() as connection:
        row = connection.execute(text("SELECT market, language_key, group_name FROM members")).one()
    assert tuple(row) == (market, "da en", None)


def test_slates_from_before_there_were_wishes_are_read_as_without_one(old):
    stated = {"industry": "25.62 Metal", "languages": '["da"]', "now": dt.datetime(2025, 3, 3)}  # noqa: DTZ001
    with old.engine.begin() as connection:
        for statement in (MEMBER, STATEMENT, SLATE):
            connection.execute(statement, stated)
    old.migrate()
    with old.read() as session:
        assert slates.find(session, "slate-1").preference == NO_WISH


def test_what_was_shown_before_the_cap_counts_as_shown(old):
    now = dt.datetime(2025, 3, 3)  # noqa: DTZ001 - as the old rows hold it
    with old.engine.begin() as connection:
        for statement in (MEMBER, STATEMENT, SLATE, ENTRY):
            connection.execute(statement, {"industry": "25.62 Metal", "languages": '["da"]', "now": now})
    old.migrate()
    with old.read() as session:
        (member,) = session.execute(text("SELECT id FROM members")).scalars()
        shown = slates.showings(session, [member], since=dt.datetime(2025, 3, 2, tzinfo=dt.UTC), not_to=0)
        later = slates.showings(session, [member], since=dt.datetime(2025, 3, 4, tzinfo=dt.UTC), not_to=0)
    assert shown == [Showing(member, 2, 1, 0)]
    assert later == []


def test_texts_that_are_there_already_have_no_theme(old):
    stated = {"industry": "25.62 Metal", "languages": '["da"]', "now": dt.datetime(2025, 3, 3)}  # noqa: DTZ001
    with old.engine.begin() as connection:
        for statement in (MEMBER, STATEMENT):
            connection.execute(statement, stated)
    old.migrate()
    with old.read() as session:
        assert [statement.theme for statement in members.find(session, "a@b.dk").statements] == [None]


def test_a_number_of_an_erased_statement_never_returns_after_going_back_either(tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'back.sqlite3'}")
    database.migrate()
    with database.engine.begin() as connection:
        command.downgrade(migration_config(connection), "f5b41e170971")
        made = connection.scalar(text("SELECT sql FROM sqlite_master WHERE name = 'statements'"))
    database.close()
    assert "AUTOINCREMENT" in made
    assert "theme" not in made

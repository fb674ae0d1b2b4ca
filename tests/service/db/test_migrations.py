"""What migrations do to rows that are there already."""

import datetime as dt

import pytest
from alembic import command
from sqlalchemy import text

from models.domain.distance import NO_WISH
from models.ranking.exposure import Showing
from service.db import slates
from service.db.database import Database, migration_config

FIRST = "903247e44c6b"
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


def test_members_who_are_there_already_get_the_keys_of_their_conflicts(old):
    stated = {"industry": "25.62 Metal", "languages": '["en", "da"]', "now": dt.datetime(2025, 3, 3)}  # noqa: DTZ001
    with old.engine.begin() as connection:
        connection.execute(MEMBER, stated)
    old.migrate()
    with old.engine.connect() as connection:
        row = connection.execute(text("SELECT market, language_key, group_name FROM members")).one()
    assert tuple(row) == ("2562", "da en", None)


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

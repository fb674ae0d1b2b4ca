import subprocess
import sys

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError

from models.domain.errors import BadInputError, ModspilError
from service.db import database as module
from service.db import members
from service.db.changes import next_change
from service.db.database import Database

MIGRATE = "import sys; from service.db.database import Database; Database(sys.argv[1]).migrate()"


@pytest.fixture
def impatient(sqlite_url, monkeypatch):
    """Another process at the same SQLite file that does not wait for a writer."""
    monkeypatch.setattr(module, "SQLITE_PRAGMAS", ("busy_timeout=1", *module.SQLITE_PRAGMAS[1:]))
    database = Database(sqlite_url)
    yield database
    database.close()


@pytest.fixture
def sqlite(sqlite_url):
    database = Database(sqlite_url)
    yield database
    database.close()


def test_who_starts_or_asks_for_a_sign_of_life_does_not_wait_for_a_writer(sqlite, impatient):
    with sqlite.write() as session:
        next_change(session)
        impatient.migrate()
        impatient.check()


def take_number(database):
    with database.write() as session:
        return next_change(session)


def test_a_writer_who_has_waited_in_vain_is_told_so(sqlite, impatient):
    with sqlite.write() as session:
        next_change(session)
        with pytest.raises(ModspilError, match="does not answer: database is locked") as refused:
            take_number(impatient)
    assert isinstance(refused.value.__cause__, OperationalError)


def test_a_reader_delays_no_erasure_for_long_and_the_next_writer_is_as_patient_as_ever(sqlite, monkeypatch):
    monkeypatch.setattr(module, "TRUNCATION_PATIENCE", 1)
    with sqlite.read() as session:
        members.count(session)
        take_number(sqlite)
        sqlite.forget()
    with sqlite.engine.connect() as connection:
        assert connection.execute(text("PRAGMA busy_timeout")).scalar() == module.PATIENCE


def test_somebody_who_was_faster_is_no_defect(database, clock):
    def avoid(number):
        with database.write() as session:
            members.avoid(session, number, number, clock())

    with pytest.raises(ModspilError, match="by somebody else a moment ago; do it again") as refused:
        avoid(404)
    assert isinstance(refused.value.__cause__, IntegrityError)


def test_processes_that_start_at_once_on_an_empty_database_make_its_tables_once(postgresql):
    with psycopg.connect(postgresql.get_uri(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE empty")
        url = postgresql.get_uri(database="empty")
        started = [subprocess.Popen([sys.executable, "-c", MIGRATE, url]) for _ in range(3)]
        assert [process.wait() for process in started] == [0, 0, 0]
        connection.execute("DROP DATABASE empty WITH (FORCE)")


@pytest.mark.parametrize(
    "url", ["postgresql://u:secret@host:port/modspil", "secret", "nosql://u:secret@host/x"]
)
def test_a_url_that_cannot_be_used_is_named_by_its_variable_without_its_password(url):
    with pytest.raises(BadInputError, match="MODSPIL_DATABASE_URL is no usable URL") as refused:
        Database(url)
    assert "secret" not in str(refused.value)

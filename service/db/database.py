"""The connection to the database, and the two kinds of transaction: reading and writing."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError
from sqlalchemy.orm import Session

from models.domain.errors import BadInputError, ModspilError

MIGRATIONS = Path(__file__).parent / "migrations"
SQLITE_PRAGMAS = (
    "busy_timeout=60000",  # milliseconds a writer waits for another, an import of 100,000 rows among them
    "journal_mode=WAL",  # readers go on while one writes
    "synchronous=NORMAL",  # with WAL, a killed process still loses nothing that was committed
    "foreign_keys=ON",
    "secure_delete=ON",  # erased texts leave no bytes behind in free pages
)


class Database:
    """Transactions on one database; open it once a process and `close` it at the end."""

    def __init__(self, url: str) -> None:
        self.engine = _open(url)
        self._reader = self.engine
        self._writer = self.engine.execution_options(writes=True)
        if self.engine.dialect.name == "postgresql":
            # SQLite reads one state anyway; PostgreSQL would show every statement a newer one.
            snapshot = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
            self._reader = self.engine.execution_options(**snapshot)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a transaction that sees one state of the database and changes nothing."""
        with Session(self._reader, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Open a transaction that is kept whole: committed at the end, or rolled back on any error."""
        with Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    def migrate(self) -> None:
        """Bring the tables up to date; nothing happens when they are."""
        with self._connected() as connection:
            config = migration_config(connection)
            scripts = ScriptDirectory.from_config(config)
            present = MigrationContext.configure(connection).get_current_revision()
            if present not in {None, *(script.revision for script in scripts.walk_revisions())}:
                raise ModspilError(
                    f"The database is at revision {present}, which this version does not know; "
                    "a newer version of Modspil has used it, so install that one."
                )
            if present != scripts.get_current_head():
                command.upgrade(config, "head")
            connection.commit()

    def check(self) -> None:
        """Raise unless the database answers."""
        with self._connected() as connection:
            connection.execute(text("SELECT 1"))

    def forget(self) -> None:
        """Leave no copy of what was deleted in SQLite's log beside the database; a busy reader delays it."""
        if self.engine.dialect.name == "sqlite":
            with closing(self.engine.raw_connection()) as connection:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        try:
            connection = self._writer.connect()
        except OperationalError as error:
            where = self.engine.url.render_as_string(hide_password=True)
            raise ModspilError(f"The database {where} does not answer: {error.orig}") from error
        with connection:
            yield connection


def migration_config(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration for our migrations, on an open connection."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def _open(url: str) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        engine = create_engine(parsed, pool_pre_ping=True, hide_parameters=True)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise BadInputError(f"MODSPIL_DATABASE_URL is no usable URL: {error}.") from error
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine, parsed.database)
    return engine


def _prepare_sqlite(engine: Engine, file: str | None) -> None:
    if file and file != ":memory:":
        Path(file).parent.mkdir(parents=True, exist_ok=True)

    @event.listens_for(engine, "connect")
    def _configure(connection: sqlite3.Connection, _record: object) -> None:
        # The driver's own implicit transactions begin too late; ours begin in `_begin`.
        connection.isolation_level = None
        for pragma in SQLITE_PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A writer takes the lock at once: a read transaction cannot become one after another writer.
        options: dict[str, Any] = dict(connection.get_execution_options())
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")

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
from sqlalchemy.exc import ArgumentError, IntegrityError, NoSuchModuleError, OperationalError
from sqlalchemy.orm import Session

from models.domain.errors import BadInputError, ModspilError

MIGRATIONS = Path(__file__).parent / "migrations"
_MIGRATING = 0x6D6F64
"""The number of the lock under which PostgreSQL lets one process at a time change tables."""
PATIENCE = 60_000
"""Milliseconds a writer of SQLite waits for another, an import of 100,000 rows among them."""
TRUNCATION_PATIENCE = 1_000
"""Milliseconds an erasure waits for readers, and lets every other writer wait with it."""
SQLITE_PRAGMAS = (
    f"busy_timeout={PATIENCE}",
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
        with self._explained(), Session(self._reader, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Open a transaction that is kept whole: committed at the end, or rolled back on any error."""
        with (
            self._explained(),
            Session(self._writer, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    def migrate(self) -> None:
        """Bring the tables up to date; nothing happens, and nobody is waited for, when they are."""
        with self._explained(), self._reader.connect() as connection:
            if _is_up_to_date(connection):
                return
        with self._explained(), self._writer.connect() as connection:
            if connection.dialect.name == "postgresql":
                # SQLite has one writer anyway; here whoever starts at the same time waits, and looks again.
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATING})"))
            if not _is_up_to_date(connection):
                command.upgrade(migration_config(connection), "head")
            connection.commit()

    def check(self) -> None:
        """Raise unless the database answers."""
        with self._explained(), self._reader.connect() as connection:
            connection.execute(text("SELECT 1"))

    def forget(self) -> None:
        """Leave no copy of what was deleted in SQLite's log beside the database; a busy reader delays it."""
        if self.engine.dialect.name != "sqlite":
            return
        with self._explained(), closing(self.engine.raw_connection()) as connection:
            cursor = connection.cursor()
            cursor.execute(f"PRAGMA busy_timeout={TRUNCATION_PATIENCE}")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            cursor.execute(f"PRAGMA busy_timeout={PATIENCE}")

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Tell what the database would not do in words of ours; the log keeps the driver's error as cause."""
        try:
            yield
        except OperationalError as error:
            where = self.engine.url.render_as_string(hide_password=True)
            raise ModspilError(f"The database {where} does not answer: {error.orig}") from error
        except IntegrityError as error:
            # Whatever is wrong from the start is refused before; here somebody else was faster.
            raise ModspilError(
                "What this builds on was changed or erased by somebody else a moment ago; do it again."
            ) from error


def migration_config(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration for our migrations, on an open connection."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def _is_up_to_date(connection: Connection) -> bool:
    """Say whether the tables are those of this version; refuse those of a newer one."""
    scripts = ScriptDirectory.from_config(migration_config())
    present = MigrationContext.configure(connection).get_current_revision()
    if present not in {None, *(script.revision for script in scripts.walk_revisions())}:
        raise ModspilError(
            f"The database is at revision {present}, which this version does not know; "
            "a newer version of Modspil has used it, so install that one."
        )
    return present == scripts.get_current_head()


def _open(url: str) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        engine = create_engine(parsed, pool_pre_ping=True, hide_parameters=True)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError, ValueError) as error:
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

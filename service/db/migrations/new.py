"""Write a migration for changed tables: `python -m service.db.migrations.new "what changes"`."""

import sys
import tempfile
from pathlib import Path

from alembic import command

from service.db.database import Database, migration_config


def main(message: str) -> int:
    """Migrate an empty database, compare it with the tables, and write the difference down."""
    if not message:
        sys.stderr.write('Say what changes: make migrate M="add a column for ..."\n')
        return 2
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder, 'new.sqlite3')}")
        database.migrate()
        with database.engine.connect() as connection:
            command.revision(migration_config(connection), message, autogenerate=True)
        database.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(" ".join(sys.argv[1:])))

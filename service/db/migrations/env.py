"""Alembic's entry: runs on the connection it is given, or on the configured database."""

from alembic import context
from sqlalchemy import Connection

from service.config import Settings
from service.db.database import Database
from service.db.tables import Base


def run(connection: Connection) -> None:
    """Run the migrations asked for."""
    context.configure(
        connection=connection, target_metadata=Base.metadata, render_as_batch=True, compare_type=True
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    database = Database(Settings.from_environment().url)
    with database.engine.begin() as opened:
        run(opened)
    database.close()

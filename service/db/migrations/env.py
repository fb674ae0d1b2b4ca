"""Alembic's entry: runs the migrations on the connection it is given (`database.migration_config`)."""

from alembic import context

from service.db.tables import Base
from service.db.types import plain_type

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=plain_type,
)
with context.begin_transaction():
    context.run_migrations()

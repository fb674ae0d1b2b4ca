"""The database: tables, migrations, and the repositories that translate rows to domain objects."""

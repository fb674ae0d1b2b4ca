"""Alembic migrations; each works while the previous version of the code still serves."""

"""Runs the steps on the connection `storage.schema` hands over, inside the transaction it has begun."""

from __future__ import annotations

from alembic import context

from storage import tables

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=tables.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=True,  # SQLite has it, too: a step that fails leaves the store as it was
)
context.run_migrations()

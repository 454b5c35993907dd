"""What alembic runs: our migrations on the connection and in the transaction it is given.

`storage.migrate` holds the transaction, so that a failed upgrade leaves nothing behind.
"""

from alembic import context

from storage.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite changes a table by copying it
)
with context.begin_transaction():
    context.run_migrations()

"""Bringing a database's tables up to this version."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, text

from storage.database import Database
from storage.problems import DatabaseTooNew

_FOLDER = Path(__file__).parent / "migrations"
_LOCK = 0x63616C6C  # any number, the same in every version


async def upgrade(database: Database) -> None:
    """Run what is missing of the migrations, all in one transaction.

    Services that start at the same moment wait for each other, so each step is done
    once. Raises `DatabaseTooNew` where a newer version has been, and
    `DatabaseUnavailable`.
    """
    async with database.migrating() as connection:
        if not database.is_sqlite:  # SQLite's write lock is held already
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        await connection.run_sync(_upgrade, database.shown)


def alembic_config(connection: Connection) -> Config:
    """What alembic needs to know, for the connection that it is to use."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _upgrade(connection: Connection, shown: str) -> None:
    config = alembic_config(connection)
    script = ScriptDirectory.from_config(config)
    for revision in MigrationContext.configure(connection).get_current_heads():
        try:
            script.get_revision(revision)
        except CommandError as error:
            raise DatabaseTooNew(
                f"the database {shown} was last used by a newer version of Callwright "
                f"(its tables are at {revision}, ours end at {script.get_current_head()}): "
                "install that version again, or restore a backup made before it"
            ) from error
    command.upgrade(config, "head")

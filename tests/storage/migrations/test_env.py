"""What alembic runs."""

import sys

from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import RevisionStep
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from storage.database import open_database
from storage.migrate import alembic_config
from storage.tables import metadata
from tests.storage.conftest import Place


def _run_env(connection: Connection) -> list[object]:
    """Import the module as alembic would run it; what it asked for, and its metadata."""
    config = alembic_config(connection)
    script = ScriptDirectory.from_config(config)
    seen: list[object] = []

    def note(revision: object, context: object) -> list[RevisionStep]:
        seen.append(revision)
        return []

    with EnvironmentContext(config, script, fn=note) as environment:
        sys.modules.pop("storage.migrations.env", None)
        import storage.migrations.env  # noqa: F401, PLC0415 needs the environment around it

        seen.append(environment.get_context().opts["target_metadata"])
    sys.modules.pop("storage.migrations.env", None)
    return seen


async def test_it_runs_on_the_connection_it_is_given(place: Place) -> None:
    database = open_database(await place.new_url())
    async with database.writing() as connection:
        assert await connection.run_sync(_run_env) == [(), metadata]
    await database.close()

"""Fixtures of the plan's office."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.planned import plan_files
from tests.switchboard.planning.centre import MINE, SmallCentre


@pytest.fixture
async def small(tmp_path: Path) -> AsyncIterator[SmallCentre]:
    """A centre whose first plan is in force and in its database."""
    made = await SmallCentre.open(tmp_path, plan_files(tmp_path / "plan", MINE))
    await made.publisher.reconcile()
    made.inbox.clear()
    made.installation.told.clear()
    yield made
    await made.database.close()

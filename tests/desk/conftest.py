from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.desk_fakes import Centre, Running, running


@pytest.fixture
def centre(tmp_path: Path) -> Centre:
    return Centre(tmp_path)


@pytest.fixture
async def running_desk(centre: Centre) -> AsyncIterator[Running]:
    async with running(centre) as made:
        yield made

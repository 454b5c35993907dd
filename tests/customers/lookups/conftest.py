from collections.abc import AsyncIterator

import pytest

from tests.customers.lookups.systems import Crm, running_crm


@pytest.fixture
async def crm() -> AsyncIterator[Crm]:
    async with running_crm() as made:
        yield made

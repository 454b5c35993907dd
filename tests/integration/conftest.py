"""What all integration tests share: scenes, and the service's logs behind a failure."""

from collections.abc import AsyncIterator, Generator
from typing import Any

import pytest
import pytest_asyncio

from tests.integration.scene import Scene, scene_at
from tests.support.service import Service


@pytest_asyncio.fixture(loop_scope="module")
async def scene(centre: Service) -> AsyncIterator[Scene]:
    """Callers and phones at the module's own `centre`."""
    async with scene_at(centre) as made:
        yield made


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[Any]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add the ends of the service's logs to every failure."""
    report = yield
    if report.failed:
        arguments: dict[str, Any] = getattr(item, "funcargs", {})
        for value in arguments.values():
            if isinstance(value, Service):
                lines = value.logs().splitlines()
                kept = [line for line in lines if '"event": "request"' not in line]
                report.sections.append(("logs of the service", "\n".join(kept)))
    return report

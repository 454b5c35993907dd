"""Fixtures that every room's tests may use."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from telephony.asterisk import runtime, tools
from tests.support.service import Service, running_service
from tests.support.sipp import Sipp


@pytest.fixture(scope="session")
def sipp_argv() -> tuple[str, ...]:
    """How sipp is started: the one on PATH or a fetched one."""
    return tools.sipp(runtime.default_cache(), lambda _share, _what: None).argv


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    """The whole service, ready, with the administrator signed in."""
    async with running_service(tmp_path / "home") as running:
        yield running


@pytest.fixture
async def sipp(sipp_argv: tuple[str, ...], tmp_path: Path, service: Service) -> AsyncIterator[Sipp]:
    """sipp against that service."""
    async with Sipp(sipp_argv, tmp_path, service.sip) as made:
        yield made

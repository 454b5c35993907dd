"""A centre with people who know their passwords, and one Chromium for all tests of a file."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from telephony.asterisk import runtime, tools
from tests.browser.screen import PASSWORD, HandPhone
from tests.integration.scene import RINGS_ON, Scene, scene_at
from tests.support.service import Service, running_service

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
PLAN = """
name: Screens
numbers: [{number: "100", queue: support}]
queues: [{queue: support, name: Support, ring_s: 60, wrap_up_s: 60}]
codes: {break_reasons: {"": break, "1": lunch}}
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """The system's Chromium, without a window."""
    found = tools.chromium(runtime.default_cache(), lambda _share, _what: None)
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(
            executable_path=found.argv[0], args=[*found.argv[1:], *ARGUMENTS]
        )
        yield started
        await started.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def centre(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    """The service with `mia`, a manager, and operators whose passwords are known."""
    folder = tmp_path_factory.mktemp("browser")
    (folder / "plan.yaml").write_text(PLAN)
    async with running_service(
        folder / "home", {"CALLWRIGHT_PLAN": str(folder / "plan.yaml")}
    ) as service:
        for name in ("anna", "boris", "vera"):
            await service.api("POST", f"/users/{name}/password", {"password": PASSWORD})
        mia = {"name": "mia", "display_name": "Mia", "roles": ["manager"], "password": PASSWORD}
        await service.api("POST", "/users", mia)
        yield service


@pytest_asyncio.fixture(loop_scope="module")
async def scene(centre: Service) -> AsyncIterator[Scene]:
    """Callers and phones, all gone when the test is over."""
    async with scene_at(centre) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="module")
async def phone(scene: Scene, centre: Service) -> AsyncIterator[HandPhone]:
    """Anna's phone, registered."""
    async with await HandPhone.open(*centre.sip, scene.login("anna"), RINGS_ON) as made:
        await centre.wait_card("operators/anna", phone="free")
        yield made

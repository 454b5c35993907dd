"""A centre with people who know their passwords, and one Chromium for all tests of a file."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright, expect

from telephony.asterisk import runtime, tools
from tests.browser.screen import PATIENCE_S, HandPhone, staffed
from tests.browser.softphone import write_microphone
from tests.integration.scene import RINGS_ON, Scene, scene_at
from tests.support.service import Service

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
)
PLAN = """
name: Screens
numbers: [{number: "100", queue: support}]
queues: [{queue: support, name: Support, ring_s: 60, wrap_up_s: 60}]
codes: {break_reasons: {"": break, "1": lunch}}
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Browser]:
    """The system's Chromium, without a window, and with a microphone that plays a file."""
    found = tools.chromium(runtime.default_cache(), lambda _share, _what: None)
    microphone = tmp_path_factory.mktemp("microphone") / "microphone.wav"
    write_microphone(microphone)
    expect.set_options(timeout=PATIENCE_S * 1000)
    arguments = [*ARGUMENTS, f"--use-file-for-fake-audio-capture={microphone}"]
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(
            executable_path=found.argv[0], args=[*found.argv[1:], *arguments]
        )
        yield started
        await started.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def centre(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    """The service with `mia`, a manager, and operators whose passwords are known."""
    folder = tmp_path_factory.mktemp("browser")
    (folder / "plan.yaml").write_text(PLAN)
    async with staffed(folder / "home", str(folder / "plan.yaml")) as service:
        yield service


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def example(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    """The service with the plan that a first start begins with."""
    async with staffed(tmp_path_factory.mktemp("example") / "home", "example") as service:
        yield service


@pytest_asyncio.fixture(loop_scope="module")
async def shop(example: Service) -> AsyncIterator[Scene]:
    """Callers at the example plan; whatever a test changes in it is taken back."""
    async with scene_at(example) as made:
        yield made
    await example.api("DELETE", "/plan/draft")
    first = {"revision": 1, "note": "as it was"}
    await example.api("POST", "/plan/rollback", first)


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

"""Why a call waits and why it came to whom it did, on every screen of a real centre."""

import asyncio

import pytest
from playwright.async_api import Browser, Page, expect

from switchboard.testcall.caller import Caller
from tests.browser.screen import HandPhone, Scheme, open_screen
from tests.integration.scene import PATIENCE_S, Scene
from tests.support.service import ADMIN, ADMIN_PASSWORD, Service

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


async def one_talks_and_one_waits(scene: Scene, phone: HandPhone) -> tuple[Caller, Caller]:
    """A caller with Anna, the only one on shift, and one who waits for her."""
    await scene.service.set_availability("anna", "ready")
    number = len(phone.calls)
    first = await scene.caller()
    await phone.pick_up(await phone.next_call(PATIENCE_S, number))
    await scene.talking(first, "anna")
    second = await scene.caller()
    await scene.living(second, state="waiting")
    return first, second


async def open_by_keyboard(page: Page, name: str) -> None:
    """Press the button that says why."""
    await page.get_by_role("button", name=name).focus()
    await page.keyboard.press("Enter")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_reasons_of_a_call_on_every_screen(
    browser: Browser, centre: Service, scene: Scene, phone: HandPhone, scheme: Scheme
) -> None:
    first, second = await one_talks_and_one_waits(scene, phone)
    number = len(phone.calls)
    async with (
        open_screen(browser, centre, scheme) as supervisor,
        open_screen(browser, centre, scheme) as operator,
    ):
        page = supervisor.page
        await supervisor.go("/supervisor")
        await supervisor.sign_in(ADMIN, ADMIN_PASSWORD)
        await expect(page.locator(".line.waits")).to_have_count(1)
        await open_by_keyboard(page, f"Why {second.number} still waits")
        panel = page.locator(".why-panel")
        await expect(panel).to_contain_text("place 1, nobody ahead.")
        ruled_out = panel.locator("dl > div")
        await expect(ruled_out.filter(has_text="Talking")).to_contain_text("Anna")
        await expect(ruled_out.filter(has_text="Not on shift")).to_contain_text("Boris")
        # A new centre has no past to predict from, and says so.
        await expect(panel).to_contain_text("Not enough data yet to predict the wait.")
        queues = page.get_by_role("region", name="Queues")
        await expect(queues.locator("tbody tr")).to_contain_text("not enough data yet")
        assert await supervisor.grave_findings() == []
        await open_by_keyboard(page, f"Why {second.number} still waits")
        await expect(panel).to_have_count(0)

        await operator.go("/")
        await operator.sign_in("anna")
        mine = operator.page.locator(".why-mine")
        await expect(mine).to_contain_text("Nobody else could take it at this moment.")
        await first.hang_up()
        await expect(operator.page.locator(".own-word")).to_have_text("Wrap-up")
        await operator.page.keyboard.press("Control+Enter")
        await phone.pick_up(await phone.next_call(PATIENCE_S, number))
        await scene.talking(second, "anna")
        await expect(mine).to_contain_text("You had just become free.")
        await mine.locator("summary").focus()
        await operator.page.keyboard.press("Enter")
        await expect(mine).to_contain_text("No other call waited for Anna.")
        assert await operator.grave_findings() == []
        for screen in (supervisor, operator):
            await screen.no_trouble()
    await second.hang_up()
    await the_story_is_told(browser, centre, scheme, await scene.ended(second))


async def the_story_is_told(
    browser: Browser, centre: Service, scheme: Scheme, row: dict[str, str]
) -> None:
    """On the manager's screen, in its own language, and on the command line."""
    async with open_screen(browser, centre, scheme, "ru") as screen:
        page = screen.page
        await screen.go("/")
        await screen.sign_in("mia")
        await screen.go(f"/manager?call={row['id']}")
        await page.get_by_text("Почему было так").focus()
        await page.keyboard.press("Enter")
        story = page.locator(".why-story")
        await expect(story).to_contain_text("Встаёт в «Support»: место 1, впереди никого.")
        await expect(story).to_contain_text("Предложен: Anna")
        weights = story.locator("table")
        await expect(weights.get_by_role("columnheader")).to_have_text(["Anna"])
        await expect(weights.get_by_role("rowheader").first).to_have_text("Ожидание")
        await expect(weights.get_by_role("rowheader").last).to_have_text("Оценка")
        assert await screen.grave_findings() == []
        await screen.no_trouble()
    status, told, errors = await centre.run("calls", "show", row["id"], "--why")
    assert status == 0, errors
    assert "Joins Support: place 1, nobody ahead." in told
    assert "No other call waited for Anna." in told


async def test_an_operator_learns_nothing_of_the_calls_of_others(
    browser: Browser, centre: Service, scene: Scene, phone: HandPhone
) -> None:
    first, _ = await one_talks_and_one_waits(scene, phone)
    call = (await scene.living(first))["call"]
    async with open_screen(browser, centre) as screen:
        await screen.go("/")
        await screen.sign_in("boris")
        told = await screen.page.request.get(f"{centre.url}/api/v1/calls/{call}/why")
        assert told.status == 404
        assert (await screen.page.request.get(f"{centre.url}/api/v1/promises")).status == 403
        await screen.no_trouble()
    await asyncio.wait_for(first.hang_up(), PATIENCE_S)

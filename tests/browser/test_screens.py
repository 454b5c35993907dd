"""The screens in real Chromium, at the real service, with real callers and phones."""

import asyncio
import re

import pytest
from playwright.async_api import Browser, expect

from switchboard.testcall.caller import Caller
from tests.browser.screen import HandPhone, NamedCaller, Scheme, Screen, open_screen
from tests.integration.scene import PATIENCE_S, Scene, back_after_kill
from tests.support.service import ADMIN, ADMIN_PASSWORD, Service
from tests.support.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

HOSTILE = "<img src=x onerror=alert(window.hacked=1)>"
TWO_SECONDS = re.compile(r"^PT([2-9]|\d{2,})S$")
"""Two seconds or more on a time that counts."""


async def talking(scene: Scene, phone: HandPhone) -> Caller:
    """A caller who talks with Anna."""
    await scene.service.set_availability("anna", "ready")
    number = len(phone.calls)
    caller = await scene.caller()
    await phone.pick_up(await phone.next_call(PATIENCE_S, number))
    await scene.talking(caller, "anna")
    return caller


async def test_a_visit_at_the_operators_screen_by_keyboard_alone(
    browser: Browser, centre: Service, scene: Scene, phone: HandPhone
) -> None:
    async with open_screen(browser, centre) as screen:
        page, press = screen.page, screen.page.keyboard.press
        await screen.go("/")
        await screen.sign_in("anna")
        await page.wait_for_url("**/operator")
        state, call = page.locator(".own-word"), page.get_by_role("region", name="Call", exact=True)
        await expect(state).to_have_text("Offline")
        await press("Alt+r")
        await expect(state).to_have_text("Ready")

        caller = await scene.caller()
        await expect(state).to_have_text("Ringing")
        await expect(call).to_contain_text(caller.number)
        await expect(call).to_contain_text("Answer on your phone (extension 101)")
        assert caller.number in await page.title()
        ring = await phone.next_call(PATIENCE_S)
        assert ring.from_number == caller.number
        await phone.pick_up(ring)
        await expect(state).to_have_text("Talking")
        await expect(page.locator(".own-time time")).to_have_attribute("datetime", TWO_SECONDS)
        await expect(call).to_contain_text("Recording")

        await press("F4")
        await expect(state).to_have_text("Wrap-up")
        await asyncio.wait_for(caller.ended.wait(), PATIENCE_S)
        assert caller.ended_by_peer
        recent = page.get_by_role("region", name="My recent calls")
        await expect(recent).to_contain_text(caller.number)
        await press("Control+Enter")
        await expect(state).to_have_text("Ready")
        await screen.no_trouble()
        row = await scene.ended(caller)
        assert (row["operator"], row["end_reason"]) == ("anna", "ended_from_desk")


async def test_a_manager_finds_the_call_and_hears_it(
    browser: Browser, centre: Service, scene: Scene, phone: HandPhone
) -> None:
    caller = await talking(scene, phone)
    heard = caller.media.received
    await until(lambda: caller.media.received > heard + 150, PATIENCE_S, "three seconds of talk")
    await caller.hang_up()
    row = await scene.ended(caller)
    async with open_screen(browser, centre) as screen:
        page, press = screen.page, screen.page.keyboard.press
        await screen.go("/")
        await screen.sign_in("mia")
        await page.wait_for_url("**/manager")
        await page.locator("a[data-call]").first.wait_for()
        await press("/")
        await page.keyboard.type(caller.number)
        await expect(page.locator("#calls-title")).to_have_text("1 call")
        focused = page.locator("a[data-call]:focus")
        await press("ArrowDown")
        await expect(focused).to_have_attribute("data-call", row["id"])
        await press("/")
        await press("Tab")
        await press("j")
        await expect(focused).to_have_attribute("data-call", row["id"])
        await press("Enter")
        detail = page.get_by_role("complementary", name="Call")
        await expect(detail).to_contain_text(caller.number)
        await expect(detail).to_contain_text("Talks with Anna")
        await expect(detail.locator(".wave-slider")).to_be_visible()
        await play_and_seek(screen, row["talked_s"])
        await press("Escape")
        await expect(detail).to_contain_text("Choose a call")
        await screen.no_trouble()


async def play_and_seek(screen: Screen, talked_s: float) -> None:
    """The recording plays, is as long as the talk was, and can be moved in."""
    page, press = screen.page, screen.page.keyboard.press
    await press("Space")
    await screen.playing(lambda sound: sound["at"] > 0.3, "it plays")
    sound = await screen.audio()
    assert sound["error"] is None
    assert sound["duration"] == pytest.approx(talked_s, abs=0.2)
    await press("Space")
    await screen.playing(lambda sound: bool(sound["paused"]), "it pauses")
    wave = page.locator(".wave-slider")
    box = await wave.bounding_box()
    assert box is not None
    await wave.click(position={"x": box["width"] * 0.75, "y": box["height"] / 2})
    later = sound["duration"] * 0.75
    await screen.playing(lambda sound: abs(sound["at"] - later) < 0.1, "it is where was clicked")
    await press("ArrowLeft")
    await screen.playing(lambda sound: sound["at"] < 0.1, "it is at its beginning")


async def test_figures_of_the_supervisor_change_by_themselves(
    browser: Browser, centre: Service, scene: Scene, phone: HandPhone
) -> None:
    async with open_screen(browser, centre) as screen:
        page = screen.page
        await screen.go("/supervisor")
        await screen.sign_in(ADMIN, ADMIN_PASSWORD)
        await page.wait_for_url("**/supervisor")
        await page.evaluate("window.loadedOnce = true")
        figure = page.locator(".figure:has-text('Waiting') .value").first
        await expect(figure).to_have_text("0")
        answered = page.locator(".figure:has-text('Answered') .value")
        before = int(await answered.inner_text())
        first, second = await scene.caller(), await scene.caller()
        await expect(figure).to_have_text("2")
        waiting = page.get_by_role("region", name="Waiting 2")
        await expect(waiting.locator("li")).to_contain_text([first.number, second.number])

        await page.get_by_role("button", name="Change the state of Anna").click()
        await page.get_by_role("menuitemradio", name="Ready").click()
        await phone.pick_up(await phone.next_call(PATIENCE_S))
        await expect(figure).to_have_text("1")
        await expect(page.get_by_role("region", name="Talking 1")).to_contain_text(first.number)
        tile = page.locator(".tile", has_text="Anna")
        await expect(tile).to_contain_text("Talking")
        await expect(tile.locator(".tile-time time")).to_have_attribute("datetime", TWO_SECONDS)
        await expect(answered).to_have_text(str(before + 1))
        await first.hang_up()
        await expect(tile).to_contain_text("Wrap-up")
        assert await page.evaluate("window.loadedOnce")
        await screen.no_trouble()


async def test_a_reload_and_two_dead_servers_leave_the_call_on_the_screen(
    browser: Browser, centre: Service, scene: Scene, phone: HandPhone
) -> None:
    caller = await talking(scene, phone)
    async with open_screen(browser, centre) as screen:
        page = screen.page
        await screen.go("/")
        await screen.sign_in("anna")
        state, call = page.locator(".own-word"), page.get_by_role("region", name="Call", exact=True)
        await expect(call).to_contain_text(caller.number)
        await page.reload()
        await expect(state).to_have_text("Talking")
        await expect(call).to_contain_text(caller.number)
        for _ in range(2):
            seen = screen.snapshots
            await back_after_kill(centre)
            await until(lambda: screen.snapshots > seen, PATIENCE_S, "the page is connected again")  # noqa: B023 - awaited at once
            await expect(page.locator("html")).to_have_attribute("data-board", "live")
            await expect(state).to_have_text("Talking")
            await expect(call).to_contain_text(caller.number)
        assert caller.talking
        shown = await screen.seconds(".own-time time")
        time = page.locator(".own-time time")
        await expect(time).not_to_have_attribute("datetime", f"PT{shown}S")
        assert await screen.seconds(".own-time time") > shown
        await page.keyboard.press("F4")
        await asyncio.wait_for(caller.ended.wait(), PATIENCE_S)
        await expect(state).to_have_text("Wrap-up")
        await screen.no_trouble(server_was_away=True)


async def test_a_callers_name_is_text_and_nothing_else(
    browser: Browser, centre: Service, scene: Scene, phone: HandPhone
) -> None:
    await centre.set_availability("anna", "ready")
    async with (
        open_screen(browser, centre) as operator,
        open_screen(browser, centre) as supervisor,
        await NamedCaller.open(*centre.sip, "2025550199") as caller,
    ):
        await operator.go("/")
        await operator.sign_in("anna")
        await supervisor.go("/")
        await supervisor.sign_in(ADMIN, ADMIN_PASSWORD)
        caller.shown = HOSTILE
        await caller.dial("100", PATIENCE_S)
        await expect(operator.page.locator(".conversation .name")).to_have_text(HOSTILE)
        await expect(supervisor.page.locator(".line .name")).to_have_text(HOSTILE)
        await phone.pick_up(await phone.next_call(PATIENCE_S))
        await scene.talking(caller, "anna")
        await expect(supervisor.page.locator(".line .name")).to_have_text(HOSTILE)
        await caller.hang_up()
        row = await scene.ended(caller)
        assert row["caller_name"] == HOSTILE
        await supervisor.go(f"/manager?call={row['id']}")
        await expect(supervisor.page.locator(".detail-who .name")).to_have_text(HOSTILE)
        for screen in (operator, supervisor):
            assert await screen.page.locator("img").count() == 0
            await screen.no_trouble()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_grave_on_any_page(
    browser: Browser, centre: Service, scene: Scene, phone: HandPhone, scheme: Scheme
) -> None:
    found = []
    async with open_screen(browser, centre, scheme) as operator:
        await operator.go("/")
        await operator.page.locator("form").wait_for()
        found += await operator.grave_findings()
        await operator.sign_in("anna")
        await expect(operator.page.locator(".own-word")).to_be_visible()
        await operator.page.keyboard.press("?")
        await expect(operator.page.get_by_role("dialog", name="Keys")).to_be_visible()
        found += await operator.grave_findings()
        await operator.page.keyboard.press("Escape")
        await expect(operator.page.get_by_role("dialog")).to_have_count(0)
        found += await operator.grave_findings()
        caller = await talking(scene, phone)
        await scene.caller()
        await expect(operator.page.locator(".own-word")).to_have_text("Talking")
        found += await operator.grave_findings()
        async with open_screen(browser, centre, scheme) as other:
            await other.go("/")
            await other.sign_in(ADMIN, ADMIN_PASSWORD)
            await expect(other.page.locator(".line")).to_have_count(2)
            found += await other.grave_findings()
            await caller.hang_up()
            row = await scene.ended(caller)
            await until(lambda: centre.kept_recording(row["id"]), PATIENCE_S, "it is stored")
            await other.go(f"/manager?call={row['id']}")
            await expect(other.page.locator(".wave-slider")).to_be_visible()
            found += await other.grave_findings()
    assert found == []

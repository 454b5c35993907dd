"""What goes wrong under an operator's hands, each time in a real call that must not be lost.

A caller who waits for its operator hears music: never nothing, and nobody else.
"""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from playwright.async_api import Browser, BrowserContext, expect

from tests.browser.screen import PATIENCE_S, context_of
from tests.browser.softphone import (
    UNPLUG,
    Listener,
    Seat,
    Wire,
    listener,
    open_seat,
    seat_in,
)
from tests.integration.scene import Scene, only
from tests.support.service import Service
from tests.support.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

RELOADS = 50


@asynccontextmanager
async def in_call(
    browser: Browser, scene: Scene, name: str, url: str | None = None
) -> AsyncIterator[tuple[Seat, Listener]]:
    """An operator in its page, and the caller whom it talks with."""
    async with open_seat(browser, scene.service, name, url) as seat, listener(scene) as caller:
        await seat.answers(caller)
        yield seat, caller


async def ends_well(scene: Scene, seat: Seat, caller: Listener) -> None:
    """The operator hangs up with its key; it was one talk with one operator."""
    await seat.talks(caller)
    await seat.press("F4")
    await asyncio.wait_for(caller.ended.wait(), PATIENCE_S)
    await seat.shows("Wrap-up")
    await was_one_talk(scene, caller, seat.operator)


async def was_one_talk(scene: Scene, caller: Listener, operator: str) -> None:
    row = await scene.ended(caller)
    assert (row["operator"], row["outcome"], row["transfers"]) == (operator, "answered", 0)
    talks = (await scene.service.api("GET", f"/calls/{row['id']}"))["talks"]
    assert len(talks) == 1, talks


async def test_a_page_that_is_loaded_again_has_its_call_back(
    browser: Browser, centre: Service, scene: Scene
) -> None:
    async with (
        Wire(centre.http_port).laid() as wire,
        in_call(browser, scene, "anna", wire.url) as (seat, caller),
    ):
        wire.hold(b"/sip")  # or it is back before anybody could tell music
        await seat.page.reload()
        await caller.ear.hears_music()
        wire.mend()
        await ends_well(scene, seat, caller)
        await seat.no_trouble()


async def test_a_second_tab_only_looks_until_it_takes_over(
    browser: Browser, centre: Service, scene: Scene
) -> None:
    async with (
        Wire(centre.http_port).laid() as wire,
        context_of(browser) as context,
        listener(scene) as caller,
    ):
        first = await seat_in(context, centre, "boris", wire.url)
        await centre.set_availability("boris", "ready")
        await first.answers(caller)
        second = await another_tab(context, first)
        bar = second.page.get_by_text("Your phone is in another tab or browser.")
        await expect(bar).to_be_visible()
        await expect(second.call).to_contain_text(caller.number)
        await expect(second.page.get_by_role("button", name="Hang up")).to_be_disabled()
        await second.press("F4")
        await caller.ear.hears_operator()
        assert caller.talking

        wire.hold(b"/sip")
        await second.page.get_by_role("button", name="Take over here").click()
        await caller.ear.hears_music()
        wire.mend()
        await expect(bar).to_have_count(0)
        await expect(first.page.get_by_text("Here you can only look.")).to_be_visible()
        await ends_well(scene, second, caller)
        for seat in (first, second):
            await seat.no_trouble()


async def another_tab(context: BrowserContext, beside: Seat) -> Seat:
    """The same person's page once more, in the same browser."""
    page = await context.new_page()
    seat = beside.beside(page)
    await seat.go("/operator")
    return seat


async def test_a_tab_that_is_closed_leaves_its_caller_with_music_until_there_is_a_new_one(
    browser: Browser, centre: Service, scene: Scene
) -> None:
    async with context_of(browser) as context, listener(scene) as caller:
        first = await seat_in(context, centre, "vera")
        await centre.set_availability("vera", "ready")
        await first.answers(caller)
        await first.page.close()
        await caller.ear.hears_music()
        card = await scene.living(caller, state="recovering")
        assert card["operator"] == "vera"
        second = await another_tab(context, first)
        await ends_well(scene, second, caller)
        await second.no_trouble()


async def test_a_call_goes_on_without_the_server_and_the_page_finds_it_again(
    browser: Browser, centre: Service, scene: Scene
) -> None:
    async with in_call(browser, scene, "anna") as (seat, caller):
        dead, supervisor = centre.service_pid, supervisor_of(centre)
        os.kill(supervisor, signal.SIGSTOP)  # so that it stays away until it was seen
        try:
            centre.kill_service()
            banner = seat.page.locator(".banner.amber")
            await expect(banner).to_contain_text("No connection to the server.")
            await seat.phone_is("Lost")
            await expect(seat.call).to_contain_text("The call goes on")
            await caller.ear.hears_operator()
            await seat.hears()
        finally:
            os.kill(supervisor, signal.SIGCONT)
        await until(
            lambda: centre.living_service_pid() not in (None, dead), PATIENCE_S, "a new service"
        )
        await centre.wait_ready()
        await expect(banner).to_have_count(0)
        await ends_well(scene, seat, caller)
        await seat.no_trouble(server_was_away=True)


def supervisor_of(service: Service) -> int:
    """The parent of the service."""
    with open(f"/proc/{service.service_pid}/stat") as stat:
        return int(stat.read().rpartition(")")[2].split()[1])


async def test_a_phone_that_lost_the_server_is_told_of_and_not_rung(
    browser: Browser, centre: Service, scene: Scene
) -> None:
    async with (
        Wire(centre.http_port).laid() as wire,
        in_call(browser, scene, "boris", wire.url) as (seat, caller),
    ):
        wire.cut(b"/sip")
        await seat.phone_is("Lost")
        await expect(seat.call).to_contain_text("The call goes on")
        await caller.ear.hears_operator()
        await seat.hears()
        wire.mend()
        await seat.phone_is("In use")
        await ends_well(scene, seat, caller)

        wire.cut(b"/sip")
        await seat.press("Control+Enter")
        await seat.phone_is("Lost")
        await centre.wait_card("operators/boris", activity="idle", phone="unreachable")
        async with listener(scene) as second:
            await second.ear.hears_music()
            card = await scene.living(second, state="waiting")
            assert card["ringing"] == []
            wire.mend()
            await seat.answers(second)
        await seat.no_trouble(server_was_away=True)


async def test_a_headset_that_is_unplugged_in_a_call_gives_way_to_another(
    browser: Browser, scene: Scene
) -> None:
    async with in_call(browser, scene, "vera") as (seat, caller):
        chosen = "Fake Audio Input 1"
        await seat.mark.click()
        await seat.page.get_by_role("menuitem", name="Check the phone").click()
        microphones = seat.page.locator("label:has-text('Microphone') select")
        await microphones.select_option(label=chosen)
        await seat.press("Escape")
        await seat.talks(caller)

        assert await seat.page.evaluate(UNPLUG, chosen) >= 2, "the call spoke through it"
        told = seat.page.get_by_role("alert").filter(has_text="Your microphone was unplugged.")
        await expect(told).to_contain_text("Another one is in use.")
        await seat.talks(caller)
        await microphones.select_option(label="Fake Audio Input 2")
        await expect(told).to_have_count(0)
        await ends_well(scene, seat, caller)
        await seat.no_trouble()


async def test_a_seat_that_slept_has_its_call_back(browser: Browser, scene: Scene) -> None:
    async with in_call(browser, scene, "anna") as (seat, caller):
        asleep = await processes_of(browser)
        for pid in asleep:
            os.kill(pid, signal.SIGSTOP)
        try:
            await caller.ear.hears_music()
            await scene.living(caller, state="recovering", operator="anna")
        finally:
            for pid in asleep:
                os.kill(pid, signal.SIGCONT)
        await ends_well(scene, seat, caller)


async def processes_of(browser: Browser) -> list[int]:
    """All processes of that browser."""
    session = await browser.new_browser_cdp_session()
    told = await session.send("SystemInfo.getProcessInfo")
    await session.detach()
    return [int(process["id"]) for process in told["processInfo"]]


async def test_fifty_reloads_lose_no_call(browser: Browser, scene: Scene) -> None:
    async with AsyncExitStack() as stack:
        calls = []
        for name in ("anna", "boris", "vera"):
            calls.append(await stack.enter_async_context(in_call(browser, scene, name)))
        for number in range(RELOADS):
            seat, caller = calls[number % len(calls)]
            await seat.page.reload()
            await seat.talks(caller)
        assert [caller.talking for _, caller in calls] == [True, True, True]
        for seat, caller in calls:
            await ends_well(scene, seat, caller)
            facts = await scene.told(await scene.ended(caller))
            lost = only(facts, "OperatorLost")
            assert len(lost) >= RELOADS // len(calls)


async def test_a_page_stays_through_a_restart_of_the_server(
    browser: Browser, centre: Service, scene: Scene
) -> None:
    async with in_call(browser, scene, "boris") as (seat, caller):
        stopping = asyncio.create_task(centre.stop())
        await caller.ear.hears_operator()  # it waits a while for calls to end by themselves
        await caller.hang_up()
        assert await stopping == 0
        await seat.phone_is("Lost")
        await centre.start()
        await centre.sign_in()
        await seat.phone_is("Connected")
        await seat.press("Control+Enter")
        await seat.shows("Ready")
        async with listener(scene) as second:
            await seat.answers(second)
        await seat.no_trouble(server_was_away=True)

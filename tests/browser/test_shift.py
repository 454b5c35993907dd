"""A whole shift at the operator's page by keyboard alone, with the phone that is in it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from switchboard.testcall.caller import CALLER_TONE_HZ
from switchboard.testcall.media import Media
from switchboard.testcall.phone import PHONE_TONE_HZ
from tests.browser.screen import PATIENCE_S, context_of, staffed, tab_to
from tests.browser.softphone import (
    OPERATOR_TONE_HZ,
    Listener,
    Seat,
    listener,
    prepare,
)
from tests.integration.scene import Scene
from tests.integration.vault import kept
from tests.support.service import Service
from tests.support.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

PLAN = """
name: A shift
numbers: [{number: "100", queue: support}]
queues:
  - {queue: support, name: Support, ring_s: 60, wrap_up_s: 120, disposition_required: true,
     dispositions: [{code: order, name: Order, children: [
       {code: new, name: New}, {code: changed, name: Changed}]}, {code: other, name: Other}]}
codes: {break_reasons: {"": break, "1": lunch}}
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def centre(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    folder = tmp_path_factory.mktemp("shift")
    (folder / "plan.yaml").write_text(PLAN)
    async with staffed(folder / "home", str(folder / "plan.yaml")) as service:
        yield service


async def test_a_whole_shift_by_keyboard_alone(
    browser: Browser, centre: Service, scene: Scene
) -> None:
    boris = await scene.phone("boris", ready=False)
    await centre.set_availability("boris", "break")
    async with AsyncExitStack() as stack:
        context = await stack.enter_async_context(context_of(browser))
        await prepare(context)
        seat = Seat(await context.new_page(), centre)
        await seat.go("/")
        await seat.sign_in("anna")
        await starts(seat)
        await seat.shows("Ready")

        caller = await stack.enter_async_context(listener(scene))
        await seat.shows("Ringing")
        await seat.answers(caller)
        await writes_notes(seat, caller.number)
        await holds(seat, caller)
        await asks_boris(seat)
        ring = await boris.next_call(PATIENCE_S)
        colleague = await until(lambda: ring.media, PATIENCE_S, "boris picks up")
        await brings_together(seat, caller, colleague)
        await seat.press("F4")
        await scene.talking(caller, "boris")
        await hears(colleague, CALLER_TONE_HZ)
        await hears(caller.media, PHONE_TONE_HZ)

        await wraps_up(seat)
        await seat.press("Alt+r")
        await seat.shows("Break")
        await caller.hang_up()
        await seat.no_trouble(refused="/operators/anna/wrap-up/end")
    await is_in_the_ledger(scene, caller)


async def starts(seat: Seat) -> None:
    """The phone in the page is chosen, proved to work, and the operator is ready."""
    await seat.shows("Offline")
    await chooses(seat, "The phone in this page")
    await chooses(seat, "Check the phone")
    check = seat.page.get_by_role("dialog", name="Before your shift")
    ready = check.get_by_role("button", name="I am ready")
    await expect(ready).to_be_disabled()
    steps = check.locator(".step")
    await expect(steps.nth(0)).to_contain_text("Fine")
    await chooses(seat, "Ring now")
    await chooses(seat, "I heard it")
    for number in (1, 2, 3):
        await expect(steps.nth(number)).to_contain_text("Fine")
    await expect(ready).to_be_disabled()
    await chooses(seat, "Call the echo")
    await expect(steps.nth(4)).to_contain_text("Fine")
    await expect(ready).to_be_enabled()
    await tab_to(seat.page, ready)
    await seat.press("Enter")
    await expect(check).to_have_count(0)
    await seat.phone_is("Connected")


async def chooses(seat: Seat, name: str) -> None:
    """A button, by Tab and Enter."""
    button = seat.page.get_by_role("button", name=name)
    await expect(button).to_be_enabled()
    await tab_to(seat.page, button)
    await seat.press("Enter")


async def writes_notes(seat: Seat, text: str) -> None:
    await seat.press("Alt+n")
    await seat.page.keyboard.type(f"Asks for {text}")
    await expect(seat.page.locator(".notes-state")).to_have_text("Saved")


async def holds(seat: Seat, caller: Listener) -> None:
    await seat.press("F8")
    await seat.shows("On hold")
    await caller.ear.hears_music()
    await seat.press("F8")
    await seat.talks(caller)


async def asks_boris(seat: Seat) -> None:
    await expect(seat.page.get_by_role("button", name="Transfer")).to_be_enabled()
    await seat.press("Alt+t")
    await seat.page.get_by_role("combobox", name="Name, queue or number").wait_for()
    await seat.page.keyboard.type("bor")
    await expect(seat.page.get_by_role("option")).to_have_count(1)
    await seat.press("Enter")


async def brings_together(seat: Seat, caller: Listener, colleague: Media) -> None:
    """First anna and boris alone, then all three."""
    third = seat.page.get_by_role("group", name="Third party")
    await expect(third).to_contain_text("talks with you")
    await expect(third).to_contain_text("Boris")
    await until(lambda: colleague.loud, PATIENCE_S, "boris hears anna")
    await seat.hears()
    await caller.ear.hears_music()
    await seat.press("Alt+j")
    await expect(third).to_contain_text("in the conference")
    await caller.ear.hears_operator()
    await caller.ear.hears_phone()


async def hears(media: Media, hz: int) -> None:
    await until(lambda: media.hears_tone(hz), PATIENCE_S, f"a tone of {hz} Hz")


async def wraps_up(seat: Seat) -> None:
    """Not without an outcome: two picks, the second below the first."""
    await seat.shows("Wrap-up")
    await seat.press("Control+Enter")
    await expect(seat.page.get_by_text("Choose an outcome first")).to_be_visible()
    await seat.press("Alt+1")
    await expect(seat.page.get_by_role("button", name="Changed")).to_be_visible()
    await seat.press("Alt+2")
    await expect(seat.page.locator(".outcome-picks h3")).to_contain_text("Order › Changed")
    await seat.press("Control+Enter")
    await seat.shows("Ready")


async def is_in_the_ledger(scene: Scene, caller: Listener) -> None:
    """Hold, transfer, outcome, notes; and both sides can be heard."""
    row = await scene.ended(caller)
    assert (row["outcome"], row["operator"], row["transfers"]) == ("answered", "boris", 1)
    assert row["disposition"] == ["order", "changed"]
    assert row["held_s"] > 0
    talks = (await scene.service.api("GET", f"/calls/{row['id']}"))["talks"]
    assert [(talk["operator"], talk["ended_by"]) for talk in talks] == [
        ("anna", "transfer"),
        ("boris", "caller"),
    ]
    notes = await scene.service.api("GET", f"/calls/{row['id']}/notes")
    assert (notes["text"], notes["saved_by"]) == (f"Asks for {caller.number}", "anna")
    _, sound = await kept(scene.service, row["id"])
    assert sound.tone_seconds(0, CALLER_TONE_HZ) > 1
    assert sound.tone_seconds(1, OPERATOR_TONE_HZ, least_share=0.4) > 1

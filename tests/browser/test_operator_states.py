"""The operator's page in each state of a call: readable for everybody, and it stays in its place.

A call is led once through all of its states in each language, and each state is looked at in
light and dark, at a desk (1280 × 720) and on a tablet held upright.
"""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.browser.screen import HandPhone, context_of, staffed
from tests.browser.softphone import CHECKED, Listener, Seat, listener, open_seat, prepare
from tests.integration.scene import PATIENCE_S, RINGS_ON, Scene
from tests.support.service import Service

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

PLAN = """
name: States
numbers: [{number: "100", queue: support}]
queues:
  - queue: support
    name: Support
    ring_s: 60
    wrap_up_s: 120
    disposition_required: true
    dispositions:
      - {code: order, name: Order, children: [{code: new, name: New order}]}
      - {code: problem, name: Problem, children: [{code: solved, name: Solved}]}
      - {code: question, name: Question answered}
codes: {break_reasons: {"": break}}
"""
CUT_OFF = """
() => [...document.querySelectorAll("main :is(button, .clip, dt, dd, p)")]
  .filter((one) => one.clientWidth > 1 && one.scrollWidth > one.clientWidth + 1)
  .map((one) => one.textContent)
"""
SIZES = """
() => {
  const { scrollWidth, scrollHeight } = document.documentElement;
  return { wide: scrollWidth - innerWidth, high: scrollHeight - innerHeight };
}
"""
WORK_IS_BELOW = """
() => {
  const [call, work, customer] = [".call", ".work", ".customer"].map((name) =>
    document.querySelector(`.operator .panel${name}`).getBoundingClientRect());
  return call.bottom <= work.top && work.bottom <= customer.top;
}
"""

IN_TALK = ("talking", "on hold", "consultation rings", "consultation", "conference")
PLACES = """
() => {
  const top = (selector) => document.querySelector(selector)?.getBoundingClientRect().top;
  return [top(".chips"), top(".conversation > .deeds .danger")];
}
"""
"""Where the strip of one's own ends, and where one hangs up."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def centre(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    """A queue that wants an outcome of each call, and a customer with a card."""
    folder = tmp_path_factory.mktemp("states")
    (folder / "plan.yaml").write_text(PLAN)
    async with staffed(folder / "home", str(folder / "plan.yaml")) as service:
        yield service


@pytest_asyncio.fixture(loop_scope="module")
async def colleague(scene: Scene, centre: Service) -> AsyncIterator[HandPhone]:
    """Boris on a break, beside his phone: nothing rings for him unless he is asked."""
    async with await HandPhone.open(*centre.sip, scene.login("boris"), RINGS_ON) as made:
        scene.lend("boris")
        await centre.wait_card("operators/boris", phone="free")
        await centre.set_availability("boris", "break")
        yield made


async def seat_of_anna(page: Page, centre: Service) -> Seat:
    """Anna at that page, ready, in whatever language it is."""
    seat = Seat(page, centre)
    await seat.go("/operator")
    await seat.sign_in("anna")
    await page.evaluate(CHECKED, "anna")
    await page.reload()
    await centre.wait_card("operators/anna", phone="free")
    await centre.set_availability("anna", "ready")
    await is_in(page, "ready")
    return seat


async def is_in(page: Page, state: str) -> None:
    """Until the strip of one's own state shows that one."""
    await page.locator(f".panel.own.{state}").wait_for()


Look = Callable[[str], Awaitable[None]]


async def lead_through(seat: Seat, scene: Scene, colleague: HandPhone, look: Look) -> None:
    """One call through all of its states."""
    page, press = seat.page, seat.press
    await look("ready")
    async with listener(scene):
        await page.locator(".deeds.answer .go").wait_for()
        await look("ringing")
        await press("F2")
        await page.locator(".recording-mark").wait_for()
        await look("talking")
        await press("F8")
        await is_in(page, "hold")
        await look("on hold")
        await press("Alt+t")
        await page.locator("dialog.transfer [role=option]").first.wait_for()
        await look("transfer")
        await page.keyboard.type("boris")
        await expect(page.locator("dialog.transfer [role=option]")).to_have_count(1)
        await press("Enter")
        await page.locator(".consult").wait_for()
        await look("consultation rings")
        asked = await colleague.next_call(PATIENCE_S, len(colleague.calls) - 1)
        await colleague.pick_up(asked)
        await expect(page.locator(".consult-deeds button")).to_have_count(3)
        await look("consultation")
        await press("Alt+j")
        await is_in(page, "talking")
        await look("conference")
        await press("Alt+b")
        await page.locator(".consult").wait_for(state="detached")
        await press("F4")
        await is_in(page, "wrap_up")
        await press("Control+Enter")
        await page.locator(".outcome-picks.missing").wait_for()
        await look("wrap-up")
        await press("Alt+3")
        await page.locator(".outcome-picks .state.ready").wait_for()
        await press("Control+Enter")
        await is_in(page, "ready")


@pytest.mark.parametrize("language", ["en", "ru"])
async def test_every_state_of_a_call_is_readable_and_fits(
    browser: Browser, centre: Service, scene: Scene, colleague: HandPhone, language: str
) -> None:
    found: list[object] = []
    async with context_of(browser, "light", language) as context:
        await prepare(context)
        page = await context.new_page()
        await page.emulate_media(reduced_motion="reduce")
        seat = await seat_of_anna(page, centre)
        places: dict[str, list[list[float | None]]] = {}

        async def look(state: str) -> None:
            for scheme in ("light", "dark"):
                await page.emulate_media(color_scheme=scheme)
                found.extend((state, scheme, each) for each in await seat.grave_findings())
            if (sizes := await page.evaluate(SIZES)) != {"wide": 0, "high": 0}:
                found.append((state, "the page scrolls", sizes))
            if cut := await page.evaluate(CUT_OFF):
                found.append((state, "cut off", cut))
            places[state] = [await page.evaluate(PLACES)]
            await page.set_viewport_size({"width": 820, "height": 1180})
            places[state].append(await page.evaluate(PLACES))
            if (await page.evaluate(SIZES))["wide"] > 0 or not await page.evaluate(WORK_IS_BELOW):
                found.append((state, "on a tablet", await page.evaluate(SIZES)))
            await page.set_viewport_size({"width": 1280, "height": 720})

        await lead_through(seat, scene, colleague, look)
    assert found == []
    strips = {state: [strip for strip, _ in seen] for state, seen in places.items()}
    assert all(ends == strips["ready"] for ends in strips.values()), strips
    talks = {state: seen for state, seen in places.items() if state in IN_TALK}
    assert all(seen == talks["talking"] for seen in talks.values()), talks


async def test_a_call_that_rings_is_announced_with_the_customers_name(
    browser: Browser, centre: Service
) -> None:
    person = {"name": "Eleanor Harper", "numbers": ["+442079460018"]}
    await centre.api("POST", "/customers", person)
    async with (
        open_seat(browser, centre, "anna") as seat,
        await Listener.open(*centre.sip, "+442079460018") as caller,
    ):
        told = seat.call.locator("[aria-live=assertive]")
        await expect(told).to_have_text("")
        await caller.dial("100", PATIENCE_S)
        await expect(told).to_have_text("Your phone rings: Eleanor Harper")
        await expect(seat.call.locator(".who")).to_contain_text("+44 20 7946 0018")
        assert "Eleanor Harper" in await seat.page.title()
        await seat.page.get_by_role("button", name="Answer").wait_for()
        await seat.press("F2")
        await seat.talks(caller)
        await expect(told).to_have_text("")
        await expect(seat.page.locator(".own-face[aria-live=polite]")).to_contain_text("Talking")
        await seat.no_trouble()


async def bind(page: Page, deed: str, *presses: str) -> None:
    """Choose that action in the dialog of keys, and press."""
    button = page.get_by_role("dialog", name="Change keys").get_by_role("button", name=f"{deed}: ")
    await button.click()
    for keys in presses:
        await page.keyboard.press(keys)


async def test_keys_of_ones_own_stay_and_the_browsers_are_refused(
    browser: Browser, centre: Service
) -> None:
    async with open_seat(browser, centre, "vera") as seat:
        page = seat.page
        await seat.press("?")
        await page.get_by_role("button", name="Change keys").click()
        dialog = page.get_by_role("dialog", name="Change keys")
        told = dialog.get_by_role("status")
        for keys, why in {
            "Control+t": "Ctrl T belongs to the browser.",
            "F5": "F5 belongs to the browser.",
            "Control+w": "Ctrl W belongs to the browser.",
            "h": "H is needed for writing. Use Ctrl, Alt or a function key with it.",
            "Alt+4": "Alt 4 picks an outcome.",
            "F8": "F8 is taken by “Hold”.",
        }.items():
            await bind(page, "Ready, or the next break", keys)
            await expect(told).to_have_text(why)
            await seat.press("Escape")
        await bind(page, "Ready, or the next break", "Alt+y")
        await expect(told).to_have_text("")
        await seat.press("Escape")
        await expect(dialog).to_have_count(0)
        for _ in range(2):
            await seat.press("Alt+r")
            await seat.press("Alt+y")
            await seat.shows("Break")
            await seat.press("Alt+y")
            await seat.shows("Ready")
            await page.reload()
            await seat.phone_is("Connected")
        await seat.no_trouble()

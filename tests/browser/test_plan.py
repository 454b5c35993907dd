"""The plan changed by a manager on its screen, and what the next caller hears of it."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from switchboard.testcall.caller import Caller
from tests.browser.screen import open_plan, tab_to
from tests.integration.scene import PATIENCE_S, Scene
from tests.support.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


async def presses(shop: Scene, key: str) -> Caller:
    """A caller who dials 100, hears the menu and presses a key."""
    caller = await shop.caller()
    await shop.living(caller, node="main")
    await until(lambda: caller.media.loud, PATIENCE_S, "the menu is heard")
    await caller.press(key)
    return caller


async def add(page: Page, what: str) -> Locator:
    """The short form of that name, out of the menu "Add"."""
    await page.get_by_role("button", name="Add", exact=True).click()
    await page.get_by_role("menuitem", name=what).click()
    form = page.get_by_role("dialog", name=what)
    await expect(form).to_be_visible()
    return form


async def see(page: Page, view: str) -> None:
    """One of the six views."""
    await page.get_by_role("navigation", name="Views of the plan").get_by_text(view).click()


async def close_the_shop_today(page: Page) -> None:
    """A closed day that has begun, and does not end while we look."""
    today = datetime.now(UTC).date()
    form = await add(page, "Add a closed or special day")
    await form.get_by_label("Opening hours").select_option("Shop")
    await form.get_by_label("Day", exact=True).fill(today.isoformat())
    await form.get_by_label("Until").fill((today + timedelta(days=2)).isoformat())
    await form.get_by_label("Name").fill("Stocktaking")
    await form.get_by_role("button", name="Add the day").click()
    await expect(page.get_by_role("group", name="Special days")).to_contain_text("Stocktaking")
    await expect(page.locator(".week-day.today")).to_contain_text("Closed")


async def add_sales_at_key_4(page: Page) -> None:
    """A queue and its key in one form."""
    form = await add(page, "Add a queue")
    await form.get_by_label("Name").fill("Sales")
    await form.get_by_label("Everybody").uncheck()
    await form.get_by_label("Vera").check()
    await expect(form.get_by_label("By the key")).to_have_value("4")
    await form.get_by_role("button", name="Add a queue").click()
    card = page.get_by_role("button", name="Sales", pressed=True)
    await expect(card).to_contain_text("Vera")


async def add_parking_at_key_5(page: Page) -> None:
    """A key that leads to something new."""
    form = await add(page, "Add a menu key")
    send = form.get_by_role("button", name="Add a key")
    await form.get_by_text("5", exact=True).click()
    await form.get_by_label("Name of the step").fill("Parking")
    await expect(form).to_contain_text("A caller who presses 5 in “Main” comes to “Parking”.")
    await expect(send).to_be_disabled()
    await form.get_by_label("What callers hear (English)").fill("Park behind the shop.")
    await form.get_by_label("What callers hear (Russian)").fill("Парковка за магазином.")
    await send.click()
    await expect(page.get_by_role("button", name="Parking, Says something")).to_be_visible()


async def test_a_new_manager_changes_the_plan_publishes_it_and_takes_it_back(
    browser: Browser, shop: Scene
) -> None:
    async with open_plan(browser, shop.service) as screen:
        page = screen.page
        in_force = page.locator(".history li.current")
        await close_the_shop_today(page)
        await add_sales_at_key_4(page)
        await add_parking_at_key_5(page)
        await see(page, "Publish")
        changes = page.locator(".changes li")
        for told in (
            "Queue “Sales”: new",
            "Step “Main” · Keys · Key 4: “Sales”",
            "Step “Main” · Keys · Key 5: “Parking”",
            "Step “Parking”: new",
            "Prompt “Parking”: new",
            "Stocktaking",
        ):
            await expect(changes.filter(has_text=told)).to_have_count(1)
        before = int((await in_force.locator("strong").inner_text()).removeprefix("Revision "))
        await page.get_by_label("Note").fill("Sales has its own people")
        await page.get_by_role("button", name="Publish now").click()
        await expect(in_force).to_contain_text(f"Revision {before + 1}")
        await expect(in_force).to_contain_text("Sales has its own people")
        await expect(changes).to_have_count(0)

        await shop.living(await presses(shop, "4"), state="waiting", queue="sales")
        await shop.living(await presses(shop, "5"), state="ivr", node="parking")
        await shop.living(await presses(shop, "1"), state="ivr", node="message")

        row = page.locator(".history li", has_text=f"Revision {before}").last
        await row.get_by_role("button", name="Take back to this").click()
        sure = page.get_by_role("dialog", name=f"Take the plan back to revision {before}?")
        await sure.get_by_role("button", name="Take back").click()
        await expect(in_force).to_contain_text(f"Revision {before + 2}")
        await expect(in_force).to_contain_text(f"As revision {before}")
        # Without its key the caller is led where the menu leads those who press nonsense.
        await shop.living(await presses(shop, "4"), state="waiting", queue="support")
        await shop.living(await presses(shop, "1"), state="waiting", queue="support")
        await see(page, "Flow")
        await expect(page.get_by_role("button", name="Parking")).to_have_count(0)
        await screen.no_trouble()


async def step(page: Page, arrow: str) -> str | None:
    """From the box that has the keyboard to another; fails where there is none."""
    chosen = page.locator("[data-box]:focus")
    before = await chosen.get_attribute("data-box") or ""
    await page.keyboard.press(arrow)
    await expect(chosen).not_to_have_attribute("data-box", before)
    return await chosen.get_attribute("data-box")


async def test_a_menu_key_is_added_and_published_by_keyboard_alone(
    browser: Browser, shop: Scene
) -> None:
    async with open_plan(browser, shop.service) as screen:
        page, press, write = screen.page, screen.page.keyboard.press, screen.page.keyboard.type
        await press("n")
        await press("ArrowDown")
        await press("Enter")
        form = page.get_by_role("dialog", name="Add a menu key")
        await expect(form).to_be_visible()
        await tab_to(page, form.get_by_role("radio", name="4"))
        await press("ArrowRight")
        await tab_to(page, form.get_by_label("Name of the step"))
        await write("Where we are")
        await press("Tab")
        await write("We are at the harbour.")
        await press("Tab")
        await write("Мы в порту.")
        await tab_to(page, form.get_by_role("button", name="Add a key"))
        await press("Enter")
        await expect(form).to_have_count(0)
        await expect(page.locator("[data-box='flow/where_we_are']")).to_be_visible()
        box = page.get_by_role("button", name="Main, Menu")
        await expect(box).to_have_attribute("aria-pressed", "true")
        await tab_to(page, box)
        chosen = page.locator("[data-box]:focus")
        at = await step(page, "ArrowDown")
        while at != "flow/where_we_are":
            at = await step(page, "ArrowRight")
        await press("Enter")
        await expect(page.locator("aside :focus")).to_have_count(1)
        await press("Escape")
        await expect(chosen).to_have_attribute("data-box", "flow/where_we_are")
        await press("6")
        await expect(page.locator(".changes li")).to_have_count(3)
        await tab_to(page, page.get_by_role("button", name="Publish now"))
        await press("Enter")
        await expect(page.locator(".changes li")).to_have_count(0)
        await shop.living(await presses(shop, "5"), state="ivr", node="where_we_are")
        await screen.no_trouble()


async def test_boxes_count_the_callers_who_are_there(browser: Browser, shop: Scene) -> None:
    async with open_plan(browser, shop.service) as screen:
        main = screen.page.locator("[data-box='flow/main']")
        support = screen.page.locator("[data-box='queue/support']")
        caller = await shop.caller()
        await shop.living(caller, node="main")
        await expect(main.locator(".box-count")).to_have_text("1")
        await expect(main).to_have_accessible_name("Main, Menu, 1 caller here now")
        await caller.press("1")
        await expect(support.locator(".box-count")).to_have_text("1")
        await expect(main.locator(".box-count")).to_have_count(0)
        await caller.hang_up()
        await expect(support).to_have_accessible_name("Support, Queue")
        await screen.no_trouble()


async def test_close_now_leads_the_next_caller_to_the_closed_branch(
    browser: Browser, shop: Scene
) -> None:
    async with open_plan(browser, shop.service) as screen:
        page = screen.page
        await see(page, "Hours")
        await page.get_by_role("button", name="Shop", exact=True).click()
        await page.get_by_role("button", name="Close now").click()
        await page.get_by_role("menuitem", name="For one hour").click()
        await expect(page.locator(".by-hand")).to_contain_text("closed until")
        await shop.living(await presses(shop, "1"), state="ivr", node="message")
        await page.get_by_role("button", name="Open again").click()
        await expect(page.locator(".by-hand")).to_contain_text("by the plan")
        await shop.living(await presses(shop, "1"), state="waiting", queue="support")
        await screen.no_trouble()

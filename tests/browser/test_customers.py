"""Customers in real Chromium: cards made, found, changed by two, joined, taken in, erased."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.browser.screen import HandPhone, Scheme, Screen, open_screen
from tests.integration.scene import PATIENCE_S, Scene
from tests.support.service import ADMIN, ADMIN_PASSWORD, Service

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

HOSTILE = "<img src=x onerror=alert(window.hacked=1)>"


async def card_of(service: Service, name: str, *numbers: str, **more: object) -> str:
    """A card that is there already; its id."""
    made = await service.api("POST", "/customers", {"name": name, "numbers": numbers, **more})
    return str(made["id"])


@pytest_asyncio.fixture(autouse=True, loop_scope="module")
async def nobody_stays(centre: Service) -> AsyncIterator[None]:
    """Each test begins without customers, and leaves none."""
    yield
    for card in (await centre.api("GET", "/customers"))["customers"]:
        confirm = card["name"] or card["numbers"][0]["number"]
        await centre.api("POST", f"/customers/{card['id']}/erase", {"confirm": confirm})


async def open_customers(screen: Screen, name: str = "mia") -> Page:
    """The screen of customers for somebody who signs in."""
    await screen.go("/customers")
    await (screen.sign_in(name) if name != ADMIN else screen.sign_in(ADMIN, ADMIN_PASSWORD))
    await screen.page.locator("#cust-search").wait_for()
    return screen.page


async def make(page: Page, name: str, *numbers: str) -> None:
    """Add a card by its form, with the keyboard alone."""
    press, write = page.keyboard.press, page.keyboard.type
    await page.locator("main").click(position={"x": 5, "y": 300})
    await press("n")
    await expect(page.get_by_label("Name", exact=True)).to_be_focused()
    await write(name)
    await page.get_by_label("Number 1").focus()
    for n, number in enumerate(numbers):
        if n:
            await press("Enter")
            await expect(page.get_by_label(f"Number {n + 1}")).to_be_focused()
        await write(number)
    await page.get_by_role("button", name="Save").focus()
    await press("Enter")
    await expect(page.get_by_role("button", name="Change the card")).to_be_visible()


async def test_a_manager_makes_finds_joins_parts_and_erases_customers(
    browser: Browser, centre: Service
) -> None:
    async with open_screen(browser, centre) as screen:
        page, press = await open_customers(screen), screen.page.keyboard.press
        beside = page.get_by_role("complementary", name="The open card")
        await expect(page.get_by_text("There are no customers yet.")).to_be_visible()
        await make(page, f"Eve {HOSTILE}", "+49 30 123456", "+49 40 7654321")
        await make(page, "Eva Müller", "+44 20 7946 0018")
        await expect(page.locator("a[data-card]")).to_have_count(2)

        await press("/")
        await page.keyboard.type("7946")
        await expect(page.locator("a[data-card]")).to_have_count(1)
        await press("Escape")
        await page.keyboard.type("eve")
        await expect(page.get_by_role("status").filter(has_text="1 customer")).to_be_visible()
        await press("ArrowDown")
        await expect(page.locator("a[data-card]:focus")).to_contain_text("Eve <img")
        await press("Enter")
        await expect(beside.get_by_role("heading", name="Eve <img")).to_be_visible()

        await merge_with(page, "Eva")
        await expect(beside.get_by_role("heading", name="Eva Müller", exact=True)).to_be_visible()
        await expect(beside.locator(".cust-numbers li")).to_have_count(3)
        await expect(page.get_by_text("Nobody like that.")).to_be_visible()

        await page.get_by_role("button", name="More").click()
        await page.get_by_role("menuitem", name="Split off numbers").click()
        sheet = page.locator("dialog[open]")
        await expect(sheet.get_by_role("button", name="Split off", exact=True)).to_be_disabled()
        await sheet.get_by_label("20 7946 0018").check()
        await sheet.get_by_role("button", name="Split off 1 number").click()
        await expect(beside.get_by_role("heading", name="Eva Müller", exact=True)).to_be_visible()
        await expect(beside.locator(".cust-numbers li")).to_have_count(1)
        await expect(page.locator("a[data-card]")).to_have_count(1)  # "eve" is herself again

        await erase(page, "Eva Müller")
        await press("/")
        await press("Escape")
        await expect(page.locator("a[data-card]")).to_have_count(1)
        await screen.no_trouble()
    left = (await centre.api("GET", "/customers"))["customers"]
    assert [card["name"] for card in left] == [f"Eve {HOSTILE}"]
    assert len(left[0]["numbers"]) == 2


async def merge_with(page: Page, other: str) -> None:
    """Merge the open card with another one, whose name and notes win."""
    await page.get_by_role("button", name="More").click()
    await page.get_by_role("menuitem", name="Merge with another card").click()
    await expect(page.locator("dialog[open] input[type=search]")).to_be_focused()
    await page.keyboard.type(other)
    await page.locator("dialog[open] li button").filter(has_text=other).wait_for()
    await page.keyboard.press("Enter")
    sheet = page.locator("dialog[open]")
    name = sheet.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Name"))
    await expect(name.locator(".cust-result")).to_contain_text("Eve")
    await name.get_by_role("radio").nth(1).check()
    await expect(name.locator(".cust-result")).to_have_text("Eva Müller")
    await expect(sheet.locator(".cust-result").last).to_contain_text("7946")
    await sheet.get_by_role("button", name="Merge the cards").click()
    await expect(sheet).to_have_count(0)


async def erase(page: Page, name: str) -> None:
    """Erase the open card: only its own name lets one."""
    await page.get_by_role("button", name="More").click()
    await page.get_by_role("menuitem", name="Erase for good").click()
    sheet = page.locator("dialog[open]")
    strong = sheet.get_by_role("button", name="Erase for good")
    await expect(strong).to_be_disabled()
    await sheet.get_by_label("Name or number").fill(name[:-1])
    await expect(strong).to_be_disabled()
    await sheet.get_by_label("Name or number").fill(name)
    await page.keyboard.press("Enter")
    await expect(sheet).to_contain_text("There were no calls")
    await sheet.get_by_role("button", name="Close").last.click()
    await expect(page.get_by_text("Choose a customer")).to_be_visible()


async def test_a_file_is_tried_told_line_by_line_and_then_taken(
    browser: Browser, centre: Service, tmp_path: Path
) -> None:
    file = tmp_path / "customers.csv"
    file.write_text(
        "name,company,numbers,vip\n"
        "Ada,Acme,+49 30 111111,yes\n"
        "Bea,,none,\n"
        "Cleo,,+49 30 222222; +49 30 333333,\n"
    )
    async with open_screen(browser, centre) as screen:
        page = await open_customers(screen)
        await page.get_by_role("button", name="Import").click()
        sheet = page.locator("dialog[open]")
        await sheet.locator("input[type=file]").set_input_files(file)
        await expect(sheet).to_contain_text("Nothing is written yet")
        problem = sheet.locator(".cust-problems tbody tr")
        await expect(problem).to_have_count(1)
        await expect(problem.locator("td").first).to_have_text("3")
        await expect(problem).to_contain_text("no digits")
        assert (await centre.api("GET", "/customers"))["customers"] == []
        await sheet.get_by_role("button", name="Take 2 rows").click()
        await expect(sheet).to_contain_text("3 rows were read and taken")
        await sheet.get_by_role("button", name="Close").last.click()
        await expect(page.locator("a[data-card]")).to_have_count(2)
        await expect(page.get_by_role("row").filter(has_text="Ada")).to_contain_text("VIP")
        async with page.expect_download() as coming:
            await page.get_by_role("link", name="Export").click()
        text = (await (await coming.value).path()).read_text("utf-8-sig")
        assert "Cleo" in text
        assert "id" in text.splitlines()[0]

        file.write_text("colour\nred\n")
        await page.get_by_role("button", name="Import").click()
        await sheet.locator("input[type=file]").set_input_files(file)
        await expect(sheet.get_by_role("alert").first).to_contain_text("colour")


async def test_two_who_change_a_card_see_what_the_other_one_changed(
    browser: Browser, centre: Service
) -> None:
    card = await card_of(centre, "Eve", "+49 30 123456", notes="first")
    async with open_screen(browser, centre) as screen:
        page = await open_customers(screen)
        await page.locator("a[data-card]").click()
        await page.get_by_role("button", name="Change the card").click()
        await page.get_by_label("Notes").fill("mine")
        change = {"version": 1, "notes": "theirs", "company": "Acme"}
        await centre.api("PATCH", f"/customers/{card}", change)
        await page.get_by_role("button", name="Save").click()
        told = page.locator(".cust-changes")
        await expect(told).to_contain_text("changed this card meanwhile")
        await expect(told.get_by_role("listitem").filter(has_text="Company")).to_contain_text(
            "Acme"
        )
        await expect(page.get_by_label("Company")).to_have_value("Acme")
        await expect(page.get_by_label("Notes")).to_have_value("mine")
        assert await screen.grave_findings() == []
        # Looking elsewhere loses nothing of it.
        await page.get_by_role("button", name="Close the card").click()
        await page.locator("a[data-card]").click()
        await told.get_by_role("button", name="Take theirs").click()
        await expect(page.get_by_label("Notes")).to_have_value("theirs")
        await told.get_by_role("button", name="Keep mine").click()
        await page.get_by_role("button", name="Add a number").click()
        await page.get_by_label("Number 2").fill("+49 40 999999")
        await page.get_by_role("button", name="Save").click()
        await expect(page.locator(".cust-numbers li")).to_have_count(2)
    kept = await centre.api("GET", f"/customers/{card}")
    assert (kept["notes"], kept["company"], kept["version"]) == ("mine", "Acme", 3)


async def test_a_call_of_the_customer_is_heard_in_its_line(
    browser: Browser, centre: Service, scene: Scene, phone: HandPhone
) -> None:
    await centre.set_availability("anna", "ready")
    caller = await scene.caller()
    await phone.pick_up(await phone.next_call(PATIENCE_S))
    await scene.talking(caller, "anna")
    await scene.recorded(caller)
    await caller.hang_up()
    await scene.ended(caller)
    await card_of(centre, "Caller", caller.number)
    async with open_screen(browser, centre) as screen:
        page = await open_customers(screen)
        await page.locator("a[data-card]").click()
        calls = page.locator(".cust-calls li")
        await expect(calls).to_have_count(1)
        await expect(calls).to_contain_text("Support · Anna")
        await calls.get_by_role("button", name="Play").click()
        await screen.playing(lambda sound: sound["at"] > 0.1, "it plays")
        await screen.no_trouble()


async def test_a_supervisor_joins_but_neither_takes_all_nor_erases(
    browser: Browser, centre: Service
) -> None:
    await card_of(centre, "Eve", "+49 30 123456")
    person = {"name": "sue", "display_name": "Sue", "roles": ["supervisor"]}
    await centre.api("POST", "/users", {**person, "password": "blue-river-77-west"})
    async with open_screen(browser, centre) as screen:
        page = await open_customers(screen, "sue")
        await expect(page.get_by_role("button", name="Import")).to_have_count(0)
        await page.locator("a[data-card]").click()
        await page.get_by_role("button", name="More").click()
        await expect(page.get_by_role("menuitem", name="Merge with another card")).to_be_visible()
        await expect(page.get_by_role("menuitem", name="Erase for good")).to_have_count(0)
        await screen.no_trouble()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ru"])
async def test_nothing_stands_in_anybodys_way(
    browser: Browser, centre: Service, scheme: Scheme, language: str
) -> None:
    eve = await card_of(
        centre, "Eve", "+49 30 123456", "+49 40 654321", notes="Note", vip=True, language="ru"
    )
    await card_of(centre, "Eve M.", "+49 30 765432", company="Acme", notes="Other")
    async with open_screen(browser, centre, scheme, language) as screen:
        page = await open_customers(screen, ADMIN)
        for width in (1280, 820):
            await page.set_viewport_size({"width": width, "height": 720})
            for path, seen in (
                ("/customers", "a[data-card]"),
                (f"/customers?at={eve}", ".cust-part"),
                ("/customers?at=new", ".cust-form"),
            ):
                await screen.go(path)
                await page.locator(seen).first.wait_for()
                assert await screen.grave_findings() == [], (path, width)
                assert await page.evaluate("document.documentElement.scrollWidth") <= width
        await screen.go(f"/customers?at={eve}")
        for n in range(3):
            await page.locator(".cust-deeds .menu button").first.click()
            await page.get_by_role("menuitem").nth(n).click()
            if n == 0:
                await page.locator("dialog[open] input[type=search]").fill("Acme")
                await page.locator("dialog[open] li button").first.click()
                await page.locator(".cust-compare").wait_for()
            assert await screen.grave_findings() == [], n
            await page.keyboard.press("Escape")
            await expect(page.locator("dialog[open]")).to_have_count(0)
        await screen.no_trouble()

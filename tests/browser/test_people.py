"""People, teams, skills and one's own account, in real Chromium and by keyboard where it counts."""

import pyotp
import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.screen import PASSWORD, Scheme, open_screen
from tests.support.service import ADMIN, ADMIN_PASSWORD, Service

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


async def secret_on(page: Page) -> str:
    """The secret that the page shows, as an authenticator takes it."""
    told = await page.locator(".account-secret code").first.text_content()
    assert told is not None
    return told.replace(" ", "")


async def test_an_administrator_adds_changes_and_disables(
    browser: Browser, example: Service
) -> None:
    async with open_screen(browser, example) as screen:
        page = screen.page
        await screen.go("/people")
        await screen.sign_in(ADMIN, ADMIN_PASSWORD)
        await page.get_by_role("button", name="Add a person").click()
        await page.get_by_label("Sign-in name").fill("dora")
        await page.get_by_label("Shown as").fill("Dora <b>")
        await page.get_by_label("Extension").fill("100")
        await page.get_by_label("First password").fill(PASSWORD)
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("alert").filter(has_text="callers dial")).to_be_visible()
        await page.get_by_label("Extension").fill("104")
        await page.keyboard.press("Enter")
        panel = page.locator(".people-panel")
        await expect(panel.get_by_role("heading", name="Dora <b>")).to_be_visible()
        await panel.get_by_label("Supervisor").check()
        await panel.get_by_role("button", name="Save").click()
        row = page.get_by_role("row").filter(has_text="dora")
        await expect(row).to_contain_text("Operator, Supervisor")
        await panel.get_by_role("button", name="Disable").click()
        await page.locator("dialog[open]").get_by_role("button", name="Disable").click()
        await expect(row).to_contain_text("Disabled")
        await page.keyboard.press("4")
        first = page.locator(".people-table.audit tbody tr").first
        await expect(first).to_contain_text("person_changed")
        await expect(first).to_contain_text("users/dora")


async def test_a_supervisor_publishes_a_skill(browser: Browser, example: Service) -> None:
    lead = {"name": "sven", "display_name": "Sven", "roles": ["supervisor"], "password": PASSWORD}
    await example.api("POST", "/users", lead)
    async with open_screen(browser, example) as screen:
        page = screen.page
        await screen.go("/people?view=skills")
        await screen.sign_in("sven")
        await expect(page.get_by_role("link", name="Who did what")).to_have_count(0)
        level = page.get_by_label("tools of Vera")
        await expect(level).to_have_value("0")
        await level.select_option("6")
        await page.get_by_role("button", name="Publish").click()
        await expect(page.get_by_text("Published as revision")).to_be_visible()
        await expect(page.get_by_role("button", name="Publish")).to_have_count(0)
        await page.reload()
        await expect(page.get_by_label("tools of Vera")).to_have_value("6")
        await screen.no_trouble()
    skills = await example.api("GET", "/skills")
    assert {"vera": {"tools": 6}}.items() <= {
        one["name"]: one["skills"] for one in skills["operators"]
    }.items()


async def test_somebody_sets_up_a_second_factor_and_signs_in_with_it(
    browser: Browser, example: Service
) -> None:
    async with open_screen(browser, example) as screen:
        page = screen.page
        await screen.go("/")
        await screen.sign_in("boris")
        await page.locator(".person").click()
        await page.get_by_role("menuitem", name="My account").click()
        await page.get_by_role("button", name="Set it up").click()
        await page.get_by_label("Your password, once more").fill(PASSWORD)
        await page.keyboard.press("Enter")
        secret = await secret_on(page)
        await page.get_by_label("Code that it shows").fill(pyotp.TOTP(secret).now())
        await page.keyboard.press("Enter")
        code = await page.locator(".account-codes code").first.text_content()
        assert code is not None
        await page.get_by_role("button", name="I have kept them").click()
        await expect(page.get_by_text("10 recovery codes are left")).to_be_visible()
        await page.locator(".person").click()
        await page.get_by_role("menuitem", name="Sign out").click()
        await page.locator("input[name=username]:focus").wait_for()
        await page.keyboard.type("boris")
        await page.keyboard.press("Tab")
        await page.keyboard.type(PASSWORD)
        await page.keyboard.press("Enter")
        await page.locator("input[name=code]:focus").wait_for()
        assert await screen.grave_findings() == []
        await page.keyboard.type("000000")
        await page.keyboard.press("Enter")
        await expect(
            page.get_by_role("alert").filter(has_text="This code is wrong")
        ).to_be_visible()
        await page.locator("input[name=code]").fill(code.upper())
        await page.keyboard.press("Enter")
        await page.locator("html[data-board=live]").wait_for()
    await example.api("DELETE", "/users/boris/second-factor")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "ru"])
async def test_nothing_stands_in_anybodys_way(
    browser: Browser, example: Service, scheme: Scheme, language: str
) -> None:
    async with open_screen(browser, example, scheme, language) as screen:
        await screen.go("/people")
        await screen.sign_in(ADMIN, ADMIN_PASSWORD)
        for path, seen in (
            ("/people?view=people&at=anna", ".people-panel"),
            ("/people?view=teams", ".people-main"),
            ("/people?view=skills", ".people-grid"),
            ("/people?view=audit", ".people-table"),
            ("/account", ".people-sessions li"),
        ):
            await screen.go(path)
            await screen.page.locator(seen).first.wait_for()
            assert await screen.grave_findings() == [], path
        await screen.no_trouble()

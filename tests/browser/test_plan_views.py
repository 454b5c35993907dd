"""The plan's screen itself: mistakes, two managers at once, hostile texts, every reader."""

import re

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.screen import Scheme, open_plan
from tests.integration.scene import Scene

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

IMAGE = "<img src=x onerror=alert(window.hacked=1)>"
HOSTILE = IMAGE + " ${window.hacked=1} \u202e\u05d0\u05d1 \u200f\u0627\u0628"
VIEWS = ("flow", "hours", "queues", "prompts", "text", "publish")
FORMS = ("Add a closed or special day", "Add a menu key", "Add a queue", "Add a prompt")
UNTOLD = re.compile(r"\b(plan|field|kind|way|overflow|measure|subject|standing)\.\w+")
"""The key of a word instead of the word."""


async def see(page: Page, view: str) -> None:
    """A view by its key."""
    await page.keyboard.press(str(VIEWS.index(view) + 1))
    await expect(page.locator(".views [aria-current]")).to_have_attribute(
        "href", f"/plan?view={view}"
    )


async def rename_queue(page: Page, old: str, new: str) -> None:
    """Through its form in the view of the queues."""
    await page.get_by_role("button", name=re.compile(f"^{old}")).click()
    field = page.get_by_role("complementary", name="Form").get_by_label("Name", exact=True)
    await expect(field).to_have_value(old)
    await field.fill(new)
    await field.press("Enter")


async def test_the_text_tells_a_mistake_at_its_line_and_is_not_published(
    browser: Browser, shop: Scene
) -> None:
    async with open_plan(browser, shop.service) as screen:
        page = screen.page
        await see(page, "text")
        text = page.get_by_role("textbox", name="Text")
        wrong_line = (await text.input_value()).count("\n") + 1
        await text.focus()
        await page.keyboard.press("Control+End")
        await page.keyboard.type("strange: 1")
        mark = page.locator(".gutter li.error")
        await expect(mark).to_have_text(str(wrong_line))
        found = page.get_by_role("complementary", name="What was found").get_by_role("button")
        await expect(found).to_contain_text(f"Line {wrong_line}")
        await expect(found).to_contain_text("strange")
        await expect(page.get_by_text("Not saved yet")).to_be_visible()
        await page.keyboard.press("Control+s")
        await expect(page.get_by_text("Saved", exact=True)).to_be_visible()

        await page.get_by_role("link", name="Publish").click()
        publish = page.get_by_role("button", name="Publish now")
        await expect(publish).to_be_disabled()
        await expect(page.get_by_text("The text of the plan cannot be read")).to_be_visible()
        await expect(publish).to_have_accessible_description("1 error must be mended first.")
        await page.get_by_role("status").get_by_role("button", name="1 error").click()
        await expect(text).to_be_focused()
        assert await page.evaluate("getSelection().toString()") == "strange: 1"
        await page.keyboard.press("Delete")
        await expect(mark).to_have_count(0)
        await page.keyboard.press("Control+s")
        await expect(page.locator(".draft-state")).to_contain_text("As in force")
        await screen.no_trouble()


async def test_a_queue_goes_once_nobody_is_led_to_it(browser: Browser, shop: Scene) -> None:
    async with open_plan(browser, shop.service) as screen:
        page = screen.page
        await page.get_by_role("button", name="Add", exact=True).click()
        await page.get_by_role("menuitem", name="Add a queue").click()
        form = page.get_by_role("dialog", name="Add a queue")
        await form.get_by_label("Name").fill("Sales")
        await form.get_by_role("button", name="Add a queue").click()
        gone = page.get_by_role("button", name="Remove this queue")
        await expect(page.locator(".queue-card")).to_have_count(3)
        await expect(gone).to_be_disabled()
        await page.get_by_role("link", name="Flow").click()
        await page.locator("[data-box='flow/main']").click()
        await page.get_by_role("button", name="Remove key 4 (Sales)").click()
        await see(page, "queues")
        await page.get_by_role("button", name=re.compile("^Sales")).click()
        await gone.click()
        await expect(page.locator(".queue-card")).to_have_count(2)
        await expect(page.locator(".draft-state")).to_contain_text("As in force")
        await screen.no_trouble()


async def test_two_managers_at_once_lose_nothing(browser: Browser, shop: Scene) -> None:
    async with (
        open_plan(browser, shop.service) as mia,
        open_plan(browser, shop.service, "max") as max_,
    ):
        for screen in (mia, max_):
            await see(screen.page, "queues")
        await rename_queue(max_.page, "Support", "Help")
        await expect(max_.page.locator(".draft-state")).to_contain_text("1 change not published")
        await rename_queue(mia.page, "Repairs", "Workshop")
        banner = mia.page.get_by_role("alert").filter(has_text="Somebody else changed the draft.")
        await expect(banner).to_be_visible()
        await banner.get_by_role("button", name="Load again").click()
        await expect(banner).to_have_count(0)
        cards = mia.page.locator(".queue-card strong")
        await expect(cards).to_have_text(["Help", "Workshop"])
        await expect(mia.page.locator(".draft-state")).to_contain_text("2 changes not published")
        draft = await shop.service.api("GET", "/plan/draft")
        assert [each["name"] for each in draft["document"]["queues"]] == ["Help", "Workshop"]


async def test_a_refused_text_comes_back_by_undo(browser: Browser, shop: Scene) -> None:
    async with (
        open_plan(browser, shop.service) as mia,
        open_plan(browser, shop.service, "max") as max_,
    ):
        page = mia.page
        await see(page, "text")
        text = page.get_by_role("textbox", name="Text")
        await text.focus()
        await page.keyboard.press("Control+Home")
        await page.keyboard.type("# written by Mia\n")
        await see(max_.page, "queues")
        await rename_queue(max_.page, "Support", "Help")
        await expect(max_.page.locator(".draft-state")).to_contain_text("1 change not published")
        await page.keyboard.press("Control+s")
        banner = page.get_by_role("alert").filter(has_text="Somebody else changed the draft.")
        await expect(text).to_have_value(re.compile("^# written by Mia"))
        await banner.get_by_role("button", name="Load again").click()
        await expect(text).to_have_value(re.compile("name: Help"))
        await expect(text).not_to_have_value(re.compile("^# written by Mia"))
        await page.get_by_role("button", name="Undo the last change").click()
        await expect(text).to_have_value(re.compile("^# written by Mia"))


async def test_hostile_words_are_text_and_nothing_else(browser: Browser, shop: Scene) -> None:
    async with open_plan(browser, shop.service) as screen:
        page = screen.page
        await see(page, "queues")
        await rename_queue(page, "Support", HOSTILE)
        await expect(page.locator(".queue-card strong").first).to_have_text(HOSTILE)
        await page.get_by_role("link", name="Prompts").click()
        await page.get_by_role("button", name=re.compile("^Opening told")).click()
        words = page.get_by_role("textbox", name="Opening told, English")
        await words.fill(HOSTILE)
        await words.blur()
        # What stands in curly brackets is a blank, and this one has no good name.
        await expect(page.locator(".findings .error")).to_contain_text("window.hacked=1")
        await words.fill(IMAGE)
        await words.blur()
        await expect(page.locator(".findings")).to_have_count(0)
        await expect(page.locator(".prompt-text", has_text=IMAGE)).to_have_count(1)
        await page.get_by_role("link", name="Flow").click()
        box = page.locator("[data-box='queue/support']")
        await expect(box.locator("title")).to_contain_text(HOSTILE)
        await see(page, "publish")
        await expect(page.locator(".changes li", has_text=IMAGE)).to_have_count(2)
        await page.get_by_role("button", name="Publish now").click()
        await expect(page.locator(".changes li")).to_have_count(0)
        assert await page.locator("img").count() == 0
        await page.get_by_role("link", name="Live", exact=True).click()
        queues = page.get_by_role("region", name="Queues")
        await expect(queues).to_contain_text(HOSTILE)
        assert await page.locator("img").count() == 0
        await screen.no_trouble()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_grave_in_any_view(
    browser: Browser, shop: Scene, scheme: Scheme
) -> None:
    found = []
    caller = await shop.caller()
    await shop.living(caller, node="main")
    async with open_plan(browser, shop.service, scheme=scheme) as screen:
        page = screen.page
        await page.locator("[data-box='flow/main']").click()
        await expect(page.get_by_role("complementary", name="Form")).to_contain_text("Keys")
        for view in VIEWS[1:]:
            found += await screen.grave_findings()
            await see(page, view)
            await expect(page.locator(".skeleton")).to_have_count(0)
        found += await screen.grave_findings()
        for form in FORMS:
            await page.get_by_role("button", name="Add", exact=True).click()
            await page.get_by_role("menuitem", name=form).click()
            await expect(page.get_by_role("dialog", name=form)).to_be_visible()
            found += await screen.grave_findings()
            await page.keyboard.press("Escape")
            await expect(page.get_by_role("dialog")).to_have_count(0)
        await screen.no_trouble()
    assert found == []


async def test_everything_is_said_in_russian(browser: Browser, shop: Scene) -> None:
    async with open_plan(browser, shop.service, language="ru") as screen:
        page = screen.page
        for view in VIEWS:
            await see(page, view)
            await expect(page.locator(".skeleton")).to_have_count(0)
            assert UNTOLD.findall(await page.locator("#main").inner_text()) == []
        await page.keyboard.press("n")
        await page.get_by_role("menuitem", name="Добавить очередь").click()
        form = page.get_by_role("dialog", name="Добавить очередь")
        await form.get_by_label("Название").fill("Продажи")
        await form.get_by_role("button", name="Добавить очередь").click()
        await expect(page.get_by_role("button", name="Продажи", pressed=True)).to_be_visible()
        await see(page, "publish")
        changes = page.locator(".changes li")
        await expect(changes.filter(has_text="Очередь «Продажи»: новое")).to_have_count(1)
        told = "Шаг «Main» · Клавиши · Клавиша 4: «Продажи»"
        await expect(changes.filter(has_text=told)).to_have_count(1)
        draft = await shop.service.api("GET", "/plan/draft")
        assert draft["document"]["flow"]["main"]["keys"]["4"] == "prodazhi"
        await screen.no_trouble()

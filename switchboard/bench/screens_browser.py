"""Operators' pages in real Chromium.

The driver of the browser is a library for development: without it there is no measurement
and a sentence that says so. The microphone is a file that Chromium plays into the page.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from switchboard.bench.blocks import CouldNotMeasure

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page

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
PATIENCE_MS = 20_000
_NO_DRIVER = (
    "the browser's driver is not installed: it is one of the libraries for development; "
    "'make check' installs them"
)


@asynccontextmanager
async def chromium(argv: Sequence[str], microphone: Path) -> AsyncIterator["Browser"]:
    """One Chromium without a window that hears that file. Raises CouldNotMeasure."""
    try:
        from playwright.async_api import Error, async_playwright  # noqa: PLC0415 - may be missing
    except ImportError as error:
        raise CouldNotMeasure(_NO_DRIVER) from error
    more = (*argv[1:], *ARGUMENTS, f"--use-file-for-fake-audio-capture={microphone}")
    try:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=argv[0], args=list(more))
            try:
                yield browser
            finally:
                await browser.close()
    except Error as error:
        raise CouldNotMeasure(f"the browser: {error.message.splitlines()[0]}") from error


@asynccontextmanager
async def operator_page(
    browser: "Browser", url: str, cookie: str, probe: str
) -> AsyncIterator["Page"]:
    """An operator's screen with its board alive, in a browser profile of its own."""
    context = await browser.new_context(
        viewport={"width": 1280, "height": 720},
        locale="en",
        permissions=["microphone", "notifications"],
    )
    context.set_default_timeout(PATIENCE_MS)
    name, _, value = cookie.partition("=")
    await context.add_cookies([{"name": name, "value": value, "url": url}])
    await context.add_init_script(probe)
    try:
        page = await context.new_page()
        await page.goto(f"{url}/operator")
        await page.locator("html[data-board=live]").wait_for()
        yield page
    finally:
        await context.close()

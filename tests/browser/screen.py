"""A person at a screen in real Chromium, and the callers and phones it takes to fill one.

A `Screen` keeps what the browser complains of, so that a test can end with `no_trouble`.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Locator,
    Page,
    WebSocket,
)

from switchboard.testcall.caller import Caller
from switchboard.testcall.phone import Phone, PhoneCall
from switchboard.testcall.sip import Headers, Request
from tests.support.service import Service, running_service
from tests.support.waiting import until

PATIENCE_S = 20.0
PASSWORD = "blue-river-77-west"
Scheme = Literal["light", "dark"]
_SIGNED_OUT = "401 (Unauthorized)"
_CONFLICT = "409 (Conflict)"
_AWAY = (
    "ERR_CONNECTION_REFUSED",
    "ERR_CONNECTION_RESET",
    "ERR_EMPTY_RESPONSE",
    "ERR_SOCKET_NOT_CONNECTED",
    "WebSocket",
)


class Screen:
    """One page of one person. Use `open_screen`."""

    def __init__(self, page: Page, service: Service, url: str | None = None) -> None:
        self.page = page
        self.service = service
        self.url = url or service.url
        self._said: list[str] = []
        self._opened = 0
        self.snapshots = 0
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self._said.append(f"page error: {error}"))
        page.on("dialog", self._dialog)
        page.on("websocket", self._socket)

    async def go(self, path: str) -> None:
        """Load an address of ours."""
        await self.page.goto(self.url + path)

    async def sign_in(self, name: str, password: str = PASSWORD) -> None:
        """By keyboard alone: the page itself has put the cursor into the first field."""
        await self.page.locator("input[name=username]:focus").wait_for()
        await self.page.keyboard.type(name)
        await self.page.keyboard.press("Tab")
        await self.page.keyboard.type(password)
        await self.page.keyboard.press("Enter")
        await self.page.locator("html[data-board=live]").wait_for()

    async def no_trouble(self, *, server_was_away: bool = False, refused: str = "") -> None:
        """Nothing was complained of but the one 401 that asks who we are.

        `refused`: the path that the server was seen to refuse with 409, as it should.
        """
        said = self._said
        if refused:
            said = [text for text in said if not (_CONFLICT in text and text.endswith(refused))]
        if server_was_away:
            said = [text for text in said if not any(word in text for word in _AWAY)]
        signed_out = [text for text in said if _SIGNED_OUT in text and "/api/v1/session" in text]
        assert len(signed_out) <= 1, said
        others = [text for text in said if text not in signed_out]
        assert others == [], others
        assert await self.page.evaluate("window.hacked === undefined")

    async def seconds(self, selector: str) -> int:
        """A time that counts, as its machine-readable value says it."""
        told = await self.page.locator(selector).get_attribute("datetime")
        assert told is not None
        return int(told.removeprefix("PT").removesuffix("S"))

    async def audio(self) -> dict[str, Any]:
        """What the audio element of the page says."""
        return dict(
            await self.page.evaluate(
                "(({currentTime, duration, paused, error}) =>"
                " ({at: currentTime, duration, paused, error: error && error.message}))"
                "(document.querySelector('audio') ?? {currentTime: -1, paused: true})"
            )
        )

    async def playing(self, condition: Callable[[dict[str, Any]], bool], what: str) -> None:
        """Until the audio element is as wanted.

        Playwright's own `wait_for_function` needs `eval`, which our policy forbids.
        """

        async def seen() -> bool:
            return condition(await self.audio())

        await until(seen, PATIENCE_S, what)

    async def grave_findings(self) -> list[str]:
        """What axe calls serious or critical on this page, each with its place."""
        found = (await Axe().run(self.page)).response["violations"]
        return [
            f"{each['id']} ({each['impact']}): {each['help']}: "
            f"{[node['html'] for node in each['nodes'][:3]]}"
            for each in found
            if each["impact"] in {"serious", "critical"}
        ]

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self._said.append(f"{message.text} at {message.location.get('url', '')}")

    async def _dialog(self, dialog: Dialog) -> None:
        self._said.append(f"dialog: {dialog.message}")
        await dialog.dismiss()

    def _socket(self, socket: WebSocket) -> None:
        if not socket.url.endswith("/sip"):
            socket.on("framereceived", self._frame)

    def _frame(self, data: str | bytes) -> None:
        if json.loads(data)["type"] == "snapshot":
            self.snapshots += 1


@asynccontextmanager
async def open_screen(
    browser: Browser, service: Service, scheme: Scheme = "light", language: str = "en"
) -> AsyncIterator[Screen]:
    """One page in a browser of somebody's own."""
    async with context_of(browser, scheme, language) as context:
        yield Screen(await context.new_page(), service)


@asynccontextmanager
async def context_of(
    browser: Browser, scheme: Scheme = "light", language: str = "en"
) -> AsyncIterator[BrowserContext]:
    """A browser of somebody's own, 1280 × 720."""
    context = await browser.new_context(
        viewport={"width": 1280, "height": 720}, color_scheme=scheme, locale=language
    )
    context.set_default_timeout(PATIENCE_S * 1000)
    try:
        yield context
    finally:
        await context.close()


@asynccontextmanager
async def open_plan(
    browser: Browser,
    service: Service,
    name: str = "mia",
    scheme: Scheme = "light",
    language: str = "en",
) -> AsyncIterator[Screen]:
    """The plan's screen of a manager, with the flow before them."""
    async with open_screen(browser, service, scheme, language) as screen:
        await screen.go("/plan")
        await screen.sign_in(name)
        await screen.page.locator("[data-box='flow/main']").wait_for()
        yield screen


async def tab_to(page: Page, wanted: Locator, at_most: int = 60) -> None:
    """Press Tab until something of `wanted` has the keyboard."""
    for _ in range(at_most):
        if await wanted.evaluate_all("all => all.includes(document.activeElement)"):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {wanted}")


@asynccontextmanager
async def staffed(home: Path, plan: str) -> AsyncIterator[Service]:
    """The service with a plan, `mia` and `max`, managers, and operators with known passwords."""
    async with running_service(home, {"CALLWRIGHT_PLAN": plan}) as service:
        for name in ("anna", "boris", "vera"):
            await service.api("POST", f"/users/{name}/password", {"password": PASSWORD})
        for name in ("mia", "max"):
            person = {"name": name, "display_name": name.title(), "roles": ["manager"]}
            await service.api("POST", "/users", {**person, "password": PASSWORD})
        yield service


class HandPhone(Phone):
    """A phone that rings until somebody picks it up."""

    async def pick_up(self, call: PhoneCall) -> None:
        """Answer a ringing call."""
        call.task = asyncio.create_task(self._answer(call, 0.0))
        await call.answered.wait()


class NamedCaller(Caller):
    """A caller who shows a name of its own making."""

    shown = ""

    def _make_invite(self, number: str) -> Request:
        invite = super()._make_invite(number)
        lines = tuple(
            (name, f'"{self.shown}" {value}' if name.lower() == "from" else value)
            for name, value in invite.headers.lines
        )
        return replace(invite, headers=Headers(lines))

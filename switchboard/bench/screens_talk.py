"""The phone in the page: from *Answer* to sound both ways, and reloads amid a talk.

The caller is a Python phone that sends a tone. What it hears and what the page hears is noted
where it happens, and both must have heard the other before a time counts.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any

from desk.phone.phone_keys import MOST_A_MINUTE
from switchboard.bench.screens_centre import ScreensCentre
from switchboard.bench.screens_ear import Ear, open_caller
from switchboard.testcall.caller import Caller

if TYPE_CHECKING:
    from playwright.async_api import Page

PATIENCE_S = 15.0
POLL_S = 0.05
SETTLE_S = 0.3
PACE_S = 60 / MOST_A_MINUTE + 0.2
"""A page that is loaded again asks for a new SIP password, and may so often in a minute."""


@dataclass
class Answers:
    """Seconds from the click to sound both ways; `silent` are those that never had it."""

    spans_s: list[float] = field(default_factory=list)
    silent: int = 0


@dataclass
class Reloads:
    """How many were tried, after how many the call was still there, and how long it took."""

    tried: int = 0
    kept: int = 0
    spans_s: list[float] = field(default_factory=list)


class Talker:
    """One operator whose phone is in the page, and callers for it."""

    def __init__(self, centre: ScreensCentre, page: "Page", extension: str) -> None:
        self._centre = centre
        self._page = page
        self._extension = extension
        self._numbers = count(1)

    async def begin_shift(self) -> None:
        """Choose the phone in the page and pass the check, as a person does."""
        page = self._page
        await page.get_by_role("button", name="The phone in this page").click()
        await page.get_by_role("button", name="Check the phone").click()
        await page.get_by_role("button", name="Ring now").click()
        await page.get_by_role("button", name="I heard it").click()
        await page.get_by_role("button", name="Call the echo").click()
        await page.get_by_role("dialog").get_by_role("button", name="I am ready").click()
        await self._centre.make_ready((self._extension,))

    async def answers(self, times: int) -> Answers:
        """So many calls, each answered by a click and hung up by the caller."""
        found = Answers()
        for _ in range(times):
            caller, ear = await self._caller()
            async with caller:
                span = await self._answer(caller, ear)
            if span is None:
                found.silent += 1
            else:
                found.spans_s.append(span)
            await self._centre.make_ready((self._extension,))
        return found

    async def reloads(self, times: int, say: Callable[[str], None]) -> Reloads:
        """So many reloads of the page while the caller talks; a lost call is dialled anew."""
        found = Reloads()
        while found.tried < times:
            caller, ear = await self._caller()
            async with caller:
                kept = await self._answer(caller, ear) is not None
                found.tried += not kept  # no talk came about, so there was none to keep
                while kept and found.tried < times:
                    kept = await self._reload(caller, ear, found)
                    if found.tried % 10 == 0:
                        say(f"reloads: {found.kept} of {found.tried} kept their call")
            await self._centre.make_ready((self._extension,))
        return found

    async def _caller(self) -> tuple[Caller, Ear]:
        return await open_caller(*self._centre.sip, f"6{next(self._numbers):08d}")

    async def _answer(self, caller: Caller, ear: Ear) -> float | None:
        """Seconds from the click until both hear each other; None when they never did."""
        button = self._page.get_by_role("button", name="Answer")
        await caller.dial(self._centre.number, PATIENCE_S)
        await button.wait_for()
        await asyncio.sleep(SETTLE_S)
        before_s = time.time()
        await button.click()
        both = await self._both_hear(ear, before_s)
        told = await self._told()
        clicked_s = [at_ms / 1000 for _, at_ms in told["clicks"] if at_ms / 1000 > before_s]
        return None if both is None or not clicked_s else both - clicked_s[0]

    async def _reload(self, caller: Caller, ear: Ear, found: Reloads) -> bool:
        """Load the page anew; whether caller and operator talk again."""
        begun_s = time.time()
        await self._page.reload(wait_until="commit")
        both = await self._both_hear(ear, begun_s)
        found.tried += 1
        kept = both is not None and caller.talking
        if both is not None and kept:
            found.kept += 1
            found.spans_s.append(both - begun_s)
        await asyncio.sleep(max(0.0, begun_s + PACE_S - time.time()))
        return kept

    async def _both_hear(self, ear: Ear, since_s: float) -> float | None:
        """When both ends had sound by an audio connection that was made after that moment."""

        async def heard() -> float | None:
            for begun_ms, heard_ms in (await self._told())["heard"]:
                beep = ear.first_after(begun_ms / 1000)
                if begun_ms / 1000 > since_s and beep is not None:
                    return max(beep, float(heard_ms) / 1000)
            return None

        return await _soon(heard)

    async def _told(self) -> dict[str, Any]:
        """What the page's ears have noted; nothing while the page is being loaded."""
        from playwright.async_api import Error  # noqa: PLC0415 - there is a page, so it is there

        try:
            told: dict[str, Any] | None = await self._page.evaluate("window.benchEars")
        except Error:
            told = None
        return told or {"clicks": [], "heard": []}


async def _soon(look: Callable[[], Awaitable[float | None]]) -> float | None:
    """What `look` finds; None when it found nothing in good time."""
    limit = time.monotonic() + PATIENCE_S
    while time.monotonic() < limit:
        found = await look()
        if found is not None:
            return found
        await asyncio.sleep(POLL_S)
    return None

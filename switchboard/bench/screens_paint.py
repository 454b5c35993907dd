"""From an event to the paint of it, in one operator's page at a busy centre.

The event is the step in which a call is offered to that operator, by the time that stands in
the board's message of it; the paint is the second animation frame after the caller's number
came into the page, so up to one frame (17 ms) later than the eye has it. The other operators
work at phones without a page: ten pages on one machine would measure the machine.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from switchboard.bench.screens_board import offers_to, watching
from switchboard.bench.screens_browser import operator_page
from switchboard.bench.screens_centre import SUPERVISOR, ScreensCentre, name_of
from switchboard.bench.screens_probe import PAINTS
from switchboard.bench.screens_traffic import Traffic

if TYPE_CHECKING:
    from playwright.async_api import Browser


async def measure_paints(
    centre: ScreensCentre, browser: "Browser", traffic: Traffic, extension: str
) -> list[float]:
    """Seconds from each offer to that operator to its paint, over one stretch of traffic."""
    operator = name_of(extension)
    own, board = await centre.sign_in(operator), await centre.sign_in(SUPERVISOR)
    async with (
        operator_page(browser, centre.url, own, PAINTS) as page,
        watching(centre.url, [board], keeps=True) as [client],
    ):
        await traffic.run()
        paints = await page.evaluate("window.benchPaints")
    return offer_to_paint(offers_to(operator, client.messages), paints)


def offer_to_paint(offers: Mapping[str, float], paints: Sequence[tuple[str, float]]) -> list[float]:
    """Join both by the caller's number; `paints` in milliseconds, `offers` in seconds."""
    return [at_ms / 1000 - offers[number] for number, at_ms in paints if number in offers]

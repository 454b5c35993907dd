import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer

from switchboard.bench.blocks import CouldNotMeasure
from switchboard.bench.screens_browser import chromium, operator_page
from switchboard.bench.screens_ear import write_microphone
from switchboard.bench.screens_probe import PAINTS, ears
from telephony.asterisk import runtime, tools
from tests.support.waiting import until

RING = """(number) => {
  document.body.innerHTML = '<p class="panel call ringing"><b class="caller">'
    + '<i class="number">' + number + '</i></b></p>';
}"""
TALK = """async () => {
  const [one, other] = [new RTCPeerConnection(), new RTCPeerConnection()];
  one.onicecandidate = ({ candidate }) => other.addIceCandidate(candidate);
  other.onicecandidate = ({ candidate }) => one.addIceCandidate(candidate);
  other.ontrack = ({ streams }) => {
    const sound = new Audio();
    sound.srcObject = streams[0];
    return sound.play();
  };
  const microphone = await navigator.mediaDevices.getUserMedia({ audio: true });
  microphone.getTracks().forEach((track) => one.addTrack(track, microphone));
  await one.setLocalDescription();
  await other.setRemoteDescription(one.localDescription);
  await other.setLocalDescription();
  await one.setRemoteDescription(other.localDescription);
}"""


@pytest.fixture(scope="module")
def argv() -> tuple[str, ...]:
    return tools.chromium(runtime.default_cache(), lambda _share, _what: None).argv


@pytest_asyncio.fixture
async def url() -> AsyncIterator[str]:
    """A screen that is alive for whoever has a session, and does nothing else."""

    async def operator(request: web.Request) -> web.Response:
        state = "live" if request.cookies.get("session") == "1" else "off"
        page = f'<html data-board="{state}"><body><button title="Answer">A</button></body></html>'
        return web.Response(text=page, content_type="text/html")

    app = web.Application()
    app.router.add_get("/operator", operator)
    async with TestServer(app) as server:
        yield f"http://127.0.0.1:{server.port}"


async def test_without_the_driver_nothing_is_measured_and_it_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "playwright.async_api", None)
    with pytest.raises(CouldNotMeasure, match="libraries for development"):
        async with chromium(("chromium",), Path("none.wav")):
            pass


@pytest.mark.browser
async def test_a_browser_that_does_not_start_is_told_in_one_line() -> None:
    with pytest.raises(CouldNotMeasure, match=r"^the browser: [^\n]+$"):
        async with chromium(("/bin/false",), Path("none.wav")):
            pass


@pytest.mark.browser
async def test_each_caller_is_noted_once_when_it_is_painted(
    argv: tuple[str, ...], url: str, tmp_path: Path
) -> None:
    async with (
        chromium(argv, tmp_path / "none.wav") as browser,
        operator_page(browser, url, "session=1", PAINTS) as page,
    ):
        began = time.time()
        for number in ("71", "72", "71"):
            await page.evaluate(RING, number)

        async def painted() -> list[tuple[str, float]] | None:
            told = await page.evaluate("window.benchPaints")
            return told if len(told) >= 2 else None

        paints = await until(painted, 10, "two callers are painted")
        assert [number for number, _ in paints] == ["71", "72"]
        assert all(began <= at_ms / 1000 <= time.time() for _, at_ms in paints)


@pytest.mark.browser
async def test_a_click_and_the_first_sound_of_a_connection_are_noted(
    argv: tuple[str, ...], url: str, tmp_path: Path
) -> None:
    write_microphone(tmp_path / "microphone.wav")
    async with (
        chromium(argv, tmp_path / "microphone.wav") as browser,
        operator_page(browser, url, "session=1", ears()) as page,
    ):
        await page.get_by_role("button").click()
        clicked = time.time()
        assert (await page.evaluate("window.benchEars"))["heard"] == []
        await page.evaluate(TALK)

        async def heard() -> bool:
            return bool((await page.evaluate("window.benchEars"))["heard"])

        await until(heard, 15, "the other side is heard")
        told = await page.evaluate("window.benchEars")
        ((title, at_ms),) = told["clicks"]
        assert title == "Answer"
        assert clicked - 5 < at_ms / 1000 <= clicked
        ((begun_ms, heard_ms),) = told["heard"]
        assert at_ms < begun_ms < heard_ms <= time.time() * 1000

"""An operator whose phone is the page, a caller who tells what it hears, and the wire between.

The page's microphone plays bursts of one tone, the caller's telephone another, and music is
neither: so a caller can say whether it hears the operator, music, or nothing.
"""

import asyncio
import contextlib
import wave
from array import array
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count
from math import pi, sin, sqrt
from pathlib import Path
from typing import Self

from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from switchboard.testcall import audio
from switchboard.testcall.caller import CALLER_TONE_HZ, Caller
from switchboard.testcall.media import Media
from switchboard.testcall.phone import PHONE_TONE_HZ
from switchboard.testcall.wire import SipSocket
from tests.browser.screen import PATIENCE_S, Screen, context_of
from tests.integration.scene import Scene
from tests.support.service import Service
from tests.support.waiting import until

OPERATOR_TONE_HZ = 1100
_BURST_S, _PAUSE_S = 0.06, 0.04  # a browser takes a tone that goes on for noise and removes it
_MICROPHONE_HZ = 48_000
_ENOUGH = 25  # packets: half a second
_MUSIC = 8  # packets: longer than the pauses of the operator's bursts
_SHARE = 0.5  # two who talk at once are told apart too
_SOUND = 15.0  # of 32767: music begins softly, and nothing is nothing
_numbers = count(7_500_001)

SOUND_KEPT = """
(() => {
  const made = (window.connectionsMade = []);
  const Real = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Real {
    constructor(...given) { super(...given); made.push(this); }
  };
  const opened = (window.microphonesOpened = []);
  const { mediaDevices } = navigator;
  const open = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async (wanted) => {
    const stream = await open(wanted);
    opened.push(...stream.getTracks());
    return stream;
  };
})();
"""
"""Keeps what the page speaks and hears through, so that a test can ask and unplug it."""

HEARD = """
async () => {
  let energy = 0;
  for (const connection of window.connectionsMade ?? []) {
    if (connection.connectionState === "closed") continue;
    for (const entry of (await connection.getStats()).values()) {
      if (entry.type === "inbound-rtp") energy += entry.totalAudioEnergy ?? 0;
    }
  }
  return energy;
}
"""


def write_microphone(path: Path) -> None:
    """What every page's microphone hears, again and again."""
    turn = 2 * pi * OPERATOR_TONE_HZ / _MICROPHONE_HZ
    on, whole = round(_BURST_S * _MICROPHONE_HZ), round((_BURST_S + _PAUSE_S) * _MICROPHONE_HZ)
    burst = array("h", (round(12_000 * sin(turn * at)) for at in range(on)))
    burst.extend([0] * (whole - on))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_MICROPHONE_HZ)
        file.writeframes(burst.tobytes() * 100)


class Ear(Media):
    """A caller's audio that sorts what comes: the operator, something else, or nothing."""

    def __init__(self, tone_hz: int) -> None:
        super().__init__(tone_hz)
        self.of_operator = 0
        self.of_phone = 0
        """Packets of a telephone on a desk, while the operator is still."""
        self.others_since = 0
        """Packets with sound since the operator was heard for the last time."""

    def datagram_received(self, data: bytes, addr: tuple[str | int, ...]) -> None:
        """Take a packet and sort it."""
        before = self.received
        super().datagram_received(data, addr)
        if self.received == before:
            return
        heard = tuple(self._samples)[-audio.FRAME :]
        if sqrt(sum(sample * sample for sample in heard) / len(heard)) < _SOUND:
            return
        if audio.tone_share(heard, OPERATOR_TONE_HZ) > _SHARE:
            self.of_operator += 1
            self.others_since = 0
            return
        self.others_since += 1
        if audio.tone_share(heard, PHONE_TONE_HZ) > _SHARE:
            self.of_phone += 1

    async def hears_operator(self, packets: int = _ENOUGH) -> None:
        """So much of the operator's sound, from now on; half of the time there is none."""
        enough = self.of_operator + packets
        await until(lambda: self.of_operator >= enough, PATIENCE_S, "the operator is heard")

    async def hears_phone(self) -> None:
        """A telephone on a desk, from now on, in the pauses of the operator's sound."""
        enough = self.of_phone + _MUSIC
        await until(lambda: self.of_phone >= enough, PATIENCE_S, "a telephone is heard")

    async def hears_music(self) -> None:
        """Sound, from now on, that goes on without the operator in it."""
        self.others_since = 0
        await until(lambda: self.others_since >= _MUSIC, PATIENCE_S, "music is heard")


class Listener(Caller):
    """A caller with such an ear."""

    ear: Ear

    @classmethod
    async def open(
        cls, host: str, port: int, number: str, local: tuple[str, int] | None = None
    ) -> Self:
        """Sockets towards a SIP server. Raises NoAnswer."""
        wire = await SipSocket.open(host, port, local)
        loop = asyncio.get_running_loop()
        _, ear = await loop.create_datagram_endpoint(
            lambda: Ear(CALLER_TONE_HZ), local_addr=(wire.local[0], 0)
        )
        caller = cls(wire, ear, number)
        caller.ear = ear
        return caller


@asynccontextmanager
async def listener(scene: Scene) -> AsyncIterator[Listener]:
    """A caller who has been let in by the centre."""
    async with await Listener.open(*scene.service.sip, str(next(_numbers))) as caller:
        await caller.dial("100", PATIENCE_S)
        yield caller


class Seat(Screen):
    """The page of an operator who works with the phone in it. Use `open_seat`."""

    operator = ""

    def beside(self, page: Page) -> "Seat":
        """The same person's, in another tab."""
        seat = Seat(page, self.service, self.url)
        seat.operator = self.operator
        return seat

    @property
    def state(self) -> Locator:
        """The operator's state, in a word."""
        return self.page.locator(".own-word")

    @property
    def mark(self) -> Locator:
        """The phone's state, in a word."""
        return self.page.locator(".phone-mark")

    @property
    def call(self) -> Locator:
        """The panel of the call."""
        return self.page.get_by_role("region", name="Call", exact=True)

    async def press(self, keys: str) -> None:
        """As the operator does."""
        await self.page.keyboard.press(keys)

    async def shows(self, word: str) -> None:
        """Until the operator's state is that."""
        await expect(self.state).to_have_text(word)

    async def phone_is(self, word: str) -> None:
        """Until the phone's state is that."""
        await expect(self.mark).to_contain_text(word)

    async def hears(self) -> None:
        """Sound comes to this page from now on."""
        before = float(await self.page.evaluate(HEARD))

        async def more() -> bool:
            return float(await self.page.evaluate(HEARD)) > before + 0.001

        await until(more, PATIENCE_S, "the page hears something", poll_s=0.1)

    async def answers(self, caller: Listener) -> None:
        """The ring for that caller is picked up, and both hear each other."""
        await expect(self.call).to_contain_text(caller.number)
        await self.page.get_by_role("button", name="Answer").wait_for()
        await self.press("F2")
        await self.talks(caller)

    async def talks(self, caller: Listener) -> None:
        """Both hear each other, and the page says so."""
        await self.shows("Talking")
        await self.phone_is("In use")
        await asyncio.gather(caller.ear.hears_operator(), self.hears())


@asynccontextmanager
async def open_seat(
    browser: Browser, service: Service, name: str, url: str | None = None
) -> AsyncIterator[Seat]:
    """An operator in its page, ready, the phone in it connected and its check passed."""
    async with context_of(browser) as context:
        seat = await seat_in(context, service, name, url)
        await service.set_availability(name, "ready")
        await seat.shows("Ready")
        yield seat


async def seat_in(
    context: BrowserContext, service: Service, name: str, url: str | None = None
) -> Seat:
    """A page of that operator in a browser of its own, which passed the check before."""
    await prepare(context)
    seat = Seat(await context.new_page(), service, url)
    seat.operator = name
    await seat.go("/operator")
    await seat.sign_in(name)
    await seat.page.evaluate(CHECKED, name)
    await seat.page.reload()
    await seat.phone_is("Connected")
    return seat


async def prepare(context: BrowserContext) -> None:
    """What a test needs in each page of a browser."""
    await context.grant_permissions(["microphone", "notifications"])
    await context.add_init_script(SOUND_KEPT)


UNPLUG = """
(label) => {
  const { mediaDevices } = navigator;
  const list = mediaDevices.enumerateDevices.bind(mediaDevices);
  mediaDevices.enumerateDevices = async () =>
    (await list()).filter((one) => one.label !== label);
  const spoken = window.connectionsMade.flatMap((one) => one.getSenders().map((it) => it.track));
  const tracks = [...spoken, ...window.microphonesOpened].filter((one) => one?.label === label);
  for (const track of tracks) {
    track.stop();
    track.dispatchEvent(new Event("ended"));
  }
  mediaDevices.dispatchEvent(new Event("devicechange"));
  return tracks.length;
}
"""
"""A microphone is pulled out: its sound ends, it is listed no more, and the browser says so."""

CHECKED = """
async (name) => {
  const { csrf } = await (await fetch("/api/v1/session")).json();
  let mark = 0x811c9dc5;
  for (const letter of csrf) mark = Math.imul(mark ^ letter.charCodeAt(0), 0x01000193) >>> 0;
  localStorage.setItem("callwright.phone.check", mark.toString(36));
  localStorage.setItem(`callwright.phone.${name}`, "page");
}
"""
"""As if this person had chosen the page's phone and passed the check after this sign-in."""


class Wire:
    """The network between a page and the server, which can be cut: without a word, as a cable.

    Only what goes through TCP is cut; sound goes another way.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self._cut: Callable[[bytes], bool] = lambda _: False
        self._held = b""
        self._let_go = asyncio.Event()
        self._open: dict[asyncio.StreamWriter, bytes] = {}
        self.url = ""

    @asynccontextmanager
    async def laid(self) -> AsyncIterator[Self]:
        """While it lies there, the server is at `url` as well."""
        server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield self
        finally:
            server.close()
            self.mend()
            self.cut(b"")
            await server.wait_closed()

    def cut(self, path: bytes) -> None:
        """Connections for paths that begin so are gone, and no new ones come about."""
        self._cut = lambda asked: asked.startswith(path)
        for writer, asked in self._open.items():
            if self._cut(asked):
                writer.transport.abort()

    def hold(self, path: bytes) -> None:
        """New connections for paths that begin so come about when it is mended."""
        self._held = path
        self._let_go.clear()

    def mend(self) -> None:
        """New connections come about again."""
        self._cut = lambda _: False
        self._held = b""
        self._let_go.set()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            asked = head.split(b" ", 2)[1]
            if self._held and asked.startswith(self._held):
                await self._let_go.wait()
            if self._cut(asked):
                return writer.transport.abort()
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._port)
            far_writer.write(head)
            self._open[writer] = self._open[far_writer] = asked
            try:
                await asyncio.gather(_copy(reader, far_writer), _copy(far_reader, writer))
            finally:
                del self._open[writer], self._open[far_writer]
                far_writer.transport.abort()
        return writer.transport.abort()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65_536):
        writer.write(data)
        await writer.drain()
    writer.transport.abort()

"""One side's audio over RTP: sends a tone, counts and judges what comes in."""

import asyncio
import itertools
import struct
from collections import deque
from typing import cast

from switchboard.testcall import audio
from switchboard.testcall.sdp import PCMA, PCMU, Audio

_HEADER = struct.Struct("!BBHII")
_FRAME_S = audio.FRAME / audio.RATE_HZ
_MAX_PACKET = 1_500
_JUDGED = 1_600  # 200 ms: long enough to tell a tone, short enough to be about now
_TONE_SHARE = 0.6


class Media(asyncio.DatagramProtocol):
    """An RTP socket that sends `tone_hz` from `start` until `close`."""

    def __init__(self, tone_hz: int) -> None:
        self._tone_hz = tone_hz
        self._samples: deque[int] = deque(maxlen=_JUDGED)
        self._transport: asyncio.DatagramTransport | None = None
        self._sender: asyncio.Task[None] | None = None
        self.received = 0
        self.sent = 0
        self.loud = False

    @classmethod
    async def open(cls, host: str, tone_hz: int) -> "Media":
        """Bind a free port of `host`."""
        loop = asyncio.get_running_loop()
        _, media = await loop.create_datagram_endpoint(lambda: cls(tone_hz), local_addr=(host, 0))
        return media

    @property
    def local(self) -> Audio:
        """Where this side wants its audio."""
        if self._transport is None:
            raise RuntimeError("the audio socket is not open")
        host, port = self._transport.get_extra_info("sockname")[:2]
        return Audio(host, port)

    def start(self, remote: Audio) -> None:
        """Send the tone there; called again, it goes to the new place."""
        if self._sender is not None:
            self._sender.cancel()
        self._sender = asyncio.create_task(self._send(remote))

    def close(self) -> None:
        """Stop and give the port back."""
        if self._sender is not None:
            self._sender.cancel()
        if self._transport is not None:
            self._transport.close()

    def hears_tone(self, hz: int) -> bool:
        """The last 200 ms are that tone and little else."""
        if len(self._samples) < _JUDGED:
            return False
        return audio.tone_share(tuple(self._samples), hz) > _TONE_SHARE

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Asyncio's way of handing over the socket."""
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str | int, ...]) -> None:  # noqa: ARG002 (asyncio's form)
        """Take one RTP packet of ours; drop anything else."""
        if not _HEADER.size < len(data) <= _MAX_PACKET:
            return
        first, kind, *_ = _HEADER.unpack_from(data)
        codec = kind & 0x7F
        start = _HEADER.size + 4 * (first & 0x0F)
        if first >> 6 != 2 or first & 0x30 or codec not in (PCMU, PCMA) or start >= len(data):
            return
        self.received += 1
        samples = audio.decode(data[start:], codec)
        self._samples.extend(samples)
        self.loud = self.loud or audio.is_loud(samples)

    async def _send(self, remote: Audio) -> None:
        second = audio.tone_second(self._tone_hz, remote.codec)
        frames = [second[at : at + audio.FRAME] for at in range(0, len(second), audio.FRAME)]
        loop = asyncio.get_running_loop()
        due = loop.time()
        for number in itertools.count():
            if self._transport is None or self._transport.is_closing():
                return
            mark = 0x80 if number == 0 else 0
            header = _HEADER.pack(
                0x80,
                mark | remote.codec,
                number & 0xFFFF,
                number * audio.FRAME & 0xFFFFFFFF,
                0x43574C54,
            )
            self._transport.sendto(
                header + frames[number % len(frames)], (remote.host, remote.port)
            )
            self.sent += 1
            due += _FRAME_S
            await asyncio.sleep(max(0.0, due - loop.time()))

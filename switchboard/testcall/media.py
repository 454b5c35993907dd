"""One side's audio over RTP: sends a tone and pressed keys, judges what comes in."""

import asyncio
import struct
from collections import deque
from typing import cast

from switchboard.testcall import audio, keys
from switchboard.testcall.sdp import EVENTS, PCMA, PCMU, Audio

_HEADER = struct.Struct("!BBHII")
_FRAME_S = audio.FRAME / audio.RATE_HZ
_MAX_PACKET = 1_500
_JUDGED = 1_600  # 200 ms: long enough to tell a tone, short enough to be about now
_TONE_SHARE = 0.6
_MAX_KEYS = 64


class CannotPress(RuntimeError):
    """Keys cannot be sent in this call; the text says why."""


class Media(asyncio.DatagramProtocol):
    """An RTP socket that sends `tone_hz` from `start` until `close`.

    While `quiet` is set it sends silence instead. `heard_keys` are the keys that the
    other side has pressed.
    """

    def __init__(self, tone_hz: int) -> None:
        self._tone_hz = tone_hz
        self._samples: deque[int] = deque(maxlen=_JUDGED)
        self._transport: asyncio.DatagramTransport | None = None
        self._sender: asyncio.Task[None] | None = None
        self._remote: Audio | None = None
        self._pressed: deque[keys.Key] = deque()
        self._none_pressed = asyncio.Event()
        self._closed = False
        self._hearing = keys.Hearing()
        self._number = 0
        self.received = 0
        self.sent = 0
        self.loud = False
        self.quiet = False

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
        return Audio(host, port, events=EVENTS)

    @property
    def heard_keys(self) -> str:
        """All keys that the other side has pressed so far."""
        return self._hearing.keys

    def start(self, remote: Audio) -> None:
        """Send the tone there; called again, it goes to the new place."""
        self._remote = remote
        if self._sender is not None:
            self._sender.cancel()
        self._sender = asyncio.create_task(self._send(remote))

    def close(self) -> None:
        """Stop and give the port back."""
        self._closed = True
        self._none_pressed.set()
        if self._sender is not None:
            self._sender.cancel()
        if self._transport is not None:
            self._transport.close()

    async def press(self, pressed: str) -> None:
        """Press keys one after the other; returns when the last one is let go.

        Raises CannotPress when the call is not up or the other side takes no keys, and
        ValueError for a text that has other characters than `0-9*#`.
        """
        wanted = [keys.Key(key) for key in pressed]
        if self._remote is None or self._closed:
            raise CannotPress("no key can be pressed: the call is not up")
        if self._remote.events is None:
            raise CannotPress("the other side takes no keys: it offers no telephone-event")
        if len(self._pressed) + len(wanted) > _MAX_KEYS:
            raise CannotPress(f"more than {_MAX_KEYS} keys at once")
        self._pressed.extend(wanted)
        while self._pressed and not self._closed:
            self._none_pressed.clear()
            await self._none_pressed.wait()
        if self._pressed:
            raise CannotPress("the call ended before all keys were pressed")

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
        if first >> 6 != 2 or first & 0x30 or start >= len(data):
            return
        if codec in (EVENTS, self._remote and self._remote.events):
            self._hearing.take(data[start:], _HEADER.unpack_from(data)[3])
        if codec not in (PCMU, PCMA):
            return
        self.received += 1
        samples = audio.decode(data[start:], codec)
        self._samples.extend(samples)
        self.loud = self.loud or audio.is_loud(samples)

    async def _send(self, remote: Audio) -> None:
        second = audio.tone_second(self._tone_hz, remote.codec)
        frames = [second[at : at + audio.FRAME] for at in range(0, len(second), audio.FRAME)]
        silence = audio.silent_frame(remote.codec)
        loop = asyncio.get_running_loop()
        due = loop.time()
        mark = 0x80
        while self._transport is not None and not self._transport.is_closing():
            codec, at = remote.codec, self._number
            payload = silence if self.quiet else frames[self._number % len(frames)]
            if self._pressed and remote.events is not None:
                key = self._pressed[0]
                codec, mark = remote.events, 0x80 if key.frame == 0 else 0
                at, payload = self._number - key.frame, key.next_frame()
            if payload:
                self._send_packet(remote, mark | codec, at, payload)
                mark = 0
            self._let_go_of_key()
            self._number += 1
            due += _FRAME_S
            await asyncio.sleep(max(0.0, due - loop.time()))

    def _send_packet(self, remote: Audio, kind: int, at: int, payload: bytes) -> None:
        """`at` is the frame whose moment stands in the packet: for a key, its first one."""
        stamp = at * audio.FRAME & 0xFFFFFFFF
        header = _HEADER.pack(0x80, kind, self.sent & 0xFFFF, stamp, 0x43574C54)
        if self._transport is not None:
            self._transport.sendto(header + payload, (remote.host, remote.port))
        self.sent += 1

    def _let_go_of_key(self) -> None:
        if self._pressed and self._pressed[0].done:
            self._pressed.popleft()
            if not self._pressed:
                self._none_pressed.set()

"""What the caller hears of the operator, packet by packet, and what the operator says.

The page's microphone plays short beeps of one tone. Beeps, because a browser takes a tone
that goes on for noise and removes it; one tone, because the caller hears music before and
after. A caller hears a beep at the first packet that is loud and nearly only that tone.
"""

import asyncio
import time
import wave
from array import array
from math import pi, sin
from pathlib import Path

from switchboard.testcall import audio
from switchboard.testcall.caller import CALLER_TONE_HZ, Caller
from switchboard.testcall.media import Media
from switchboard.testcall.wire import SipSocket

BEEP_HZ = 1100
BEEP_S, PAUSE_S = 0.06, 0.04
_RATE_HZ = 48_000
_FILE_S = 10
_SHARE = 0.7
_MOST_TIMES = 100_000
"""About half an hour of a beep in every packet."""


class Ear(Media):
    """`Media` that notes when it heard the operator, counted from the epoch."""

    def __init__(self, tone_hz: int) -> None:
        super().__init__(tone_hz)
        self.beeps: list[float] = []

    def datagram_received(self, data: bytes, addr: tuple[str | int, ...]) -> None:
        """Take a packet and look whether it is the operator's."""
        before = self.received
        super().datagram_received(data, addr)
        if self.received == before:
            return
        last = tuple(self._samples)[-audio.FRAME :]
        if is_beep(last) and len(self.beeps) < _MOST_TIMES:
            self.beeps.append(time.time())

    def first_after(self, at_s: float) -> float | None:
        """The first time after `at_s` at which the operator was heard."""
        return next((beep for beep in self.beeps if beep > at_s), None)


def is_beep(samples: tuple[int, ...]) -> bool:
    """These 20 ms are the operator's tone and little else."""
    return audio.is_loud(samples) and audio.tone_share(samples, BEEP_HZ) > _SHARE


async def open_caller(host: str, port: int, number: str) -> tuple[Caller, Ear]:
    """A caller who has not dialled yet, and its ear. Raises NoAnswer."""
    wire = await SipSocket.open(host, port)
    loop = asyncio.get_running_loop()
    _, ear = await loop.create_datagram_endpoint(
        lambda: Ear(CALLER_TONE_HZ), local_addr=(wire.local[0], 0)
    )
    return Caller(wire, ear, number), ear


def write_microphone(path: Path) -> None:
    """The sound that the page's microphone plays again and again."""
    turn = 2 * pi * BEEP_HZ / _RATE_HZ
    on, whole = round(BEEP_S * _RATE_HZ), round((BEEP_S + PAUSE_S) * _RATE_HZ)
    beep = array("h", (round(12_000 * sin(turn * at)) for at in range(on)))
    beep.extend([0] * (whole - on))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE_HZ)
        file.writeframes(beep.tobytes() * (_FILE_S * _RATE_HZ // whole))

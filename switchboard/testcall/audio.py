"""Telephone audio: G.711, tones, and whether a tone is there. Pure.

Samples are 16-bit integers at 8 kHz; a frame is 20 ms, 160 samples.
"""

import math
from collections.abc import Sequence

from switchboard.testcall.sdp import PCMU

RATE_HZ = 8000
FRAME = 160
_LOUD = 200.0  # of 32767: line noise is below, any speech or music above
_BIAS = 132
_CLIP = 32_635


def ulaw_to_linear(byte: int) -> int:
    """G.711 µ-law to a sample."""
    byte = ~byte & 0xFF
    value = (((byte & 0x0F) << 3) + _BIAS) << ((byte & 0x70) >> 4)
    return _BIAS - value if byte & 0x80 else value - _BIAS


def linear_to_ulaw(sample: int) -> int:
    """A sample to G.711 µ-law."""
    sign = 0x80 if sample < 0 else 0
    size = min(abs(sample), _CLIP) + _BIAS
    exponent = size.bit_length() - 8
    return ~(sign | exponent << 4 | (size >> (exponent + 3)) & 0x0F) & 0xFF


def alaw_to_linear(byte: int) -> int:
    """G.711 A-law to a sample."""
    byte ^= 0x55
    exponent = (byte & 0x70) >> 4
    value = ((byte & 0x0F) << 4) + 8
    if exponent:
        value = (value + 256) << (exponent - 1)
    return value if byte & 0x80 else -value


def linear_to_alaw(sample: int) -> int:
    """A sample to G.711 A-law."""
    sign = 0x80 if sample >= 0 else 0
    size = min(abs(sample), 32_767)
    exponent = max(0, size.bit_length() - 8)
    step = size >> 4 if exponent == 0 else size >> (exponent + 3)
    return (sign | exponent << 4 | step & 0x0F) ^ 0x55


_FROM_ULAW = [ulaw_to_linear(byte) for byte in range(256)]
_FROM_ALAW = [alaw_to_linear(byte) for byte in range(256)]


def decode(payload: bytes, codec: int) -> list[int]:
    """A packet's audio as samples."""
    table = _FROM_ULAW if codec == PCMU else _FROM_ALAW
    return [table[byte] for byte in payload]


def tone_second(hz: int, codec: int, loudness: float = 0.25) -> bytes:
    """One second of a tone, to be repeated: it ends where it begins.

    `hz` is whole and under half the rate; `loudness` is a share of full scale.
    """
    if not 0 < hz < RATE_HZ // 2:
        raise ValueError(f"a tone of {hz} Hz cannot be sent at {RATE_HZ} samples a second")
    convert = linear_to_ulaw if codec == PCMU else linear_to_alaw
    turn = 2 * math.pi * hz / RATE_HZ
    height = loudness * 32_767
    return bytes(convert(round(height * math.sin(turn * i))) for i in range(RATE_HZ))


def silent_frame(codec: int) -> bytes:
    """A frame of nothing."""
    return bytes([linear_to_ulaw(0) if codec == PCMU else linear_to_alaw(0)]) * FRAME


def tone_share(samples: Sequence[int], hz: float, rate_hz: int = RATE_HZ) -> float:
    """How much of the energy is in one tone: 1 for a pure tone, 0 for silence (Goertzel)."""
    energy = sum(sample * sample for sample in samples)
    if not energy:
        return 0.0
    factor = 2 * math.cos(2 * math.pi * hz / rate_hz)
    last, before = 0.0, 0.0
    for sample in samples:
        last, before = sample + factor * last - before, last
    power = last * last + before * before - factor * last * before
    return min(1.0, 2 * power / (len(samples) * energy))


def is_loud(samples: Sequence[int]) -> bool:
    """Somebody could hear it."""
    if not samples:
        return False
    return math.sqrt(sum(sample * sample for sample in samples) / len(samples)) > _LOUD

"""The WAV header of what we keep: PCM, signed 16 bit, little-endian."""

import struct
from typing import BinaryIO, NamedTuple

RATE_HZ = 8000
SAMPLE_BYTES = 2
HEADER_BYTES = 44
MAX_DATA_BYTES = 2**32 - 1 - 36
"""What the 32-bit sizes of a WAV header can say: 37 hours of stereo."""

_MAX_HEADER_BYTES = 64 * 1024
_PCM = 1


class WavError(ValueError):
    """Not a WAV file that we can read, and why."""


class WavInfo(NamedTuple):
    """What a header says. `data_bytes` is the header's word, not the file's real length."""

    channels: int
    rate_hz: int
    sample_bytes: int
    data_offset: int
    data_bytes: int


def header(channels: int, data_bytes: int) -> bytes:
    """The 44 bytes before `data_bytes` of samples. Raises WavError when that is too long."""
    if data_bytes > MAX_DATA_BYTES:
        raise WavError(f"a WAV file cannot hold {data_bytes} bytes of sound, its limit is 4 GiB")
    frame = channels * SAMPLE_BYTES
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF",
        36 + data_bytes,
        b"WAVE",
        b"fmt ",
        16,
        _PCM,
        channels,
        RATE_HZ,
        RATE_HZ * frame,
        frame,
        SAMPLE_BYTES * 8,
        b"data",
        data_bytes,
    )


def read_header(file: BinaryIO) -> WavInfo:
    """Read up to the first sample, passing over chunks that we do not need.

    Raises WavError for anything but PCM, and for a header without an end.
    """
    riff = file.read(12)
    if len(riff) < 12 or riff[:4] != b"RIFF" or riff[8:] != b"WAVE":
        raise WavError("the file does not begin like a WAV file")
    offset = 12
    form: tuple[int, int, int] | None = None
    while offset < _MAX_HEADER_BYTES:
        head = file.read(8)
        if len(head) < 8:
            break
        name, size = struct.unpack("<4sI", head)
        offset += 8
        if name == b"data":
            if form is None:
                raise WavError("the samples come before their format")
            return WavInfo(*form, data_offset=offset, data_bytes=size)
        padded = size + size % 2
        if padded > _MAX_HEADER_BYTES:
            break
        body = file.read(padded)
        offset += padded
        if name == b"fmt ":
            form = _read_format(body)
    raise WavError("the file has no samples")


def _read_format(body: bytes) -> tuple[int, int, int]:
    if len(body) < 16:
        raise WavError("the format of the samples is cut off")
    code, channels, rate_hz, _per_s, _frame, bits = struct.unpack("<HHIIHH", body[:16])
    if code != _PCM:
        raise WavError(f"the samples are coded (format {code}), not PCM")
    return channels, rate_hz, bits // 8

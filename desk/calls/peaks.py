"""The waveform of a recording: the loudest sample of each stretch, left and right.

Read in pieces in a thread, so that an hour of sound needs no more memory than a minute
and no request waits behind it. A kept recording never changes, so answers are kept too.
"""

import asyncio
import wave
from collections import OrderedDict
from pathlib import Path

import numpy as np
import numpy.typing as npt

from desk.answers import to_json
from desk.errors import gone, try_later

MOST_BUCKETS = 4000
AT_ONCE = 2
WAITING_LIMIT = 32
KEPT_ANSWERS = 128
PIECE_FRAMES = 1 << 17
_DIGITS = 4

Samples = npt.NDArray[np.float32]


class NotReadable(ValueError):
    """The file is not a WAV of whole samples."""


def peaks_of(path: Path, buckets: int) -> dict[str, object]:
    """Peaks from 0 to 1 of each channel, in at most `buckets` stretches of equal length.

    A file shorter than that has one bucket a frame. A mono file has both in one, so left
    and right are the same. Blocks. Raises `NotReadable`, `OSError`.
    """
    try:
        with wave.open(str(path), "rb") as sound:
            frames, rate, channels = sound.getnframes(), sound.getframerate(), sound.getnchannels()
            peaks = _fold(sound, min(buckets, max(1, frames)))
    except (wave.Error, EOFError, ZeroDivisionError) as error:
        raise NotReadable(str(error)) from error
    left, right = peaks[0], peaks[1 if channels > 1 else 0]
    return {
        "buckets": len(left),
        "left": _told(left),
        "right": _told(right),
        "duration_s": round(frames / rate, 3),
    }


def _told(peaks: Samples) -> list[float]:
    """Short numbers: a 32-bit number would be written with seventeen digits."""
    rounded: list[float] = np.round(peaks.astype(np.float64), _DIGITS).tolist()
    return rounded


def _fold(sound: wave.Wave_read, buckets: int) -> Samples:
    frames, channels = sound.getnframes(), sound.getnchannels()
    peaks = np.zeros((channels, buckets), np.float32)
    start = 0
    while start < frames:
        piece = _loudness(sound.readframes(PIECE_FRAMES), sound.getsampwidth(), channels)
        if len(piece) == 0:
            break
        bucket = np.arange(start, start + len(piece), dtype=np.int64) * buckets // frames
        firsts = np.flatnonzero(np.diff(bucket, prepend=-1))
        found = np.maximum.reduceat(piece, firsts).T
        into = bucket[firsts]
        peaks[:, into] = np.maximum(peaks[:, into], found)
        start += len(piece)
    return peaks


def _loudness(data: bytes, width: int, channels: int) -> Samples:
    """Absolute values from 0 to 1, one row a frame."""
    if width == 1:
        samples = np.frombuffer(data, np.uint8).astype(np.float32) / 128 - 1
    elif width == 2:
        samples = np.frombuffer(data, "<i2").astype(np.float32) / 32768
    else:
        raise NotReadable(f"samples of {8 * width} bits are not supported")
    return np.abs(samples[: len(samples) // channels * channels]).reshape(-1, channels)


class Peaks:
    """Answers ready to send, few at once and the latest kept."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0
        self._kept: OrderedDict[tuple[str, int], bytes] = OrderedDict()

    async def answer(self, recording: str, path: Path, buckets: int) -> bytes:
        """The JSON of `peaks_of`. Raises `Refusal` when busy or not readable."""
        key = (recording, buckets)
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
            return kept
        if self._waiting >= WAITING_LIMIT:
            raise try_later(503, "busy", "Too many waveforms are being drawn. Try again.", 2)
        self._waiting += 1
        try:
            async with self._turn:
                made = await asyncio.to_thread(lambda: to_json(peaks_of(path, buckets)))
        except (NotReadable, OSError) as error:
            raise gone("not_readable", "The recording's file cannot be read.") from error
        finally:
            self._waiting -= 1
        self._kept[key] = made
        if len(self._kept) > KEPT_ANSWERS:
            self._kept.popitem(last=False)
        return made

"""Sound of any kind made into what Asterisk plays: mono, levelled, 8 and 16 kHz.

Each prompt is two files with one name: `.wav` (8 kHz, 16 bit, for the old telephone band)
and `.sln16` (16 kHz, bare samples, for phones that can do better). Asterisk is told the
name without an ending and takes the one that costs least for the line.
"""

import io
from typing import NamedTuple

import numpy as np
import soundfile
import soxr

from prompts.levels import Samples, Silent, levelled, trimmed

NARROW_HZ, WIDE_HZ = 8000, 16000
WIDE_ENDING, NARROW_ENDING = ".sln16", ".wav"
_CHUNK_S = 1
_LOWEST_HZ, _HIGHEST_HZ = 4000, 192_000
_MOST_CHANNELS = 8


class SoundRefused(ValueError):
    """A sound that cannot be used; the message says why and what to do."""


class Prompt(NamedTuple):
    """The two files of a prompt, as bytes."""

    narrow: bytes
    wide: bytes

    @property
    def duration_s(self) -> float:
        """How long it takes to say."""
        return len(self.wide) / 2 / WIDE_HZ


def prompt(data: bytes, longest_s: float) -> Prompt:
    """What Asterisk plays, of a WAV, MP3, FLAC or Ogg file. Raises `SoundRefused`.

    Blocks for about a hundredth of the sound's length: call it in a thread.
    """
    try:
        wide = levelled(trimmed(_read(data, longest_s), WIDE_HZ), WIDE_HZ)
    except Silent:
        raise SoundRefused("nothing can be heard in this sound; record it again") from None
    narrow = soxr.resample(wide, WIDE_HZ, NARROW_HZ, "HQ")
    return Prompt(_wav(_pcm(narrow)), _pcm(wide))


def listenable(wide: bytes) -> bytes:
    """A WAV file that a browser plays, of a prompt's bare samples."""
    out = io.BytesIO()
    samples = np.frombuffer(wide, dtype="<i2")
    soundfile.write(out, samples, WIDE_HZ, format="WAV", subtype="PCM_16")
    return out.getvalue()


def _read(data: bytes, longest_s: float) -> Samples:
    """One channel at 16 kHz. Read piece by piece: what a header promises may be a lie."""
    try:
        with soundfile.SoundFile(io.BytesIO(data)) as file:
            rate, channels = file.samplerate, file.channels
            if not _LOWEST_HZ <= rate <= _HIGHEST_HZ or channels > _MOST_CHANNELS:
                raise SoundRefused(
                    f"the sound has {rate} Hz and {channels} channels; "
                    f"{_LOWEST_HZ} to {_HIGHEST_HZ} Hz and up to {_MOST_CHANNELS} channels are read"
                )
            stream = soxr.ResampleStream(rate, WIDE_HZ, 1, dtype="float32", quality="HQ")
            pieces: list[Samples] = []
            total = 0
            for block in file.blocks(rate * _CHUNK_S, dtype="float32", always_2d=True):
                total += len(block)
                if total > longest_s * rate:
                    raise SoundRefused(
                        f"the sound is longer than {_told(longest_s)}; cut it into shorter ones"
                    )
                pieces.append(stream.resample_chunk(_one_channel(block)))
            pieces.append(stream.resample_chunk(np.zeros(0, dtype=np.float32), last=True))
    except (soundfile.SoundFileError, RuntimeError) as error:
        # The whole text of the library's error names our own object in memory.
        why = getattr(error, "error_string", "") or "it is damaged"
        raise SoundRefused(
            f"this is no sound that can be read ({str(why)[:120].rstrip('.')}); "
            "use WAV, MP3, FLAC or Ogg"
        ) from error
    return np.concatenate(pieces)


def _one_channel(block: Samples) -> Samples:
    mixed = np.nan_to_num(block.mean(axis=1), posinf=0.0, neginf=0.0)
    return np.asarray(np.clip(mixed, -4.0, 4.0), dtype=np.float32)


def _told(seconds: float) -> str:
    return f"{seconds / 60:g} minutes" if seconds >= 120 else f"{seconds:g} seconds"


def _pcm(samples: Samples) -> bytes:
    return np.round(np.clip(samples, -1.0, 1.0) * 32767).astype("<i2").tobytes()


def _wav(pcm: bytes) -> bytes:
    out = io.BytesIO()
    samples = np.frombuffer(pcm, dtype="<i2")
    soundfile.write(out, samples, NARROW_HZ, format="WAV", subtype="PCM_16")
    return out.getvalue()

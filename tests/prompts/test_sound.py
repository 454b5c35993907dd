"""Sound of any kind becomes what Asterisk plays."""

import io

import numpy as np
import pytest
import soundfile

from prompts.levels import TARGET_DB, loudness
from prompts.sound import NARROW_HZ, WIDE_HZ, SoundRefused, listenable, prompt
from recording.wav import read_header


def encoded(
    *,
    seconds: float = 1.0,
    rate: int = 44100,
    channels: int = 2,
    form: str = "WAV",
    subtype: str | None = None,
    amplitude: float = 0.1,
) -> bytes:
    at = np.arange(int(seconds * rate)) / rate
    sine = amplitude * np.sin(2 * np.pi * 440 * at)
    out = io.BytesIO()
    soundfile.write(out, np.stack([sine] * channels, axis=1), rate, format=form, subtype=subtype)
    return out.getvalue()


@pytest.mark.parametrize(
    ("form", "subtype", "rate"),
    [
        ("WAV", "PCM_16", 8000),
        ("WAV", "PCM_24", 96000),
        ("WAV", "ULAW", 8000),
        ("WAV", "FLOAT", 44100),
        ("MP3", None, 44100),
        ("FLAC", None, 48000),
        ("OGG", "VORBIS", 44100),
        ("OGG", "OPUS", 48000),
    ],
)
def test_common_files_are_read(form: str, subtype: str | None, rate: int) -> None:
    made = prompt(encoded(rate=rate, form=form, subtype=subtype), 60)
    info = read_header(io.BytesIO(made.narrow))
    assert (info.channels, info.rate_hz, info.sample_bytes) == (1, NARROW_HZ, 2)
    assert made.duration_s == pytest.approx(1.0, abs=0.15)
    assert info.data_bytes / 2 / NARROW_HZ == pytest.approx(made.duration_s, abs=0.001)
    wide = np.frombuffer(made.wide, "<i2").astype(np.float32) / np.float32(32768)
    narrow = np.frombuffer(made.narrow[info.data_offset :], "<i2").astype(np.float32) / np.float32(
        32768
    )
    assert loudness(wide, WIDE_HZ) == pytest.approx(TARGET_DB, abs=1.0)
    assert loudness(narrow, NARROW_HZ) == pytest.approx(TARGET_DB, abs=1.0)
    spectrum = np.abs(np.fft.rfft(wide))
    assert spectrum.argmax() * WIDE_HZ / len(wide) == pytest.approx(440, abs=3)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no sound that can be read"),
        (b"<html>" * 100, "use WAV, MP3, FLAC or Ogg"),
        (encoded()[:30], "no sound that can be read"),
        (encoded(seconds=3.0), "longer than 2 seconds"),
        (encoded(rate=2000), "2000 Hz"),
        (encoded(channels=9, seconds=0.1), "9 channels"),
        (encoded(amplitude=0.0), "nothing can be heard"),
    ],
)
def test_what_cannot_be_used_is_told(data: bytes, says: str) -> None:
    with pytest.raises(SoundRefused) as told:
        prompt(data, 2.0)
    assert says in str(told.value)


def test_a_browser_gets_a_wav() -> None:
    info = read_header(io.BytesIO(listenable(bytes(3200))))
    assert (info.channels, info.rate_hz, info.data_bytes) == (1, WIDE_HZ, 3200)

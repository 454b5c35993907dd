"""Listen to a recording: how long it is and which tones stand in which channel."""

import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from switchboard.testcall.audio import tone_share


@dataclass(frozen=True)
class Recording:
    """A WAV file: one row of samples for each channel (0 caller, 1 operator)."""

    rate_hz: int
    channels: npt.NDArray[np.int16]

    @property
    def duration_s(self) -> float:
        """Length of the file."""
        return float(self.channels.shape[1] / self.rate_hz)

    def tone_share(
        self, channel: int, hz: float, since_s: float = 0.0, for_s: float = 0.5
    ) -> float:
        """How much of the energy of a stretch is in one tone, 0 to 1."""
        first = round(since_s * self.rate_hz)
        stretch = self.channels[channel, first : first + round(for_s * self.rate_hz)]
        return tone_share([int(sample) for sample in stretch], hz, self.rate_hz)

    def tone_seconds(self, channel: int, hz: float, least_share: float = 0.6) -> float:
        """For how long, in steps of 100 ms, that tone stands alone in a channel."""
        steps = int(self.duration_s * 10)
        return (
            sum(self.tone_share(channel, hz, i / 10, 0.1) > least_share for i in range(steps)) / 10
        )

    def is_silent(self, channel: int) -> bool:
        """Nothing but line noise in the whole channel."""
        return bool(np.abs(self.channels[channel]).max(initial=0) < 200)


def read_recording(path: Path) -> Recording:
    """A 16-bit PCM WAV file."""
    with wave.open(str(path), "rb") as source:
        assert source.getsampwidth() == 2, "16 bits are expected"
        count = source.getnchannels()
        data = np.frombuffer(source.readframes(source.getnframes()), dtype="<i2")
        return Recording(source.getframerate(), data.reshape(-1, count).T.copy())

"""How loud a prompt is, and how it is made as loud as all others. Pure.

Loudness is the mean power of the parts in which somebody speaks: blocks of 400 ms, a
quarter apart; those below -60 dB of full scale do not count, nor those more than 10 dB
below the mean of the rest. This is the gating of ITU-R BS.1770 without its weighting of
frequencies, which means little in the band of a telephone. Asterisk's own prompts are
between -21 and -17 by this measure, -19 in the middle, and so are ours.
"""

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]

TARGET_DB = -19.0
CEILING_DB = -1.5
_BLOCK_S, _STEP = 0.4, 4
_ABSOLUTE_GATE_DB, _RELATIVE_GATE_DB = -60.0, -10.0
_MOST_GAIN_DB = 40.0
_ROUNDS = 4
_CLOSE_DB = 0.3
_LIMIT_BLOCK_S = 0.005
_TRIM_BELOW_DB = -42.0
_FRAME_S = 0.01
_KEEP_BEFORE_S, _KEEP_AFTER_S = 0.05, 0.15
_FADE_S = 0.005


class Silent(ValueError):
    """A sound in which nothing can be heard."""


def loudness(samples: Samples, rate: int) -> float:
    """Decibels of full scale. Raises `Silent`."""
    powers = _block_powers(samples, rate)
    heard = powers[powers > _power(_ABSOLUTE_GATE_DB)]
    if not heard.size:
        raise Silent("the sound is silent")
    spoken = heard[heard > heard.mean() * _power(_RELATIVE_GATE_DB)]
    return float(10 * np.log10(spoken.mean()))


def trimmed(samples: Samples, rate: int) -> Samples:
    """Without the silence at both ends, but for a breath, and without clicks there.

    Raises `Silent`.
    """
    frame = max(1, int(rate * _FRAME_S))
    count = len(samples) // frame
    peaks = np.abs(samples[: count * frame]).reshape(count, frame).max(axis=1, initial=0.0)
    if not count or peaks.max() < _ratio(_ABSOLUTE_GATE_DB):
        raise Silent("the sound is silent")
    loud = np.flatnonzero(peaks > peaks.max() * _ratio(_TRIM_BELOW_DB))
    start = max(0, int(loud[0]) * frame - int(_KEEP_BEFORE_S * rate))
    end = min(len(samples), (int(loud[-1]) + 1) * frame + int(_KEEP_AFTER_S * rate))
    kept = samples[start:end].copy()
    fade = min(int(_FADE_S * rate), len(kept) // 2)
    if fade:
        ramp = np.linspace(0.0, 1.0, fade, dtype=np.float32)
        kept[:fade] *= ramp
        kept[-fade:] *= ramp[::-1]
    return kept


def levelled(samples: Samples, rate: int) -> Samples:
    """As loud as every other prompt, no peak above the ceiling. Raises `Silent`.

    Peaks that would be too high are turned down for some milliseconds, which takes away a
    little of the loudness; so it is measured and made up for again.
    """
    wanted = TARGET_DB
    found = samples
    for _ in range(_ROUNDS):
        gain = min(wanted - loudness(samples, rate), _MOST_GAIN_DB)
        found = _limited(samples * np.float32(_ratio(gain)), rate)
        missing = TARGET_DB - loudness(found, rate)
        if missing < _CLOSE_DB:
            break
        wanted += missing
    return found


def _limited(samples: Samples, rate: int) -> Samples:
    """Peaks held under the ceiling by a gain that moves smoothly.

    The gain between the middles of two blocks is drawn from one to the other, and each is
    no more than what its neighbours need: so no sample passes.
    """
    ceiling = _ratio(CEILING_DB)
    block = max(1, int(rate * _LIMIT_BLOCK_S))
    count = -(-len(samples) // block)
    padded = np.zeros(count * block, dtype=np.float32)
    padded[: len(samples)] = np.abs(samples)
    peaks = padded.reshape(count, block).max(axis=1)
    if peaks.max(initial=0.0) <= ceiling:
        return samples
    needed = np.minimum(1.0, ceiling / np.maximum(peaks, ceiling))
    wide = np.pad(needed, 1, mode="edge")
    gains = np.minimum(np.minimum(wide[:-2], wide[1:-1]), wide[2:])
    middles = (np.arange(count) + 0.5) * block
    curve = np.interp(np.arange(len(samples)), middles, gains)
    return np.asarray(samples * curve, dtype=np.float32)


def _block_powers(samples: Samples, rate: int) -> NDArray[np.float64]:
    block = int(rate * _BLOCK_S)
    if len(samples) <= block:
        return np.array(
            [float(np.mean(np.square(samples, dtype=np.float64)))] if len(samples) else []
        )
    step = block // _STEP
    totals = np.concatenate(([0.0], np.cumsum(np.square(samples, dtype=np.float64))))
    starts = np.arange(0, len(samples) - block + 1, step)
    return np.asarray((totals[starts + block] - totals[starts]) / block)


def _power(decibels: float) -> float:
    return float(10 ** (decibels / 10))


def _ratio(decibels: float) -> float:
    return float(10 ** (decibels / 20))

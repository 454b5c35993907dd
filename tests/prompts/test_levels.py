"""Sounds are cut to what is said and made equally loud."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prompts.levels import CEILING_DB, TARGET_DB, Samples, Silent, levelled, loudness, trimmed

RATE = 16000


def tone(amplitude: float, seconds: float) -> Samples:
    at = np.arange(int(seconds * RATE)) / RATE
    return np.asarray(amplitude * np.sin(2 * np.pi * 300 * at), dtype=np.float32)


def silence(seconds: float) -> Samples:
    return np.zeros(int(seconds * RATE), dtype=np.float32)


def test_a_full_sine_is_three_decibels_down() -> None:
    assert loudness(tone(1.0, 2), RATE) == pytest.approx(-3.01, abs=0.05)
    assert loudness(tone(0.1, 0.2), RATE) == pytest.approx(-23.01, abs=0.1)


def test_pauses_do_not_count() -> None:
    spoken = tone(0.3, 2)
    with_pauses = np.concatenate((spoken, silence(3), spoken))
    assert loudness(with_pauses, RATE) == pytest.approx(loudness(spoken, RATE), abs=0.5)


@pytest.mark.parametrize("amplitude", [0.003, 0.02, 0.3, 1.0, 3.0])
def test_quiet_and_loud_become_alike(amplitude: float) -> None:
    made = levelled(tone(amplitude, 1.0), RATE)
    assert loudness(made, RATE) == pytest.approx(TARGET_DB, abs=0.5)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**31), st.floats(0.05, 1.0), st.integers(1, 40))
def test_no_peak_passes_the_ceiling(seed: int, seconds: float, peaks: int) -> None:
    random = np.random.default_rng(seed)
    samples = random.normal(0, 0.01, int(seconds * RATE)).astype(np.float32)
    samples[random.integers(0, len(samples), peaks)] = random.choice([-1.0, 1.0], peaks)
    made = levelled(samples, RATE)
    assert np.abs(made).max() <= 10 ** (CEILING_DB / 20) + 1e-6


def test_silence_at_the_ends_is_cut_but_for_a_breath() -> None:
    sound = np.concatenate((silence(1.0), tone(0.3, 0.5), silence(2.0)))
    assert len(trimmed(sound, RATE)) / RATE == pytest.approx(0.7, abs=0.03)
    pause = np.concatenate((tone(0.3, 0.5), silence(1.0), tone(0.3, 0.5)))
    assert len(trimmed(pause, RATE)) / RATE == pytest.approx(2.0, abs=0.03)


def test_there_is_no_click_at_the_ends() -> None:
    made = trimmed(np.ones(RATE, dtype=np.float32), RATE)
    assert made[0] == made[-1] == 0.0


@pytest.mark.parametrize("sound", [silence(0), silence(1), tone(1e-5, 1)])
def test_silence_is_no_prompt(sound: Samples) -> None:
    with pytest.raises(Silent):
        trimmed(sound, RATE)
    with pytest.raises(Silent):
        levelled(sound, RATE)

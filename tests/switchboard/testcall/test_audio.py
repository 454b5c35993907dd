import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchboard.testcall import audio
from switchboard.testcall.sdp import PCMA, PCMU


@given(st.integers(-32_768, 32_767))
def test_both_laws_come_back_near_enough(sample: int) -> None:
    allowed = max(8, abs(sample) * 0.07)
    assert abs(audio.ulaw_to_linear(audio.linear_to_ulaw(sample)) - sample) <= allowed
    assert abs(audio.alaw_to_linear(audio.linear_to_alaw(sample)) - sample) <= max(16, allowed)


@pytest.mark.parametrize("codec", [PCMU, PCMA])
@pytest.mark.parametrize("hz", [440, 660, 1000])
def test_a_tone_is_found_and_no_other(codec: int, hz: int) -> None:
    samples = audio.decode(audio.tone_second(hz, codec), codec)[:1600]
    assert audio.tone_share(samples, hz) > 0.95
    assert audio.tone_share(samples, hz * 1.5) < 0.05
    assert audio.is_loud(samples)


def test_a_tone_repeats_without_a_jump() -> None:
    second = audio.decode(audio.tone_second(440, PCMU), PCMU)
    assert audio.tone_share((second + second)[7200:8800], 440) > 0.95


def test_silence_has_no_tone() -> None:
    assert audio.tone_share([0] * 1600, 440) == 0
    assert not audio.is_loud([0] * 1600)
    assert not audio.is_loud([])


def test_a_mix_has_its_share() -> None:
    turn = 2 * math.pi / audio.RATE_HZ
    samples = [
        round(4000 * math.sin(440 * turn * i) + 4000 * math.sin(660 * turn * i))
        for i in range(1600)
    ]
    assert audio.tone_share(samples, 440) == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize("hz", [0, 4000, -1])
def test_a_tone_that_the_line_cannot_carry_is_refused(hz: int) -> None:
    with pytest.raises(ValueError, match="cannot be sent"):
        audio.tone_second(hz, PCMU)

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchboard.testcall.keys import KEYS, Hearing, Key


def packets(pressed: str) -> list[tuple[int, bytes]]:
    """What goes over the wire, each with its RTP time."""
    sent: list[tuple[int, bytes]] = []
    for number, each in enumerate(pressed):
        key = Key(each)
        while not key.done:
            if payload := key.next_frame():
                sent.append((number * 5000, payload))
    return sent


def test_a_key_is_held_then_let_go_three_times_then_pauses() -> None:
    key = Key("#")
    frames = []
    while not key.done:
        frames.append(key.next_frame())
    told = [struct.unpack("!BBH", frame) for frame in frames if frame]
    assert [event for event, _, _ in told] == [11] * 8
    assert [bool(flags & 0x80) for _, flags, _ in told] == [False] * 5 + [True] * 3
    assert [length for _, _, length in told] == [160, 320, 480, 640, 800, 800, 800, 800]
    assert frames[8:] == [b""] * 4


@given(st.text(alphabet=KEYS, max_size=30))
def test_what_was_pressed_is_heard(pressed: str) -> None:
    hearing = Hearing()
    for stamp, payload in packets(pressed):
        hearing.take(payload, stamp)
    assert hearing.keys == pressed


def test_a_lost_packet_loses_no_key_and_doubles_none() -> None:
    for lost in range(16):
        hearing = Hearing()
        for number, (stamp, payload) in enumerate(packets("11")):
            if number != lost:
                hearing.take(payload, stamp)
        assert hearing.keys == "11", f"packet {lost} was lost"


@pytest.mark.parametrize("wrong", ["", "12", "A", "x", "٣", " "])
def test_what_is_no_key_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="is no key"):
        Key(wrong)


@given(st.binary(max_size=12), st.integers(0, 2**32 - 1))
def test_any_bytes_are_a_key_or_nothing(payload: bytes, stamp: int) -> None:
    hearing = Hearing()
    hearing.take(payload, stamp)
    assert len(hearing.keys) <= 1

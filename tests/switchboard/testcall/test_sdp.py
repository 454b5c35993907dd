import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchboard.testcall.sdp import EVENTS, PCMA, PCMU, Audio, build, parse
from switchboard.testcall.sip import SipError


@given(
    st.ip_addresses(v=4).map(str),
    st.integers(1, 65535),
    st.sampled_from((PCMU, PCMA)),
    st.none() | st.integers(96, 127),
)
def test_an_answer_can_be_read_back(host: str, port: int, codec: int, events: int | None) -> None:
    audio = Audio(host, port, codec, events)
    assert parse(build(audio, offer=False)) == audio


def test_an_offer_has_both_codecs() -> None:
    assert b"RTP/AVP 0 8\r\n" in build(Audio("127.0.0.1", 4000))


def test_keys_are_offered_under_a_number_of_their_own() -> None:
    body = build(Audio("127.0.0.1", 4000, events=EVENTS))
    assert b"RTP/AVP 0 8 101\r\n" in body
    assert b"a=rtpmap:101 telephone-event/8000\r\n" in body


@pytest.mark.parametrize(
    "line",
    [
        "a=rtpmap:101 telephone-event/48000",
        "a=rtpmap:8 telephone-event/8000",
        "a=rtpmap:999 telephone-event/8000",
        "a=rtpmap:x telephone-event/8000",
        "a=rtpmap:101 telephone-event/8000 more",
        "a=fmtp:101 0-15",
        "a=",
    ],
)
def test_what_does_not_say_how_keys_are_sent_is_passed_over(line: str) -> None:
    body = f"c=IN IP4 10.0.0.1\nm=audio 4000 RTP/AVP 0 101\n{line}\n".encode()
    assert parse(body) == Audio("10.0.0.1", 4000)


def test_the_address_of_the_stream_wins_over_that_of_the_session() -> None:
    body = b"v=0\nc=IN IP4 10.0.0.1\nm=audio 4000 RTP/AVP 96 8 0\nc=IN IP4 10.0.0.2\n"
    assert parse(body) == Audio("10.0.0.2", 4000, PCMA)


def test_only_the_first_audio_counts() -> None:
    body = (
        b"v=0\nc=IN IP4 10.0.0.1\nm=video 6000 RTP/AVP 96\nm=audio 4000 RTP/AVP 0\n"
        b"m=audio 5000 RTP/AVP 8\nc=IN IP4 10.0.0.9\n"
    )
    assert parse(body) == Audio("10.0.0.1", 4000, PCMU)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"m=audio 4000 RTP/AVP 0",
        b"c=IN IP4 10.0.0.1\nm=audio 0 RTP/AVP 0",
        b"c=IN IP4 10.0.0.1\nm=audio 99999 RTP/AVP 0",
        b"c=IN IP4 10.0.0.1\nm=audio -1 RTP/AVP 0",
        b"c=IN IP4 10.0.0.1\nm=audio 4000 RTP/AVP 9 111",
        b"c=IN IP4 10.0.0.1\nm=audio 4000 UDP/TLS/RTP/SAVPF 0",
        b"c=IN IP4 evil.example\nm=audio 4000 RTP/AVP 0",
        b"c=IN IP6 ::1\nm=audio 4000 RTP/AVP 0",
        b"a=x\n" * 500,
    ],
)
def test_a_description_without_our_audio_is_refused(body: bytes) -> None:
    with pytest.raises(SipError):
        parse(body)


@given(st.binary(max_size=400))
def test_any_bytes_are_audio_or_refused(body: bytes) -> None:
    with contextlib.suppress(SipError):
        assert 0 < parse(body).port <= 65535

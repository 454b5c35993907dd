import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from switchboard.testcall.sdp import PCMA, PCMU, Audio, build, parse
from switchboard.testcall.sip import SipError


@given(st.ip_addresses(v=4).map(str), st.integers(1, 65535), st.sampled_from((PCMU, PCMA)))
def test_an_answer_can_be_read_back(host: str, port: int, codec: int) -> None:
    assert parse(build(Audio(host, port, codec), offer=False)) == Audio(host, port, codec)


def test_an_offer_has_both_codecs() -> None:
    assert b"RTP/AVP 0 8\r\n" in build(Audio("127.0.0.1", 4000))


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

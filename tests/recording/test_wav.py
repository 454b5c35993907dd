"""Headers that the standard library can read, and files that are no WAV."""

import io
import struct
import wave

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recording.wav import MAX_DATA_BYTES, WavError, WavInfo, header, read_header

pytestmark = pytest.mark.pure


@pytest.mark.parametrize("channels", [1, 2])
def test_the_standard_library_reads_our_header(channels: int) -> None:
    file = io.BytesIO(header(channels, 400) + bytes(400))
    with wave.open(file) as heard:
        assert heard.getnchannels() == channels
        assert (heard.getframerate(), heard.getsampwidth()) == (8000, 2)
        assert heard.getnframes() == 400 // 2 // channels


def test_we_read_our_own_header() -> None:
    assert read_header(io.BytesIO(header(2, 400))) == WavInfo(2, 8000, 2, 44, 400)


def test_other_chunks_are_passed_over() -> None:
    plain = header(1, 4)
    noise = b"LIST" + struct.pack("<I", 3) + b"abc\0"
    file = io.BytesIO(plain[:36] + noise + plain[36:] + bytes(4))
    assert read_header(file) == WavInfo(1, 8000, 2, 56, 4)


def test_the_limit_of_32_bits_is_kept() -> None:
    assert len(header(2, MAX_DATA_BYTES)) == 44
    with pytest.raises(WavError, match="4 GiB"):
        header(2, MAX_DATA_BYTES + 1)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "does not begin like a WAV"),
        (b"RIFF\0\0\0\0OGGS", "does not begin like a WAV"),
        (header(1, 0)[:36], "no samples"),
        (header(1, 0)[:12] + b"data\0\0\0\0", "before their format"),
        (header(1, 0)[:16] + b"\x04\0\0\0abcd", "cut off"),
        (header(1, 0)[:20] + b"\x31\0" + header(1, 0)[22:], "coded"),
        (header(1, 0)[:12] + b"LIST\xff\xff\xff\xff", "no samples"),
    ],
)
def test_what_is_no_wav_is_told_so(data: bytes, why: str) -> None:
    with pytest.raises(WavError, match=why):
        read_header(io.BytesIO(data))


@given(st.binary(max_size=200))
def test_any_bytes_give_an_answer_or_a_sentence(data: bytes) -> None:
    for head in (b"", header(1, 0)[:12], header(1, 0)[:36]):
        try:
            read_header(io.BytesIO(head + data))
        except WavError as error:
            assert str(error)

import socket
import struct

from switchboard.testcall import audio
from switchboard.testcall.media import Media
from switchboard.testcall.sdp import PCMA, PCMU, Audio
from tests.support.waiting import until


async def test_two_sides_hear_each_others_tone() -> None:
    here, there = await Media.open("127.0.0.1", 440), await Media.open("127.0.0.1", 660)
    try:
        here.start(there.local)
        there.start(Audio(here.local.host, here.local.port, PCMA))
        await until(lambda: there.hears_tone(440), 5, "440 Hz there")
        await until(lambda: here.hears_tone(660), 5, "660 Hz here")
        assert here.loud
        assert not here.hears_tone(440)
    finally:
        here.close()
        there.close()


async def test_what_is_not_audio_of_ours_is_dropped() -> None:
    media = await Media.open("127.0.0.1", 440)
    good = struct.pack("!BBHII", 0x80, PCMU, 1, 160, 9) + audio.tone_second(660, PCMU)[:160]
    bad = [
        b"",
        b"x" * 12,
        good[:12],
        b"\x40" + good[1:],  # not RTP
        good[:1] + b"\x65" + good[2:],  # a telephone event
        b"\x8f" + good[1:20],  # more sources told than there are bytes
        good + b"x" * 2000,
    ]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        try:
            for packet in (*bad, good):
                sender.sendto(packet, (media.local.host, media.local.port))
            await until(lambda: media.received, 5, "the good packet")
            assert media.received == 1
        finally:
            media.close()

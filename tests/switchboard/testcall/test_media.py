import asyncio
import socket
import struct

import pytest

from switchboard.testcall import audio
from switchboard.testcall.media import CannotPress, Media
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


async def test_keys_are_heard_in_order_and_the_tone_goes_on() -> None:
    here, there = await Media.open("127.0.0.1", 440), await Media.open("127.0.0.1", 660)
    try:
        here.start(there.local)
        await here.press("12")
        await here.press("2#")
        await until(lambda: there.heard_keys == "122#", 5, "all keys")
        await until(lambda: there.hears_tone(440), 5, "the tone again")
        here.start(there.local)  # new terms in a running call
        await here.press("*")
        await until(lambda: there.heard_keys == "122#*", 5, "a key after new terms")
        assert here.heard_keys == ""
    finally:
        here.close()
        there.close()


@pytest.mark.parametrize("codec", [PCMU, PCMA])
async def test_a_quiet_side_sends_silence(codec: int) -> None:
    here, there = await Media.open("127.0.0.1", 440), await Media.open("127.0.0.1", 660)
    try:
        here.quiet = True
        here.start(Audio(there.local.host, there.local.port, codec))
        await until(lambda: there.received > 10, 5, "some packets")
        assert not there.loud
    finally:
        here.close()
        there.close()


async def test_keys_that_cannot_be_pressed_are_refused() -> None:
    here, there = await Media.open("127.0.0.1", 440), await Media.open("127.0.0.1", 660)
    try:
        with pytest.raises(CannotPress, match="not up"):
            await here.press("1")
        deaf = there.local
        here.start(Audio(deaf.host, deaf.port))
        with pytest.raises(CannotPress, match="takes no keys"):
            await here.press("1")
        here.start(there.local)
        with pytest.raises(CannotPress, match="more than 64"):
            await here.press("1" * 65)
        with pytest.raises(ValueError, match="no key"):
            await here.press("1x")
        pressing = asyncio.create_task(here.press("1" * 60))
        await until(lambda: there.heard_keys, 5, "the first key")
        here.close()
        with pytest.raises(CannotPress, match="the call ended"):
            await pressing
    finally:
        here.close()
        there.close()

"""Keys that sipp presses are heard by whoever listens."""

from pathlib import Path

import pytest

from switchboard.bench.parties import caller
from switchboard.bench.sipp import SippJob, SippRun, run_sipp
from switchboard.testcall.caller import Caller
from switchboard.testcall.phone import Phone, PhoneLogin
from tests.support.ports import free_udp_port
from tests.support.pressing import Press, pressing_caller, pressing_phone
from tests.support.waiting import until

ALL = "0123456789*#"
HOST, PEER = "127.0.0.83", "127.0.0.84"


@pytest.mark.line
async def test_a_caller_presses_its_script_and_hangs_up(
    sipp_argv: tuple[str, ...], tmp_path: Path
) -> None:
    here, there = (HOST, free_udp_port(HOST)), (PEER, free_udp_port(PEER))
    phone = await Phone.open(*here, PhoneLogin("101", "unused"), local=there)
    script = [Press(100, ALL[:6]), Press(50, ALL[6:])]
    try:
        job = SippJob(
            pressing_caller("101", script, hang_up_after_ms=100),
            here,
            there,
            timeout_s=30,
            calls=1,
            rows=[("5550001",)],
        )
        result = await run_sipp(sipp_argv, tmp_path / "caller", job)
        assert (result.succeeded, result.failed) == (1, 0), result.errors
        media = phone.calls[0].media
        assert media is not None
        assert media.heard_keys == ALL
    finally:
        phone.die()


@pytest.mark.line
async def test_a_phone_presses_its_script_until_it_is_hung_up(
    sipp_argv: tuple[str, ...], tmp_path: Path
) -> None:
    here, there = (HOST, free_udp_port(HOST)), (PEER, free_udp_port(PEER))
    job = SippJob(pressing_phone([Press(100, "12#"), Press(20_000, "9")]), there, here, 30)
    async with SippRun(sipp_argv, tmp_path / "phone", job) as run:
        await run.listening()
        async with await Caller.open(*there, "5550001", here) as person:
            await person.dial("101", 10)
            await until(lambda: person.media.heard_keys == "12#", 10, "the phone's keys")
            await person.hang_up()
        result = await run.stop()
        assert (result.succeeded, result.failed) == (1, 0), result.errors


@pytest.mark.parametrize("keys", ["", "A", "1 2", '"/>'])
def test_what_is_no_key_is_refused(keys: str) -> None:
    with pytest.raises(ValueError, match="are no keys"):
        pressing_caller("100", [Press(10, keys)])
    with pytest.raises(ValueError, match="are no keys"):
        pressing_phone([Press(10, keys)])


def test_a_script_is_bounded() -> None:
    with pytest.raises(ValueError, match="at most"):
        pressing_caller("100", [Press(10, "1")] * 61)


def test_an_ordinary_caller_still_offers_no_keys() -> None:
    assert "telephone-event" not in caller("100").xml()
    assert "telephone-event" in pressing_caller("100", []).xml()

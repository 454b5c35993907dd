"""The helpers prove themselves: bad callers and bad phones meet each other in real sipp."""

from pathlib import Path

import pytest

from switchboard.bench.messages import read_events
from switchboard.bench.parties import phone
from switchboard.bench.scenario import Scenario
from switchboard.bench.sipp import SippJob, SippResult, SippRun, run_sipp
from tests.support import scenarios
from tests.support.ports import free_udp_port

QUIET = phone(answer_after_ms=20, talk_ms=None, patience_ms=1000)


async def meet(
    argv: tuple[str, ...], folder: Path, calling: Scenario, called: Scenario
) -> tuple[SippResult, SippResult]:
    here = ("127.0.0.81", free_udp_port("127.0.0.81"))
    there = ("127.0.0.82", free_udp_port("127.0.0.82"))
    async with SippRun(argv, folder / "called", SippJob(called, there, here, 30)) as phones:
        await phones.listening()
        job = SippJob(calling, here, there, 20, calls=1, rows=[("5550001",)])
        result = await run_sipp(argv, folder / "calling", job)
        return result, await phones.stop()


@pytest.mark.line
@pytest.mark.parametrize(
    ("calling", "called"),
    [
        (scenarios.refused_caller("100", 603), scenarios.refusing_phone("603 Decline")),
        (scenarios.refused_caller("100", 486), scenarios.refusing_phone("486 Busy Here")),
        (scenarios.caller_who_gives_up("100", ring_ms=50), scenarios.ringing_phone()),
        (scenarios.anonymous_caller("100", hang_up_after_ms=50), QUIET),
    ],
    ids=lambda each: each.name,
)
async def test_both_sides_call_it_a_success(
    sipp_argv: tuple[str, ...], tmp_path: Path, calling: Scenario, called: Scenario
) -> None:
    caller_side, phone_side = await meet(sipp_argv, tmp_path, calling, called)
    assert (caller_side.succeeded, caller_side.failed) == (1, 0), caller_side.errors
    assert (phone_side.succeeded, phone_side.failed) == (1, 0), phone_side.errors


@pytest.mark.line
@pytest.mark.parametrize("name", scenarios.HOSTILE_NAMES, ids=lambda each: repr(each)[:20])
async def test_a_hostile_name_arrives_as_it_was_sent(
    sipp_argv: tuple[str, ...], tmp_path: Path, name: str
) -> None:
    calling = scenarios.hostile_caller("100", name, number="5550009", hang_up_after_ms=20)
    caller_side, phone_side = await meet(sipp_argv, tmp_path, calling, QUIET)
    assert (caller_side.succeeded, phone_side.succeeded) == (1, 1), phone_side.errors
    log = phone_side.messages.read_bytes().decode(errors="replace")
    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    assert f'From: "{quoted}" <sip:5550009@' in log
    assert {each.from_user for each in read_events(phone_side.messages)} == {"5550009"}


@pytest.mark.line
async def test_a_caller_who_vanishes_sends_no_bye(
    sipp_argv: tuple[str, ...], tmp_path: Path
) -> None:
    calling = scenarios.caller_who_vanishes("100", ring_ms=50)
    caller_side, _ = await meet(sipp_argv, tmp_path, calling, QUIET)
    assert caller_side.succeeded == 1
    sent = {each.method for each in read_events(caller_side.messages) if each.sent}
    assert sent == {"INVITE", "ACK"}

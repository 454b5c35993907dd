"""The harness proves itself on the whole service: one real call, and its life and death."""

import pytest

from switchboard.bench.parties import caller, phone
from switchboard.testcall.audio import FRAME
from switchboard.testcall.caller import CALLER_TONE_HZ, Caller
from switchboard.testcall.phone import PHONE_TONE_HZ, Behaviour, Phone, PhoneLogin
from tests.support.audio import read_recording
from tests.support.service import Service
from tests.support.sipp import Sipp, byes, rung
from tests.support.waiting import until


@pytest.mark.line
async def test_callers_of_sipp_reach_phones_of_sipp_and_stand_in_the_ledger(
    service: Service, sipp: Sipp
) -> None:
    passwords = {"101": await service.sip_password("anna")}
    phones = await sipp.phones(passwords, phone(answer_after_ms=100, talk_ms=300))
    await service.wait_card("operators/anna", phone="free")
    await service.set_availability("anna", "ready")
    result = await sipp.call(caller("100"), numbers=["5550001"])
    assert (result.succeeded, result.failed) == (1, 0), result.errors
    (row,) = await service.finished_calls(1)
    assert (row["caller"], row["operator"], row["outcome"]) == ("5550001", "anna", "answered")
    assert [each.from_user for each in rung(phones)] == ["5550001"]
    assert len(byes(phones, sent=True)) == 1


@pytest.mark.line
async def test_tones_of_both_sides_are_told_apart_in_a_recording(service: Service) -> None:
    login = PhoneLogin("102", await service.sip_password("boris"))
    host, port = service.sip
    async with (
        await Phone.open(host, port, login, Behaviour(answer_after_s=0.2)) as operator,
        await Caller.open(host, port, "5550002") as customer,
    ):
        await service.wait_card("operators/boris", phone="free")
        await service.set_availability("boris", "ready")
        await customer.dial("100", 10)
        call = await operator.next_call(10)
        media = await until(lambda: call.media, 10, "the operator's audio")
        await until(lambda: media.hears_tone(CALLER_TONE_HZ), 10, "the caller's tone")
        await until(lambda: customer.media.hears_tone(PHONE_TONE_HZ), 10, "the operator's tone")
        heard = media.received
        await until(lambda: media.received > heard + 50, 10, "one more second of talk")
    (row,) = await service.finished_calls(1)
    detail = await until(
        lambda: service.kept_recording(row["id"]), 20, "the recording is kept", poll_s=0.2
    )
    recording = read_recording(service.home / "recordings" / detail["path"])
    assert recording.channels.shape[0] == 2
    assert recording.duration_s > 50 * FRAME / 8000
    assert recording.tone_seconds(0, CALLER_TONE_HZ) > 0.8
    assert recording.tone_seconds(1, PHONE_TONE_HZ) > 0.8


@pytest.mark.line
async def test_a_killed_service_comes_back_and_a_frozen_one_can_be_thawed(
    service: Service,
) -> None:
    first, asterisk = service.service_pid, service.asterisk_pid
    service.kill_service()
    await until(lambda: service.living_service_pid() not in (None, first), 20, "a new service")
    await service.wait_ready()
    assert service.asterisk_pid == asterisk
    service.freeze_service()
    service.thaw_service()
    await service.wait_ready()
    assert "service" in (await service.board())

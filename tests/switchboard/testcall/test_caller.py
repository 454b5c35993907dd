import asyncio

import pytest

from switchboard.testcall.caller import CALLER_TONE_HZ, CallRefused
from switchboard.testcall.phone import PHONE_TONE_HZ, Behaviour
from switchboard.testcall.wire import NoAnswer
from tests.support.waiting import until
from tests.switchboard.testcall.conftest import MakePair


async def test_a_whole_call_with_tones_both_ways_ended_by_the_caller(make_pair: MakePair) -> None:
    caller, phone = await make_pair(Behaviour(answer_after_s=0.05))
    await caller.dial("101", 5)
    call = await phone.next_call(5)
    assert caller.progress == [180, 200]
    assert call.from_number == "5550001"
    media = await until(lambda: call.media, 5, "the phone's audio")
    await until(lambda: media.hears_tone(CALLER_TONE_HZ), 5, "the caller's tone at the phone")
    await until(lambda: caller.media.hears_tone(PHONE_TONE_HZ), 5, "the phone's tone")
    assert caller.talking
    await caller.hang_up()
    await asyncio.wait_for(call.ended.wait(), 5)
    assert call.ended_by_peer
    assert not caller.talking
    await caller.hang_up()  # once more does nothing


async def test_both_sides_press_keys(make_pair: MakePair) -> None:
    caller, phone = await make_pair(Behaviour())
    await caller.dial("101", 5)
    call = await phone.next_call(5)
    media = await until(lambda: call.media, 5, "the phone's audio")
    await caller.press("0123456789*#")
    await until(lambda: media.heard_keys == "0123456789*#", 5, "all keys at the phone")
    await phone.press("42")
    await until(lambda: caller.media.heard_keys == "42", 5, "the phone's keys")


async def test_the_other_side_hangs_up(make_pair: MakePair) -> None:
    caller, phone = await make_pair(Behaviour())
    await caller.dial("101", 5)
    await phone.next_call(5)
    await phone.hang_up()
    await asyncio.wait_for(caller.ended.wait(), 5)
    assert caller.ended_by_peer


@pytest.mark.parametrize("status", [486, 603])
async def test_a_refusal_is_told_with_its_status(make_pair: MakePair, status: int) -> None:
    caller, _ = await make_pair(Behaviour(refuse=status))
    with pytest.raises(CallRefused) as refused:
        await caller.dial("101", 5)
    assert refused.value.status == status


async def test_a_call_that_nobody_answers_is_taken_back(make_pair: MakePair) -> None:
    caller, phone = await make_pair(Behaviour(answer_after_s=None))
    with pytest.raises(NoAnswer, match="nobody answered 101"):
        await caller.dial("101", 0.3)
    call = await phone.next_call(5)
    await asyncio.wait_for(call.ended.wait(), 5)
    assert call.withdrawn


async def test_a_cancelled_task_takes_its_call_back(make_pair: MakePair) -> None:
    caller, phone = await make_pair(Behaviour(answer_after_s=None))
    dialling = asyncio.create_task(caller.dial("101", 30))
    call = await phone.next_call(5)
    dialling.cancel()
    with pytest.raises(asyncio.CancelledError):
        await dialling
    await asyncio.wait_for(call.ended.wait(), 5)
    assert call.withdrawn

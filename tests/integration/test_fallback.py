"""The service hangs or is dead: callers reach somebody all the same, and none is forgotten."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from switchboard.testcall.caller import CALLER_TONE_HZ, Caller
from switchboard.testcall.phone import PHONE_TONE_HZ, Phone
from switchboard.testcall.wire import NoAnswer
from tests.integration.scene import (
    ANSWERS,
    PATIENCE_S,
    RINGS_ON,
    Scene,
    ended_row,
    login_of,
    moment,
    only,
    told,
    withdrawn,
)
from tests.support.service import Service, running_service
from tests.support.waiting import until

pytestmark = [pytest.mark.line, pytest.mark.asyncio(loop_scope="module")]

LEAVES_AFTER_S = 0.2  # of the half second that the service has to claim a caller


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def centre(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    async with running_service(tmp_path_factory.mktemp("fallback") / "home") as service:
        yield service


async def test_a_hung_service_loses_no_caller_and_does_not_take_one_back(
    scene: Scene, record_testsuite_property: Callable[[str, object], None]
) -> None:
    service = scene.service
    phone = await scene.phone("anna", ready=False)
    caller = await scene.caller(None)
    service.freeze_service()
    began = asyncio.get_running_loop().time()
    try:
        await caller.dial("100", PATIENCE_S)
        ring = await phone.next_call(PATIENCE_S)
        record_testsuite_property("fallback_rang_s", round(ring.rang_s - began, 2))
        assert ring.from_number == caller.number
        media = await until(lambda: ring.media, PATIENCE_S, "the operator's audio")
        await until(lambda: media.hears_tone(CALLER_TONE_HZ), PATIENCE_S, "the caller is heard")
        await until(
            lambda: caller.media.hears_tone(PHONE_TONE_HZ), PATIENCE_S, "the operator is heard"
        )
    finally:
        service.thaw_service()
    await service.wait_ready()
    await service.set_availability("anna", "ready")
    await service.wait_card("operators/anna", phone="busy", activity="idle")
    waits = await scene.caller()
    await scene.living(waits, state="waiting", ringing=[])
    assert not caller.ended.is_set()
    await caller.hang_up()
    row = await scene.ended(caller)
    assert (row["source"], row["outcome"]) == ("fallback", "answered")
    assert (row["end_reason"], row["operator"]) == ("fallback_answered", "anna")
    assert moment(row["arrived_at"]) < moment(row["answered_at"]) < moment(row["ended_at"])
    assert [fact["type"] for fact in await scene.told(row)] == ["FallbackCallImported"]
    await scene.talking(waits, "anna")
    await waits.hang_up()
    assert (await scene.ended(waits))["source"] == "service"


async def test_a_caller_who_leaves_while_it_is_offered_to_a_hung_service_is_known(
    scene: Scene,
) -> None:
    service = scene.service
    caller = await scene.caller(None)
    service.freeze_service()
    try:
        with pytest.raises(NoAnswer):
            await caller.dial("100", LEAVES_AFTER_S)
    finally:
        service.thaw_service()
    row = await scene.ended(caller)
    assert row["outcome"] == "abandoned"
    facts = await scene.told(row)
    ends = [*only(facts, "FallbackCallImported"), *only(facts, "CallEnded")]
    assert len(ends) == 1


async def test_a_dead_service_without_supervisor_loses_no_caller(tmp_path: Path) -> None:
    service = Service(tmp_path / "home")
    await service.start("serve")
    try:
        host, port = service.sip
        async with (
            await Phone.open(host, port, login_of(service, "102"), ANSWERS) as phone,
            await Caller.open(host, port, "7880001") as caller,
        ):
            await service.sign_in()
            await service.wait_card("operators/boris", phone="free")
            dead = service.service_pid
            service.kill_service()
            await until(lambda: service.living_service_pid() != dead, PATIENCE_S, "it is dead")
            await caller.dial("100", PATIENCE_S)
            ring = await phone.next_call(PATIENCE_S)
            await asyncio.wait_for(ring.answered.wait(), PATIENCE_S)
            await caller.hang_up()
            await asyncio.wait_for(ring.ended.wait(), PATIENCE_S)
            phone.behaviour = RINGS_ON
            async with await Caller.open(host, port, "7880002") as second:
                await second.dial("100", PATIENCE_S)
                ring = await phone.next_call(PATIENCE_S, 1)
            assert await withdrawn(ring)
            await service.start("serve")
            answered = await ended_row(service, "7880001")
            assert (answered["source"], answered["operator"]) == ("fallback", "boris")
            left = await ended_row(service, "7880002")
            assert (left["source"], left["end_reason"]) == ("fallback", "fallback_left")
            for row in (answered, left):
                kinds = [fact["type"] for fact in await told(service, row["id"])]
                assert kinds == ["FallbackCallImported"]
            assert len(await service.calls()) == 2
    finally:
        await service.stop()

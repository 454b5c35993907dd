"""Conversations on the disk: both sides, their real length, whole whatever is killed."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from recording.wav import HEADER_BYTES
from switchboard.testcall.caller import CALLER_TONE_HZ, Caller
from switchboard.testcall.phone import PHONE_TONE_HZ, Phone
from tests.integration.scene import PATIENCE_S, Scene, back_after_kill, moment
from tests.integration.vault import kept, listen, rows_match_files
from tests.support.audio import read_recording
from tests.support.service import Service, running_service
from tests.support.waiting import until

pytestmark = [pytest.mark.line, pytest.mark.asyncio(loop_scope="module")]

PLAN = """
name: Recorded
numbers: [{number: "100", queue: support}]
queues: [{queue: support, name: Support, wrap_up_s: 0}]
"""
LENGTH_S = 0.2
FRAMES_A_SECOND = 50


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def centre(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    folder = tmp_path_factory.mktemp("recording")
    (folder / "plan.yaml").write_text(PLAN)
    environment = {"CALLWRIGHT_PLAN": str(folder / "plan.yaml")}
    async with running_service(folder / "home", environment) as service:
        yield service


async def talk(scene: Scene, phone: Phone, seconds: float) -> Caller:
    """A caller who has talked with anna for so long and still does."""
    caller = await scene.caller()
    await scene.talking(caller, "anna")
    await go_on(phone, seconds)
    return caller


async def go_on(phone: Phone, seconds: float) -> None:
    """That much more of the caller's voice arrives at the phone."""
    media = await until(lambda: phone.calls[-1].media, PATIENCE_S, "the operator's audio")
    heard = media.received + seconds * FRAMES_A_SECOND
    await until(lambda: media.received > heard, PATIENCE_S, f"{seconds} s of talk")


async def test_the_caller_is_left_the_operator_right_for_as_long_as_they_talked(
    scene: Scene,
) -> None:
    phone = await scene.phone("anna")
    caller = await talk(scene, phone, 2.0)
    await caller.hang_up()
    row = await scene.ended(caller)
    catalogue, sound = await kept(scene.service, row["id"])
    assert row["recording"] == catalogue["id"]
    assert (catalogue["call"], catalogue["operator"], catalogue["channels"]) == (
        row["id"],
        "anna",
        2,
    )
    assert sound.duration_s == pytest.approx(row["talked_s"], abs=LENGTH_S)
    assert sound.duration_s == pytest.approx(catalogue["duration_s"], abs=0.01)
    for channel, own, other in (
        (0, CALLER_TONE_HZ, PHONE_TONE_HZ),
        (1, PHONE_TONE_HZ, CALLER_TONE_HZ),
    ):
        assert sound.tone_seconds(channel, own) > 0.7 * sound.duration_s
        assert sound.tone_seconds(channel, other) == 0
    assert await rows_match_files(scene.service) >= 1


async def test_a_recording_is_heard_through_the_api_whole_and_in_parts(scene: Scene) -> None:
    phone = await scene.phone("anna")
    caller = await talk(scene, phone, 0.5)
    await caller.hang_up()
    row = await scene.ended(caller)
    catalogue, _ = await kept(scene.service, row["id"])
    status, headers, whole = await listen(scene.service, catalogue["id"])
    assert (status, headers["Content-Type"]) == (200, "audio/wav")
    assert headers["Cache-Control"] == "no-store"
    assert whole == (scene.service.home / "recordings" / catalogue["path"]).read_bytes()
    middle = {"Range": f"bytes={HEADER_BYTES}-{HEADER_BYTES + 999}"}
    status, headers, part = await listen(scene.service, catalogue["id"], middle)
    assert status == 206
    assert headers["Content-Range"] == f"bytes {HEADER_BYTES}-{HEADER_BYTES + 999}/{len(whole)}"
    assert part == whole[HEADER_BYTES : HEADER_BYTES + 1000]
    status, _, tail = await listen(scene.service, catalogue["id"], {"Range": "bytes=-100"})
    assert (status, tail) == (206, whole[-100:])
    behind = {"Range": f"bytes={len(whole)}-"}
    assert (await listen(scene.service, catalogue["id"], behind))[0] == 416


async def test_a_recording_is_whole_when_the_service_is_killed_in_the_call(scene: Scene) -> None:
    service = scene.service
    phone = await scene.phone("anna")
    caller = await talk(scene, phone, 1.0)
    stray = service.home / "recordings" / "2026" / "01" / "02" / "nobody-1.wav"
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"a file that no row knows")
    await back_after_kill(service)
    await scene.talking(caller, "anna")
    await go_on(phone, 1.0)
    await caller.hang_up()
    row = await scene.ended(caller)
    assert (row["outcome"], row["end_reason"]) == ("answered", "caller_hung_up")
    _, sound = await kept(service, row["id"])
    assert sound.duration_s == pytest.approx(row["talked_s"], abs=LENGTH_S)
    assert sound.tone_seconds(0, CALLER_TONE_HZ) > 0.7 * sound.duration_s
    assert sound.tone_seconds(1, PHONE_TONE_HZ) > 0.7 * sound.duration_s
    await until(lambda: not stray.exists(), PATIENCE_S, "the file without a row is moved aside")
    await rows_match_files(service)


async def test_a_call_that_ends_while_the_service_is_dead_is_recorded_to_its_end(
    scene: Scene,
) -> None:
    service = scene.service
    phone = await scene.phone("anna")
    caller = await talk(scene, phone, 1.0)
    first = service.service_pid
    service.freeze_service()
    await go_on(phone, 0.5)
    await caller.hang_up()
    service.kill_service()
    await back_after_kill(service, first)
    row = await scene.ended(caller)
    assert (row["outcome"], row["operator"]) == ("answered", "anna")
    _, sound = await kept(service, row["id"])
    assert sound.tone_seconds(0, CALLER_TONE_HZ) > 1.2
    await rows_match_files(service)


async def test_a_message_of_the_fallback_is_in_the_ledger_with_its_sound(scene: Scene) -> None:
    service = scene.service
    caller = await scene.caller(None)
    service.freeze_service()
    try:
        await caller.dial("100", PATIENCE_S)
        messages = service.home / "asterisk"
        await until(
            lambda: any(path.stat().st_size > 24_000 for path in messages.rglob("voicemail/*.wav")),
            PATIENCE_S,
            "a message is being written",
        )
        await caller.hang_up()
    finally:
        service.thaw_service()
    row = await scene.ended(caller)
    assert (row["outcome"], row["end_reason"]) == ("voicemail", "fallback_message")
    assert (row["source"], row["operator"]) == ("fallback", None)
    catalogue, _ = await kept(service, row["id"])
    assert row["recording"] == catalogue["id"]
    assert moment(row["arrived_at"]) < moment(row["ended_at"])
    sound = read_recording(service.home / "recordings" / catalogue["path"])
    assert sound.tone_seconds(0, CALLER_TONE_HZ) > 1.0
    status, _, _ = await listen(service, catalogue["id"])
    assert status == 200
    await rows_match_files(service)

import asyncio
from pathlib import Path

import numpy as np
import pytest

from switchboard.testcall.audio import tone_share
from switchboard.testcall.caller import CALLER_TONE_HZ
from switchboard.testcall.phone import PHONE_TONE_HZ
from telephony.ari import operations, tapes
from tests.support.ari_server import AriServer, channel
from tests.support.waiting import until
from tests.telephony.ari.conftest import Rig, Stage
from vocabulary.commands import (
    AnswerCaller,
    HangUpLeg,
    JoinLegs,
    PauseRecording,
    RingOperator,
    StartRecording,
    StopRecording,
)
from vocabulary.ids import CallId, LegId, OperatorId, RecordingId
from vocabulary.inputs import (
    CallerArrived,
    LegAnswered,
    LegsJoined,
    RecordingBegan,
    RecordingBroke,
    RecordingFinished,
    RecordingTurned,
)

CALL, LEG, RECORDING = CallId("c1"), LegId("1.1"), RecordingId("c1-1")
ANNA = OperatorId("anna")
START = StartRecording(RECORDING, CALL, LEG)
RATE_HZ, SAMPLE_BYTES = 8000, 2


async def snoops_arrive(rig: Rig, server: AriServer, *sides: str) -> None:
    for side in sides:
        await server.until_asked("POST", f"/channels/1.1/snoop/rec-c1-1-{side}")
        snoop = channel(f"rec-c1-1-{side}", context="", exten="s")
        await server.say({"type": "StasisStart", "channel": snoop, "args": ["snoop"]})


async def ends(server: AriServer, *files: str, kind: str = "RecordingFinished") -> None:
    for file in files:
        await server.say({"type": kind, "recording": {"name": file, "format": "sln"}})


async def test_both_sides_are_snooped_before_either_is_written(rig: Rig, server: AriServer) -> None:
    await rig.up()
    rig.line.submit(START)
    await snoops_arrive(rig, server, "in")
    await server.until_asked("POST", "/channels/1.1/snoop/rec-c1-1-out")
    assert rig.inbox.of(RecordingBegan) == []
    await snoops_arrive(rig, server, "out")
    assert await rig.inbox.heard(RecordingBegan) == RecordingBegan(RECORDING)
    for side in ("in", "out"):
        snoop = await server.until_asked("POST", f"/channels/1.1/snoop/rec-c1-1-{side}")
        assert (snoop.query["spy"], snoop.query["app"]) == (side, "callwright")
        record = await server.until_asked("POST", f"/channels/rec-c1-1-{side}/record")
        assert record.query["name"] == f"c1-1-{side}"
        assert record.query["format"] == "sln"


async def test_it_is_finished_when_both_files_are_and_only_once(
    rig: Rig, server: AriServer
) -> None:
    await rig.up()
    rig.line.submit(START)
    await snoops_arrive(rig, server, "in", "out")
    await rig.inbox.heard(RecordingBegan)
    rig.line.submit(StopRecording(RECORDING))
    await server.until_asked("DELETE", "/channels/rec-c1-1-out")
    await ends(server, "c1-1-in", "c1-1-in", "no-such-in", "strange", "c9-1-out")
    await server.say({"type": "StasisEnd", "channel": channel("9.9")})
    await until(lambda: len(rig.inbox.all) == 3, 10, "the last event was taken")
    assert rig.inbox.of(RecordingFinished) == []
    await ends(server, "c1-1-out", "c1-1-out", kind="RecordingFailed")
    assert await rig.inbox.heard(RecordingFinished) == RecordingFinished(RECORDING)
    rig.line.submit(StopRecording(RECORDING))
    await rig.inbox.heard(RecordingFinished, count=2)  # asked again, told again


async def test_what_is_not_written_is_finished_at_once(rig: Rig, server: AriServer) -> None:
    rig.line.submit(StopRecording(RECORDING))
    assert await rig.inbox.heard(RecordingFinished) == RecordingFinished(RECORDING)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/channels/1.1/snoop/rec-c1-1-in", 404),
        ("/channels/1.1/snoop/rec-c1-1-out", 500),
        ("/channels/rec-c1-1-in/record", 422),
        ("/channels/rec-c1-1-out/record", 409),
    ],
)
async def test_a_side_that_cannot_be_written_breaks_the_recording(
    rig: Rig, server: AriServer, path: str, status: int
) -> None:
    server.answer("POST", path, status, {"message": "no"})
    await rig.up()
    rig.line.submit(START)
    await snoops_arrive(rig, server, "in", "out")
    broke = await rig.inbox.heard(RecordingBroke)
    assert broke == RecordingBroke(RECORDING, f"could not listen: {status} no")
    for side in ("in", "out"):
        assert server.asked_for("DELETE", f"/channels/rec-c1-1-{side}") != []
    await ends(server, "c1-1-in", "c1-1-out")
    rig.line.submit(StopRecording(RECORDING))
    await rig.inbox.heard(RecordingFinished)
    assert rig.inbox.of(RecordingBegan) == []


async def test_a_snoop_that_never_comes_breaks_the_recording_and_says_so(
    rig: Rig, server: AriServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tapes, "SNOOP_LIMIT_S", 0.1)
    await rig.up()
    rig.line.submit(START)
    await snoops_arrive(rig, server, "in")
    broke = await rig.inbox.heard(RecordingBroke)
    assert len(broke.why) > len("could not listen: "), "the reason is empty"
    assert rig.tapes._awaited == {}


async def test_asked_again_while_it_is_written_it_goes_on(rig: Rig, server: AriServer) -> None:
    await rig.up()
    rig.line.submit(START)
    await snoops_arrive(rig, server, "in", "out")
    await rig.inbox.heard(RecordingBegan)
    rig.line.submit(START)
    await rig.inbox.heard(RecordingBegan, count=2)
    assert len(server.asked_for("POST", "/channels/rec-c1-1-in/record")) == 1


async def writing(rig: Rig, server: AriServer) -> None:
    """Both sides are being written."""
    await rig.up()
    rig.line.submit(START)
    await snoops_arrive(rig, server, "in", "out")
    await rig.inbox.heard(RecordingBegan)


@pytest.mark.parametrize(("paused", "method"), [(True, "POST"), (False, "DELETE")])
async def test_both_sides_are_turned_and_asked_again_too(
    rig: Rig, server: AriServer, paused: bool, method: str
) -> None:
    await writing(rig, server)
    for count in (1, 2):
        rig.line.submit(PauseRecording(RECORDING, paused, ANNA))
        turned = await rig.inbox.heard(RecordingTurned, count=count)
        assert turned == RecordingTurned(RECORDING, paused, ANNA)
        for side in ("in", "out"):
            path = f"/recordings/live/c1-1-{side}/pause"
            assert len(server.asked_for(method, path)) == count


async def test_a_pause_waits_for_the_beginning(rig: Rig, server: AriServer) -> None:
    await rig.up()
    rig.line.submit(START)
    rig.line.submit(PauseRecording(RECORDING, paused=True, by=ANNA))
    await snoops_arrive(rig, server, "in", "out")
    await rig.inbox.heard(RecordingTurned)
    assert rig.inbox.all.index(RecordingBegan(RECORDING)) < rig.inbox.all.index(
        RecordingTurned(RECORDING, paused=True, by=ANNA)
    )


async def test_what_is_not_written_cannot_be_paused_and_is_finished(
    rig: Rig, server: AriServer
) -> None:
    rig.line.submit(PauseRecording(RECORDING, paused=True, by=ANNA))
    assert await rig.inbox.heard(RecordingFinished) == RecordingFinished(RECORDING)
    assert rig.inbox.all == [RecordingFinished(RECORDING)]
    assert server.asked == []


@pytest.mark.parametrize("side", ["in", "out"])
async def test_a_side_that_goes_on_against_its_will_ends_the_recording(
    rig: Rig, server: AriServer, side: str
) -> None:
    path = f"/recordings/live/c1-1-{side}/pause"
    server.answer("POST", path, 409, {"message": "not in session"})
    await writing(rig, server)
    rig.line.submit(PauseRecording(RECORDING, paused=True, by=ANNA))
    broke = await rig.inbox.heard(RecordingBroke)
    assert broke == RecordingBroke(RECORDING, "could not be paused: 409 not in session")
    for each in ("in", "out"):
        assert server.asked_for("DELETE", f"/channels/rec-c1-1-{each}") != []
    assert rig.inbox.of(RecordingTurned) == []


async def test_a_recording_that_ends_meanwhile_is_not_broken(rig: Rig, server: AriServer) -> None:
    """The caller hangs up in the moment of the click: the file is whole and is kept."""
    await writing(rig, server)
    for side in ("in", "out"):
        server.answer("POST", f"/recordings/live/c1-1-{side}/pause", 404, {"message": "gone"})
    rig.line.submit(PauseRecording(RECORDING, paused=True, by=ANNA))
    await server.until_asked("POST", "/recordings/live/c1-1-out/pause")
    await until(lambda: not rig.line.lanes._running, 10, "it was carried out")
    await ends(server, "c1-1-in", "c1-1-out")
    await rig.inbox.heard(RecordingFinished)
    assert rig.inbox.of(RecordingBroke) == []
    assert rig.inbox.of(RecordingTurned) == []


async def test_what_is_not_awaited_is_nothing(rig: Rig) -> None:
    rig.tapes.snoop_started("rec-c1-1-in")
    rig.tapes.file_ended("c1-1-in")
    assert rig.inbox.all == []


async def test_a_recording_that_was_found_being_written_is_gone_on_with(rig: Rig) -> None:
    found = {RECORDING: {"in"}}
    rig.tapes.adopt(found)
    found[RECORDING].clear()
    rig.tapes.file_ended("c1-1-out")
    assert rig.inbox.all == []
    rig.tapes.file_ended("c1-1-in")
    assert rig.inbox.all == [RecordingFinished(RECORDING)]


# Against the real one.


def samples(path: Path) -> list[int]:
    return [int(sample) for sample in np.frombuffer(path.read_bytes(), dtype="<i2")]


@pytest.mark.line
async def test_both_sides_of_a_conversation_are_written_whole(stage: Stage) -> None:
    phone_leg = LegId("op-o1")
    phone = await stage.phone("101")
    person = await stage.dialling()
    leg = (await stage.inbox.heard(CallerArrived)).leg
    line = stage.rig.line
    line.submit(AnswerCaller(CALL, leg))
    line.submit(RingOperator(CALL, phone_leg, "101", 20, "700", ""))
    await stage.inbox.heard(LegAnswered, lambda given: given.leg == phone_leg)
    line.submit(JoinLegs(CALL, leg, phone_leg))
    await stage.inbox.heard(LegsJoined)
    await until(lambda: person.media.hears_tone(PHONE_TONE_HZ), 10, "the two talk")
    at_phone = phone.calls[0].media
    assert at_phone is not None
    await until(lambda: at_phone.hears_tone(CALLER_TONE_HZ), 10, "the two talk")

    loop = asyncio.get_running_loop()
    asked_at = loop.time()
    line.submit(StartRecording(RECORDING, CALL, leg))
    await stage.inbox.heard(RecordingBegan)
    began_at = loop.time()
    caller_side, operator_side = (stage.recordings / f"c1-1-{s}.sln" for s in ("in", "out"))
    enough = at_phone.sent + 100
    await until(lambda: at_phone.sent >= enough, 20, "two seconds were said")
    stop_at = loop.time()
    line.submit(StopRecording(RECORDING))
    await stage.inbox.heard(RecordingFinished)
    ended_at = loop.time()

    heard = {side: samples(path) for side, path in (("in", caller_side), ("out", operator_side))}
    for side, tone_hz in (("in", CALLER_TONE_HZ), ("out", PHONE_TONE_HZ)):
        length_s = len(heard[side]) / RATE_HZ
        assert stop_at - began_at - 0.2 < length_s < ended_at - asked_at + 0.2
        middle = heard[side][RATE_HZ // 2 : RATE_HZ * 3 // 2]
        assert tone_share(middle, tone_hz) > 0.6, f"{side} has no tone of {tone_hz} Hz"
    assert abs(len(heard["in"]) - len(heard["out"])) < 0.2 * RATE_HZ
    assert person.talking
    channels = (await stage.rig.client.call(operations.LIST_CHANNELS)).body
    assert {each["id"] for each in channels} == {leg, phone_leg}


@pytest.mark.line
async def test_a_caller_who_leaves_finishes_the_recording(stage: Stage) -> None:
    person = await stage.dialling()
    leg = (await stage.inbox.heard(CallerArrived)).leg
    stage.rig.line.submit(AnswerCaller(CALL, leg))
    await until(lambda: person.talking, 10, "answered")
    recording = RecordingId("c2-1")
    stage.rig.line.submit(StartRecording(recording, CALL, leg))
    await stage.inbox.heard(RecordingBegan)
    enough = person.media.sent + 25
    await until(lambda: person.media.sent >= enough, 10, "half a second was said")
    await person.hang_up()
    assert await stage.inbox.heard(RecordingFinished) == RecordingFinished(recording)
    assert (stage.recordings / "c2-1-in.sln").stat().st_size > 0.25 * RATE_HZ * SAMPLE_BYTES
    stage.rig.line.submit(HangUpLeg(leg))


@pytest.mark.line
async def test_a_leg_that_is_gone_cannot_be_recorded(stage: Stage) -> None:
    recording = RecordingId("c3-1")
    stage.rig.line.submit(StartRecording(recording, CALL, LegId("1700000000.999")))
    broke = await stage.inbox.heard(RecordingBroke)
    assert broke.recording == recording
    assert "404" in broke.why

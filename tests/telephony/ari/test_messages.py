"""Messages that callers leave: how they end, and that none is lost or written over."""

import wave

import pytest
from structlog.testing import capture_logs

from switchboard.testcall.audio import tone_share
from switchboard.testcall.caller import CALLER_TONE_HZ
from telephony.ari.messages import Messages
from tests.support.ari_server import AriServer
from tests.support.waiting import until
from tests.telephony.ari.conftest import AnotherRig, Rig, Stage
from tests.telephony.ari.test_executor import CALL, LEG, answered, prompt, told
from vocabulary.commands import HangUpLeg, RecordMessage
from vocabulary.ids import LegId, RecordingId, message_of
from vocabulary.inputs import (
    DigitPressed,
    LegEnded,
    LinesSurveyed,
    MessageEnded,
    PromptEnded,
    RecordingFinished,
)

MESSAGE = message_of(CALL, 1)
RECORD = "/channels/1.1/record"


def record(
    leg: LegId = LEG, *, max_s: int = 60, silence_s: int = 10, message: RecordingId = MESSAGE
) -> RecordMessage:
    return RecordMessage(CALL, leg, message, max_s, silence_s)


async def test_it_is_written_as_asked_and_never_over_another(rig: Rig, server: AriServer) -> None:
    server.answer("POST", RECORD, 201, {})
    await Messages(rig.client, rig.inbox).record(record(max_s=90, silence_s=7))
    assert rig.inbox.all == []
    assert server.asked_for("POST", RECORD)[0].query == {
        "name": "c1-m1-message",
        "format": "wav",
        "ifExists": "fail",
        "beep": "true",
        "terminateOn": "#",
        "maxDurationSeconds": "90",
        "maxSilenceSeconds": "7",
    }


async def test_what_is_said_is_broken_off_first(rig: Rig, server: AriServer) -> None:
    await told(rig, prompt())
    await told(rig, record())
    order = [(asked.method, asked.path) for asked in server.asked]
    assert order.index(("DELETE", "/playbacks/prompt-1.1~t1")) < order.index(("POST", RECORD))


@pytest.mark.parametrize("status", [409, 422, 500])
async def test_a_message_that_goes_on_is_not_told_as_ended(
    rig: Rig, server: AriServer, status: int
) -> None:
    server.answer("POST", RECORD, status, {"message": "why"})
    server.recordings = {"c1-m1-message"}
    assert await told(rig, record()) == []
    server.recordings = set()
    with capture_logs() as logs:
        assert await told(rig, record()) == [MessageEnded(MESSAGE)]
    assert bool(logs) == (status != 409)


async def test_the_end_of_a_message_is_no_end_of_a_conversation(
    rig: Rig, server: AriServer
) -> None:
    await rig.up()
    for kind in ("RecordingFinished", "RecordingFailed"):
        rig.inbox.all.clear()
        await server.say({"type": kind, "recording": {"name": "c1-m1-message"}})
        assert await rig.inbox.heard(MessageEnded) == MessageEnded(MESSAGE)
        assert rig.inbox.of(RecordingFinished) == []


# Against the real one.


def heard_s(stage: Stage) -> float:
    """Seconds of the caller's tone in the message's file."""
    with wave.open(str(stage.recordings / "c1-m1-message.wav")) as file:
        assert (file.getnchannels(), file.getframerate(), file.getsampwidth()) == (1, 8000, 2)
        data = file.readframes(file.getnframes())
    (stage.recordings / "c1-m1-message.wav").unlink()
    samples = [
        int.from_bytes(data[at : at + 2], "little", signed=True) for at in range(0, len(data), 2)
    ]
    pieces = [samples[at : at + 800] for at in range(0, len(samples), 800)]
    return sum(tone_share(piece, CALLER_TONE_HZ) > 0.9 for piece in pieces) / 10


@pytest.mark.line
async def test_hash_ends_a_message(stage: Stage) -> None:
    person, leg = await answered(stage)
    stage.rig.line.submit(prompt(leg, "demo-congrats"))
    await until(lambda: person.media.loud, 10, "the prompt")
    stage.rig.line.submit(record(leg))
    await stage.inbox.heard(PromptEnded)
    sent = person.media.sent
    await until(lambda: person.media.sent > sent + 60, 10, "more than a second is said")
    await person.press("1#")
    assert await stage.inbox.heard(MessageEnded) == MessageEnded(MESSAGE)
    assert [given.digit for given in stage.inbox.of(DigitPressed)] == ["1", "#"]
    assert heard_s(stage) > 0.5
    assert person.talking


@pytest.mark.line
async def test_its_length_ends_a_message(stage: Stage) -> None:
    _, leg = await answered(stage)
    stage.rig.line.submit(record(leg, max_s=1))
    await stage.inbox.heard(MessageEnded)
    assert 0.7 <= heard_s(stage) <= 2.2, "Asterisk counts whole seconds"


@pytest.mark.line
async def test_silence_ends_a_message(stage: Stage) -> None:
    person, leg = await answered(stage)
    person.media.quiet = True
    stage.rig.line.submit(record(leg, silence_s=1))
    await stage.inbox.heard(MessageEnded)
    assert heard_s(stage) == 0
    assert person.talking


@pytest.mark.line
@pytest.mark.parametrize("by_us", [True, False])
async def test_a_hang_up_ends_a_message_and_keeps_it(stage: Stage, by_us: bool) -> None:
    person, leg = await answered(stage)
    stage.rig.line.submit(record(leg))
    heard = person.media.received
    await until(lambda: person.media.received > heard, 10, "the tone")
    sent = person.media.sent
    await until(lambda: person.media.sent > sent + 75, 10, "more than a second is said")
    if by_us:
        stage.rig.line.submit(HangUpLeg(leg))
    else:
        await person.hang_up()
    await stage.inbox.heard(MessageEnded)
    ends = [given for given in stage.inbox.all if isinstance(given, LegEnded | MessageEnded)]
    assert isinstance(ends[0], LegEnded)
    assert heard_s(stage) > 0.5


@pytest.mark.line
async def test_the_caller_hears_silence_while_it_speaks(stage: Stage) -> None:
    """A provider ends a call in which nothing is heard for a while."""
    person, leg = await answered(stage)
    stage.rig.line.submit(record(leg))
    heard = person.media.received
    await until(lambda: person.media.received > heard + 75, 10, "more than the tone is heard")
    stage.rig.line.submit(HangUpLeg(leg))
    await stage.inbox.heard(MessageEnded)
    heard_s(stage)


@pytest.mark.line
async def test_after_a_restart_a_message_goes_on_and_a_finished_one_is_kept(
    stage: Stage, another_rig: AnotherRig
) -> None:
    person, leg = await answered(stage)
    stage.rig.line.submit(record(leg))
    sent = person.media.sent
    await until(lambda: person.media.sent > sent + 75, 10, "more than a second is said")
    await stage.rig.down()
    second = await another_rig()
    survey: LinesSurveyed = await second.up()
    assert survey.recordings == ()
    await told(second, record(leg))
    assert second.inbox.of(MessageEnded) == []
    await person.press("#")
    await second.inbox.heard(MessageEnded)
    before = len(second.inbox.of(MessageEnded))
    second.line.submit(record(leg))
    await second.inbox.heard(MessageEnded, count=before + 1)
    assert heard_s(stage) > 0.5
    second.line.submit(HangUpLeg(leg))
    await second.inbox.heard(LegEnded)
    await second.down()

"""What is said on a leg: made beside the line, alone, in time, and never against the order."""

import math
import struct
import wave
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from switchboard.testcall.audio import tone_share
from switchboard.testcall.caller import CALLER_TONE_HZ
from telephony.ari import prompts
from tests.support.ari_server import AriServer
from tests.support.waiting import until
from tests.telephony.ari.conftest import Rig, Stage
from tests.telephony.ari.test_executor import CALL, LEG, PHONE_LEG, answered, prompt, ring, told
from vocabulary.commands import (
    HangUpLeg,
    JoinLegs,
    LineCommand,
    PlayPrompt,
    RecordMessage,
    StartMusic,
    StopPrompt,
    Utterance,
)
from vocabulary.ids import LegId, RecordingId
from vocabulary.inputs import (
    DigitPressed,
    Input,
    LegAnswered,
    LegEnded,
    LegsJoined,
    LinesSurveyed,
    PromptEnded,
)
from vocabulary.ports import CannotSpeak
from vocabulary.states import EndCause

PLAY = "/channels/1.1/play/prompt-1.1~t1"
PLAYING = "/playbacks/prompt-1.1~t1"
ENDED = PromptEnded(LEG, "t1")


async def quiet(rig: Rig) -> None:
    await until(lambda: not rig.line.lanes._running, 10, "everything was carried out")


async def test_all_of_it_is_asked_for_and_played_as_one(rig: Rig, server: AriServer) -> None:
    say = (Utterance("welcome"), Utterance("place", (("place", "3"),)))
    rig.speech.sounds["place"] = ("sound:/home/a,b/place-1", "sound:digits/3")
    assert await told(rig, PlayPrompt(LEG, "t1", say, "ru", 7)) == []
    assert rig.speech.asked == [(say, "ru", 7)]
    played = server.asked_for("POST", PLAY)
    assert [asked.body for asked in played] == [
        {"media": ["sound:welcome", "sound:/home/a,b/place-1", "sound:digits/3"]}
    ]


@pytest.mark.parametrize(
    "error", [CannotSpeak("no voice for ru"), OSError("disk"), RuntimeError(), ValueError("x")]
)
async def test_whoever_cannot_be_spoken_to_goes_on_and_it_is_logged_once(
    rig: Rig, server: AriServer, error: Exception
) -> None:
    rig.speech.errors["hello"] = error
    with capture_logs() as logs:
        for number in range(3):
            assert PromptEnded(LEG, f"t{number}") in await told(rig, prompt(token=f"t{number}"))
    assert [each["log_level"] for each in logs] == ["warning"]
    assert logs[0]["prompts"] == ["hello"]
    assert logs[0]["why"] in (str(error), type(error).__name__)


async def test_sound_that_is_never_made_is_not_waited_for(
    rig: Rig, server: AriServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prompts, "SPEECH_LIMIT_S", 0.05)
    rig.speech.hold("hello")
    assert await told(rig, prompt()) == [ENDED]
    assert server.asked_for("POST", PLAY) == []


@pytest.mark.parametrize("media", [(), ("sound:ok", "recording:x"), ("number:5",), ("",)])
async def test_what_asterisk_would_never_end_is_not_played(
    rig: Rig, server: AriServer, media: tuple[str, ...]
) -> None:
    rig.speech.sounds["hello"] = media
    assert await told(rig, prompt()) == [ENDED]
    assert server.asked_for("POST", PLAY) == []


async def test_a_prompt_that_is_refused_is_logged_once(rig: Rig, server: AriServer) -> None:
    server.answer("POST", PLAY, 500, {"message": "no"})
    with capture_logs() as logs:
        for _ in range(3):
            await told(rig, prompt())
    assert rig.inbox.all == [ENDED] * 3
    assert [each["log_level"] for each in logs] == ["warning"]


@pytest.mark.parametrize(
    ("command", "asked"),
    [
        (HangUpLeg(LEG), ("DELETE", "/channels/1.1")),
        (JoinLegs(CALL, LEG, PHONE_LEG), ("POST", "/bridges/call-c1/addChannel")),
        (JoinLegs(CALL, LegId("2.2"), LEG), ("POST", "/bridges/call-c1/addChannel")),
        (RecordMessage(CALL, LEG, RecordingId("c1-m1"), 60, 5), ("POST", "/channels/1.1/record")),
        (prompt(name="other", token="t2"), ("POST", "/channels/1.1/play/prompt-1.1~t2")),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, LineCommand) else "",
)
async def test_what_comes_while_sound_is_made_does_not_wait_and_wins(
    rig: Rig, server: AriServer, command: LineCommand, asked: tuple[str, str]
) -> None:
    made = rig.speech.hold("hello")
    rig.line.submit(prompt())
    rig.line.submit(command)
    await server.until_asked(*asked)
    made.set()
    await quiet(rig)
    assert server.asked_for("POST", PLAY) == []
    assert rig.line._prompts._making == {}


async def test_a_stop_while_sound_is_made_ends_the_prompt(rig: Rig, server: AriServer) -> None:
    made = rig.speech.hold("hello")
    rig.line.submit(prompt())
    rig.line.submit(StopPrompt(LEG, "another"))
    assert rig.inbox.all == []
    rig.line.submit(StopPrompt(LEG, "t1"))
    assert rig.inbox.all == [ENDED]
    made.set()
    await quiet(rig)
    assert server.asked_for("POST", PLAY) == []


async def test_music_may_begin_while_sound_is_made(rig: Rig, server: AriServer) -> None:
    made = rig.speech.hold("hello")
    rig.line.submit(prompt())
    rig.line.submit(StartMusic(LEG, "default"))
    await server.until_asked("POST", "/channels/1.1/moh")
    made.set()
    await server.until_asked("POST", PLAY)
    await quiet(rig)


async def test_what_was_said_before_is_broken_off_at_once(rig: Rig, server: AriServer) -> None:
    await told(rig, prompt())
    made = rig.speech.hold("other")
    rig.line.submit(prompt(name="other", token="t2"))
    await server.until_asked("DELETE", PLAYING)
    made.set()
    await server.until_asked("POST", "/channels/1.1/play/prompt-1.1~t2")
    await quiet(rig)


async def test_what_is_asked_for_again_and_still_plays_goes_on(rig: Rig, server: AriServer) -> None:
    server.playbacks = {"prompt-1.1~t1"}  # begun before a restart
    assert await told(rig, prompt()) == []
    assert server.asked_for("POST", PLAY) == []
    server.playbacks = set()
    assert await told(rig, prompt()) == []
    assert len(server.asked_for("POST", PLAY)) == 1
    assert server.asked_for("DELETE", PLAYING) == []


async def test_what_is_asked_for_again_while_it_is_made_is_made_once(
    rig: Rig, server: AriServer
) -> None:
    made = rig.speech.hold("hello")
    rig.line.submit(prompt())
    rig.line.submit(prompt())
    made.set()
    await quiet(rig)
    assert len(rig.speech.asked) == len(server.asked_for("POST", PLAY)) == 1


async def test_the_legs_are_joined_when_nothing_is_said_any_more(
    rig: Rig, server: AriServer
) -> None:
    other = prompt(PHONE_LEG, "whisper", "w1")
    await told(rig, prompt())
    await told(rig, other)
    assert await told(rig, JoinLegs(CALL, LEG, PHONE_LEG)) == [LegsJoined(CALL, PHONE_LEG)]
    order = [(asked.method, asked.path) for asked in server.asked]
    join = order.index(("POST", "/bridges/call-c1/addChannel"))
    assert order.index(("DELETE", PLAYING)) < join
    assert order.index(("DELETE", "/playbacks/prompt-op-o1~w1")) < join


async def test_what_is_remembered_is_bounded_and_forgotten(
    rig: Rig, server: AriServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prompts, "KNOWN_LEGS", 3)
    monkeypatch.setattr(prompts, "KNOWN_FAULTS", 2)
    for number in range(6):
        await told(rig, prompt(LegId(str(number))))
    assert list(rig.line._prompts._playing) == ["3", "4", "5"]
    await told(rig, HangUpLeg(LegId("5")))
    assert list(rig.line._prompts._playing) == ["3", "4"]
    for name in "abcd":
        rig.speech.errors[name] = CannotSpeak("no")
        await told(rig, prompt(name=name, token=name))
    assert len(rig.line._prompts._faults) == 2


async def test_a_survey_does_not_wait_for_sound_and_no_play_begins_in_it(
    rig: Rig, server: AriServer
) -> None:
    await rig.up()
    made = rig.speech.hold("hello")
    rig.line.submit(prompt())
    await server.until_asked("GET", PLAYING)
    gate = server.hold("GET", "/endpoints/PJSIP")
    rig.connection.survey_again()
    await server.until_asked("GET", "/endpoints/PJSIP", 2)
    made.set()
    await until(lambda: len(rig.line.lanes._running) == 1, 10, "the sound is made")
    assert server.asked_for("POST", PLAY) == []
    gate.set()
    await rig.inbox.heard(LinesSurveyed, count=2)
    await server.until_asked("POST", PLAY)


# Against the real one.


def write_tone(path: Path, hz: int, seconds: float, rate_hz: int = 8000) -> str:
    """A tone as a sound file; answers its address."""
    samples = (
        int(8000 * math.sin(2 * math.pi * hz * at / rate_hz))
        for at in range(int(seconds * rate_hz))
    )
    data = b"".join(struct.pack("<h", sample) for sample in samples)
    if path.suffix == ".sln16":
        path.write_bytes(data)
    else:
        with wave.open(str(path), "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(rate_hz)
            out.writeframes(data)
    return f"sound:{path.with_suffix('')}"


def share(person: Any, hz: int) -> float:
    return tone_share(tuple(person.media._samples), hz)


@pytest.mark.line
async def test_files_of_ours_are_heard_alone_over_music_and_music_comes_back(
    stage: Stage, tmp_path: Path
) -> None:
    folder = tmp_path / "with, (odd) & signs"
    folder.mkdir()
    stage.rig.speech.sounds["hello"] = (
        write_tone(folder / "one.wav", 1000, 0.6),
        write_tone(folder / "two.sln16", 1300, 0.6, 16_000),
    )
    person, leg = await answered(stage)
    stage.rig.line.submit(StartMusic(leg, "default"))
    await until(lambda: person.media.loud, 10, "music")
    stage.rig.line.submit(prompt(leg))
    await until(lambda: share(person, 1000) > 0.99, 10, "the first sound and nothing else")
    await until(lambda: share(person, 1300) > 0.99, 10, "the second sound and nothing else")
    assert stage.inbox.of(PromptEnded) == []
    assert await stage.inbox.heard(PromptEnded) == PromptEnded(leg, "t1")
    stage.rig.line.submit(StartMusic(leg, "default"))
    person.media.loud = False
    await until(lambda: person.media.loud and share(person, 1300) < 0.5, 10, "music again")


@pytest.mark.line
async def test_a_prompt_that_is_stopped_or_replaced_is_silent_at_once(
    stage: Stage, tmp_path: Path
) -> None:
    sounds = stage.rig.speech.sounds
    sounds["long"] = (write_tone(tmp_path / "long.wav", 1000, 30),)
    sounds["next"] = (write_tone(tmp_path / "next.wav", 1300, 30),)
    person, leg = await answered(stage)
    stage.rig.line.submit(prompt(leg, "long"))
    await until(lambda: share(person, 1000) > 0.99, 10, "the first")
    stage.rig.line.submit(prompt(leg, "next", "t2"))
    await until(lambda: share(person, 1300) > 0.99, 5, "the second")
    stage.rig.line.submit(StopPrompt(leg, "t2"))
    await stage.inbox.heard(PromptEnded, lambda given: given.token == "t2", deadline_s=2)
    stage.rig.line.submit(StopPrompt(leg, "t2"))
    await quiet(stage.rig)
    assert {given.token for given in stage.inbox.of(PromptEnded)} == {"t1", "t2"}


@pytest.mark.line
async def test_legs_are_joined_though_a_long_prompt_plays(stage: Stage, tmp_path: Path) -> None:
    stage.rig.speech.sounds["long"] = (write_tone(tmp_path / "long.wav", 1000, 30),)
    phone = await stage.phone("101")
    person, leg = await answered(stage)
    stage.rig.line.submit(prompt(leg, "long"))
    await until(lambda: share(person, 1000) > 0.99, 10, "the prompt")
    stage.rig.line.submit(ring())
    await stage.inbox.heard(LegAnswered, lambda given: given.leg == PHONE_LEG)
    stage.rig.line.submit(JoinLegs(CALL, leg, PHONE_LEG))
    await stage.inbox.heard(LegsJoined, deadline_s=3)
    media = phone.calls[0].media
    assert media is not None
    await until(lambda: media.hears_tone(CALLER_TONE_HZ), 3, "the caller at the phone")


@pytest.mark.line
async def test_every_key_is_told_once_while_a_prompt_plays(stage: Stage, tmp_path: Path) -> None:
    stage.rig.speech.sounds["long"] = (write_tone(tmp_path / "long.wav", 1000, 30),)
    person, leg = await answered(stage)
    await person.press("0123456789*#")
    stage.rig.line.submit(prompt(leg, "long"))
    await until(lambda: share(person, 1000) > 0.99, 10, "the prompt")
    await person.press("1123")
    wanted: list[Input] = [DigitPressed(leg, key) for key in "0123456789*#1123"]
    await until(lambda: list(stage.inbox.of(DigitPressed)) == wanted, 5, "all keys once")


@pytest.mark.line
async def test_a_caller_who_leaves_in_a_prompt_has_left_before_it_ended(stage: Stage) -> None:
    person, leg = await answered(stage)
    stage.rig.line.submit(prompt(leg, "demo-congrats"))
    await until(lambda: person.media.loud, 10, "the prompt")
    await person.hang_up()
    await stage.inbox.heard(PromptEnded)
    kinds = [given for given in stage.inbox.all if isinstance(given, LegEnded | PromptEnded)]
    assert kinds[0] == LegEnded(leg, EndCause.HANG_UP)


@pytest.mark.line
async def test_two_hundred_pieces_are_one_prompt(stage: Stage, tmp_path: Path) -> None:
    piece = write_tone(tmp_path / "piece.wav", 1000, 0.02)
    stage.rig.speech.sounds["long"] = (piece,) * 200
    _, leg = await answered(stage)
    stage.rig.line.submit(prompt(leg, "long"))
    assert await stage.inbox.heard(PromptEnded, deadline_s=30) == PromptEnded(leg, "t1")


@pytest.mark.line
async def test_what_plays_after_a_restart_is_not_begun_again(stage: Stage) -> None:
    _, leg = await answered(stage)
    stage.rig.line.submit(prompt(leg, "demo-congrats"))
    await quiet(stage.rig)
    stage.rig.line._prompts.forget(leg)  # as a new service, which knows nothing
    stage.rig.line.submit(prompt(leg, "demo-congrats"))
    await quiet(stage.rig)
    stage.rig.line.submit(StopPrompt(leg, "t1"))
    await stage.inbox.heard(PromptEnded)
    stage.rig.line.submit(HangUpLeg(leg))
    await stage.inbox.heard(LegEnded)
    assert set(stage.inbox.of(PromptEnded)) == {PromptEnded(leg, "t1")}

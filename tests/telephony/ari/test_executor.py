"""Commands on a failing server and on the real Asterisk."""

import asyncio
from functools import partial
from typing import Any

import pytest

from switchboard.testcall.caller import CALLER_TONE_HZ, CallRefused
from switchboard.testcall.phone import PHONE_TONE_HZ, Behaviour
from switchboard.testcall.sip import parse_address
from telephony.ari import executor, operations
from tests.support.ari_server import AriServer
from tests.support.waiting import until
from tests.telephony.ari.conftest import Rig, Stage
from vocabulary.commands import (
    AnswerCaller,
    CloseCall,
    ConfirmFeature,
    GatherLegs,
    HangUpLeg,
    HoldLeg,
    JoinLegs,
    LineCommand,
    MuteLeg,
    PlayPrompt,
    RecordMessage,
    RingOperator,
    StartMusic,
    StartRinging,
    StopPrompt,
    StopRinging,
    Utterance,
)
from vocabulary.ids import CallId, LegId, RecordingId, party_leg
from vocabulary.inputs import (
    AnswerFailed,
    CallerArrived,
    Input,
    JoinFailed,
    LegAnswered,
    LegEnded,
    LegRang,
    LegsJoined,
    LinesSurveyed,
    MessageEnded,
    PromptEnded,
)
from vocabulary.states import EndCause, EndReason

CALL, LEG, PHONE_LEG = CallId("c1"), LegId("1.1"), LegId("op-o1")
PARTY = party_leg(CALL, 1)
MESSAGE = RecordingId("c1-m1")


def ring(leg: LegId = PHONE_LEG, extension: str = "101", ring_s: int = 20) -> RingOperator:
    return RingOperator(CALL, leg, extension, ring_s, "79990001122", "Ann")


def prompt(leg: LegId = LEG, name: str = "hello", token: str = "t1") -> PlayPrompt:
    return PlayPrompt(leg, token, (Utterance(name),), "en", 1)


async def told(rig: Rig, command: LineCommand) -> list[Input]:
    """Everything that one command brings into the inbox."""
    rig.line.submit(command)
    await until(lambda: not rig.line.lanes._running, 10, "the command was carried out")
    return rig.inbox.all


@pytest.mark.parametrize(
    ("command", "asked", "replies"),
    [
        (
            AnswerCaller(CALL, LEG),
            ("POST", "/channels/1.1/answer"),
            {
                204: [LegAnswered(LEG)],
                404: [LegEnded(LEG, EndCause.HANG_UP)],
                409: [AnswerFailed(LEG, "409 why")],
                500: [AnswerFailed(LEG, "500 why")],
            },
        ),
        (
            prompt(),
            ("POST", "/channels/1.1/play/prompt-1.1~t1"),
            {
                201: [],
                404: [LegEnded(LEG, EndCause.HANG_UP)],
                409: [PromptEnded(LEG, "t1")],
                500: [PromptEnded(LEG, "t1")],
            },
        ),
        (StopPrompt(LEG, "t1"), ("DELETE", "/playbacks/prompt-1.1~t1"), {204: [], 404: []}),
        (
            RecordMessage(CALL, LEG, MESSAGE, 60, 5),
            ("POST", "/channels/1.1/record"),
            {
                201: [],
                404: [LegEnded(LEG, EndCause.HANG_UP), MessageEnded(MESSAGE)],
                409: [MessageEnded(MESSAGE)],
                422: [MessageEnded(MESSAGE)],
                500: [MessageEnded(MESSAGE)],
            },
        ),
        (
            StartMusic(LEG, "default"),
            ("POST", "/channels/1.1/moh"),
            {204: [], 404: [LegEnded(LEG, EndCause.HANG_UP)], 409: []},
        ),
        (
            ring(),
            ("POST", "/channels/op-o1"),
            {
                200: [],
                409: [],
                400: [LegEnded(PHONE_LEG, EndCause.UNREACHABLE)],
                500: [LegEnded(PHONE_LEG, EndCause.UNREACHABLE)],
            },
        ),
        (
            JoinLegs(CALL, LEG, PHONE_LEG),
            ("POST", "/bridges/call-c1/addChannel"),
            {
                204: [LegsJoined(CALL, PHONE_LEG)],
                400: [JoinFailed(CALL, PHONE_LEG, "400 why")],
                422: [JoinFailed(CALL, PHONE_LEG, "422 why")],
            },
        ),
        (
            GatherLegs(CALL, (PHONE_LEG, PARTY), aside=True),
            ("POST", "/bridges/aside-c1/addChannel"),
            {
                204: [LegsJoined(CALL, PARTY, aside=True)],
                400: [JoinFailed(CALL, PARTY, "400 why", aside=True)],
                422: [JoinFailed(CALL, PARTY, "422 why", aside=True)],
            },
        ),
        (
            HoldLeg(CALL, LEG, "default"),
            ("POST", "/channels/1.1/moh"),
            {204: [], 404: [LegEnded(LEG, EndCause.HANG_UP)], 409: []},
        ),
        (
            MuteLeg(PHONE_LEG, muted=True),
            ("POST", "/channels/op-o1/mute"),
            {204: [], 404: [], 409: [], 412: []},
        ),
        (MuteLeg(PHONE_LEG, muted=False), ("DELETE", "/channels/op-o1/mute"), {204: [], 404: []}),
        (
            StartRinging(PHONE_LEG),
            ("POST", "/channels/op-o1/ring"),
            {204: [], 404: [], 409: []},
        ),
        (StopRinging(PHONE_LEG), ("DELETE", "/channels/op-o1/ring"), {204: [], 404: []}),
        (HangUpLeg(LEG), ("DELETE", "/channels/1.1"), {204: [], 404: [], 500: []}),
        (CloseCall(CALL), ("DELETE", "/bridges/call-c1"), {204: [], 404: []}),
        (CloseCall(CALL), ("DELETE", "/bridges/aside-c1"), {204: [], 404: []}),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, LineCommand) else None,
)
async def test_each_answer_of_the_server_has_its_meaning(
    rig: Rig, server: AriServer, command: LineCommand, asked: tuple[str, str], replies: Any
) -> None:
    for status, wanted in replies.items():
        rig.inbox.all.clear()
        server.answer(*asked, status, {"message": "why"} if status >= 300 else None)
        assert await told(rig, command) == wanted, status


async def test_a_confirmation_that_cannot_be_played_lets_the_phone_go(
    rig: Rig, server: AriServer
) -> None:
    server.answer("POST", "/channels/1.1/play/tone-1.1", 500, {"message": "no sound"})
    assert await told(rig, ConfirmFeature(LEG, accepted=True)) == []
    assert len(server.asked_for("DELETE", "/channels/1.1")) == 1


@pytest.mark.parametrize(("accepted", "sound"), [(True, "beep"), (False, "beeperr")])
async def test_a_confirmation_sounds_as_it_is(
    rig: Rig, server: AriServer, accepted: bool, sound: str
) -> None:
    await told(rig, ConfirmFeature(LEG, accepted=accepted))
    played = await server.until_asked("POST", "/channels/1.1/play/tone-1.1")
    assert played.query == {"media": f"sound:{sound}"}


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (HangUpLeg(LEG), "16"),
        (HangUpLeg(LEG, elsewhere=True), "26"),
        (HangUpLeg(LEG, reason=EndReason.UNKNOWN_NUMBER), "1"),
    ],
)
async def test_a_leg_is_ended_with_its_reason(
    rig: Rig, server: AriServer, command: HangUpLeg, code: str
) -> None:
    await told(rig, command)
    assert server.asked[-1].query == {"reason_code": code}


async def test_nothing_is_told_when_the_line_is_not_reached(rig: Rig, server: AriServer) -> None:
    await rig.up()
    held = server.hold("POST", "/bridges/call-c1/addChannel")
    rig.line.submit(JoinLegs(CALL, LEG, PHONE_LEG))
    await server.until_asked("POST", "/bridges/call-c1/addChannel")
    server.cut_requests()
    await rig.inbox.heard(LinesSurveyed, count=2)
    assert rig.inbox.of(JoinFailed) == []
    assert rig.inbox.of(LegsJoined) == []
    held.set()


async def test_a_slow_leg_holds_up_no_other(rig: Rig, server: AriServer) -> None:
    gate = server.hold("POST", "/channels/1.1/answer")
    rig.line.submit(AnswerCaller(CALL, LEG))
    rig.line.submit(prompt())
    await server.until_asked("POST", "/channels/1.1/answer")
    rig.line.submit(AnswerCaller(CallId("c2"), LegId("2.2")))
    await rig.inbox.heard(LegAnswered, lambda given: given.leg == "2.2")
    assert server.asked_for("POST", "/channels/1.1/play/prompt-1.1~t1") == []
    gate.set()
    await server.until_asked("POST", "/channels/1.1/play/prompt-1.1~t1")


@pytest.mark.parametrize(
    ("later", "asked"),
    [
        (CloseCall(CALL), ("DELETE", "/bridges/call-c1")),
        (GatherLegs(CALL, (PHONE_LEG, PARTY), aside=True), ("POST", "/bridges/aside-c1")),
        (HoldLeg(CALL, LEG, "default"), ("POST", "/channels/1.1/moh")),
        (HoldLeg(CALL, PARTY, "default"), ("POST", "/channels/leg-c1-1/moh")),
        (StartMusic(LEG, "default"), ("POST", "/channels/1.1/moh")),
        (MuteLeg(PHONE_LEG, muted=True), ("POST", "/channels/op-o1/mute")),
        (HangUpLeg(PHONE_LEG), ("DELETE", "/channels/op-o1")),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, tuple) else None,
)
async def test_moves_of_a_call_keep_their_order(
    rig: Rig, server: AriServer, later: LineCommand, asked: tuple[str, str]
) -> None:
    gate = server.hold("POST", "/bridges/call-c1/addChannel")
    rig.line.submit(JoinLegs(CALL, LEG, PHONE_LEG))
    rig.line.submit(later)
    await server.until_asked("POST", "/bridges/call-c1/addChannel")
    rig.line.submit(HoldLeg(CallId("c2"), LegId("2.2"), "default"))
    await server.until_asked("POST", "/channels/2.2/moh")
    assert server.asked_for(*asked) == []
    gate.set()
    await server.until_asked(*asked)


@pytest.mark.parametrize(
    "command",
    [HoldLeg(CALL, LEG, "default"), GatherLegs(CALL, (LEG, PHONE_LEG))],
    ids=lambda command: type(command).__name__,
)
async def test_a_leg_that_is_moved_is_told_nothing_more(
    rig: Rig, server: AriServer, command: LineCommand
) -> None:
    made = rig.speech.hold("slow")
    rig.line.submit(prompt(name="slow"))
    rig.line.submit(command)
    assert rig.inbox.all == [PromptEnded(LEG, "t1")]
    made.set()
    await until(lambda: not rig.line.lanes._running, 10, "all is done")
    assert server.asked_for("POST", "/channels/1.1/play/prompt-1.1~t1") == []


async def test_a_phone_is_let_go_before_it_is_rung_again(rig: Rig, server: AriServer) -> None:
    first, second = LegId("op-o1"), LegId("op-o2")
    gate = server.hold("DELETE", "/channels/op-o1")
    rig.line.submit(ring(first))
    rig.line.submit(HangUpLeg(first))
    rig.line.submit(ring(second))
    rig.line.submit(ring(LegId("op-o3"), "102"))
    await server.until_asked("DELETE", "/channels/op-o1")
    await server.until_asked("POST", "/channels/op-o3")
    assert server.asked_for("POST", "/channels/op-o2") == []
    gate.set()
    await server.until_asked("POST", "/channels/op-o2")


async def test_what_is_remembered_of_phones_is_bounded(
    rig: Rig, server: AriServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(executor, "KNOWN_PHONES", 5)
    for number in range(12):
        rig.line.submit(ring(LegId(f"op-{number}")))
    assert list(rig.line._extension) == [f"op-{number}" for number in range(7, 12)]
    rig.line.submit(HangUpLeg(LegId("op-11")))
    rig.line.submit(HangUpLeg(LegId("op-0")))
    assert len(rig.line._extension) == 4
    await until(lambda: not rig.line.lanes._running, 10, "all is done")


# Against the real one.


async def arrived(stage: Stage, number: str = "100", sender: str = "") -> tuple[Any, LegId]:
    before = len(stage.inbox.of(CallerArrived))
    person = await stage.dialling(number, sender)
    return person, (await stage.inbox.heard(CallerArrived, count=before + 1)).leg


async def answered(stage: Stage) -> tuple[Any, LegId]:
    person, leg = await arrived(stage)
    stage.rig.line.submit(AnswerCaller(CALL, leg))
    await stage.inbox.heard(LegAnswered, lambda given: given.leg == leg)
    await until(lambda: person.talking, 10, "the caller hears the answer")
    return person, leg


@pytest.mark.line
async def test_a_caller_is_answered_hears_a_prompt_then_music(stage: Stage) -> None:
    person, leg = await answered(stage)
    stage.rig.line.submit(prompt(leg, "beep"))
    assert await stage.inbox.heard(PromptEnded) == PromptEnded(leg, "t1")
    heard = person.media.received
    person.media.loud = False
    stage.rig.line.submit(StartMusic(leg, "default"))
    await until(lambda: person.media.loud and person.media.received > heard, 10, "music")
    stage.rig.line.submit(HangUpLeg(leg))
    ended = await stage.inbox.heard(LegEnded)
    assert ended == LegEnded(leg, EndCause.HANG_UP)
    await asyncio.wait_for(person.ended.wait(), 10)


@pytest.mark.line
async def test_a_caller_who_leaves_before_the_answer_has_ended(stage: Stage) -> None:
    person = await stage.caller()
    dialling = asyncio.create_task(person.dial("100", 20))
    leg = (await stage.inbox.heard(CallerArrived)).leg
    dialling.cancel()
    await asyncio.gather(dialling, return_exceptions=True)
    assert (await stage.inbox.heard(LegEnded)).leg == leg
    stage.inbox.all.clear()
    stage.rig.line.submit(AnswerCaller(CALL, leg))
    await stage.inbox.heard(LegEnded)
    assert stage.inbox.of(LegAnswered) == []


@pytest.mark.line
async def test_a_prompt_that_is_not_there_ends_too(stage: Stage) -> None:
    _, leg = await answered(stage)
    stage.rig.line.submit(prompt(leg, "no/such/sound"))
    assert await stage.inbox.heard(PromptEnded) == PromptEnded(leg, "t1")


@pytest.mark.line
@pytest.mark.parametrize(
    ("reason", "status"), [(EndReason.UNKNOWN_NUMBER, 404), (EndReason.LINE_FAILED, 603)]
)
async def test_who_is_not_answered_hears_why(stage: Stage, reason: EndReason, status: int) -> None:
    person = await stage.caller()
    dialling = asyncio.create_task(person.dial("100", 20))
    leg = (await stage.inbox.heard(CallerArrived)).leg
    stage.rig.line.submit(HangUpLeg(leg, reason=reason))
    with pytest.raises(CallRefused) as refused:
        await dialling
    assert refused.value.status == status
    await stage.inbox.heard(LegEnded, lambda given: given.leg == leg)


@pytest.mark.line
async def test_whatever_is_said_to_a_leg_that_is_gone_ends_it(stage: Stage) -> None:
    gone = LegId("1700000000.999")
    for command in (
        AnswerCaller(CALL, gone),
        prompt(gone, "beep"),
        StartMusic(gone, "default"),
    ):
        stage.inbox.all.clear()
        stage.rig.line.submit(command)
        assert await stage.inbox.heard(LegEnded) == LegEnded(gone, EndCause.HANG_UP)
    stage.inbox.all.clear()
    stage.rig.line.submit(HangUpLeg(gone))
    stage.rig.line.submit(CloseCall(CALL))
    stage.rig.line.submit(ConfirmFeature(gone, accepted=True))
    stage.rig.line.submit(JoinLegs(CALL, gone, LegId("op-gone")))
    await stage.inbox.heard(JoinFailed)


@pytest.mark.line
async def test_a_phone_that_is_not_there_is_unreachable(stage: Stage) -> None:
    for leg, extension in ((LegId("op-a"), "103"), (LegId("op-b"), "999")):
        stage.rig.line.submit(ring(leg, extension))
        unreachable = LegEnded(leg, EndCause.UNREACHABLE)
        await until(partial(stage.inbox.all.count, unreachable), 10, f"{extension} is not there")
    assert stage.inbox.of(LegRang) == []


@pytest.mark.line
@pytest.mark.parametrize(
    ("behaviour", "cause"),
    [
        (Behaviour(refuse=603), EndCause.DECLINED),
        (Behaviour(refuse=486), EndCause.BUSY),
        (Behaviour(refuse=480), EndCause.NO_ANSWER),
        (Behaviour(answer_after_s=None), EndCause.NO_ANSWER),
        (Behaviour(dies=True), EndCause.NO_ANSWER),
    ],
)
async def test_a_phone_that_does_not_answer_says_why(
    stage: Stage, behaviour: Behaviour, cause: EndCause
) -> None:
    await stage.phone("101", behaviour)
    stage.rig.line.submit(ring(ring_s=1))
    assert await stage.inbox.heard(LegEnded) == LegEnded(PHONE_LEG, cause)
    assert bool(stage.inbox.of(LegRang)) == (behaviour.refuse is None)
    assert stage.inbox.of(LegAnswered) == []


@pytest.mark.line
async def test_a_phone_that_is_rung_twice_for_one_leg_rings_once(stage: Stage) -> None:
    phone = await stage.phone("101", Behaviour(answer_after_s=None))
    for _ in range(3):
        stage.rig.line.submit(ring())
    await stage.inbox.heard(LegRang)
    await until(lambda: not stage.rig.line.lanes._running, 10, "all three were carried out")
    assert len(phone.calls) == 1
    assert stage.inbox.of(LegEnded) == []
    stage.rig.line.submit(HangUpLeg(PHONE_LEG, elsewhere=True))
    await stage.inbox.heard(LegEnded)
    await asyncio.wait_for(phone.calls[0].ended.wait(), 10)
    assert phone.calls[0].withdrawn


@pytest.mark.line
async def test_a_phone_taken_back_rings_at_once_for_the_next(stage: Stage) -> None:
    phone = await stage.phone("101", Behaviour(answer_after_s=None))
    stage.rig.line.submit(ring(LegId("op-a")))
    await stage.inbox.heard(LegRang)
    phone.behaviour = Behaviour()
    stage.rig.line.submit(HangUpLeg(LegId("op-a"), elsewhere=True))
    stage.rig.line.submit(ring(LegId("op-b")))
    await stage.inbox.heard(LegAnswered, lambda given: given.leg == "op-b")
    assert phone.calls[0].withdrawn
    assert phone.calls[1].media is not None


@pytest.mark.line
async def test_joined_legs_hear_each_other_until_one_leaves(stage: Stage) -> None:
    phone = await stage.phone("101")
    person, leg = await answered(stage)
    stage.rig.line.submit(StartMusic(leg, "default"))
    stage.rig.line.submit(ring())
    await stage.inbox.heard(LegRang)
    await stage.inbox.heard(LegAnswered, lambda given: given.leg == PHONE_LEG)
    for _ in range(2):  # the second time is what a restart repeats
        stage.rig.line.submit(JoinLegs(CALL, leg, PHONE_LEG))
    assert await stage.inbox.heard(LegsJoined, count=2) == LegsJoined(CALL, PHONE_LEG)
    assert stage.inbox.of(JoinFailed) == []
    at_phone = phone.calls[0].media
    assert at_phone is not None
    await until(lambda: person.media.hears_tone(PHONE_TONE_HZ), 10, "the phone at the caller")
    await until(lambda: at_phone.hears_tone(CALLER_TONE_HZ), 10, "the caller at the phone")
    await phone.hang_up()
    assert await stage.inbox.heard(LegEnded) == LegEnded(PHONE_LEG, EndCause.HANG_UP)
    assert person.talking
    stage.rig.line.submit(HangUpLeg(leg))
    stage.rig.line.submit(CloseCall(CALL))
    stage.rig.line.submit(CloseCall(CALL))
    await asyncio.wait_for(person.ended.wait(), 10)
    await until(lambda: not stage.rig.line.lanes._running, 10, "all was carried out")
    assert (await stage.rig.client.call(operations.LIST_BRIDGES)).body == []


@pytest.mark.line
async def test_a_caller_lives_on_when_its_operator_is_gone_before_they_are_joined(
    stage: Stage,
) -> None:
    person, leg = await answered(stage)
    stage.rig.line.submit(JoinLegs(CALL, leg, LegId("op-gone")))
    failed = await stage.inbox.heard(JoinFailed)
    assert (failed.call, failed.leg) == (CALL, "op-gone")
    assert person.talking
    stage.rig.line.submit(StartMusic(leg, "default"))
    person.media.loud = False
    await until(lambda: person.media.loud, 10, "music again")


HOSTILE = {
    "path": (
        '"../../../etc/passwd" <sip:..%2f..%2fetc@a.example>',
        "../../etc",
        "../../../etc/passwd",
    ),
    "line_end": (
        '"x%0d%0aX-Evil: 1" <sip:1%0d%0aX-Evil%3a%202@a.example>',
        "1\r\nX-Evil: 2",
        "x%0d%0aX-Evil: 1",
    ),
    "expression": (
        '"${SHELL(id)}" <sip:$%7bSHELL(id)%7d@a.example>',
        "${SHELL(id)}",
        "${SHELL(id)}",
    ),
    "markup": (
        '"<script>alert(1)</script>" <sip:700@a.example>',
        "700",
        "<script>alert(1)</script>",
    ),
    # Asterisk keeps the backslashes by which SIP quotes inside of a name.
    "quotes": ('"a\\"b\\\\c\'d`e" <sip:700@a.example>', "700", "a\\\"b\\\\c'd`e"),
    "commas": ('"a,b;c|d&e=f" <sip:a,b&c=d@a.example>', "a,b&c=d", "a,b;c|d&e=f"),
    "other_scripts": ('"Ёж 🦔 \u202etxt" <sip:700@a.example>', "700", "Ёж 🦔 \u202etxt"),
    "long": (f'"{"x" * 2000}" <sip:700@a.example>', "700", None),
    "no_name": ("<sip:700@a.example>", "700", ""),
    "nobody": ("<sip:a.example>", "", ""),
    "anonymous": ('"Anonymous" <sip:anonymous@anonymous.invalid>', "anonymous", "Anonymous"),
}


@pytest.mark.line
@pytest.mark.parametrize("kind", HOSTILE)
async def test_any_caller_text_is_text_and_the_call_works(stage: Stage, kind: str) -> None:
    sender, number, name = HOSTILE[kind]
    phone = await stage.phone("101")
    person, leg = await arrived(stage, sender=sender)
    caller = stage.inbox.of(CallerArrived)[0].caller
    assert caller.pii_number == number
    if name is not None:
        assert caller.pii_name == name
    else:
        assert set(caller.pii_name) == {"x"}
        assert len(caller.pii_name) <= 256
    stage.rig.line.submit(AnswerCaller(CALL, leg))
    shown = caller.pii_number, caller.pii_name
    stage.rig.line.submit(RingOperator(CALL, PHONE_LEG, "101", 20, *shown))
    await stage.inbox.heard(LegAnswered, lambda given: given.leg == PHONE_LEG)
    stage.rig.line.submit(JoinLegs(CALL, leg, PHONE_LEG))
    await stage.inbox.heard(LegsJoined)
    invite = phone.calls[0].invite
    assert invite.headers.get("x-evil") == ""
    address = parse_address(invite.headers.get("from"))
    assert address.uri.startswith("sip:")
    assert "uid=" not in invite.headers.get("from")
    assert person.talking

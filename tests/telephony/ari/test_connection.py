"""The connection against a server that fails in every way, and against the real one."""

import asyncio
import json
import os
import signal
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from telephony.ari import client as client_module
from telephony.ari import connection as connection_module
from telephony.ari import operations
from telephony.ari.client import AccessRefused, AriClient
from telephony.ari.connection import Replaced
from telephony.ari.events import FILTER
from tests.support.ari_server import AriServer, channel, stamp
from tests.support.pressing import Press, pressing_caller
from tests.support.sipp import Sipp
from tests.support.waiting import until
from tests.telephony.ari.conftest import AnotherRig, RealLine, Rig, Stage, rig_to
from vocabulary.commands import (
    AnswerCaller,
    CloseCall,
    HangUpLeg,
    JoinLegs,
    RingOperator,
    StartRecording,
    StopRecording,
)
from vocabulary.facts import Caller
from vocabulary.ids import CallId, LegId, RecordingId
from vocabulary.inputs import (
    CallerArrived,
    DigitPressed,
    FeatureDialled,
    LegAnswered,
    LegEnded,
    LegsJoined,
    LinesDropped,
    LinesSurveyed,
    PhoneHeld,
    PhoneReported,
    PromptEnded,
    RecordingBegan,
    RecordingBroke,
    RecordingFinished,
)
from vocabulary.states import PhoneState

LEG = LegId("1.1")


def started(leg: str, *args: str, **more: Any) -> dict[str, Any]:
    return {"type": "StasisStart", "channel": channel(leg), "args": list(args), **more}


def ended(leg: str) -> dict[str, Any]:
    return {"type": "StasisEnd", "channel": channel(leg)}


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Short limits; the real ones are checked by themselves."""
    monkeypatch.setattr(client_module, "HEARTBEAT_S", 0.2)
    monkeypatch.setattr(client_module, "REST_LIMIT_S", 0.5)


def test_a_dead_line_is_noticed_within_the_two_seconds_that_are_wanted() -> None:
    assert client_module.HEARTBEAT_S <= 2.0
    assert connection_module.LONGEST_PAUSE_S <= 5.0


async def test_it_subscribes_before_it_surveys(rig: Rig, server: AriServer) -> None:
    await rig.up()
    paths = [(asked.method, asked.path) for asked in server.asked]
    first_question = paths.index(("GET", "/channels"))
    wanted = ("PUT", "/applications/callwright/eventFilter")
    devices = ("POST", "/applications/callwright/subscription")
    assert paths.index(wanted) < paths.index(devices) < first_question
    assert server.asked_for(*wanted)[0].body == FILTER
    assert server.asked_for(*devices)[0].query == {"eventSource": "endpoint:PJSIP"}


async def test_a_clean_close_is_a_disconnect_too(rig: Rig, server: AriServer) -> None:
    await rig.up()
    await server.close_sockets()
    await rig.inbox.heard(LinesSurveyed, count=2)
    kinds = [type(given) for given in rig.inbox.all]
    assert kinds == [LinesSurveyed, LinesDropped, LinesSurveyed]
    assert rig.connection.up
    assert server.connections == 2


async def test_a_reset_is_told_and_the_line_comes_back(rig: Rig, server: AriServer) -> None:
    await rig.up()
    server.reset_sockets()
    await rig.inbox.heard(LinesSurveyed, count=2)
    assert len(rig.inbox.of(LinesDropped)) == 1


async def test_a_line_that_says_nothing_any_more_is_dropped(
    rig: Rig, server: AriServer, quick: None
) -> None:
    await rig.up()
    server.freeze()
    await rig.inbox.heard(LinesDropped)
    assert not rig.connection.up
    await until(lambda: server.connections > 1, 10, "it tries again")


async def test_a_port_that_accepts_and_says_nothing_is_tried_again(
    tmp_path: Path, quick: None
) -> None:
    accepted: list[asyncio.StreamWriter] = []
    listening = await asyncio.start_server(lambda _, out: accepted.append(out), "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    access = client_module.Access(f"http://127.0.0.1:{port}/ari", "u", "p", "a")
    async with rig_to(access, tmp_path / "seen") as rig:
        rig.running = asyncio.create_task(rig.connection.run())
        await until(lambda: len(accepted) >= 2, 10, "a second try")
        assert not rig.connection.up
        assert rig.inbox.all == []  # never up: nothing was lost
    for out in accepted:
        out.close()
    listening.close()
    await listening.wait_closed()


async def test_a_line_that_dies_in_the_survey_is_tried_again(rig: Rig, server: AriServer) -> None:
    server.hold("GET", "/bridges")
    rig.running = asyncio.create_task(rig.connection.run())
    await server.until_asked("GET", "/bridges")
    server.answer("GET", "/bridges", 500, {"message": "not now"})
    server.release("GET", "/bridges")
    await until(lambda: server.connections > 1, 10, "it tries again")
    assert rig.inbox.all == []
    server.answer("GET", "/bridges", 200, [])
    await rig.inbox.heard(LinesSurveyed)


async def test_refused_at_the_door_is_final(server: AriServer, tmp_path: Path) -> None:
    access = server.access._replace(password="wrong")
    async with rig_to(access, tmp_path / "seen") as rig:
        with pytest.raises(AccessRefused):
            await asyncio.wait_for(rig.connection.run(), 10)
    assert server.connections == 1


@pytest.mark.parametrize("path", ["eventFilter", "subscription"])
async def test_a_refused_subscription_is_tried_again(
    rig: Rig, server: AriServer, path: str
) -> None:
    method = "PUT" if path == "eventFilter" else "POST"
    server.answer(method, f"/applications/callwright/{path}", 404, {"message": "no such"})
    rig.running = asyncio.create_task(rig.connection.run())
    await until(lambda: server.connections > 2, 10, "it tries again")
    server.answer(method, f"/applications/callwright/{path}", 200, {})
    await rig.inbox.heard(LinesSurveyed)
    assert rig.inbox.of(LinesDropped) == []


async def test_pauses_grow_to_their_limit_and_begin_anew_after_success(
    rig: Rig, server: AriServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    sleep = asyncio.sleep

    async def no_time(pause_s: float) -> None:
        pauses.append(pause_s)
        await sleep(0)

    monkeypatch.setattr(asyncio, "sleep", no_time)
    server.refuse_events(503)
    rig.running = asyncio.create_task(rig.connection.run())
    while server.connections < 10:
        await sleep(0)
    server.refuse_events(101)
    while not rig.connection.up:
        await sleep(0)
    assert pauses[:4] == [0.1, 0.2, 0.4, 0.8]
    assert max(pauses) == connection_module.LONGEST_PAUSE_S
    pauses.clear()
    await server.close_sockets()
    while len(rig.inbox.of(LinesSurveyed)) < 2:
        await sleep(0)
    assert pauses == [connection_module.FIRST_PAUSE_S]


async def test_events_of_the_survey_come_after_it_and_in_order(rig: Rig, server: AriServer) -> None:
    gate = server.hold("GET", "/bridges")
    server.channels, server.members = [channel("1.1", number="700")], ["1.1"]
    rig.running = asyncio.create_task(rig.connection.run())
    await server.until_asked("GET", "/bridges")
    await server.say(started("2.2", "caller", "100"))
    await server.say(ended("1.1"))
    await server.say(ended("2.2"))
    assert rig.inbox.all == []
    gate.set()
    await rig.inbox.heard(LegEnded, count=2)
    assert [type(given) for given in rig.inbox.all] == [
        LinesSurveyed,
        CallerArrived,
        LegEnded,
        LegEnded,
    ]
    survey = rig.inbox.of(LinesSurveyed)[0]
    assert survey.arrivals == (CallerArrived(LEG, "100", Caller("700")),)
    assert [given.leg for given in rig.inbox.of(LegEnded)] == ["1.1", "2.2"]


async def test_a_caller_is_claimed_until_claiming_stops(rig: Rig, server: AriServer) -> None:
    await rig.up()
    await server.say({"type": "CallBroadcast", "channel": channel("1.1", state="Ring")})
    asked = await server.until_asked("POST", "/events/claim")
    assert asked.query == {"channelId": "1.1", "application": "callwright"}
    rig.connection.claiming = False
    await server.say({"type": "CallBroadcast", "channel": channel("2.2", state="Ring")})
    await server.say(ended("9.9"))
    await rig.inbox.heard(LegEnded)
    assert len(server.asked_for("POST", "/events/claim")) == 1


@pytest.mark.parametrize("status", [404, 409, 500])
async def test_a_claim_that_comes_too_late_is_nothing(
    rig: Rig, server: AriServer, status: int
) -> None:
    server.answer("POST", "/events/claim", status, {"message": "too late"})
    await rig.up()
    await server.say({"type": "CallBroadcast", "channel": channel("1.1", state="Ring")})
    await server.until_asked("POST", "/events/claim")
    await server.say(ended("9.9"))
    await rig.inbox.heard(LegEnded)
    assert [type(given) for given in rig.inbox.all] == [LinesSurveyed, LegEnded]


async def test_an_unknown_event_is_noted_and_passed_over(rig: Rig, server: AriServer) -> None:
    await rig.up()
    with capture_logs() as logs:
        await server.say({"type": "ChannelVarset", "variable": "pii", "value": "79990001122"})
        await server.say_text("no JSON at all")
        await server.say_text("")
        await server.say({"type": "StasisStart"})
        await server.say(ended("9.9"))
        await rig.inbox.heard(LegEnded)
    assert rig.connection.up
    assert server.connections == 1
    warnings = [each for each in logs if each["log_level"] == "warning"]
    assert len(warnings) == 4
    shown = [value for each in warnings for key, value in each.items() if not key.startswith("pii")]
    assert "79990001122" not in json.dumps(shown), "a number stands outside of pii_ keys"


async def test_another_controller_ends_this_one(rig: Rig, server: AriServer) -> None:
    await rig.up()
    await server.say({"type": "ApplicationReplaced"})
    assert rig.running is not None
    with pytest.raises(Replaced, match="another controller"):
        await asyncio.wait_for(asyncio.shield(rig.running), 10)
    rig.running = None
    await until(lambda: not server.listening, 10, "its socket is closed")


async def test_being_replaced_in_the_middle_of_a_survey_counts_too(
    rig: Rig, server: AriServer
) -> None:
    gate = server.hold("GET", "/bridges")
    rig.running = asyncio.create_task(rig.connection.run())
    await server.until_asked("GET", "/bridges")
    await server.say({"type": "ApplicationReplaced"})
    gate.set()
    with pytest.raises(Replaced):
        await asyncio.wait_for(asyncio.shield(rig.running), 10)
    rig.running = None


async def test_a_close_in_the_middle_of_a_survey_is_noticed(rig: Rig, server: AriServer) -> None:
    gate = server.hold("GET", "/bridges")
    rig.running = asyncio.create_task(rig.connection.run())
    await server.until_asked("GET", "/bridges")
    await server.close_sockets()
    gate.set()
    await until(lambda: server.connections == 2 and rig.connection.up, 10, "it came back")


async def test_an_old_arrival_is_asked_about_before_it_is_told(rig: Rig, server: AriServer) -> None:
    await rig.up()
    server.channels = [channel("1.1")]
    old = stamp(datetime.now(UTC) - timedelta(seconds=connection_module.STALE_S + 1))
    await server.say(started("1.1", "caller", "100", timestamp=old))
    await rig.inbox.heard(CallerArrived)
    await server.until_asked("GET", "/channels/1.1")
    await server.say(started("2.2", "caller", "100"))
    await rig.inbox.heard(CallerArrived, count=2)
    assert server.asked_for("GET", "/channels/2.2") == []


async def test_a_caller_who_left_unheard_is_told_with_its_end(rig: Rig, server: AriServer) -> None:
    """The dialplan keeps no record of whom we took over: nobody else would know."""
    await rig.up()
    old = stamp(datetime.now(UTC) - timedelta(seconds=connection_module.STALE_S + 1))
    await server.say(started("1.1", "caller", "100", timestamp=old))
    await server.say(ended("1.1"))
    arrival = await rig.inbox.heard(CallerArrived)
    after = rig.inbox.all[rig.inbox.all.index(arrival) + 1 :]
    assert [given.leg for given in after if isinstance(given, LegEnded)] == ["1.1"]


async def test_a_failed_command_brings_a_new_survey_and_only_one(
    rig: Rig, server: AriServer, quick: None
) -> None:
    await rig.up()
    path = "/channels/1.1/answer"
    held = server.hold("POST", path)
    for _ in range(3):
        rig.line.submit(AnswerCaller(CallId("c1"), LEG))
    await server.until_asked("POST", path)
    server.cut_requests()
    held.set()
    await rig.inbox.heard(LinesSurveyed, count=2)
    assert rig.connection.up
    assert server.connections == 1
    assert rig.inbox.of(LinesDropped) == []
    rig.connection.survey_again()
    rig.connection.survey_again()
    await rig.inbox.heard(LinesSurveyed, count=3)
    assert len(rig.inbox.of(LinesSurveyed)) <= 4


async def test_a_survey_asked_for_while_down_is_nothing(rig: Rig, server: AriServer) -> None:
    rig.connection.survey_again()
    await rig.up()
    await server.say(ended("9.9"))
    await rig.inbox.heard(LegEnded)
    assert len(rig.inbox.of(LinesSurveyed)) == 1


async def test_a_claim_that_is_lost_brings_a_new_survey(
    rig: Rig, server: AriServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "REST_LIMIT_S", 0.2)
    server.hold("POST", "/events/claim")
    await rig.up()
    await server.say({"type": "CallBroadcast", "channel": channel("1.1", state="Ring")})
    await server.until_asked("POST", "/events/claim")
    await rig.inbox.heard(LinesSurveyed, count=2)


def key(leg: str, digit: str, at: str) -> dict[str, Any]:
    return {
        "type": "ChannelDtmfReceived",
        "channel": channel(leg),
        "digit": digit,
        "duration_ms": 100,
        "timestamp": f"2026-01-05T09:00:00.{at}+0000",
    }


async def test_a_key_that_is_told_twice_was_pressed_once(rig: Rig, server: AriServer) -> None:
    await rig.up()
    first, second, others = key("1.1", "1", "100"), key("1.1", "1", "340"), key("2.2", "1", "100")
    for event in (first, others, first, others, second, second, key("1.1", "#", "500")):
        await server.say(event)
    await rig.inbox.heard(DigitPressed, lambda given: given.digit == "#")
    pressed = [(given.leg, given.digit) for given in rig.inbox.of(DigitPressed)]
    assert pressed == [("1.1", "1"), ("2.2", "1"), ("1.1", "1"), ("1.1", "#")]


async def test_a_hold_that_is_told_twice_is_one(rig: Rig, server: AriServer) -> None:
    await rig.up()
    leg = channel("op-o1", context="default", exten="s")
    for second, kind in enumerate(("ChannelHold", "ChannelUnhold", "ChannelHold")):
        for _ in range(2):
            moment = f"2026-01-05T09:00:0{second}.000+0000"
            await server.say({"type": kind, "channel": leg, "timestamp": moment})
    await server.say({"type": "ChannelUnhold", "channel": leg})
    await rig.inbox.heard(PhoneHeld, count=4)
    held = [(given.leg, given.held) for given in rig.inbox.of(PhoneHeld)]
    assert held == [("op-o1", True), ("op-o1", False), ("op-o1", True), ("op-o1", False)]


async def test_both_endpoints_of_an_operator_are_told_as_one_phone(
    rig: Rig, server: AriServer
) -> None:
    def endpoint(resource: str, state: str, *channels: str) -> dict[str, Any]:
        return {
            "technology": "PJSIP",
            "resource": resource,
            "state": state,
            "channel_ids": list(channels),
        }

    server.endpoints = [endpoint("101", "offline"), endpoint("web-101", "online")]
    await rig.up()
    assert rig.inbox.of(PhoneReported) == [PhoneReported("101", PhoneState.FREE)]
    for changed in (
        endpoint("101", "online"),
        endpoint("web-101", "online", "op-o1"),
        endpoint("101", "offline"),
        endpoint("web-101", "offline"),
        endpoint("callwright-trunk", "online"),
    ):
        await server.say({"type": "EndpointStateChange", "endpoint": changed})
    await rig.inbox.heard(PhoneReported, count=5)
    assert [given.phone for given in rig.inbox.of(PhoneReported)] == [
        PhoneState.FREE,
        PhoneState.FREE,
        PhoneState.BUSY,
        PhoneState.BUSY,
        PhoneState.UNREACHABLE,
    ]


async def test_what_is_remembered_of_keys_is_bounded(
    rig: Rig, server: AriServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection_module, "KNOWN_TWICE", 3)
    await rig.up()
    for number in range(9):
        await server.say(key("1.1", "1", f"10{number}"))
    await rig.inbox.heard(DigitPressed, count=9)
    assert len(rig.connection._twice) == 3


async def test_a_sound_that_nobody_heard_is_logged_once(rig: Rig, server: AriServer) -> None:
    def failed(leg: str) -> dict[str, Any]:
        playback = {"id": f"prompt-{leg}~t1", "media_uri": "sound:/x/y", "state": "failed"}
        return {"type": "PlaybackFinished", "playback": playback}

    await rig.up()
    with capture_logs() as logs:
        await server.say({"type": "ChannelHangupRequest", "channel": channel("1.1")})
        await server.say(failed("1.1"))
        await rig.inbox.heard(PromptEnded)
        assert logs == [], "a caller hung up, nothing is wrong with the sound"
        for leg in ("2.2", "2.2", "3.3"):
            await server.say(failed(leg))
        await rig.inbox.heard(PromptEnded, count=4)
    assert [(each["log_level"], each["sound"]) for each in logs] == [("warning", "sound:/x/y")]


async def test_a_tone_that_ended_lets_its_phone_go(rig: Rig, server: AriServer) -> None:
    await rig.up()
    await server.say({"type": "PlaybackFinished", "playback": {"id": "tone-1.1"}})
    await server.until_asked("DELETE", "/channels/1.1")
    assert [type(given) for given in rig.inbox.all] == [LinesSurveyed]


async def test_a_recording_that_begins_is_not_lost_to_a_survey(rig: Rig, server: AriServer) -> None:
    """Its snoops come into our hands by events, and events wait for the survey."""
    await rig.up()
    recording = RecordingId("c1-1")
    rig.line.submit(StartRecording(recording, CallId("c1"), LEG))
    await server.until_asked("POST", f"/channels/{LEG}/snoop/rec-c1-1-out")
    rig.connection.survey_again()
    await until(lambda: rig.connection._held is not None, 5, "the survey began")
    for side in ("in", "out"):
        await server.say(started(f"rec-c1-1-{side}", "snoop"))
        server.recordings.add(f"c1-1-{side}")
        server.channels.append(channel(f"rec-c1-1-{side}", context="", exten="s"))
    await rig.inbox.heard(LinesSurveyed, count=2)
    assert rig.inbox.of(RecordingBroke) == []
    assert rig.inbox.of(RecordingBegan) == [RecordingBegan(recording)]
    assert rig.inbox.of(LinesSurveyed)[1].recordings == (recording,)


async def test_a_phone_rung_while_a_survey_is_made_is_not_told_as_missing(
    rig: Rig, server: AriServer
) -> None:
    """The list of channels is older than the ringing: the core would take it for gone."""
    await rig.up()
    gate = server.hold("GET", "/endpoints/PJSIP")
    rig.connection.survey_again()
    await server.until_asked("GET", "/endpoints/PJSIP", 2)
    rig.line.submit(RingOperator(CallId("c1"), LegId("op-o1"), "101", 20, "700", "Ann"))
    for _ in range(3):
        await rig.client.call(operations.PING)
    assert server.asked_for("POST", "/channels/op-o1") == [], "it rang before the survey was told"
    gate.set()
    await server.until_asked("POST", "/channels/op-o1")


async def test_no_limit_of_a_request_applies_to_the_events(
    rig: Rig, server: AriServer, quick: None
) -> None:
    await rig.up()
    quiet_until = time.monotonic() + 2 * client_module.REST_LIMIT_S
    await until(lambda: time.monotonic() > quiet_until, 10, "a quiet while")
    await server.say(ended("9.9"))
    await rig.inbox.heard(LegEnded)
    assert rig.inbox.of(LinesDropped) == []
    assert server.connections == 1


# Against the real one.


@pytest.mark.line
async def test_an_empty_line_is_surveyed_and_its_phones_reported(stage: Stage) -> None:
    survey = stage.inbox.of(LinesSurveyed)[0]
    assert survey == LinesSurveyed(legs=())
    reports = stage.inbox.of(PhoneReported)
    assert {report.extension for report in reports} >= {"101", "102", "103"}
    assert {r.phone for r in reports if r.extension == "101"} == {PhoneState.UNREACHABLE}
    assert stage.rig.connection.up


@pytest.mark.line
async def test_a_phone_is_reported_as_it_comes_and_goes(stage: Stage) -> None:
    phone = await stage.phone("101")
    free = PhoneReported("101", PhoneState.FREE)
    await stage.inbox.heard(PhoneReported, lambda given: given == free)
    before = len(stage.inbox.all)
    await phone.register(0)
    gone = PhoneReported("101", PhoneState.UNREACHABLE)
    await until(lambda: gone in stage.inbox.all[before:], 10, "the phone is reported as gone")


@pytest.mark.line
async def test_a_caller_arrives_with_the_number_it_dialled(stage: Stage) -> None:
    await stage.dialling("100", '"Anna B." <sip:+79990001122@somewhere.example>')
    arrived = await stage.inbox.heard(CallerArrived)
    assert arrived.dialled == "100"
    assert arrived.caller == Caller("+79990001122", "Anna B.")


@pytest.mark.line
async def test_a_second_controller_replaces_the_first(
    stage: Stage, another_rig: AnotherRig
) -> None:
    second = await another_rig()
    await second.up()
    assert stage.rig.running is not None
    with pytest.raises(Replaced):
        await asyncio.wait_for(asyncio.shield(stage.rig.running), 10)
    stage.rig.running = None
    await stage.dialling()
    await second.inbox.heard(CallerArrived)
    assert stage.inbox.of(CallerArrived) == []
    await second.down()


@pytest.mark.line
async def test_who_comes_back_finds_legs_the_joined_call_and_its_recording(
    stage: Stage, another_rig: AnotherRig
) -> None:
    call, phone_leg, recording = CallId("c7"), LegId("op-o7"), RecordingId("c7-1")
    await stage.phone("101")
    person = await stage.dialling()
    caller_leg = (await stage.inbox.heard(CallerArrived)).leg
    line = stage.rig.line
    line.submit(AnswerCaller(call, caller_leg))
    line.submit(RingOperator(call, phone_leg, "101", 20, "700", ""))
    await stage.inbox.heard(LegAnswered, lambda given: given.leg == phone_leg)
    line.submit(JoinLegs(call, caller_leg, phone_leg))
    await stage.inbox.heard(LegsJoined)
    line.submit(StartRecording(recording, call, caller_leg))
    await stage.inbox.heard(RecordingBegan)
    await stage.rig.down()

    second = await another_rig()
    survey = await second.up()
    assert {(leg.leg, leg.answered, leg.joined) for leg in survey.legs} == {
        (caller_leg, True, call),
        (phone_leg, True, call),
    }
    assert survey.recordings == (recording,)
    assert not survey.restarted
    assert [arrival.leg for arrival in survey.arrivals] == [caller_leg]
    assert person.talking
    second.line.submit(StopRecording(recording))
    await second.inbox.heard(RecordingFinished)
    second.line.submit(HangUpLeg(caller_leg))
    second.line.submit(CloseCall(call))
    await second.inbox.heard(LegEnded, lambda given: given.leg == caller_leg)
    await asyncio.wait_for(person.ended.wait(), 10)
    await second.down()


@pytest.mark.line
async def test_an_asterisk_that_hangs_for_a_while_is_dropped_and_taken_up_again(
    stage: Stage,
) -> None:
    person = await stage.dialling()
    leg = (await stage.inbox.heard(CallerArrived)).leg
    stage.rig.line.submit(AnswerCaller(CallId("c1"), leg))
    await until(lambda: person.talking, 10, "the caller is answered")
    pid = stage.real.process.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    try:
        await stage.inbox.heard(LinesDropped)
        assert not stage.rig.connection.up
    finally:
        os.kill(pid, signal.SIGCONT)
    survey = await stage.inbox.heard(LinesSurveyed, count=2, deadline_s=20)
    assert [seen.leg for seen in survey.legs] == [leg]
    assert not survey.restarted
    assert person.talking
    stage.rig.line.submit(HangUpLeg(leg))
    await asyncio.wait_for(person.ended.wait(), 10)


@pytest.mark.line
async def test_asterisk_outlives_a_controller_that_goes_while_a_phone_changes(
    asterisk: RealLine, tmp_path: Path
) -> None:
    """With `deviceState:` about one of fifty such ends locked up all of ARI for good."""
    for _ in range(60):
        async with rig_to(asterisk.access, tmp_path / "seen") as rig:
            stage = Stage(asterisk, rig, tmp_path)
            await rig.up()
            person = await stage.dialling()
            leg = (await stage.inbox.heard(CallerArrived)).leg
            rig.line.submit(AnswerCaller(CallId("c1"), leg))
            await until(partial(getattr, person, "talking"), 10, "the caller is answered")
            rig.line.submit(HangUpLeg(leg))
            await asyncio.wait_for(person.ended.wait(), 10)
            await rig.down()
            await stage.stack.aclose()
        await asterisk.until_forgotten()
    async with AriClient(asterisk.access) as client:
        assert (await client.call(operations.GET_APPLICATION, "callwright")).ok


@pytest.mark.line
async def test_every_key_of_every_caller_of_sipp_is_told_once(
    stage: Stage, sipp_argv: tuple[str, ...]
) -> None:
    keys, callers = "0123456789*#", 5
    server = "127.0.0.1", stage.real.settings.sip_port
    scenario = pressing_caller("100", [Press(300, keys[:7]), Press(100, keys[7:])])
    async with Sipp(sipp_argv, stage.folder, server) as sipp:
        run = await sipp.start_calls(
            scenario, numbers=[f"555000{number}" for number in range(callers)]
        )
        await stage.inbox.heard(CallerArrived, count=callers)
        legs = [given.leg for given in stage.inbox.of(CallerArrived)]
        for leg in legs:
            stage.rig.line.submit(AnswerCaller(CallId(f"c-{leg}"), leg))
        await stage.inbox.heard(DigitPressed, count=callers * len(keys), deadline_s=30)
        for leg in legs:
            stage.rig.line.submit(HangUpLeg(leg))
        result = await run.result()
    assert (result.succeeded, result.failed) == (callers, 0), result.errors
    for leg in legs:
        pressed = [given.digit for given in stage.inbox.of(DigitPressed) if given.leg == leg]
        assert "".join(pressed) == keys


@pytest.mark.line
async def test_an_operators_keys_are_not_the_callers(stage: Stage) -> None:
    phone = await stage.phone("101")
    leg = LegId("op-o1")
    stage.rig.line.submit(RingOperator(CallId("c1"), leg, "101", 20, "700", ""))
    await stage.inbox.heard(LegAnswered, lambda given: given.leg == leg)
    await phone.press("12")
    await stage.dialling()
    caller = (await stage.inbox.heard(CallerArrived)).leg
    stage.rig.line.submit(HangUpLeg(leg))
    stage.rig.line.submit(HangUpLeg(caller))
    await stage.inbox.heard(LegEnded, count=2)
    assert stage.inbox.of(DigitPressed) == []


@pytest.mark.line
async def test_a_phones_own_call_to_the_centre_presses_keys_too(stage: Stage) -> None:
    person = await stage.caller(number="101")
    person.log_in("101", stage.real.passwords["101"])
    dialling = asyncio.create_task(person.dial_as_phone("100", 10))
    leg = (await stage.inbox.heard(CallerArrived)).leg
    stage.rig.line.submit(AnswerCaller(CallId("c1"), leg))
    await dialling
    await person.press("*90#")
    await stage.inbox.heard(DigitPressed, count=4)
    assert "".join(given.digit for given in stage.inbox.of(DigitPressed)) == "*90#"


@pytest.mark.line
async def test_a_feature_code_arrives_with_the_phone_that_dialled_it(stage: Stage) -> None:
    person = await stage.caller(number="101")
    person.log_in("101", stage.real.passwords["101"])
    dialling = asyncio.create_task(person.dial_as_phone("*1", 10))
    dialled = await stage.inbox.heard(FeatureDialled)
    assert (dialled.extension, dialled.code) == ("101", "*1")
    assert stage.inbox.of(CallerArrived) == []
    stage.confirm(dialled)
    await dialling
    await asyncio.wait_for(person.ended.wait(), 10)
    assert person.ended_by_peer
    assert person.media.received > 5, "no tone was heard"

"""Whom the line rings, and what nobody can make it ring."""

import asyncio

import pytest
from structlog.testing import capture_logs

from switchboard.testcall.caller import CALLER_TONE_HZ
from switchboard.testcall.phone import PHONE_TONE_HZ, Behaviour
from telephony.ari import rings
from telephony.asterisk.conf_pjsip import TRUNK
from tests.support.ari_server import AriServer
from tests.support.waiting import until
from tests.telephony.ari.conftest import Rig, Stage
from tests.telephony.ari.test_executor import CALL, answered, told
from vocabulary.commands import HangUpLeg, JoinLegs, RingOperator, RingOutside
from vocabulary.ids import LegId, outside_leg
from vocabulary.inputs import Input, LegAnswered, LegEnded, LegRang, LegsJoined
from vocabulary.states import EndCause

LEG = outside_leg(CALL, 1)
UNREACHABLE: list[Input] = [LegEnded(LEG, EndCause.UNREACHABLE)]
ENDPOINT = {"technology": "PJSIP", "resource": TRUNK, "state": "online", "channel_ids": []}


def outside(number: str = "+4930123456", ring_s: int = 20) -> RingOutside:
    return RingOutside(CALL, LEG, ring_s, number, "100")


def test_the_trunk_is_named_as_the_configuration_names_it() -> None:
    assert rings.TRUNK == TRUNK


@pytest.mark.parametrize(
    ("name", "number", "shown"),
    [
        ("Ann", "+7999", '"Ann" <+7999>'),
        ("", "", '"" <anonymous>'),
        ('"><sip:evil@x>', "1", '"sip:evil@x" <1>'),
        ("a\\", "1", '"a" <1>'),
        ("a\r\nX-Evil: 1", "1\r\nX: 2", '"aX-Evil: 1" <1X2>'),
        ("${SHELL(id)}", "${SHELL(id)}", '"${SHELL(id)}" <SHELLid>'),
        ("x" * 4096, "9" * 4096, f'"{"x" * 60}" <{"9" * 40}>'),
        ("Ёлка, 1", "7-(999)", '"Ёлка, 1" <7-999>'),
        ("\u202eevil\x00", "<>", '"evil" <anonymous>'),
    ],
)
async def test_what_a_phone_shows_cannot_leave_its_place(
    rig: Rig, server: AriServer, name: str, number: str, shown: str
) -> None:
    await told(rig, RingOperator(CALL, LegId("op-o1"), "101", 20, number, name))
    assert server.asked[-1].query == {
        "endpoint": "PJSIP/101",
        "app": "callwright",
        "appArgs": "operator",
        "callerId": shown,
        "timeout": "20",
    }


ASKED = {"PJSIP_HEADER(add,X-Callwright-Call)": "c1", "PJSIP_HEADER(add,X-Callwright-Leg)": "op-o1"}


async def test_a_desk_phone_is_told_nothing_that_it_has_no_use_for(
    rig: Rig, server: AriServer
) -> None:
    await told(rig, RingOperator(CALL, LegId("op-o1"), "101", 20, "700", ""))
    assert server.asked[-1].body is None


async def test_a_phone_is_told_which_call_rings_when_it_is_to_pick_up(
    rig: Rig, server: AriServer
) -> None:
    await told(rig, RingOperator(CALL, LegId("op-o1"), "101", 20, "700", "", at_once=True))
    variables = server.asked[-1].body["variables"]
    assert variables.items() >= ASKED.items()
    extra = {name: variables[name] for name in variables.keys() - ASKED.keys()}
    assert extra["PJSIP_HEADER(add,X-Callwright-Answer)"] == "at-once"
    assert "answer-after=0" in extra["PJSIP_HEADER(add,Call-Info)"]
    assert "info=alert-autoanswer" in extra["PJSIP_HEADER(add,Alert-Info)"]


async def test_an_outside_number_is_rung_through_the_trunk(rig: Rig, server: AriServer) -> None:
    server.endpoints = [ENDPOINT]
    assert await told(rig, outside()) == []
    assert server.asked[-1].query == {
        "endpoint": "PJSIP/+4930123456@callwright-trunk",
        "app": "callwright",
        "appArgs": "outside",
        "callerId": '"" <100>',
        "timeout": "20",
    }


@pytest.mark.parametrize(("status", "wanted"), [(409, []), (400, UNREACHABLE), (500, UNREACHABLE)])
async def test_each_answer_to_a_ringing_has_its_meaning(
    rig: Rig, server: AriServer, status: int, wanted: list[Input]
) -> None:
    server.endpoints = [ENDPOINT]
    server.answer("POST", f"/channels/{LEG}", status, {"message": "why"})
    assert await told(rig, outside()) == wanted


async def test_without_a_trunk_it_says_what_to_set(rig: Rig, server: AriServer) -> None:
    with capture_logs() as logs:
        assert await told(rig, outside()) == UNREACHABLE
    assert "CALLWRIGHT_TRUNK_HOSTS" in logs[0]["mend"]
    assert server.asked_for("POST", f"/channels/{LEG}") == []


@pytest.mark.parametrize(
    "number",
    [
        "",
        "+",
        "12+3",
        "1" * 21,
        "101@callwright-loopback",
        "1&PJSIP/101",
        "${SHELL(id)}",
        "1/sip:evil@x",
        "123\n",
        "١٢٣",
        "0049 30",
    ],
)
async def test_nothing_but_digits_is_rung(rig: Rig, server: AriServer, number: str) -> None:
    server.endpoints = [ENDPOINT]
    with capture_logs() as logs:
        assert await told(rig, outside(number)) == UNREACHABLE
    assert server.asked == []
    assert number not in [value for key, value in logs[0].items() if not key.startswith("pii")]


# Against the real one.


@pytest.mark.line
@pytest.mark.parametrize("at_once", [True, False])
async def test_the_invite_of_a_phone_says_which_call_it_is(stage: Stage, at_once: bool) -> None:
    phone = await stage.phone("101")
    leg = LegId("op-o1")
    stage.rig.line.submit(RingOperator(CALL, leg, "101", 20, "79990001122", "Ann", at_once))
    await stage.inbox.heard(LegAnswered)
    invite = phone.calls[0].invite.headers
    assert phone.calls[0].from_number == "79990001122"
    assert invite.all("x-callwright-call") == ((CALL,) if at_once else ())
    assert invite.all("x-callwright-leg") == ((leg,) if at_once else ())
    assert invite.all("x-callwright-answer") == (("at-once",) if at_once else ())
    assert ("answer-after=0" in invite.get("call-info")) == at_once
    assert ("info=alert-autoanswer" in invite.get("alert-info")) == at_once


@pytest.mark.line
async def test_nobody_outside_is_told_of_our_calls(stage: Stage) -> None:
    phone = await stage.outside()
    stage.rig.line.submit(outside())
    await stage.inbox.heard(LegAnswered)
    names = {name.lower() for name, _ in phone.calls[0].invite.headers.lines}
    assert not {name for name in names if name.startswith("x-")}


@pytest.mark.line
async def test_caller_and_outside_number_hear_each_other(stage: Stage) -> None:
    phone = await stage.outside(Behaviour(answer_after_s=0.1))
    person, leg = await answered(stage)
    stage.rig.line.submit(outside())
    await stage.inbox.heard(LegRang, lambda given: given.leg == LEG)
    await stage.inbox.heard(LegAnswered, lambda given: given.leg == LEG)
    call = await phone.next_call(5)
    assert call.from_number == "100"
    assert call.invite.uri.startswith("sip:+4930123456@127.0.0.9")
    stage.rig.line.submit(JoinLegs(CALL, leg, LEG))
    await stage.inbox.heard(LegsJoined)
    media = call.media
    assert media is not None
    await until(lambda: media.hears_tone(CALLER_TONE_HZ), 10, "the caller outside")
    await until(lambda: person.media.hears_tone(PHONE_TONE_HZ), 10, "outside at the caller")
    await person.press("42")
    await until(lambda: media.heard_keys == "42", 10, "the caller's keys outside")
    await phone.hang_up()
    assert await stage.inbox.heard(LegEnded) == LegEnded(LEG, EndCause.HANG_UP)
    assert person.talking


@pytest.mark.line
@pytest.mark.parametrize(
    ("behaviour", "cause"),
    [
        (Behaviour(refuse=486), EndCause.BUSY),
        (Behaviour(refuse=603), EndCause.DECLINED),
        (Behaviour(refuse=404), EndCause.UNREACHABLE),
        (Behaviour(answer_after_s=None), EndCause.NO_ANSWER),
    ],
)
async def test_an_outside_number_that_does_not_answer_says_why(
    stage: Stage, behaviour: Behaviour, cause: EndCause
) -> None:
    await stage.outside(behaviour)
    stage.rig.line.submit(outside(ring_s=1))
    assert await stage.inbox.heard(LegEnded) == LegEnded(LEG, cause)
    assert stage.inbox.of(LegAnswered) == []


@pytest.mark.line
async def test_an_outside_number_is_rung_once_and_let_go(stage: Stage) -> None:
    phone = await stage.outside(Behaviour(answer_after_s=None))
    for _ in range(2):
        stage.rig.line.submit(outside())
    await stage.inbox.heard(LegRang)
    await until(lambda: not stage.rig.line.lanes._running, 10, "both were carried out")
    assert len(phone.calls) == 1
    stage.rig.line.submit(HangUpLeg(LEG))
    await asyncio.wait_for(phone.calls[0].ended.wait(), 10)
    assert phone.calls[0].withdrawn
    assert (await stage.inbox.heard(LegEnded)).leg == LEG


@pytest.mark.line
async def test_a_provider_that_says_nothing_is_left_in_time(stage: Stage) -> None:
    stage.rig.line.submit(outside(ring_s=1))
    ended = await stage.inbox.heard(LegEnded)
    assert ended.leg == LEG
    assert ended.cause in (EndCause.NO_ANSWER, EndCause.UNREACHABLE, EndCause.FAILED)

"""Why a leg is gone: in words, and as the real Asterisk tells it."""

import asyncio

import pytest

from switchboard.testcall.phone import Phone, PhoneCall
from telephony.ari import ends
from tests.support.waiting import until
from tests.telephony.ari.conftest import BOTH, RTP_TIMEOUT_S, AnotherRig, Stage
from tests.telephony.ari.parties import Inbox, say_in_call
from tests.telephony.ari.test_executor import CALL, LEG, PHONE_LEG, ring
from vocabulary.commands import HangUpLeg, HoldLeg, MuteLeg, StartMusic, StartRinging
from vocabulary.ids import outside_leg, party_leg
from vocabulary.inputs import LegAnswered, LegEnded
from vocabulary.states import EndCause


@pytest.mark.parametrize(
    ("number", "meaning"),
    [
        (1, EndCause.UNREACHABLE),
        (3, EndCause.UNREACHABLE),
        (16, EndCause.HANG_UP),
        (17, EndCause.BUSY),
        (18, EndCause.NO_ANSWER),
        (19, EndCause.NO_ANSWER),
        (20, EndCause.UNREACHABLE),
        (21, EndCause.DECLINED),
        (26, EndCause.HANG_UP),
        (31, EndCause.HANG_UP),
        (44, EndCause.UNREACHABLE),
        (0, EndCause.FAILED),
        (41, EndCause.FAILED),
        (102, EndCause.FAILED),
        (127, EndCause.FAILED),
        (-1, EndCause.FAILED),
    ],
)
def test_a_cause_number_is_a_word(number: int, meaning: EndCause) -> None:
    assert ends.cause_of(number, "Ringing") is meaning
    assert number == 0 or ends.cause_of(number, "Up") is meaning


def test_who_was_there_and_gives_no_cause_has_hung_up() -> None:
    assert ends.cause_of(0, "Up") is EndCause.HANG_UP
    assert ends.cause_of(0, "Down") is EndCause.FAILED


def test_only_a_callers_end_is_told_by_whoever_finds_it_gone() -> None:
    inbox = Inbox()
    for leg in (PHONE_LEG, outside_leg(CALL, 1), party_leg(CALL, 1)):
        ends.tell_gone(inbox, leg)
    assert inbox.all == []
    ends.tell_gone(inbox, LEG)
    assert inbox.all == [LegEnded(LEG, EndCause.HANG_UP)]


# Against the real one.


async def rung(stage: Stage, extension: str = "101") -> tuple[Phone, PhoneCall]:
    """An operator's phone that has picked up."""
    phone = await stage.phone(extension)
    stage.rig.line.submit(ring(extension=extension))
    await stage.inbox.heard(LegAnswered, lambda given: given.leg == PHONE_LEG)
    call = await phone.next_call(5)
    await until(call.acknowledged.is_set, 5, "the phone is in its call")
    return phone, call


@pytest.mark.line
@pytest.mark.parametrize(
    ("reason", "cause"),
    [
        ("", EndCause.HANG_UP),
        ("Q.850;cause=16", EndCause.HANG_UP),
        ("Q.850;cause=31", EndCause.HANG_UP),
        ("Q.850;cause=41", EndCause.FAILED),
        ('SIP;cause=408;text="RTP Timeout"', EndCause.NO_ANSWER),
    ],
)
async def test_a_phone_that_leaves_may_say_why(stage: Stage, reason: str, cause: EndCause) -> None:
    phone, call = await rung(stage)
    lines = (("Reason", reason),) if reason else ()
    assert (await say_in_call(phone, call, "BYE", lines=lines)).status == 200
    await stage.inbox.heard(LegEnded)
    assert set(stage.inbox.of(LegEnded)) == {LegEnded(PHONE_LEG, cause)}


@pytest.mark.line
@pytest.mark.parametrize("elsewhere", [True, False])
async def test_a_phone_that_we_let_go_has_hung_up(stage: Stage, elsewhere: bool) -> None:
    await rung(stage)
    stage.rig.line.submit(HangUpLeg(PHONE_LEG, elsewhere=elsewhere))
    await stage.inbox.heard(LegEnded)
    assert set(stage.inbox.of(LegEnded)) == {LegEnded(PHONE_LEG, EndCause.HANG_UP)}


@pytest.mark.line
async def test_a_phone_that_is_gone_without_a_word_has_not_hung_up(stage: Stage) -> None:
    phone, call = await rung(stage, BOTH)
    heard = await until(lambda: call.media, 5, "the phone's audio")
    await until(lambda: heard.sent > 10, 5, "the phone has spoken")
    phone.die()
    ended = await stage.inbox.heard(LegEnded, deadline_s=RTP_TIMEOUT_S + 20)
    assert ended == LegEnded(PHONE_LEG, EndCause.UNREACHABLE)
    assert set(stage.inbox.of(LegEnded)) == {ended}


@pytest.mark.line
async def test_a_phone_that_leaves_after_a_restart_is_told_with_its_cause(
    stage: Stage, another_rig: AnotherRig
) -> None:
    """Whoever comes back is subscribed to nothing but the phones."""
    phone, _ = await rung(stage)
    await stage.rig.down()
    second = await another_rig()
    await second.up()
    await phone.hang_up()
    assert await second.inbox.heard(LegEnded) == LegEnded(PHONE_LEG, EndCause.HANG_UP)
    await second.down()


@pytest.mark.line
async def test_commands_to_a_leg_that_has_left_do_not_hide_its_cause(stage: Stage) -> None:
    phone, call = await rung(stage)
    lines = (("Reason", "Q.850;cause=41"),)
    leaving = asyncio.create_task(say_in_call(phone, call, "BYE", lines=lines))
    for command in (
        StartRinging(PHONE_LEG),
        StartMusic(PHONE_LEG, "default"),
        HoldLeg(CALL, PHONE_LEG, "default"),
        MuteLeg(PHONE_LEG, muted=True),
    ):
        stage.rig.line.submit(command)
    await leaving
    await stage.inbox.heard(LegEnded)
    await until(lambda: not stage.rig.line.lanes._running, 10, "all was carried out")
    assert set(stage.inbox.of(LegEnded)) == {LegEnded(PHONE_LEG, EndCause.FAILED)}

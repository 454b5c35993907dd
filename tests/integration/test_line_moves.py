"""Hold, consult, conference, mute, pause on a real Asterisk: who hears whom, what is kept."""

from dataclasses import dataclass

import numpy as np
import pytest

from switchboard.testcall.audio import tone_share
from switchboard.testcall.caller import CALLER_TONE_HZ
from switchboard.testcall.media import Media
from switchboard.testcall.phone import PHONE_TONE_HZ, Phone, PhoneCall
from telephony.ari import operations
from tests.support.waiting import until
from tests.telephony.ari.conftest import (  # noqa: F401 - fixtures
    AnotherRig,
    Rig,
    Stage,
    another_rig,
    asterisk,
    stage,
)
from tests.telephony.ari.parties import Person, say_in_call, set_hold
from vocabulary.commands import (
    AnswerCaller,
    CloseCall,
    GatherLegs,
    HangUpLeg,
    HoldLeg,
    JoinLegs,
    LineCommand,
    MuteLeg,
    PauseRecording,
    RingOperator,
    StartRecording,
    StartRinging,
    StopRecording,
    StopRinging,
)
from vocabulary.ids import CallId, LegId, OfferId, OperatorId, RecordingId, operator_leg, party_leg
from vocabulary.inputs import (
    CallerArrived,
    JoinFailed,
    LegAnswered,
    LegEnded,
    LegSeen,
    LegsJoined,
    PhoneHeld,
    RecordingBegan,
    RecordingFinished,
    RecordingTurned,
)
from vocabulary.states import EndCause

pytestmark = pytest.mark.line

CALL, RECORDING, ANNA = CallId("c1"), RecordingId("c1-1"), OperatorId("anna")
OPERATOR, PARTY = operator_leg(OfferId("o1")), party_leg(CALL, 1)
OWN, ASIDE = "call-c1", "aside-c1"
FRAMES_A_SECOND, BYTES_A_SECOND, RATE_HZ = 50, 16_000, 8_000
ENOUGH_S = 10.0


@dataclass
class Talk:
    """A caller and an operator who talk."""

    stage: Stage
    person: Person
    caller: LegId
    phone: Phone
    operator: Media
    joins: int = 0

    async def do(self, *commands: LineCommand) -> None:
        """Carry them out; every join and gathering among them has been answered."""
        for command in commands:
            self.stage.rig.line.submit(command)
        self.joins += sum(isinstance(command, JoinLegs | GatherLegs) for command in commands)
        inbox, lanes = self.stage.inbox, self.stage.rig.line.lanes
        await until(lambda: not lanes._running, ENOUGH_S, "all was carried out")
        assert inbox.of(JoinFailed) == []
        assert len(inbox.of(LegsJoined)) == self.joins

    async def join(self) -> None:
        """The two hear each other."""
        await self.do(JoinLegs(CALL, self.caller, OPERATOR))

    async def party(self) -> tuple[Phone, Media]:
        """A colleague who is asked and picks up, while the caller is on hold."""
        colleague = await self.stage.phone("102")
        await self.do(
            HoldLeg(CALL, self.caller, "default"),
            RingOperator(CALL, PARTY, "102", 20, "101", "Anna"),
            StartRinging(OPERATOR),
        )
        await self.stage.inbox.heard(LegAnswered, lambda given: given.leg == PARTY)
        return colleague, await _audio(await colleague.next_call(5))

    async def consult(self) -> tuple[Phone, Media]:
        """Operator and colleague talk; the caller does not hear it."""
        colleague, media = await self.party()
        await self.do(GatherLegs(CALL, (OPERATOR, PARTY), aside=True))
        return colleague, media


async def _audio(call: PhoneCall) -> Media:
    return await until(lambda: call.media, 5, "the phone's audio")


async def talking(stage: Stage) -> Talk:  # noqa: F811 - the fixture
    """Answered, rung, joined."""
    phone = await stage.phone("101")
    person = await stage.dialling()
    leg = (await stage.inbox.heard(CallerArrived)).leg
    stage.rig.line.submit(AnswerCaller(CALL, leg))
    stage.rig.line.submit(RingOperator(CALL, OPERATOR, "101", 20, "700", ""))
    await stage.inbox.heard(LegAnswered, lambda given: given.leg == OPERATOR)
    talk = Talk(stage, person, leg, phone, await _audio(await phone.next_call(5)))
    await talk.join()
    await hear_each_other(person.media, talk.operator)
    return talk


async def hear_each_other(caller: Media, phone: Media) -> None:
    await until(lambda: caller.hears_tone(PHONE_TONE_HZ), ENOUGH_S, "the phone at the caller")
    await until(lambda: phone.hears_tone(CALLER_TONE_HZ), ENOUGH_S, "the caller at the phone")


async def members(rig: Rig) -> dict[str, set[str]]:
    """Who is in which bridge, as Asterisk has it."""
    listed = (await rig.client.call(operations.LIST_BRIDGES)).body
    return {bridge["id"]: set(bridge["channels"]) for bridge in listed}


async def goes_on(media: Media, seconds: float) -> None:
    """That much more is sent from there."""
    enough = media.sent + seconds * FRAMES_A_SECOND
    await until(lambda: media.sent >= enough, 20, f"{seconds} s are said")


async def hears_music(media: Media) -> None:
    """Something loud that is nobody's tone."""
    heard = media.received + FRAMES_A_SECOND // 4
    await until(lambda: media.received >= heard, ENOUGH_S, "something is sent there")
    media.loud = False
    await until(lambda: media.loud, ENOUGH_S, "music")
    assert not media.hears_tone(PHONE_TONE_HZ)
    assert not media.hears_tone(CALLER_TONE_HZ)


async def test_on_hold_the_caller_hears_music_until_it_is_taken_off(
    stage: Stage,  # noqa: F811
) -> None:
    talk = await talking(stage)
    for _ in range(2):
        await talk.do(HoldLeg(CALL, talk.caller, "default"))
        assert await members(stage.rig) == {OWN: {OPERATOR}}
        await hears_music(talk.person.media)
    heard = talk.operator.received
    await goes_on(talk.operator, 0.5)
    assert talk.operator.received <= heard + 5, "the operator hears a caller who is on hold"
    for _ in range(2):
        await talk.join()
        assert await members(stage.rig) == {OWN: {talk.caller, OPERATOR}}
        await hear_each_other(talk.person.media, talk.operator)


async def test_a_colleague_is_asked_and_takes_the_call(stage: Stage) -> None:  # noqa: F811
    talk = await talking(stage)
    _, media = await talk.party()
    talk.operator.loud = False
    await until(lambda: talk.operator.loud, ENOUGH_S, "the operator hears that it rings")
    for _ in range(2):
        await talk.do(GatherLegs(CALL, (OPERATOR, PARTY), aside=True))
        assert await members(stage.rig) == {OWN: set(), ASIDE: {OPERATOR, PARTY}}
    await until(lambda: talk.operator.hears_tone(PHONE_TONE_HZ), ENOUGH_S, "the colleague")
    await until(lambda: media.hears_tone(PHONE_TONE_HZ), ENOUGH_S, "the operator")
    await hears_music(talk.person.media)

    await talk.do(HangUpLeg(OPERATOR), JoinLegs(CALL, talk.caller, PARTY))
    await hear_each_other(talk.person.media, media)
    await stage.inbox.heard(LegEnded, lambda given: given.leg == OPERATOR)
    assert await members(stage.rig) == {OWN: {talk.caller, PARTY}, ASIDE: set()}
    await talk.do(HangUpLeg(talk.caller), HangUpLeg(PARTY), CloseCall(CALL), CloseCall(CALL))
    assert await members(stage.rig) == {}


async def test_a_colleague_is_let_go_and_the_caller_is_back(stage: Stage) -> None:  # noqa: F811
    talk = await talking(stage)
    await talk.consult()
    await talk.do(HangUpLeg(PARTY), JoinLegs(CALL, talk.caller, OPERATOR))
    await hear_each_other(talk.person.media, talk.operator)
    assert (await members(stage.rig))[OWN] == {talk.caller, OPERATOR}


async def test_ringing_ends_when_nobody_picks_up(stage: Stage) -> None:  # noqa: F811
    talk = await talking(stage)
    for command in (StopRinging(OPERATOR), JoinLegs(CALL, talk.caller, OPERATOR)):
        await talk.do(HoldLeg(CALL, talk.caller, "default"), StartRinging(OPERATOR))
        talk.operator.loud = False
        await until(lambda: talk.operator.loud, ENOUGH_S, "the operator hears that it rings")
        await talk.do(command)
        if isinstance(command, StopRinging):
            await nothing_is_heard(talk.operator)
    await hear_each_other(talk.person.media, talk.operator)


async def test_three_hear_each_other_and_only_whoever_is_named(
    stage: Stage,  # noqa: F811
) -> None:
    talk = await talking(stage)
    colleague, media = await talk.consult()
    everybody = (talk.caller, OPERATOR, PARTY)
    for _ in range(2):
        await talk.do(GatherLegs(CALL, everybody))
        assert await members(stage.rig) == {OWN: set(everybody), ASIDE: set()}
    await until(lambda: talk.person.media.hears_tone(PHONE_TONE_HZ), ENOUGH_S, "both phones")
    talk.operator.quiet = True
    await until(lambda: talk.person.media.hears_tone(PHONE_TONE_HZ), ENOUGH_S, "the colleague")
    media.quiet = True
    await hear_tone(talk.operator, CALLER_TONE_HZ)
    await hear_tone(media, CALLER_TONE_HZ)

    await talk.do(GatherLegs(CALL, (OPERATOR, PARTY), aside=True))
    assert await members(stage.rig) == {OWN: {talk.caller}, ASIDE: {OPERATOR, PARTY}}
    await talk.do(GatherLegs(CALL, everybody), JoinLegs(CALL, talk.caller, PARTY))
    assert await members(stage.rig) == {OWN: {talk.caller, PARTY}, ASIDE: set()}
    heard = talk.operator.received
    await goes_on(talk.operator, 0.5)
    assert talk.operator.received <= heard + 5, "who was taken out still hears"

    await talk.do(GatherLegs(CALL, everybody))
    await colleague.hang_up()
    await stage.inbox.heard(LegEnded, lambda given: given.leg == PARTY)
    assert (await members(stage.rig))[OWN] == {talk.caller, OPERATOR}
    talk.operator.quiet = False
    await hear_each_other(talk.person.media, talk.operator)


async def hear_tone(media: Media, hz: int) -> None:
    await until(lambda: media.hears_tone(hz), ENOUGH_S, f"a tone of {hz} Hz")


async def test_a_muted_operator_is_heard_by_nobody_wherever_it_is(
    stage: Stage,  # noqa: F811
) -> None:
    talk = await talking(stage)
    await talk.do(MuteLeg(OPERATOR, muted=True), MuteLeg(OPERATOR, muted=True))
    await nothing_is_heard(talk.person.media)
    await until(lambda: talk.operator.hears_tone(CALLER_TONE_HZ), ENOUGH_S, "it hears")
    _, media = await talk.consult()
    await nothing_is_heard(media)
    await talk.do(JoinLegs(CALL, talk.caller, OPERATOR))
    await nothing_is_heard(talk.person.media)
    await talk.do(MuteLeg(OPERATOR, muted=False))
    await hear_each_other(talk.person.media, talk.operator)


async def nothing_is_heard(media: Media) -> None:
    """Whatever was on its way has arrived, and for half a second there is no voice."""
    await goes_on(media, 0.2)
    media.loud = False
    await goes_on(media, 0.5)
    assert not media.loud


async def test_what_is_said_in_a_pause_is_kept_of_neither_side(
    stage: Stage,  # noqa: F811
) -> None:
    talk = await talking(stage)
    await talk.do(StartRecording(RECORDING, CALL, talk.caller))
    await stage.inbox.heard(RecordingBegan)
    await goes_on(talk.operator, 1)
    for paused in (True, True, False, False):
        await talk.do(PauseRecording(RECORDING, paused, ANNA))
        assert stage.inbox.of(RecordingTurned)[-1] == RecordingTurned(RECORDING, paused, ANNA)
        await goes_on(talk.operator, 1 if paused else 0.5)
    await talk.do(StopRecording(RECORDING))
    await stage.inbox.heard(RecordingFinished)
    lengths = {side: len(_kept(stage, side)) / RATE_HZ for side in ("in", "out")}
    assert abs(lengths["in"] - lengths["out"]) <= 0.25, lengths
    assert all(1.5 < length < 3.0 for length in lengths.values()), "two of four seconds are kept"


async def test_a_recording_that_ends_in_a_pause_is_whole(stage: Stage) -> None:  # noqa: F811
    talk = await talking(stage)
    await talk.do(StartRecording(RECORDING, CALL, talk.caller))
    await stage.inbox.heard(RecordingBegan)
    await goes_on(talk.operator, 1)
    await talk.do(PauseRecording(RECORDING, paused=True, by=ANNA))
    await goes_on(talk.operator, 1)
    await talk.person.hang_up()
    await stage.inbox.heard(RecordingFinished)
    lengths = [len(_kept(stage, side)) / RATE_HZ for side in ("in", "out")]
    assert all(0.7 < length < 1.6 for length in lengths)


async def test_a_recording_goes_on_through_hold_consult_and_transfer(
    stage: Stage,  # noqa: F811
) -> None:
    talk = await talking(stage)
    await talk.do(StartRecording(RECORDING, CALL, talk.caller))
    await stage.inbox.heard(RecordingBegan)
    began = talk.person.media.sent
    await goes_on(talk.person.media, 1)
    _, media = await talk.consult()
    await hears_music(talk.person.media)
    await goes_on(talk.person.media, 1)
    await talk.do(HangUpLeg(OPERATOR), JoinLegs(CALL, talk.caller, PARTY))
    await hear_each_other(talk.person.media, media)
    await goes_on(talk.person.media, 1)
    said_s = (talk.person.media.sent - began) / FRAMES_A_SECOND
    await talk.do(StopRecording(RECORDING))
    await stage.inbox.heard(RecordingFinished)
    caller, heard = _kept(stage, "in"), _kept(stage, "out")
    assert len(caller) / RATE_HZ == pytest.approx(said_s, abs=0.4)
    assert abs(len(caller) - len(heard)) < 0.2 * RATE_HZ
    assert tone_share(caller[-RATE_HZ // 2 :], CALLER_TONE_HZ) > 0.6
    assert tone_share(heard[: RATE_HZ // 2], PHONE_TONE_HZ) > 0.6
    assert tone_share(heard[-RATE_HZ // 2 :], PHONE_TONE_HZ) > 0.6
    middle = len(heard) // 2
    assert tone_share(heard[middle : middle + RATE_HZ // 2], PHONE_TONE_HZ) < 0.6


def _kept(stage: Stage, side: str) -> list[int]:  # noqa: F811
    """The samples of one side; the file is taken away."""
    path = stage.recordings / f"{RECORDING}-{side}.sln"
    data = path.read_bytes()
    path.unlink()
    return [int(sample) for sample in np.frombuffer(data, dtype="<i2")]


async def test_who_comes_back_finds_the_consultation_and_goes_on_with_it(
    stage: Stage,  # noqa: F811
    another_rig: AnotherRig,  # noqa: F811
) -> None:
    talk = await talking(stage)
    await talk.consult()
    await stage.rig.down()
    second = await another_rig()
    survey = await second.up()
    assert set(survey.legs) == {
        LegSeen(talk.caller, answered=True),
        LegSeen(OPERATOR, answered=True, aside=CALL),
        LegSeen(PARTY, answered=True, aside=CALL),
    }
    second.line.submit(GatherLegs(CALL, (OPERATOR, PARTY), aside=True))
    second.line.submit(GatherLegs(CALL, (talk.caller, OPERATOR, PARTY)))
    assert await second.inbox.heard(LegsJoined, count=2) == LegsJoined(CALL, PARTY)
    assert await members(second) == {OWN: {talk.caller, OPERATOR, PARTY}, ASIDE: set()}
    await second.down()


async def test_a_phone_puts_its_call_on_hold_by_itself(stage: Stage) -> None:  # noqa: F811
    talk = await talking(stage)
    call = talk.phone.calls[0]
    for held in (True, True, False, False):
        await set_hold(talk.phone, call, held=held)
        assert (await stage.inbox.heard(PhoneHeld, count=1 if held else 2)).leg == OPERATOR
        if held:
            await hears_music(talk.person.media)
        else:
            await hear_each_other(talk.person.media, talk.operator)
    told = [given.held for given in stage.inbox.of(PhoneHeld)]
    assert told == [True, False], "each change is told once"
    assert await members(stage.rig) == {OWN: {talk.caller, OPERATOR}}


REFERRALS: dict[str, tuple[tuple[str, str], ...]] = {
    "blind": (("Refer-To", "<sip:102@127.0.0.1>"),),
    "without_news": (("Refer-To", "<sip:102@127.0.0.1>"), ("Refer-Sub", "false")),
    "consulted": (("Refer-To", "<sip:102@127.0.0.1?Replaces=1%3Bto-tag%3D2%3Bfrom-tag%3D3>"),),
    "elsewhere": (("Refer-To", "<sip:+4930123456@elsewhere.invalid>"),),
    "nowhere": (("Refer-To", "not an address"),),
    "nothing": (),
}


@pytest.mark.parametrize("kind", REFERRALS)
async def test_a_phone_cannot_send_its_caller_away_and_the_call_lives(
    stage: Stage,  # noqa: F811
    kind: str,
) -> None:
    """Whoever transfers does it on the screen, where the call is followed."""
    talk = await talking(stage)
    colleague = await stage.phone("102")
    call = talk.phone.calls[0]
    refused = await say_in_call(talk.phone, call, "REFER", lines=REFERRALS[kind])
    assert refused.status >= 400
    await goes_on(talk.person.media, 0.5)
    await hear_each_other(talk.person.media, talk.operator)
    assert await members(stage.rig) == {OWN: {talk.caller, OPERATOR}}
    assert stage.inbox.of(LegEnded) == []
    assert colleague.calls == []
    await talk.phone.hang_up()
    assert await stage.inbox.heard(LegEnded) == LegEnded(OPERATOR, EndCause.HANG_UP)

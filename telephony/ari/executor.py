"""Carries out line commands and tells the inbox what came of them.

A channel that is gone is told as a leg that ended: the event may have been lost. When
Asterisk cannot be reached, nothing is told here: the connection will be made anew and a
survey mends everything that was not carried out.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import structlog

from telephony.ari import names, operations
from telephony.ari.bridges import Bridges
from telephony.ari.client import AriClient, LineUnreachable
from telephony.ari.ends import tell_gone
from telephony.ari.lanes import Lanes
from telephony.ari.messages import Messages
from telephony.ari.prompts import Prompts
from telephony.ari.rings import Rings
from telephony.ari.tapes import Tapes
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
    PauseRecording,
    PlayPrompt,
    RecordMessage,
    RingOperator,
    RingOutside,
    StartMusic,
    StartRecording,
    StartRinging,
    StopPrompt,
    StopRecording,
    StopRinging,
)
from vocabulary.ids import LegId
from vocabulary.inputs import AnswerFailed, LegAnswered
from vocabulary.ports import Inbox, Speech
from vocabulary.states import EndReason

log = structlog.get_logger(__name__)

ELSEWHERE = "26"
"""Q.850: answered elsewhere, so that the phone shows no missed call."""
UNALLOCATED = "1"
"""Q.850: no such number."""
NORMAL = "16"
KNOWN_PHONES = 10_000
"""Operator legs whose extension is remembered, for the order of commands."""

Job = Callable[[], Awaitable[None]]
LegCommand = (
    AnswerCaller
    | PlayPrompt
    | StopPrompt
    | RecordMessage
    | RingOutside
    | StartMusic
    | StartRinging
    | StopRinging
    | MuteLeg
    | ConfirmFeature
)
"""Commands that wait for nothing but what was said to their own leg before."""


class AriLine:
    """`vocabulary.ports.Line` on a real Asterisk."""

    def __init__(
        self,
        client: AriClient,
        tapes: Tapes,
        inbox: Inbox,
        unreachable: Callable[[], None],
        speech: Speech,
    ) -> None:
        self._client = client
        self._tapes = tapes
        self._inbox = inbox
        self._unreachable = unreachable
        self._prompts = Prompts(client, inbox, speech)
        self._messages = Messages(client, inbox)
        self._rings = Rings(client, inbox)
        self._bridges = Bridges(client, inbox, self._prompts)
        self._extension: dict[LegId, str] = {}
        self.lanes = Lanes()

    def submit(self, command: LineCommand) -> None:
        """Start a command; see `Lanes` for what waits for what."""
        if not self._break_off(command):
            return
        lanes, job = self._plan(command)
        self._start(lanes, command, job)
        if isinstance(command, PlayPrompt):
            self.lanes.aside(lambda: self._say(command))

    def _start(self, lanes: Sequence[str], command: LineCommand, job: Job) -> None:
        self.lanes.run(lanes, lambda: self._guarded(command, job))

    def _break_off(self, command: LineCommand) -> bool:
        """Give up speech that is still being made; whether there is more to do."""
        match command:
            case PlayPrompt():
                return self._prompts.want(command)
            case StopPrompt():
                return not self._prompts.give_up(command.leg, command.token)
            case RecordMessage() | HoldLeg():
                self._prompts.give_up(command.leg)
            case JoinLegs() | GatherLegs():
                for leg in _gathered(command).legs:
                    self._prompts.give_up(leg)
            case HangUpLeg():
                self._prompts.forget(command.leg)
            case _:
                pass
        return True

    async def _guarded(self, command: LineCommand, job: Job) -> None:
        try:
            await job()
        except LineUnreachable as error:
            log.warning("line command not carried out", kind=type(command).__name__, why=str(error))
            self._unreachable()

    def _plan(self, command: LineCommand) -> tuple[Sequence[str], Job]:
        match command:
            case RingOperator():
                return self._phone_lanes(command), lambda: self._rings.operator(command)
            case HangUpLeg():
                return self._leg_lanes(command.leg), lambda: self._hang_up(command)
            case JoinLegs() | GatherLegs() | HoldLeg() | CloseCall():
                return self._plan_of_bridges(command)
            case StartRecording() | StopRecording() | PauseRecording():
                return (f"tape {command.recording}",), self._job_of_tape(command)
            case _:
                return (command.leg,), self._job_of_leg(command)

    def _plan_of_bridges(
        self, command: JoinLegs | GatherLegs | HoldLeg | CloseCall
    ) -> tuple[Sequence[str], Job]:
        """Both bridges of a call are one lane: legs move between them."""
        bridges = names.bridge_of(command.call)
        match command:
            case JoinLegs() | GatherLegs():
                gathered = _gathered(command)
                return (*gathered.legs, bridges), lambda: self._bridges.gather(gathered)
            case HoldLeg():
                return (command.leg, bridges), lambda: self._bridges.hold(command)
            case CloseCall():
                return (bridges,), lambda: self._bridges.close(command)

    def _job_of_tape(self, command: StartRecording | StopRecording | PauseRecording) -> Job:
        match command:
            case StartRecording():
                return lambda: self._tapes.start(command)
            case StopRecording():
                return lambda: self._tapes.stop(command)
            case PauseRecording():
                return lambda: self._tapes.pause(command)

    def _job_of_leg(self, command: LegCommand) -> Job:
        match command:
            case AnswerCaller():
                return lambda: self._answer(command)
            case PlayPrompt():
                return lambda: self._prompts.make_way(command)
            case StopPrompt():
                return lambda: self._prompts.stop_one(command)
            case RecordMessage():
                return lambda: self._record(command)
            case RingOutside():
                return lambda: self._rings.outside(command)
            case StartMusic():
                return lambda: self._start_music(command)
            case StartRinging() | StopRinging():
                return lambda: self._bridges.ring(command)
            case MuteLeg():
                return lambda: self._bridges.mute(command)
            case ConfirmFeature():
                return lambda: self._confirm(command)

    def _phone_lanes(self, command: RingOperator) -> Sequence[str]:
        """A phone hears the end of one leg before it is rung for the next."""
        while len(self._extension) >= KNOWN_PHONES:
            del self._extension[next(iter(self._extension))]
        self._extension[command.leg] = command.extension
        return command.leg, f"phone {command.extension}"

    def _leg_lanes(self, leg: LegId) -> Sequence[str]:
        extension = self._extension.pop(leg, None)
        return (leg,) if extension is None else (leg, f"phone {extension}")

    async def _answer(self, command: AnswerCaller) -> None:
        await asyncio.sleep(0)  # a phone that is to ring for this caller is told first
        answer = await self._client.call(operations.ANSWER, command.leg)
        if answer.ok:
            self._inbox.put(LegAnswered(command.leg))
        elif answer.gone:
            tell_gone(self._inbox, command.leg)
        else:
            self._inbox.put(AnswerFailed(command.leg, answer.why))

    async def _say(self, command: PlayPrompt) -> None:
        media = await self._prompts.make(command)
        if media:
            self._start((command.leg,), command, lambda: self._prompts.play(command, media))

    async def _record(self, command: RecordMessage) -> None:
        await self._prompts.stop(command.leg)
        await self._messages.record(command)

    async def _start_music(self, command: StartMusic) -> None:
        query = {"mohClass": command.music}
        answer = await self._client.call(operations.START_MUSIC, command.leg, query=query)
        if answer.gone:
            tell_gone(self._inbox, command.leg)

    async def _hang_up(self, command: HangUpLeg) -> None:
        self._prompts.forget(command.leg)
        cause = ELSEWHERE if command.elsewhere else NORMAL
        if command.reason is EndReason.UNKNOWN_NUMBER:
            cause = UNALLOCATED
        await self._client.call(operations.HANG_UP, command.leg, query={"reason_code": cause})

    async def _confirm(self, command: ConfirmFeature) -> None:
        """A short tone, and the phone is let go when it ends (see `connection`)."""
        sound = "beep" if command.accepted else "beeperr"
        await self._client.call(operations.ANSWER, command.leg)
        answer = await self._client.call(
            operations.PLAY,
            command.leg,
            names.tone_of(command.leg),
            query={"media": f"sound:{sound}"},
        )
        if not answer.ok:
            await self._client.call(operations.HANG_UP, command.leg)


def _gathered(command: JoinLegs | GatherLegs) -> GatherLegs:
    """A join of two is the same in the call's own bridge."""
    if isinstance(command, GatherLegs):
        return command
    return GatherLegs(command.call, (command.caller_leg, command.operator_leg))

"""When a conversation is recorded, and that each recording ends exactly once.

Commands, their replies and what is stated of them:

    CallConnected ─ StartRecording ─► RecordingBegan    → RecordingStarted
    TalkEnded,
    CallEnded     ─ StopRecording  ─► RecordingFinished → RecordingStopped
    (asked for)   ─ PauseRecording ─► RecordingTurned   → RecordingPaused, RecordingResumed
    MessageTaken  ─ StoreRecording ─► RecordingStored   → RecordingKept
                                      RecordingBroke    → RecordingFailed (at any point)

Whether a conversation is recorded is said by the plan that its call follows. One that is
not is no failure and leaves no trace. A message that a caller leaves is written by order
of telephony; here it is stored once it is taken.

One recording goes on through hold, consultation, conference and from operator to operator.
It stops when the call goes to a queue or an outside number, or comes back because nobody
took it; the next conversation has one of its own. What an operator paused does not outlive
its part in the call: whoever has the call next is recorded (see `recording.pauses`).

Ids are `<call>-<n>`, the n-th recording of its call. So the id of a recording that was
asked for follows from the journal alone: a service killed between its command and the
reply finds that recording again in the next survey and does not lose it. Usually n is
1; a recording that was cut while its call goes on is stored and followed by the next, and
so is that of a caller who talks a second time. Messages are counted apart, by telephony.

State is a fold over facts, with one exception: whether the disk is low. That is a
measurement and not history, and comes anew within seconds of a start.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from recording import pauses
from recording.fold import PolicyState, RecordingFold
from recording.plan import RecordingPlan
from recording.talk import Talk, ends_conversation, next_id, outstanding
from vocabulary import facts, inputs
from vocabulary.commands import Command, StartRecording, StopRecording, StoreRecording
from vocabulary.ids import CallId, RecordingId
from vocabulary.ports import Decision
from vocabulary.shelf import Shelf

DISK_STOP_SHARE = 0.02
DISK_RESUME_SHARE = 0.03
MAX_OPEN = 10_000
"""Recordings that are written or wait to be stored."""


class RecordingPolicy:
    """Implements `vocabulary.ports.Component`."""

    def __init__(self, plans: Shelf[RecordingPlan]) -> None:
        self._fold = RecordingFold(plans)
        self._disk_low = False
        self._deciders: dict[type[inputs.Input], Callable[[datetime, Any], Decision]] = {
            inputs.Starting: self._starting,
            inputs.RecordingBegan: self._began,
            inputs.RecordingFinished: self._finished,
            inputs.RecordingBroke: self._broke,
            inputs.RecordingStored: self._stored,
            inputs.LinesSurveyed: self._surveyed,
            inputs.RecordingPauseAsked: self._pause_asked,
            inputs.RecordingTurned: self._turned,
            inputs.DiskReported: self._disk_reported,
            inputs.Tick: self._tick,
        }

    def decide(self, now: datetime, given: inputs.Input) -> Decision:
        """Answer an input. Late, repeated and unknown reports are passed over."""
        decider = self._deciders.get(type(given))
        return decider(now, given) if decider is not None else Decision()

    def react(self, now: datetime, fact: facts.Fact) -> Decision:
        """Answer a fact. Gives the same whether the fact was applied before or not."""
        match fact:
            case facts.CallConnected():
                return self._connected(fact)
            case facts.CallTransferred(call=call) if ends_conversation(fact):
                return self._stop(now, call)
            case facts.TalkEnded() | facts.CallReturned() | facts.CallEnded():
                return self._stop(now, fact.call)
            case facts.RecordingStarted(call=call):
                talk = self._fold.talks.get(call)
                return pauses.begun(fact, talk) if talk is not None else Decision()
            case facts.MessageTaken(call=call, recording=recording):
                return Decision(commands=(StoreRecording(recording, call),))
            case facts.FallbackCallImported(call=call, recording=recording) if recording:
                return Decision(commands=(StoreRecording(recording, call),))
        return Decision()

    def apply(self, at: datetime, fact: facts.Fact) -> None:
        """Fold one fact."""
        self._fold.apply(at, fact)

    def deadline(self) -> datetime | None:
        """When a Tick is wanted next."""
        return min(self._fold.due.values(), default=None)

    def checkpoint(self) -> PolicyState:
        """The state as a value that later facts do not change."""
        return self._fold.checkpoint()

    def restore(self, state: PolicyState) -> None:
        """Go on from a checkpoint."""
        self._fold.restore(state)

    def _starting(self, _now: datetime, _given: inputs.Starting) -> Decision:
        return Decision(commands=self._store_again())

    def _began(self, now: datetime, given: inputs.RecordingBegan) -> Decision:
        awaited = self._awaited(now, given.recording)
        return self._adopt(*awaited) if awaited is not None else Decision()

    def _finished(self, now: datetime, given: inputs.RecordingFinished) -> Decision:
        part = self._fold.parts.get(given.recording)
        if part is not None:
            return Decision() if part.stopped else _stopped(given.recording, part.call)
        awaited = self._awaited(now, given.recording)
        return self._recover(*awaited) if awaited is not None else Decision()

    def _broke(self, now: datetime, given: inputs.RecordingBroke) -> Decision:
        part = self._fold.parts.get(given.recording)
        if part is not None:
            failed = facts.RecordingFailed(given.recording, part.call, given.why)
            # One side may still be written when the other broke.
            stop = () if part.stopped else (StopRecording(given.recording),)
            return Decision((failed,), stop)
        awaited = self._awaited(now, given.recording)
        if awaited is None:
            return Decision()
        return Decision((facts.RecordingFailed(given.recording, awaited[0], given.why),))

    def _stored(self, _now: datetime, given: inputs.RecordingStored) -> Decision:
        part = self._fold.parts.get(given.recording)
        if part is None or not part.stopped:
            return Decision()
        kept = facts.RecordingKept(
            recording=given.recording,
            call=part.call,
            path=given.path,
            duration_s=given.duration_s,
            size_bytes=given.size_bytes,
            channels=given.channels,
        )
        return Decision((kept,))

    def _pause_asked(self, _now: datetime, given: inputs.RecordingPauseAsked) -> Decision:
        talk = self._fold.talks.get(given.call)
        return pauses.asked(given, talk) if talk is not None else Decision()

    def _turned(self, _now: datetime, given: inputs.RecordingTurned) -> Decision:
        part = self._fold.parts.get(given.recording)
        talk = self._fold.talks.get(part.call) if part is not None else None
        if part is None or talk is None:
            return Decision()
        return pauses.turned(given, part.call, talk)

    def _disk_reported(self, _now: datetime, given: inputs.DiskReported) -> Decision:
        if given.free_share < DISK_STOP_SHARE:
            self._disk_low = True
        elif given.free_share > DISK_RESUME_SHARE:
            self._disk_low = False
        return Decision()

    def _surveyed(self, _now: datetime, given: inputs.LinesSurveyed) -> Decision:
        """Set right what happened while nobody listened.

        New recordings are not begun here but by the Tick that LinesSeen makes due, when
        it is stated as well which calls are over.
        """
        writing = set(given.recordings)
        answers = [Decision(commands=self._store_again())]
        ours = {*self._fold.parts, *self._fold.messages}
        for recording, part in self._fold.parts.items():
            if recording not in writing:
                answers.append(Decision() if part.stopped else _stopped(recording, part.call))
            elif self._is_over(part.call):
                answers.append(Decision(commands=(StopRecording(recording),)))
        for call, talk in self._fold.talks.items():
            if talk.operator is None or talk.writing is not None:
                continue
            awaited = next_id(call, talk)
            ours.add(awaited)
            if awaited in writing:
                answers.append(self._adopt(call, talk))
            elif talk.ended:
                answers.append(self._recover(call, talk))
        said_again = pauses.said_again(self._fold.talks.values(), writing)
        answers.append(Decision(commands=said_again))
        # What no fact tells of must not be written.
        strangers = tuple(StopRecording(recording) for recording in sorted(writing - ours))
        return _together([*answers, Decision(commands=strangers)])

    def _tick(self, now: datetime, _given: inputs.Tick) -> Decision:
        answers = []
        for call in self._fold.settle(now):
            talk = self._fold.talks[call]
            if self._fold.lines_up:  # else the survey to come will see to it
                answers.append(self._stop(now, call) if talk.ended else self._ask(call, talk))
        return _together(answers)

    def _connected(self, fact: facts.CallConnected) -> Decision:
        talk = self._fold.talks.get(fact.call)
        if talk is None or talk.paused_for == fact.operator:
            return Decision()
        if self._is_next(talk):
            return self._ask(fact.call, talk)
        return pauses.taken_over(fact, talk)

    def _ask(self, call: CallId, talk: Talk) -> Decision:
        """Begin the call's next recording, or say why there is none."""
        recording = next_id(call, talk)
        why = self._refusal()
        if why is not None:
            return Decision((facts.RecordingFailed(recording, call, why),))
        return Decision(commands=(StartRecording(recording, call, talk.caller_leg),))

    def _is_next(self, talk: Talk) -> bool:
        """Whether a conversation that begins is to be recorded, and at once."""
        return not talk.ended and talk.writing is None and self._fold.is_covered(talk)

    def _refusal(self) -> str | None:
        if self._disk_low:
            return (
                f"disk almost full: less than {DISK_STOP_SHARE:.0%} of the recordings' disk was "
                f"free; recording begins again above {DISK_RESUME_SHARE:.0%}"
            )
        if len(self._fold.parts) >= MAX_OPEN:
            return f"{MAX_OPEN} recordings wait to be stored; look at the recordings' disk"
        return None

    def _stop(self, now: datetime, call: CallId) -> Decision:
        talk = self._fold.talks.get(call)
        if talk is None:
            return Decision()
        if talk.writing is not None:
            return Decision(commands=(StopRecording(talk.writing),))
        if outstanding(talk, now):
            return Decision(commands=(StopRecording(next_id(call, talk)),))
        return Decision()

    def _adopt(self, call: CallId, talk: Talk) -> Decision:
        """The awaited recording is being written."""
        recording = next_id(call, talk)
        stop: tuple[Command, ...] = (StopRecording(recording),) if talk.ended else ()
        return Decision((_started(call, talk),), stop)

    def _recover(self, call: CallId, talk: Talk) -> Decision:
        """The awaited recording may have been written unheard: keep what there is of it.

        Where nothing was written, the store says so and the recording fails.
        """
        stopped = _stopped(next_id(call, talk), call)
        return Decision((_started(call, talk), *stopped.facts), stopped.commands)

    def _awaited(self, now: datetime, recording: RecordingId) -> tuple[CallId, Talk] | None:
        """The talk for which this recording was asked, when it has not begun yet."""
        call = CallId(recording.rpartition("-")[0])
        talk = self._fold.talks.get(call)
        if talk is None or not outstanding(talk, now):
            return None
        return (call, talk) if recording == next_id(call, talk) else None

    def _is_over(self, call: CallId) -> bool:
        talk = self._fold.talks.get(call)
        return talk is None or talk.ended

    def _store_again(self) -> tuple[Command, ...]:
        return tuple(
            StoreRecording(recording, part.call)
            for recording, part in self._fold.parts.items()
            if part.stopped
        )


def _started(call: CallId, talk: Talk) -> facts.RecordingStarted:
    if talk.operator is None:
        raise ValueError(f"call {call} is recorded before anybody talks in it")
    return facts.RecordingStarted(next_id(call, talk), call, talk.operator)


def _stopped(recording: RecordingId, call: CallId) -> Decision:
    return Decision((facts.RecordingStopped(recording, call),), (StoreRecording(recording, call),))


def _together(answers: list[Decision]) -> Decision:
    return Decision(
        tuple(fact for answer in answers for fact in answer.facts),
        tuple(command for answer in answers for command in answer.commands),
    )

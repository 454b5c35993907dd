"""What is known of recordings: a fold over facts and the plan, and nothing else.

A recording is first asked for, then writing, then stopped, then kept or failed. Here
are the open ones only, so what is over takes no memory.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import msgspec
from msgspec.structs import replace

from recording.plan import RecordingPlan
from recording.talk import (
    Talk,
    between,
    ends_conversation,
    is_due,
    is_held_back,
    may_follow,
    outstanding,
    present_id,
    who_talks,
)
from vocabulary import facts
from vocabulary.ids import CallId, RecordingId
from vocabulary.shelf import Shelf

RESTART_AFTER = timedelta(seconds=1)
"""How long a call must outlive its recording before a new one is begun. Where the call
itself ends, the end of the recording is often reported a moment earlier."""
STOP_AGAIN_AFTER = timedelta(seconds=30)
"""How long an ended call's recording may go on without a word before it is stopped again."""


class Part(msgspec.Struct, frozen=True, omit_defaults=True):
    """A recording between its start and its end as kept or failed.

    A message comes to be one when it is taken, stopped already.
    """

    call: CallId
    stopped: bool = False


class PolicyState(msgspec.Struct, frozen=True):
    """The state as a value. Encodes to JSON and back."""

    talks: dict[CallId, Talk]
    parts: dict[RecordingId, Part]
    lines_up: bool
    messages: dict[RecordingId, CallId] = {}


class RecordingFold:
    """Calls that are or may be recorded, open recordings, and what is due when.

    `messages` are those that callers speak now. Only `apply` and `restore` change it;
    `settle` moves what is due, which a restart finds again.
    """

    def __init__(self, plans: Shelf[RecordingPlan]) -> None:
        self._plans = plans
        self.talks: dict[CallId, Talk] = {}
        self.parts: dict[RecordingId, Part] = {}
        self.messages: dict[RecordingId, CallId] = {}
        self.due: dict[CallId, datetime] = {}
        self.lines_up = False
        self._appliers: dict[type[facts.Fact], Callable[[datetime, Any], None]] = {
            facts.CallArrived: self._arrived,
            facts.CallPlaced: self._placed,
            facts.CallQueued: self._queued,
            facts.CallConnected: self._connected,
            facts.TalkEnded: self._talk_ended,
            facts.CallTransferred: self._transferred,
            facts.CallReturned: self._talk_ended,
            facts.CallEnded: self._ended,
            facts.FallbackCallImported: self._imported,
            facts.MessageStarted: self._message_started,
            facts.MessageTaken: self._message_taken,
            facts.RecordingStarted: self._started,
            facts.RecordingStopped: self._stopped,
            facts.RecordingPaused: self._paused,
            facts.RecordingResumed: self._resumed,
            facts.RecordingKept: self._kept,
            facts.RecordingFailed: self._failed,
            facts.LinesSeen: self._lines_seen,
            facts.LinesLost: self._lines_gone,
            facts.ServiceStarted: self._lines_gone,
        }

    def apply(self, at: datetime, fact: facts.Fact) -> None:
        """Fold one fact."""
        applier = self._appliers.get(type(fact))
        if applier is not None:
            applier(at, fact)

    def settle(self, now: datetime) -> tuple[CallId, ...]:
        """The calls whose moment has come; those that must stop come again later."""
        calls = tuple(call for call, at in self.due.items() if at <= now)
        for call in calls:
            if self.talks[call].ended:
                self.due[call] = now + STOP_AGAIN_AFTER
            else:
                del self.due[call]
        return calls

    def is_covered(self, talk: Talk) -> bool:
        """Whether a conversation that begins now is recorded, as the call's plan says."""
        return may_follow(talk) and self._plans.of(talk.revision).covers(talk.queue)

    def checkpoint(self) -> PolicyState:
        """The state as a value that later facts do not change."""
        return PolicyState(dict(self.talks), dict(self.parts), self.lines_up, dict(self.messages))

    def restore(self, state: PolicyState) -> None:
        """Go on from a checkpoint."""
        self.talks = {}
        self.due = {}
        for call, talk in state.talks.items():
            self._keep(call, talk)
        self.parts = dict(state.parts)
        self.messages = dict(state.messages)
        self.lines_up = state.lines_up

    def _arrived(self, _at: datetime, fact: facts.CallArrived) -> None:
        self._keep(fact.call, Talk(fact.leg, revision=fact.revision))

    def _placed(self, _at: datetime, fact: facts.CallPlaced) -> None:
        self._keep(fact.call, Talk(fact.leg, revision=fact.revision, queue=fact.queue))

    def _queued(self, _at: datetime, fact: facts.CallQueued) -> None:
        talk = self.talks.get(fact.call)
        if talk is not None:
            self.talks[fact.call] = replace(talk, queue=fact.queue)

    def _connected(self, at: datetime, fact: facts.CallConnected) -> None:
        talk = self.talks.get(fact.call)
        if talk is None or not self.is_covered(talk):
            return
        if talk.paused_for != fact.operator:  # a pause is of the part that its operator had
            talk = replace(talk, paused_for=None)
        if talk.ended:
            self.talks[fact.call] = replace(talk, following=fact.operator)
        elif talk.writing is not None or outstanding(talk, at) or is_held_back(talk):
            self.talks[fact.call] = replace(talk, operator=fact.operator)
        else:
            # Asked for at once in answer to this fact, and not a second time by a Tick.
            self.due.pop(fact.call, None)
            self.talks[fact.call] = replace(talk, operator=fact.operator, ask_at=at)

    def _transferred(self, at: datetime, fact: facts.CallTransferred) -> None:
        if ends_conversation(fact):
            self._talk_ended(at, fact)

    def _talk_ended(
        self, at: datetime, fact: facts.TalkEnded | facts.CallTransferred | facts.CallReturned
    ) -> None:
        talk = self.talks.get(fact.call)
        if talk is None:
            return
        if talk.ended:
            self.talks[fact.call] = replace(talk, following=None, paused_for=None)
        elif talk.writing is not None or outstanding(talk, at):
            self._keep(fact.call, replace(_over(talk, at), stays=True))
        else:
            self._keep(fact.call, between(talk))

    def _ended(self, at: datetime, fact: facts.CallEnded) -> None:
        self.messages = {
            recording: call for recording, call in self.messages.items() if call != fact.call
        }
        talk = self.talks.get(fact.call)
        if talk is None:
            return
        if talk.ended:
            self._keep(fact.call, replace(talk, stays=False, following=None, paused_for=None))
        elif talk.writing is not None or outstanding(talk, at):
            self._keep(fact.call, _over(talk, at))
        else:
            self._forget(fact.call)

    def _imported(self, _at: datetime, fact: facts.FallbackCallImported) -> None:
        if fact.recording is not None:
            self.parts[fact.recording] = Part(fact.call, stopped=True)

    def _message_started(self, _at: datetime, fact: facts.MessageStarted) -> None:
        self.messages[fact.recording] = fact.call

    def _message_taken(self, _at: datetime, fact: facts.MessageTaken) -> None:
        self.messages.pop(fact.recording, None)
        self.parts[fact.recording] = Part(fact.call, stopped=True)

    def _started(self, at: datetime, fact: facts.RecordingStarted) -> None:
        self.parts[fact.recording] = Part(fact.call)
        talk = self.talks.get(fact.call)
        if talk is not None:
            ask_at = at + STOP_AGAIN_AFTER if talk.ended else None
            used = talk.used + 1
            self._keep(fact.call, replace(talk, used=used, writing=fact.recording, ask_at=ask_at))

    def _paused(self, at: datetime, fact: facts.RecordingPaused) -> None:
        """Nothing that was not asked for yet begins now."""
        talk = self.talks.get(fact.call)
        if talk is None or fact.recording != present_id(fact.call, talk):
            return
        held = replace(talk, paused_for=who_talks(talk))
        if talk.ended:
            self.talks[fact.call] = held
        elif talk.writing is not None:
            self.talks[fact.call] = replace(held, paused=True)
        else:
            asked_at = talk.ask_at if outstanding(talk, at) else None
            self._keep(fact.call, replace(held, ask_at=asked_at))

    def _resumed(self, at: datetime, fact: facts.RecordingResumed) -> None:
        """What was held back may begin."""
        talk = self.talks.get(fact.call)
        if talk is None:
            return
        freed = replace(talk, paused=False, paused_for=None)
        held = is_held_back(talk) and talk.writing is None and not talk.ended
        if held and may_follow(talk):
            self.talks[fact.call] = replace(freed, ask_at=at)
            self.due[fact.call] = at
        else:
            self.talks[fact.call] = freed

    def _stopped(self, at: datetime, fact: facts.RecordingStopped) -> None:
        self.parts[fact.recording] = Part(fact.call, stopped=True)
        talk = self.talks.get(fact.call)
        if talk is None or talk.writing != fact.recording:
            return
        if talk.ended:
            self._closed(at, fact.call, talk)
        else:
            again = may_follow(talk) and not is_held_back(talk)
            ask_at = at + RESTART_AFTER if again else None
            self._keep(fact.call, replace(talk, writing=None, ask_at=ask_at, paused=False))

    def _kept(self, _at: datetime, fact: facts.RecordingKept) -> None:
        self.parts.pop(fact.recording, None)

    def _failed(self, at: datetime, fact: facts.RecordingFailed) -> None:
        part = self.parts.pop(fact.recording, None)
        talk = self.talks.get(fact.call)
        if talk is None or (part is not None and talk.writing != fact.recording):
            return
        used = talk.used if part is not None else talk.used + 1
        if talk.ended:
            self._closed(at, fact.call, replace(talk, used=used))
        else:
            broken = replace(talk, used=used, writing=None, ask_at=None, paused=False)
            self._keep(fact.call, broken)

    def _closed(self, at: datetime, call: CallId, talk: Talk) -> None:
        """Nothing of a conversation that is over is written any more."""
        if not talk.stays:
            self._forget(call)
        elif talk.following is None or not may_follow(talk):
            self._keep(call, between(talk))
        else:
            after = replace(between(talk), operator=talk.following, paused_for=talk.paused_for)
            self._keep(call, replace(after, ask_at=None if is_held_back(talk) else at))

    def _lines_seen(self, at: datetime, _fact: facts.LinesSeen) -> None:
        """Whoever talks unrecorded is tried anew: the cause may have gone with the gap."""
        self.lines_up = True
        for call, talk in tuple(self.talks.items()):
            if talk.operator is None or talk.writing is not None:
                continue
            if talk.ended or is_held_back(talk):
                continue
            if talk.used == 0:
                self.due[call] = at
            elif may_follow(talk):
                # Not at once: the same survey may still state that the call is over.
                self._keep(call, replace(talk, ask_at=at + RESTART_AFTER))

    def _lines_gone(self, _at: datetime, _fact: facts.Fact) -> None:
        self.lines_up = False

    def _keep(self, call: CallId, talk: Talk) -> None:
        self.talks[call] = talk
        if is_due(talk) and talk.ask_at is not None:
            self.due[call] = talk.ask_at
        else:
            self.due.pop(call, None)

    def _forget(self, call: CallId) -> None:
        self.talks.pop(call, None)
        self.due.pop(call, None)


def _over(talk: Talk, at: datetime) -> Talk:
    """The conversation is, and what is written of it has yet to stop."""
    return replace(talk, ended=True, ask_at=at + STOP_AGAIN_AFTER, paused_for=None)

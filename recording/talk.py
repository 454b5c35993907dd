"""One call as the recording of its conversations sees it, and what follows from that alone."""

from datetime import datetime

import msgspec

from vocabulary import facts
from vocabulary.ids import CallId, LegId, OperatorId, QueueId, RecordingId

MAX_PARTS = 20
"""Recordings of one call, those that failed included. Then no more is tried."""


class Talk(msgspec.Struct, frozen=True, omit_defaults=True):
    """A call of which a conversation is, will be or may have been recorded.

    `operator`: whose conversation it is; None while nobody's is recorded. `used`: how many
    of the call's recording ids have been spoken of by a fact. `writing`: the one that
    runs. `ask_at`: when the next one was or is to be asked for; once the conversation has
    `ended`, when to ask again that it stop. `stays`: the caller is still there then;
    `following`: who talks with it already, to be recorded as soon as the last one stopped.
    `revision` and `queue` are the call's own. `paused`: the line said that it writes nothing
    of `writing` at the moment. `paused_for`: in whose part of the call nothing is to be
    written. Until that is taken back or another operator has the call, what is cut is
    followed by nothing, and what begins all the same is paused.
    """

    caller_leg: LegId
    operator: OperatorId | None = None
    used: int = 0
    writing: RecordingId | None = None
    ask_at: datetime | None = None
    ended: bool = False
    stays: bool = False
    following: OperatorId | None = None
    revision: int = 0
    queue: QueueId | None = None
    paused: bool = False
    paused_for: OperatorId | None = None


def between(talk: Talk) -> Talk:
    """The caller is there, and nobody talks with it."""
    return Talk(talk.caller_leg, used=talk.used, revision=talk.revision, queue=talk.queue)


def who_talks(talk: Talk) -> OperatorId | None:
    """Whose conversation goes on, be it that what was written before is still being stopped."""
    return talk.following if talk.ended else talk.operator


def may_follow(talk: Talk) -> bool:
    """Whether the call may have one more recording."""
    return talk.used < MAX_PARTS


def is_held_back(talk: Talk) -> bool:
    """Whether nothing of the conversation that goes on is to be written."""
    return talk.paused_for is not None


def ends_conversation(fact: facts.CallTransferred) -> bool:
    """Whether no operator has the call next: it is for a queue or an outside number."""
    return fact.to is None


def next_id(call: CallId, talk: Talk) -> RecordingId:
    """The id of the call's next recording."""
    return RecordingId(f"{call}-{talk.used + 1}")


def present_id(call: CallId, talk: Talk) -> RecordingId:
    """The recording of the conversation that goes on: what is written, or else will be."""
    if talk.ended and talk.writing is None:  # one that was asked for has yet to come and stop
        return RecordingId(f"{call}-{talk.used + 2}")
    if talk.ended or talk.writing is None:
        return next_id(call, talk)
    return talk.writing


def outstanding(talk: Talk, at: datetime) -> bool:
    """Whether a recording was asked for and nothing was heard of it yet."""
    if talk.writing is not None or talk.ask_at is None:
        return False
    return talk.ended or talk.ask_at <= at


def is_due(talk: Talk) -> bool:
    """Whether `ask_at` is a moment to act at: the first recording is asked for at once, in
    answer to CallConnected, and nothing that is held back is."""
    return talk.ended or (talk.writing is None and talk.used > 0 and not is_held_back(talk))

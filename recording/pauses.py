"""What is answered to the wish that nothing of a call be written for a while.

A pause belongs to the part that one operator has in the call. It lasts while that operator
puts the caller on hold or is lost and comes back, and ends when another one has the call.
What is written is paused by the line, and stated once the line says so. What is not written
yet is paused at once as far as the journal goes: it is not begun, and where it was asked
for already it is paused as soon as it is.

A wish is passed on even where nothing seems to change: one before it, not answered yet or
answered to nobody, must not win over it. The line does it twice without harm.
"""

from collections.abc import Container, Iterable

from recording.talk import Talk, is_held_back, may_follow, present_id, who_talks
from vocabulary import facts, inputs
from vocabulary.commands import Command, PauseRecording
from vocabulary.ids import CallId, RecordingId
from vocabulary.ports import Decision


def asked(given: inputs.RecordingPauseAsked, talk: Talk) -> Decision:
    """Somebody wants nothing written of the conversation, or wants it written again."""
    if talk.writing is not None and not talk.ended:
        return Decision(commands=(PauseRecording(talk.writing, given.paused, given.by),))
    if given.paused == is_held_back(talk) or who_talks(talk) is None:
        return Decision()
    if given.paused and not may_follow(talk):
        return Decision()
    return _stated(given, present_id(given.call, talk), given.call)


def turned(given: inputs.RecordingTurned, call: CallId, talk: Talk) -> Decision:
    """The line paused what it writes, or goes on with it."""
    if talk.ended or talk.writing != given.recording:
        return Decision()
    if given.paused == talk.paused == is_held_back(talk):
        return Decision()
    return _stated(given, given.recording, call)


def begun(fact: facts.RecordingStarted, talk: Talk) -> Decision:
    """What was asked for before the pause begins all the same."""
    if talk.ended or not is_held_back(talk):
        return Decision()
    return Decision(commands=(PauseRecording(fact.recording, True, fact.operator),))


def taken_over(fact: facts.CallConnected, talk: Talk) -> Decision:
    """Somebody has the call whose own pause it is not: what is written goes on."""
    if talk.ended or talk.writing is None or not talk.paused:
        return Decision()
    return Decision(commands=(PauseRecording(talk.writing, False, fact.operator),))


def said_again(talks: Iterable[Talk], writing: Container[RecordingId]) -> tuple[Command, ...]:
    """After a gap the line is told of everything that it writes whether it is paused: what
    was said before may have been lost, and so may its answer."""
    return tuple(
        PauseRecording(talk.writing, is_held_back(talk), talk.operator)
        for talk in talks
        if talk.writing is not None
        and talk.writing in writing
        and talk.operator is not None
        and not talk.ended
    )


def _stated(
    given: inputs.RecordingPauseAsked | inputs.RecordingTurned, recording: RecordingId, call: CallId
) -> Decision:
    kind = facts.RecordingPaused if given.paused else facts.RecordingResumed
    return Decision((kind(recording, call, given.by),))

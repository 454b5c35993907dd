"""Takes a message that the caller speaks."""

from datetime import timedelta

from telephony.ivr.kinds.base import Kind
from telephony.ivr.nodes import Message
from telephony.ivr.scene import (
    NOTHING,
    Scene,
    Turn,
    complete_without_hash,
    ended,
    go,
    hush,
    node_of,
    say,
    with_facts,
)
from vocabulary.commands import RecordMessage
from vocabulary.facts import MessageStarted, MessageTaken
from vocabulary.ids import RecordingId, message_of
from vocabulary.states import EndReason, Outcome

RECORDING, DONE = "recording", "done"
MARGIN_S = 15.0
"""How much longer than the message we wait to hear of its end."""


class TakingMessage(Kind):
    """Word, tone, message, thanks."""

    def begin(self, scene: Scene) -> Turn:
        """After a restart a message that was being spoken goes on."""
        if scene.call.visit.done:
            return self._over(scene)
        if scene.call.visit.recording is not None:
            return self._record(scene, scene.call.visit.recording)
        ear = scene.heard_from(ahead="")  # a message is no question
        return say(scene, node_of(scene, Message).say or "leave_message", ear=ear)

    def said(self, scene: Scene) -> Turn:
        """The tone, or the end."""
        match scene.ear.phase:
            case "saying":
                return self._started(scene)
            case "done":
                return self._over(scene)
            case _:
                return NOTHING

    def pressed(self, scene: Scene, digit: str) -> Turn:  # noqa: ARG002 - whichever it is
        """Any key shortens what is said; during the message the line itself hears #."""
        return NOTHING if scene.ear.phase == RECORDING else self.said(scene)

    def silent(self, scene: Scene) -> Turn:
        """The line owes us the end of the message."""
        return self.message_over(scene) if scene.ear.phase == RECORDING else self.said(scene)

    def message_over(self, scene: Scene) -> Turn:
        """Thanks. The # that ended the message may be told after its end."""
        recording = scene.call.visit.recording
        if recording is None:
            return NOTHING
        taken = MessageTaken(scene.call.id, recording)
        return with_facts(say(complete_without_hash(scene), "message_done", phase=DONE), taken)

    def _started(self, scene: Scene) -> Turn:
        recording = message_of(scene.call.id, scene.call.visit.messages + 1)
        fact = MessageStarted(scene.call.id, scene.name, recording)
        turn = self._record(scene, recording)
        return Turn((fact,), (*hush(scene), *turn.commands), turn.ear)

    def _record(self, scene: Scene, recording: RecordingId) -> Turn:
        node = node_of(scene, Message)
        command = RecordMessage(
            call=scene.call.id,
            leg=scene.call.leg,
            recording=recording,
            max_s=node.max_s,
            silence_s=node.silence_s,
        )
        due = scene.now + timedelta(seconds=node.max_s + MARGIN_S)
        ear = scene.heard_from(phase=RECORDING, speaking=False, due=due)
        return Turn((), (command,), ear)

    def _over(self, scene: Scene) -> Turn:
        node = node_of(scene, Message)
        if node.next is not None:
            return go(scene, node.next, "next")
        return ended(scene, Outcome.VOICEMAIL, EndReason.LEFT_MESSAGE)

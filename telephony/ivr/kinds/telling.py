"""Nodes that tell something and go on: say, to a queue, hang up."""

from telephony.ivr.kinds.base import Kind
from telephony.ivr.nodes import (
    ChooseLanguage,
    Digits,
    HangUp,
    Menu,
    OfferCallback,
    Say,
    Survey,
    ToQueue,
)
from telephony.ivr.scene import Scene, Turn, ended, go, keep_ahead, node_of, person, say
from vocabulary.ids import NodeId
from vocabulary.states import EndReason, Outcome

ASKING = (Menu, Digits, ChooseLanguage, Survey, OfferCallback)
"""Kinds that use keys typed ahead."""


class Saying(Kind):
    """Says something and goes on."""

    def begin(self, scene: Scene) -> Turn:
        """Whoever typed ahead for the question that follows knows the way."""
        node = node_of(scene, Say)
        if scene.ear.ahead and not node.whole and self._asks(scene):
            return go(scene, node.next, "next")
        return say(scene, node.say)

    def said(self, scene: Scene) -> Turn:
        """On."""
        return go(scene, node_of(scene, Say).next, "next")

    def pressed(self, scene: Scene, digit: str) -> Turn:
        """A key breaks the prompt off and is for the question that follows; 0 leads to a
        person where no question follows."""
        node = node_of(scene, Say)
        asks = self._asks(scene)
        if digit == "0" and not asks and (turn := person(scene)) is not None:
            return turn
        ear = keep_ahead(scene, digit) if asks else scene.ear
        return Turn(ear=ear) if node.whole else go(scene, node.next, "next", ear=ear)

    def _asks(self, scene: Scene) -> bool:
        return isinstance(scene.plan.flow.get(NodeId(node_of(scene, Say).next)), ASKING)


class Queueing(Kind):
    """Leads to a queue, after a word if there is one."""

    def begin(self, scene: Scene) -> Turn:
        """Say it, or go at once."""
        node = node_of(scene, ToQueue)
        return go(scene, node.queue, "next") if node.say is None else say(scene, node.say)

    def said(self, scene: Scene) -> Turn:
        """Into the queue."""
        return go(scene, node_of(scene, ToQueue).queue, "next")

    def pressed(self, scene: Scene, digit: str) -> Turn:
        """Any key breaks the word off."""
        return person(scene) or self.said(scene) if digit == "0" else self.said(scene)


class Ending(Kind):
    """Lets the caller go, after a last word if there is one."""

    def begin(self, scene: Scene) -> Turn:
        """Say it, or end at once."""
        word = node_of(scene, HangUp).say
        return self.said(scene) if word is None else say(scene, word)

    def said(self, scene: Scene) -> Turn:
        """The end."""
        return ended(scene, Outcome.INFORMED, EndReason.FLOW_ENDED)

    def pressed(self, scene: Scene, digit: str) -> Turn:
        """0 still leads to a person; other keys change nothing."""
        turn = person(scene) if digit == "0" else None
        return turn or Turn()

"""Digits that the caller types: collected, read back, confirmed."""

from datetime import timedelta

from msgspec.structs import replace

from telephony.ivr.kinds.base import Kind
from telephony.ivr.nodes import Digits
from telephony.ivr.scene import (
    NOTHING,
    Scene,
    Turn,
    complete_without_hash,
    failed,
    go,
    hush,
    listen,
    mishap,
    node_of,
    say,
    with_facts,
)
from vocabulary.commands import Utterance
from vocabulary.facts import DigitsCollected
from vocabulary.states import InputFault

CHECKING = "checking"


class Collecting(Kind):
    """Collects digits until there are enough, # is pressed, or the caller pauses.

    `*` begins anew. Sensitive digits are not read back, so that no sound of them is made.
    """

    def begin(self, scene: Scene) -> Turn:
        """Take what was typed ahead, or ask."""
        node = node_of(scene, Digits)
        ahead = scene.ear.ahead
        if not ahead:
            return say(scene, node.say)
        turn = NOTHING
        scene = scene._replace(ear=scene.heard_from(ahead="", typed=""))
        for place, digit in enumerate(ahead):
            turn = self.pressed(scene, digit)
            if turn.facts or turn.commands:  # it is complete, read back, or of no use
                return _later(turn, ahead[place + 1 :])
            scene = scene._replace(ear=turn.ear or scene.ear)
        return Turn(turn.facts, turn.commands, scene.ear)

    def said(self, scene: Scene) -> Turn:
        """Now the caller has its time."""
        return listen(scene, node_of(scene, Digits).timeout_s)

    def pressed(self, scene: Scene, digit: str) -> Turn:
        """One more digit, the end of them, or the answer to what was read back."""
        if scene.ear.phase == CHECKING:
            return self._checked(scene, digit)
        if digit == "#":
            return self._complete(scene)
        node = node_of(scene, Digits)
        typed = "" if digit == "*" else scene.ear.typed + digit
        due = scene.now + timedelta(seconds=node.timeout_s)
        commands = hush(scene)
        scene = scene._replace(ear=replace(scene.ear, typed=typed, due=due, speaking=False))
        if len(typed) >= node.most:
            turn = self._complete(complete_without_hash(scene))
            return turn._replace(commands=(*commands, *turn.commands))
        return Turn((), commands, scene.ear)

    def silent(self, scene: Scene) -> Turn:
        """A pause ends what was typed; nothing at all is a failed try."""
        if scene.ear.phase != CHECKING and scene.ear.typed:
            return self._complete(complete_without_hash(scene))
        return self._again(scene, InputFault.MISSING)

    def _complete(self, scene: Scene) -> Turn:
        node, typed = node_of(scene, Digits), scene.ear.typed
        if not typed:
            return self._again(scene, InputFault.MISSING)
        if not node.least <= len(typed) <= node.most:
            return self._again(scene, InputFault.WRONG)
        if node.read_back and not node.sensitive:
            heard = Utterance("read_back", (("digits", typed),))
            return say(scene, heard, phase=CHECKING)
        return self._accept(scene)

    def _checked(self, scene: Scene, digit: str) -> Turn:
        if digit == "1":
            return self._accept(scene)
        if digit == "2":
            return self._again(scene, InputFault.DISMISSED)
        return NOTHING

    def _accept(self, scene: Scene) -> Turn:
        node, typed = node_of(scene, Digits), scene.ear.typed
        ear = scene.ear
        if node.sensitive:
            secrets = tuple(pair for pair in ear.secrets if pair[0] != node.name)
            ear = replace(ear, secrets=(*secrets, (node.name, typed)))
        fact = DigitsCollected(
            call=scene.call.id,
            node=scene.name,
            name=node.name,
            length=len(typed),
            pii_digits="" if node.sensitive else typed,
            sensitive=node.sensitive,
        )
        return go(scene, node.next, "next", fact, ear=ear)

    def _again(self, scene: Scene, fault: InputFault) -> Turn:
        node = node_of(scene, Digits)
        tries, fact = failed(scene, fault)
        scene = scene._replace(ear=scene.heard_from(typed="", ahead=""))
        if tries >= node.tries:
            turn = go(scene, node.otherwise, "otherwise")
        elif fault is InputFault.DISMISSED:
            turn = say(scene, node.say)
        else:
            turn = say(scene, mishap(fault), node.say)
        return with_facts(turn, fact)


def _later(turn: Turn, ahead: str) -> Turn:
    """The rest is for later questions, if these digits were taken: what is read back has to
    be heard first, and what followed a mistake was meant for something else."""
    ear = turn.ear
    if ear is None or not any(isinstance(fact, DigitsCollected) for fact in turn.facts):
        return turn
    if ear.hash_until is not None and ahead.startswith("#"):
        return turn._replace(ear=replace(ear, ahead=ahead[1:], hash_until=None))
    return turn._replace(ear=replace(ear, ahead=ahead))

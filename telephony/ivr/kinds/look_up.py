"""Asks customer data, never for longer than the node allows."""

from datetime import timedelta

from msgspec.structs import replace

from telephony.ivr.kinds.base import Kind
from telephony.ivr.nodes import LookUpCustomer
from telephony.ivr.scene import NOTHING, Scene, Turn, go, keep_ahead, node_of, say
from telephony.plan import digits
from vocabulary.commands import LookUp
from vocabulary.facts import CustomerLookedUp
from vocabulary.inputs import LookUpDone
from vocabulary.states import LookUpResult

VALUE_LIMIT = 200
"""Longest value that is taken over, in characters."""
VALUES_LIMIT = 30
"""Values that are taken over from one answer."""


class LookingUp(Kind):
    """The answer and the word that bridges the time may end in any order."""

    def begin(self, scene: Scene) -> Turn:
        """Ask, unless there is nothing to ask for."""
        node = node_of(scene, LookUpCustomer)
        if scene.call.visit.looked_up is not None:
            return self._on(scene, scene.call.visit.looked_up)
        key = _key(scene)
        if not key:
            return self._answered(scene, LookUpResult.MISSING, ())
        ask = LookUp(
            call=scene.call.id,
            node=scene.name,
            source=node.source,
            pii_key=key,
            revision=scene.call.revision,
            asked=scene.call.visit.entered,
        )
        turn = say(scene, node.say) if node.say is not None else Turn(ear=scene.ear)
        due = scene.now + timedelta(seconds=node.timeout_s)
        ear = replace(turn.ear or scene.ear, due=due)
        return Turn(turn.facts, (ask, *turn.commands), ear)

    def said(self, scene: Scene) -> Turn:
        """On, if the answer is there; else its time still runs."""
        known = scene.call.visit.looked_up
        return NOTHING if known is None else self._on(scene, known)

    def pressed(self, scene: Scene, digit: str) -> Turn:
        """Kept for the next question."""
        return Turn(ear=keep_ahead(scene, digit))

    def silent(self, scene: Scene) -> Turn:
        """No answer in time."""
        if scene.call.visit.looked_up is not None:
            return self._on(scene, scene.call.visit.looked_up)
        return self._answered(scene, LookUpResult.FAILED, ())

    def looked_up(self, scene: Scene, given: LookUpDone) -> Turn:
        """The first answer counts. What repeats a sensitive key is not taken over."""
        visit = scene.call.visit
        if (given.node, given.asked) != (scene.name, visit.entered) or visit.looked_up is not None:
            return NOTHING
        secret = dict(scene.ear.secrets).get(node_of(scene, LookUpCustomer).key)
        values = tuple(
            (name, value[:VALUE_LIMIT])
            for name, value in given.pii_values[:VALUES_LIMIT]
            if secret is None or secret not in value
        )
        return self._answered(scene, given.result, values)

    def _answered(
        self, scene: Scene, result: LookUpResult, values: tuple[tuple[str, str], ...]
    ) -> Turn:
        fact = CustomerLookedUp(
            scene.call.id, scene.name, node_of(scene, LookUpCustomer).source, result, values
        )
        if scene.ear.speaking:
            return Turn((fact,), (), replace(scene.ear, due=None))
        return self._on(scene, result, fact)

    def _on(self, scene: Scene, result: LookUpResult, *before: CustomerLookedUp) -> Turn:
        node = node_of(scene, LookUpCustomer)
        ways = {LookUpResult.FOUND: node.found, LookUpResult.FAILED: node.failed}
        left = tuple(pair for pair in scene.ear.secrets if pair[0] != node.key)
        ear = replace(scene.ear, secrets=left)  # it has served its one look-up
        return go(scene, ways.get(result) or node.missing, result.value, *before, ear=ear)


def _key(scene: Scene) -> str:
    """What is asked for; empty where the caller hides its number or typed nothing."""
    name = node_of(scene, LookUpCustomer).key
    if name == "caller":
        return digits(scene.call.caller.pii_number)
    secret = dict(scene.ear.secrets).get(name)
    return secret or scene.call.visit.value(name) or ""

"""Leads to an outside number that the plan allows."""

from telephony.ivr.kinds.base import Kind
from telephony.ivr.nodes import Transfer
from telephony.ivr.scene import Scene, Turn, go, hush, node_of, person, say
from vocabulary.commands import RingOutside, StartMusic
from vocabulary.facts import OutsideChosen
from vocabulary.ids import outside_leg

MUSIC = "default"


class Transferring(Kind):
    """Word, then the outside number rings. What comes of it is the book's."""

    def begin(self, scene: Scene) -> Turn:
        """A number that is not allowed is never rung."""
        node = node_of(scene, Transfer)
        if node.number not in scene.plan.outside:
            return go(scene, node.otherwise, "not_allowed")
        return say(scene, node.say or "transferring")

    def said(self, scene: Scene) -> Turn:
        """Ring."""
        node = node_of(scene, Transfer)
        leg = outside_leg(scene.call.id, scene.call.visit.outside_count + 1)
        fact = OutsideChosen(scene.call.id, scene.name, node.number, node.ring_s, leg)
        ring = RingOutside(
            call=scene.call.id,
            leg=leg,
            ring_s=round(node.ring_s),
            pii_number=node.number,
            pii_shown=scene.call.dialled,
        )
        music = scene.number.music if scene.number else MUSIC
        return Turn((fact,), (*hush(scene), StartMusic(scene.call.leg, music), ring))

    def pressed(self, scene: Scene, digit: str) -> Turn:
        """0 leads to a person of ours; any other key shortens the word."""
        return (person(scene) if digit == "0" else None) or self.said(scene)

"""Nodes that decide without the caller: hours, recognise, criteria."""

from telephony.ivr.kinds.base import Kind
from telephony.ivr.nodes import Criteria, Hours, Recognise
from telephony.ivr.scene import Scene, Turn, ended, go, node_of
from vocabulary.facts import CallerRecognised, CriteriaSet
from vocabulary.states import CallerKind, EndReason, Outcome


class ByHours(Kind):
    """Goes on by a calendar."""

    def begin(self, scene: Scene) -> Turn:
        """Open, closed, or closed by a holiday where that leads elsewhere."""
        node = node_of(scene, Hours)
        state = scene.plan.hours[node.hours].state(scene.now)
        if scene.switches.is_closed(node.hours, scene.now):
            return go(scene, node.closed, "closed")
        if state.open:
            return go(scene, node.open, "open")
        if state.holiday and node.holiday is not None:
            return go(scene, node.holiday, "holiday")
        return go(scene, node.closed, "closed")


class Recognising(Kind):
    """Goes on by who calls."""

    def begin(self, scene: Scene) -> Turn:
        """A way that the node does not name is that of the next weaker kind."""
        node = node_of(scene, Recognise)
        kind = _kind(scene)
        fact = CallerRecognised(scene.call.id, kind)
        if kind is CallerKind.BLOCKED and node.blocked is None:
            return ended(scene, Outcome.REFUSED, EndReason.CALLER_BLOCKED, fact)
        ways = {
            CallerKind.BLOCKED: node.blocked,
            CallerKind.VIP: node.vip or node.known,
            CallerKind.KNOWN: node.known,
        }
        return go(scene, ways.get(kind) or node.otherwise, kind.value, fact)


class Asking(Kind):
    """Adds to what the call asks for."""

    def begin(self, scene: Scene) -> Turn:
        """State it and go on."""
        node = node_of(scene, Criteria)
        needs = tuple(sorted(node.needs.items()))
        fact = CriteriaSet(scene.call.id, scene.name, node.priority, needs, node.preferred)
        return go(scene, node.next, "next", fact)


def _kind(scene: Scene) -> CallerKind:
    known = scene.known
    if known is None:
        return CallerKind.UNKNOWN
    if known.blocked:
        return CallerKind.BLOCKED
    return CallerKind.VIP if known.vip else CallerKind.KNOWN

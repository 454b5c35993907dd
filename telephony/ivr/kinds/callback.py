"""Offers to call back: at the caller's own number, or at one that it types."""

from datetime import timedelta

from msgspec.structs import replace

from telephony.ivr.kinds.base import Kind
from telephony.ivr.nodes import OfferCallback
from telephony.ivr.scene import (
    NOTHING,
    Scene,
    Turn,
    ended,
    failed,
    go,
    hush,
    listen,
    mishap,
    node_of,
    person,
    say,
    with_facts,
)
from telephony.plan import digits
from vocabulary.commands import Utterance
from vocabulary.facts import CallbackAsked
from vocabulary.states import EndReason, InputFault, Outcome

OFFER, TYPING, CHECKING, DONE = "saying", "typing", "checking", "done"
SHORTEST, LONGEST = 5, 15
"""Digits of a number that can be dialled; the longest is E.164's."""


class CallingBack(Kind):
    """Offer, number, read-back, promise."""

    def begin(self, scene: Scene) -> Turn:
        """Offer the caller's own number, or ask for one where it hides it. A number is heard
        before it is confirmed: keys typed ahead are forgotten."""
        if scene.call.visit.done:
            return self._over(scene)
        scene = scene._replace(ear=scene.heard_from(ahead=""))
        word = node_of(scene, OfferCallback).say
        before = () if word is None else (word,)
        own = _own_number(scene)
        if own:
            return say(scene, *before, Utterance("callback_offer", (("number", own),)))
        return say(scene, *before, "callback_number", phase=TYPING)

    def said(self, scene: Scene) -> Turn:
        """The promise was heard, or now the caller has its time."""
        if scene.ear.phase == DONE:
            return self._over(scene)
        return listen(scene, node_of(scene, OfferCallback).timeout_s)

    def pressed(self, scene: Scene, digit: str) -> Turn:
        """A key in each phase."""
        match scene.ear.phase:
            case "saying":
                return self._offered(scene, digit)
            case "typing":
                return self._typed(scene, digit)
            case "checking":
                return self._checked(scene, digit)
            case _:
                return NOTHING

    def silent(self, scene: Scene) -> Turn:
        """A pause ends a number; else it is a failed try."""
        if scene.ear.phase == DONE:
            return self._over(scene)
        if scene.ear.phase == TYPING and scene.ear.typed:
            return self._complete(scene)
        return self._again(scene, InputFault.MISSING)

    def _offered(self, scene: Scene, digit: str) -> Turn:
        if digit == "1":
            return self._asked(scene, _own_number(scene))
        if digit == "2":
            return say(scene, "callback_number", phase=TYPING, ear=scene.heard_from(typed=""))
        turn = person(scene) if digit == "0" else None
        return turn or self._again(scene, InputFault.WRONG)

    def _typed(self, scene: Scene, digit: str) -> Turn:
        if digit == "#":
            return self._complete(scene)
        typed = "" if digit == "*" else (scene.ear.typed + digit)[: LONGEST + 1]
        due = scene.now + timedelta(seconds=node_of(scene, OfferCallback).timeout_s)
        ear = replace(scene.ear, typed=typed, due=due, speaking=False)
        return Turn((), hush(scene), ear)

    def _complete(self, scene: Scene) -> Turn:
        typed = scene.ear.typed
        if not SHORTEST <= len(typed) <= LONGEST:
            return self._again(scene, InputFault.WRONG, "callback_refused", TYPING)
        return say(scene, Utterance("callback_check", (("number", typed),)), phase=CHECKING)

    def _checked(self, scene: Scene, digit: str) -> Turn:
        if digit == "1":
            return self._asked(scene, scene.ear.typed)
        if digit == "2":
            return self._again(scene, InputFault.DISMISSED, phase=TYPING)
        return NOTHING

    def _asked(self, scene: Scene, number: str) -> Turn:
        node = node_of(scene, OfferCallback)
        queue = node.queue or scene.call.queue or (scene.number.person if scene.number else None)
        fact = CallbackAsked(scene.call.id, scene.name, number, queue)
        return with_facts(say(scene, "callback_done", phase=DONE), fact)

    def _again(
        self, scene: Scene, fault: InputFault, word: str | None = None, phase: str | None = None
    ) -> Turn:
        node = node_of(scene, OfferCallback)
        tries, fact = failed(scene, fault)
        if tries >= node.tries:
            return with_facts(self._refused(scene), fact)
        scene = scene._replace(ear=scene.heard_from(typed=""))
        typing = (phase or scene.ear.phase) != OFFER
        own = Utterance("callback_offer", (("number", _own_number(scene)),))
        question = "callback_number" if typing else own
        words = (question,) if fault is InputFault.DISMISSED else (word or mishap(fault), question)
        return with_facts(say(scene, *words, phase=TYPING if typing else OFFER), fact)

    def _refused(self, scene: Scene) -> Turn:
        node = node_of(scene, OfferCallback)
        way = node.otherwise or node.next
        if way is not None:
            return go(scene, way, "otherwise")
        return ended(scene, Outcome.INFORMED, EndReason.FLOW_ENDED)

    def _over(self, scene: Scene) -> Turn:
        node = node_of(scene, OfferCallback)
        if node.next is not None:
            return go(scene, node.next, "next")
        return ended(scene, Outcome.CALLBACK, EndReason.CALLBACK_ASKED)


def _own_number(scene: Scene) -> str:
    """The caller's number, if it can be dialled: with a plus where the line gave one."""
    told = scene.call.caller.pii_number
    bare = digits(told)
    if not SHORTEST <= len(bare) <= LONGEST:
        return ""
    return f"+{bare}" if told.startswith("+") else bare

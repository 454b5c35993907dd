"""What a node may look at, and the few things that nodes do: say, go on, end.

A node answers with a `Turn`. Facts and commands are the call's own; the `Ear` is what we
have heard from the caller and not understood yet.
"""

from datetime import datetime, timedelta
from itertools import chain
from typing import NamedTuple, TypeVar

import msgspec
from msgspec.structs import replace
from pydantic import BaseModel

from hours.telling import told
from telephony.attendance import Attendance
from telephony.call import Call
from telephony.callers import Callers
from telephony.ivr.nodes import Node
from telephony.parts import TelephonyPlan
from telephony.plan import CallerPlan, NumberPlan, Wish, digits
from telephony.switches import Switches
from vocabulary.commands import Command, PlayPrompt, StopPrompt, Utterance
from vocabulary.facts import (
    Fact,
    FlowEnded,
    IncidentHeard,
    InputFailed,
    KeyChosen,
    NodeEntered,
    QueueChosen,
)
from vocabulary.ids import NodeId, QueueId
from vocabulary.states import EndReason, InputFault, Outcome

N = TypeVar("N", bound=BaseModel)

AHEAD_LIMIT = 40
"""Keys that are kept of what a caller types ahead."""
HASH_S = 3.0
"""A # that comes so soon after what it would have ended is of no use, and no mistake."""


class Ear(msgspec.Struct, frozen=True):
    """What was heard of one caller; lost in a restart, and never in the journal.

    `phase` is a word of the node's own, `saying` while its first prompt is heard. `asked`
    counts prompts at this node. `typed` are keys for the present question, `ahead` those
    for later ones. `secrets` are sensitive digits by name. `due`: when silence means
    something; None while the caller listens to us. `hash_until`: how long a # still belongs
    to what is complete already.
    """

    phase: str = "saying"
    entered: int = 0
    asked: int = 0
    speaking: bool = False
    typed: str = ""
    ahead: str = ""
    secrets: tuple[tuple[str, str], ...] = ()
    due: datetime | None = None
    hash_until: datetime | None = None

    @property
    def token(self) -> str:
        """The token of the newest prompt."""
        return f"{self.entered}.{self.asked}"


class Turn(NamedTuple):
    """What a node answers. `ear` None: as it was."""

    facts: tuple[Fact, ...] = ()
    commands: tuple[Command, ...] = ()
    ear: Ear | None = None


NOTHING = Turn()


class Scene(NamedTuple):
    """A caller at a node, with all that a node may look at."""

    now: datetime
    call: Call
    ear: Ear
    plan: TelephonyPlan
    number: NumberPlan | None
    callers: Callers
    switches: Switches
    there: Attendance

    @property
    def node(self) -> Node:
        """The node of the plan. Only asked for while there is one."""
        name = self.call.visit.node
        assert name is not None  # the walker was called for a call in the flow
        return self.plan.flow[name]

    @property
    def name(self) -> NodeId:
        """The node's name."""
        name = self.call.visit.node
        assert name is not None
        return name

    @property
    def known(self) -> CallerPlan | None:
        """The caller, if the plan knows it."""
        return self.plan.callers.get(digits(self.call.caller.pii_number))

    @property
    def wish(self) -> Wish:
        """What the plan and the past say of the caller."""
        return self.callers.wish(self.call.caller, self.number, self.plan.callers)

    @property
    def language(self) -> str:
        """What the caller hears."""
        return language_of(self.call, self.plan, self.number, self.wish)

    def heard_from(self, **changes: object) -> Ear:
        """The ear with changes."""
        return replace(self.ear, **changes)


def node_of(scene: Scene, kind: type[N]) -> N:
    """The node as what it is; the walker asks each kind about its own nodes only."""
    node = scene.node
    assert isinstance(node, kind)
    return node


def language_of(call: Call, plan: TelephonyPlan, number: NumberPlan | None, wish: Wish) -> str:
    """The language that was chosen, is known of the caller, is the number's, or the usual."""
    usual = plan.languages[0]
    for wanted in (call.visit.language, wish.language, number.language if number else ""):
        if wanted in plan.languages:
            return wanted
    return usual


def say(
    scene: Scene, *prompts: str | Utterance, phase: str = "saying", ear: Ear | None = None
) -> Turn:
    """Say prompts, whatever is being said; the ear waits for their end in `phase`."""
    heard = ear or scene.ear
    utterances = tuple(
        Utterance(prompt, values_of(scene)) if isinstance(prompt, str) else prompt
        for prompt in prompts
    )
    facts: tuple[Fact, ...] = ()
    incident = scene.switches.incident_on_arrival()
    if incident not in scene.plan.incidents:  # none, or not one of the call's revision
        incident = ""
    if incident and incident != scene.call.visit.incident_heard and not scene.call.visit.talked:
        facts = (IncidentHeard(scene.call.id, incident),)
        utterances = (Utterance(incident), *utterances)
    heard = replace(heard, phase=phase, asked=heard.asked + 1, speaking=True, due=None)
    command = PlayPrompt(
        leg=scene.call.leg,
        token=heard.token,
        say=utterances,
        language=scene.language,
        revision=scene.call.revision,
    )
    return Turn(facts, (command,), heard)


def values_of(scene: Scene) -> tuple[tuple[str, str], ...]:
    """All that may be spoken: when calendars open, what the caller told, what was found."""
    hours = (told(name, calendar, scene.now) for name, calendar in scene.plan.hours.items())
    return (*chain.from_iterable(hours), *scene.call.visit.pii_values)


def hush(scene: Scene) -> tuple[Command, ...]:
    """Break off what is being said."""
    if not scene.ear.speaking:
        return ()
    return (StopPrompt(scene.call.leg, scene.ear.token),)


def listen(scene: Scene, timeout_s: float, phase: str | None = None) -> Turn:
    """Nothing is being said: wait for a key."""
    due = scene.now + timedelta(seconds=timeout_s)
    ear = replace(scene.ear, speaking=False, due=due, phase=phase or scene.ear.phase)
    return Turn(ear=ear)


def go(scene: Scene, target: str, by: str, *before: Fact, ear: Ear | None = None) -> Turn:
    """On to a node or a queue. What is being said is broken off; keys typed ahead stay."""
    heard = ear or scene.ear
    commands = hush(scene)
    kept = Ear(
        entered=scene.call.visit.entered + 1,
        ahead=heard.ahead,
        secrets=heard.secrets,
        hash_until=heard.hash_until,
    )
    return Turn((*before, *step_to(scene.call, scene.plan, target, by)), commands, kept)


def step_to(call: Call, plan: TelephonyPlan, target: str, by: str) -> tuple[Fact, ...]:
    """The fact that leads a call to a target of its plan."""
    node = plan.flow.get(NodeId(target))
    if node is not None:
        return (NodeEntered(call.id, NodeId(target), node.kind, by),)
    if QueueId(target) in plan.queues:
        return (QueueChosen(call.id, QueueId(target), by),)
    return (FlowEnded(call.id, Outcome.INTERRUPTED, EndReason.LINE_FAILED),)


def ended(scene: Scene, outcome: Outcome, reason: EndReason, *before: Fact) -> Turn:
    """The flow is over for this caller."""
    return Turn((*before, FlowEnded(scene.call.id, outcome, reason)), hush(scene))


def failed(scene: Scene, fault: InputFault) -> tuple[int, InputFailed]:
    """One more try is gone; how many are gone by now."""
    tries = scene.call.visit.tries + 1
    return tries, InputFailed(scene.call.id, scene.name, fault, tries)


def with_facts(turn: Turn, *before: Fact) -> Turn:
    """The same turn, stating something first."""
    return turn._replace(facts=(*before, *turn.facts))


def person(scene: Scene) -> Turn | None:
    """The way of the key 0: to somebody who takes calls. None where nobody is there."""
    queue = person_queue(scene)
    if queue is None or not scene.there.ready(queue):
        return None
    return go(scene, queue, "person", KeyChosen(scene.call.id, scene.name, "0"))


def person_queue(scene: Scene) -> QueueId | None:
    """Where 0 leads: the number's own choice, else the plan's first queue."""
    if scene.number is not None and scene.number.person is not None:
        return scene.number.person
    return next(iter(scene.plan.queues), None)


def keep_ahead(scene: Scene, digit: str) -> Ear:
    """Remember a key for a later question."""
    return replace(scene.ear, ahead=(scene.ear.ahead + digit)[:AHEAD_LIMIT])


def complete_without_hash(scene: Scene) -> Scene:
    """The same scene, in which a # that still follows is passed over."""
    return scene._replace(ear=replace(scene.ear, hash_until=scene.now + timedelta(seconds=HASH_S)))


def mishap(fault: InputFault) -> str:
    """The prompt that tells the caller what went wrong."""
    return "nothing_pressed" if fault is InputFault.MISSING else "not_understood"

"""A caller in the flow of a small plan: what it hears, presses and comes to.

The real core, time as an argument, no line: prompts end when the test says so.

    walk = Walk({"main": {"kind": "menu", "say": "ask", "keys": {"1": "support"}, ...}})
    walk.call().said().press("1")
    assert walk.queue == "support"
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Self, TypeVar
from zoneinfo import ZoneInfo

import msgspec
from pydantic import TypeAdapter

from hours.calendar import Calendar
from hours.plan import CalendarPlan
from recording.plan import RecordingPlan
from recording.policy import RecordingPolicy
from routing.floor import Floor
from routing.plan import QueuePlan, RoutingPlan
from switchboard.engine import Engine
from telephony.book import CallBook
from telephony.call import Call
from telephony.ivr.nodes import Node
from telephony.parts import TelephonyPlan
from telephony.plan import CallerPlan, NumberPlan, digits
from telephony.standing import Standing
from telephony.waiting.plan import WaitingPlan
from telephony.waiting.room import WaitingRoom
from tests.support.ids import Ids
from vocabulary.commands import Command, PlayPrompt
from vocabulary.facts import CallEnded, Caller, Fact, NodeEntered
from vocabulary.ids import CallId, LegId, NodeId, OperatorId, QueueId, operator_leg
from vocabulary.inputs import (
    AvailabilityAsked,
    CallerArrived,
    DigitPressed,
    Input,
    LegAnswered,
    LegEnded,
    LegSeen,
    LegsJoined,
    LinesSurveyed,
    OperatorEntry,
    OperatorsListed,
    PhoneReported,
    PromptEnded,
    Starting,
    Tick,
)
from vocabulary.shelf import Shelf
from vocabulary.states import Availability, CallState, EndCause, PhoneState

START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
IN = LegId("in-1")
CALL = CallId("id1")
MAIN = {"number": "100", "start": "main"}
FlowText = dict[str, dict[str, Any]]
"""Nodes by name, as a plan writes them."""
Told = TypeVar("Told", bound=Fact)
Done = TypeVar("Done", bound=Command)
_node: TypeAdapter[Node] = TypeAdapter(Node)


def telephony(
    flow: Mapping[str, Mapping[str, Any]],
    *,
    queues: Mapping[str, Mapping[str, Any]] | None = None,
    number: Mapping[str, Any] | None = None,
    callers: tuple[Mapping[str, Any], ...] = (),
    hours: Mapping[str, Mapping[str, Any]] | None = None,
    languages: tuple[str, ...] = ("en", "ru"),
    incidents: frozenset[str] = frozenset({"outage"}),
    outside: frozenset[str] = frozenset({"+4930555"}),
) -> TelephonyPlan:
    """Telephony's part of a plan, without the document around it."""
    listed = NumberPlan.model_validate(number or MAIN)
    known = [CallerPlan.model_validate(caller) for caller in callers]
    zone = ZoneInfo("Europe/Berlin")
    return TelephonyPlan(
        numbers={listed.number: listed},
        queues={
            QueueId(name): WaitingPlan.model_validate(queue)
            for name, queue in (queues or {"support": {}}).items()
        },
        callers={digits(caller.number): caller for caller in known},
        flow={NodeId(name): _node.validate_python(node) for name, node in flow.items()},
        hours={
            name: Calendar(CalendarPlan.model_validate(calendar), zone)
            for name, calendar in (hours or {}).items()
        },
        languages=languages,
        incidents=incidents,
        outside=outside,
    )


class Walk:
    """One caller and the core. `there`: operators of every queue who are ready."""

    def __init__(
        self,
        flow: Mapping[str, Mapping[str, Any]],
        *,
        there: tuple[str, ...] = (),
        at: datetime = START,
        **more: Any,
    ) -> None:
        self.now = at
        self.plan = telephony(flow, **more)
        self.plans = Shelf({0: self.plan})
        self.facts_told: list[Fact] = []
        self.commands: list[Command] = []
        self.playing: dict[LegId, PlayPrompt] = {}
        self.engine = self._engine()
        self.give(Starting("test"))
        self._people(there)

    def _engine(self) -> Engine:
        ids = Ids()
        routing = Shelf({0: self._routing()})
        return Engine(
            Standing(self.plans),
            CallBook(self.plans, ids),
            WaitingRoom(self.plans),
            Floor(routing, ids),
            RecordingPolicy(Shelf({0: RecordingPlan()})),
        )

    def _routing(self) -> RoutingPlan:
        names = [QueueId(name) for name in self.plan.queues]
        return RoutingPlan(queues={name: QueuePlan(queue=name, name=name) for name in names})

    def _people(self, there: tuple[str, ...]) -> None:
        queues = tuple(self.plan.queues)
        entries = tuple(
            OperatorEntry(OperatorId(name), name.title(), str(101 + place), queues)
            for place, name in enumerate(there)
        )
        self.give(OperatorsListed(entries))
        self.give(LinesSurveyed(()))
        for entry in entries:
            self.give(PhoneReported(entry.extension, PhoneState.FREE))
            self.give(AvailabilityAsked(entry.operator, Availability.READY, "", entry.operator))

    # -- what the caller does ------------------------------------------------------------

    def call(self, number: str = "+4930123", dialled: str = "100") -> Self:
        """Ring, and be answered."""
        self.give(CallerArrived(IN, dialled, Caller(number, "Ada")))
        return self.give(LegAnswered(IN))

    def said(self) -> Self:
        """Hear the prompt to its end."""
        playing = self.playing.pop(IN)
        return self.give(PromptEnded(IN, playing.token))

    def press(self, keys: str) -> Self:
        for key in keys:
            self.give(DigitPressed(IN, key))
        return self

    def wait(self, seconds: float) -> Self:
        until = self.now + timedelta(seconds=seconds)
        while (due := self.engine.deadline()) is not None and due <= until:
            self.now = max(self.now, due)
            self.give(Tick())
        self.now = until
        return self

    def hang_up(self) -> Self:
        return self.give(LegEnded(IN, EndCause.HANG_UP))

    def talk(self) -> Self:
        """The operator whose phone rings picks up, and the two are joined."""
        (offer,) = self.living.offers
        leg = operator_leg(offer.offer)
        return self.give(LegAnswered(leg)).give(LegsJoined(CALL, leg))

    def survey(self) -> Self:
        """The connection was lost and is back; the caller is still there."""
        call = self.engine.book.calls.get(CALL)
        legs = () if call is None else tuple(LegSeen(leg, answered=True) for leg in call.legs)
        return self.give(LinesSurveyed(legs))

    def restart(self) -> Self:
        """The service dies and knows what its checkpoint says."""
        state = self.engine.state()
        ids = Ids(1000)
        self.engine = Engine(
            Standing(self.plans, state.standing),
            CallBook(
                self.plans,
                ids,
                msgspec.json.decode(msgspec.json.encode(state.book), type=type(state.book)),
            ),
            WaitingRoom(self.plans, state.waiting),
            Floor(Shelf({0: self._routing()}), ids, state.floor),
            RecordingPolicy(Shelf({0: RecordingPlan()})),
            seq=state.seq,
        )
        return self.give(Starting("test")).survey()

    # -- what came of it -----------------------------------------------------------------

    def give(self, given: Input) -> Self:
        step, commands = self.engine.step(self.now, given)
        self.facts_told.extend(step.facts if step else ())
        self.commands = list(commands)
        for command in commands:
            if isinstance(command, PlayPrompt):
                self.playing[command.leg] = command
        return self

    @property
    def living(self) -> Call:
        return self.engine.book.calls[CALL]

    @property
    def node(self) -> str | None:
        """Where the caller is in the flow; None elsewhere."""
        call = self.living
        return call.visit.node if call.state is CallState.IVR else None

    @property
    def queue(self) -> str | None:
        """The queue in which the caller waits; None elsewhere."""
        call = self.living
        return call.queue if call.state is CallState.WAITING else None

    @property
    def hears(self) -> list[str]:
        """The names of what is being said."""
        playing = self.playing.get(IN)
        return [utterance.prompt for utterance in playing.say] if playing else []

    @property
    def end(self) -> CallEnded:
        """How the call ended; it has."""
        (ended,) = self.facts(CallEnded)
        return ended

    @property
    def way(self) -> list[str]:
        """Every node that the caller came to."""
        return [fact.node for fact in self.facts(NodeEntered)]

    def facts(self, kind: type[Told]) -> list[Told]:
        return [fact for fact in self.facts_told if isinstance(fact, kind)]

    def done(self, kind: type[Done]) -> list[Done]:
        """Commands of a kind in the last answer."""
        return [command for command in self.commands if isinstance(command, kind)]

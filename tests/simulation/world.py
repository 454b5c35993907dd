"""A simulated world around the real core: a line that loses, repeats and reorders.

Seeded and without a clock: time moves when the world moves it. The line keeps its own
truth (which legs live, who is joined), so a survey tells what is, whatever was lost.
"""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from switchboard.compose import build_engine
from switchboard.engine import Engine
from switchboard.plan import Plan, parse_plan
from vocabulary.commands import (
    AnswerCaller,
    CloseCall,
    Command,
    ConfirmFeature,
    HangUpLeg,
    JoinLegs,
    PlayPrompt,
    RingOperator,
    StartMusic,
    StartRecording,
    StopRecording,
    StoreRecording,
)
from vocabulary.facts import Caller, Step
from vocabulary.ids import CallId, LegId, OperatorId, QueueId, RecordingId
from vocabulary.inputs import (
    CallerArrived,
    Input,
    JoinFailed,
    LegAnswered,
    LegEnded,
    LegRang,
    LegSeen,
    LegsJoined,
    LinesDropped,
    LinesSurveyed,
    OperatorEntry,
    OperatorsListed,
    PhoneReported,
    PromptEnded,
    RecordingBegan,
    RecordingBroke,
    RecordingFinished,
    RecordingStored,
    Starting,
    Tick,
)
from vocabulary.states import EndCause, PhoneState

OPERATORS = ("anna", "boris", "vera")
PLAN = """
name: simulated
numbers: [{number: "100", queue: support}, {number: "200", queue: support, greeting: hello}]
queues: [{queue: support, name: Support, wrap_up_s: 2, ring_s: 10, ring_at_once: RING}]
"""


def plan(ring_at_once: int = 1) -> Plan:
    return parse_plan(PLAN.replace("RING", str(ring_at_once)), "simulated")


@dataclass
class Leg:
    answered: bool = False
    joined: CallId | None = None
    extension: str | None = None


@dataclass
class World:
    """The core, the line's truth and the reports that are on their way."""

    seed: int
    loss: float = 0.0
    repeat: float = 0.0
    ring_at_once: int = 1
    now: datetime = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
    legs: dict[LegId, Leg] = field(default_factory=dict)
    recordings: dict[RecordingId, LegId] = field(default_factory=dict)
    on_the_way: list[Input] = field(default_factory=list)
    journal: list[Step] = field(default_factory=list)
    rung: list[RingOperator] = field(default_factory=list)
    joins: list[JoinLegs] = field(default_factory=list)
    made: int = 0
    arrived: int = 0

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.engine: Engine = build_engine(plan(self.ring_at_once), self.make_id)
        self.give(Starting("simulated"))
        entries = tuple(
            OperatorEntry(OperatorId(name), name.title(), str(101 + index), (QueueId("support"),))
            for index, name in enumerate(OPERATORS)
        )
        self.give(OperatorsListed(entries))
        self.survey()
        for entry in entries:
            self.give(PhoneReported(entry.extension, PhoneState.FREE))

    def make_id(self) -> str:
        self.made += 1
        return f"id{self.made}"

    def give(self, given: Input) -> None:
        step, commands = self.engine.step(self.now, given)
        if step is not None:
            self.journal.append(step)
        for command in commands:
            self._carry_out(command)

    def arrive(self, dialled: str = "100") -> LegId:
        self.arrived += 1
        leg = LegId(f"in-{self.arrived}")
        self.legs[leg] = Leg()
        self.report(CallerArrived(leg, dialled, Caller(f"700{self.arrived}")))
        return leg

    def end(self, leg: LegId, cause: EndCause = EndCause.HANG_UP) -> None:
        if self.legs.pop(leg, None) is not None:
            for recording in [r for r, caller in self.recordings.items() if caller == leg]:
                del self.recordings[recording]
                self.report(RecordingFinished(recording))
            self.report(LegEnded(leg, cause))

    def pick_up(self, leg: LegId) -> None:
        if leg in self.legs and not self.legs[leg].answered:
            self.legs[leg].answered = True
            self.report(LegAnswered(leg))

    def report(self, given: Input) -> None:
        """Put a report on its way; the line may lose it or say it twice."""
        if self.random.random() < self.loss:
            return
        self.on_the_way.append(given)
        if self.random.random() < self.repeat:
            self.on_the_way.append(given)

    def deliver(self, *, shuffled: bool = False) -> None:
        """Let everything on its way arrive, and what that brings about, too."""
        while self.on_the_way:
            index = self.random.randrange(len(self.on_the_way)) if shuffled else 0
            self.give(self.on_the_way.pop(index))

    def deliver_one(self, *, shuffled: bool) -> None:
        if self.on_the_way:
            index = self.random.randrange(len(self.on_the_way)) if shuffled else 0
            self.give(self.on_the_way.pop(index))

    def advance(self, seconds: float) -> None:
        """Move time on, ticking at every deadline on the way."""
        until = self.now + timedelta(seconds=seconds)
        while (due := self.engine.deadline()) is not None and due <= until:
            self.now = max(self.now, due)
            self.give(Tick())
        self.now = until

    def survey(self, *, restarted: bool = False) -> None:
        """Connect again: what was on its way is lost, what lives is told."""
        self.on_the_way.clear()
        if restarted:
            self.legs.clear()
            self.recordings.clear()
        legs = tuple(LegSeen(leg, seen.answered, seen.joined) for leg, seen in self.legs.items())
        arrivals = tuple(
            CallerArrived(leg, "100", Caller("late")) for leg in self.legs if leg.startswith("in-")
        )
        self.give(LinesSurveyed(legs, tuple(self.recordings), restarted, arrivals))

    def restart(self, *, drop_lines: bool = True) -> None:
        """Kill the core and rebuild it from its journal."""
        self.engine = self.replayed(self.journal)
        self.give(Starting("simulated"))
        if drop_lines:
            self.give(LinesDropped("simulated"))
        self.survey()

    def replayed(self, journal: list[Step]) -> Engine:
        """A new core that knows nothing but the journal."""
        engine = build_engine(plan(self.ring_at_once), self.make_id)
        for step in journal:
            engine.replay(step)
        return engine

    def _carry_out(self, command: Command) -> None:
        match command:
            case AnswerCaller():
                if command.leg in self.legs:
                    self.legs[command.leg].answered = True
                    self.report(LegAnswered(command.leg))
                else:
                    self.report(LegEnded(command.leg, EndCause.HANG_UP))
            case PlayPrompt():
                self.report(PromptEnded(command.leg))
            case RingOperator():
                self.rung.append(command)
                self.legs[command.leg] = Leg(extension=command.extension)
                self.report(LegRang(command.leg))
            case JoinLegs():
                self._join(command)
            case HangUpLeg():
                self.end(command.leg)
            case StartRecording():
                if command.caller_leg in self.legs:
                    self.recordings[command.recording] = command.caller_leg
                    self.report(RecordingBegan(command.recording))
                else:
                    self.report(RecordingBroke(command.recording, "gone"))
            case StopRecording():
                self.recordings.pop(command.recording, None)
                self.report(RecordingFinished(command.recording))
            case StoreRecording():
                self.report(RecordingStored(command.recording, "x.wav", 1.0, 44, 2))
            case StartMusic() | CloseCall() | ConfirmFeature():
                pass

    def _join(self, command: JoinLegs) -> None:
        self.joins.append(command)
        caller = self.legs.get(command.caller_leg)
        operator = self.legs.get(command.operator_leg)
        if caller is None or operator is None:
            self.report(JoinFailed(command.call, command.operator_leg, "gone"))
            return
        caller.joined = operator.joined = command.call
        self.report(LegsJoined(command.call, command.operator_leg))

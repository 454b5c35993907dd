"""The engine: one input in, facts and commands out. Pure.

Composes the components of the core. Every fact, whoever stated it, is applied to all of
them before any of them reacts to it; reactions are facts and commands again, until
nothing follows. Then the router is asked whether an offer can be made, again and again
until it has nothing more to say.

One call of `step` is one decision: its facts belong together, in the journal too.
"""

from collections import deque
from collections.abc import Sequence
from datetime import datetime

import msgspec

from recording.fold import PolicyState
from recording.policy import RecordingPolicy
from routing.floor import Floor, FloorState
from telephony.book import BookState, CallBook
from telephony.standing import Standing, StandingState
from telephony.waiting.room import RoomState, WaitingRoom
from vocabulary.commands import Command
from vocabulary.facts import Fact, LinesLost, LinesSeen, ServiceStarted, ServiceStopped, Step
from vocabulary.inputs import Input, LinesDropped, LinesSurveyed, Starting, Stopping
from vocabulary.ports import Component, Decision

FACTS_LIMIT = 20_000
"""More facts than this from one input is a mistake of ours, never a busy day."""


class RunawayStep(RuntimeError):
    """Facts follow from facts without end: a mistake of ours."""


class EngineState(msgspec.Struct, frozen=True):
    """All that the core knows: the journal's checkpoint."""

    seq: int
    book: BookState
    floor: FloorState
    recording: PolicyState
    standing: StandingState = StandingState()
    waiting: RoomState = RoomState()


class Engine:
    """The whole core. Not thread-safe: exactly one loop calls it."""

    def __init__(
        self,
        standing: Standing,
        book: CallBook,
        waiting: WaitingRoom,
        floor: Floor,
        recording: RecordingPolicy,
        *,
        seq: int = 0,
    ) -> None:
        self._standing = standing
        self._book = book
        self._waiting = waiting
        self._floor = floor
        self._recording = recording
        self._components: Sequence[Component] = (standing, book, waiting, floor, recording)
        self._seq = seq

    @property
    def seq(self) -> int:
        """The number of the last step."""
        return self._seq

    @property
    def book(self) -> CallBook:
        """Living calls, to look at."""
        return self._book

    @property
    def floor(self) -> Floor:
        """Operators and waiting calls, to look at."""
        return self._floor

    @property
    def standing(self) -> Standing:
        """The plan in force and the switches, to look at."""
        return self._standing

    def revisions(self) -> set[int]:
        """Revisions of the plan that are still followed."""
        return {self._standing.revision, *(call.revision for call in self.book.calls.values())}

    def state(self) -> EngineState:
        """Everything, for a checkpoint."""
        return EngineState(
            self._seq,
            self._book.state(),
            self._floor.state(),
            self._recording.checkpoint(),
            self._standing.state(),
            self._waiting.state(),
        )

    def deadline(self) -> datetime | None:
        """When a `Tick` is due next."""
        dues = (component.deadline() for component in self._components)
        return min((due for due in dues if due is not None), default=None)

    def step(self, now: datetime, given: Input) -> tuple[Step | None, tuple[Command, ...]]:
        """Decide on one input. No step when nothing happened."""
        run = _Run(self._components, self._floor, now)
        run.take(given)
        if not run.facts:
            return None, tuple(run.commands)
        self._seq += 1
        return Step(self._seq, now, tuple(run.facts)), tuple(run.commands)

    def replay(self, step: Step) -> None:
        """Take over a step that was decided before a restart: no reaction, no command."""
        for fact in step.facts:
            for component in self._components:
                component.apply(step.at, fact)
        self._seq = step.seq


class _Run:
    """One decision while it is being made."""

    def __init__(self, components: Sequence[Component], floor: Floor, now: datetime) -> None:
        self._components = components
        self._floor = floor
        self._now = now
        self._pending: deque[Fact] = deque()
        self._reports: deque[Input] = deque()
        self.facts: list[Fact] = []
        self.commands: list[Command] = []

    def take(self, given: Input) -> None:
        """Decide on `given`, on the reports that it breaks into, and on what follows."""
        self._pending.extend(_service_facts(given))
        self._reports.append(given)
        while self._reports:
            report = self._reports.popleft()
            for component in self._components:
                self._add(component.decide(self._now, report))
            self._settle()
        while matched := self._floor.match(self._now):
            self._pending.extend(matched)
            self._settle()

    def _settle(self) -> None:
        while self._pending:
            fact = self._pending.popleft()
            for component in self._components:
                component.apply(self._now, fact)
            self.facts.append(fact)
            if len(self.facts) > FACTS_LIMIT:
                raise RunawayStep(f"{type(fact).__name__} after {FACTS_LIMIT} facts of one step")
            for component in self._components:
                self._add(component.react(self._now, fact))

    def _add(self, decision: Decision) -> None:
        self._pending.extend(decision.facts)
        self.commands.extend(decision.commands)
        self._reports.extend(decision.reports)


def _service_facts(given: Input) -> tuple[Fact, ...]:
    match given:
        case LinesSurveyed():
            return (LinesSeen(len(given.legs), given.restarted),)
        case LinesDropped():
            return (LinesLost(given.why),)
        case Starting():
            return (ServiceStarted(given.version),)
        case Stopping():
            return (ServiceStopped(given.why),)
        case _:
            return ()

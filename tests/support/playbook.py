"""Playbooks: what the core is told, and all that it answers, line by line.

    assert (
        Playbook()
        >> arrives("in-1")
        << like(CallArrived, leg="in-1")
        << like(AnswerCaller)
    )

`>>` gives an input, `<<` takes the next fact or command: first the facts of the step in
their order, then its commands. Nothing may be left over, at the next `>>` or at the end.
What is recorded and why callers wait are other stories and left out, unless a playbook
asks for them.

Ids are counted ("id1", "id2", …), for calls and offers alike. Every input is also given to
two more cores, one back from a checkpoint and one back from the journal alone: a restart
at any moment changes nothing. Only keys that a caller has typed half are lost in one, so
playbooks of keys are told without `restarts`.
"""

from collections import deque
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Self, TypeVar

import msgspec

from switchboard.compose import build_engine
from switchboard.engine import Engine, EngineState
from switchboard.plan import Plan, parse_plan
from switchboard.shelves import Shelves
from tests.support.ids import Ids
from vocabulary.commands import Command, StartRecording, StopRecording, StoreRecording
from vocabulary.facts import Caller, Fact, RecordingFact, Step, WaitExplained, WaitPromised
from vocabulary.ids import LegId, OperatorId, QueueId
from vocabulary.inputs import (
    AvailabilityAsked,
    CallerArrived,
    Input,
    LinesSurveyed,
    OperatorEntry,
    OperatorsListed,
    PhoneReported,
    PlanGiven,
    Starting,
    Tick,
)
from vocabulary.states import Availability, PhoneState

START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
NUMBERS = """
  - {number: "100", queue: support}
  - {number: "200", start: hello, music: calm}
  - {number: "300", queue: support, priority: 5}
"""
FLOW = """
offers: {rest_s: 5}
prompts:
  hello: {en: Hello.}
flow:
  hello: {kind: say, say: hello, next: support}
"""
SUPPORT = "{queue: support, name: Support, ring_s: 15, wrap_up_s: 10}"
EXTENSIONS = {"anna": "101", "boris": "102", "vera": "103"}

Out = Fact | Command
Told = TypeVar("Told", bound=Fact)
_RECORDING = (RecordingFact, StartRecording, StopRecording, StoreRecording)
_WAITS = (WaitExplained, WaitPromised)


class Like(NamedTuple):
    """A fact or command of which only some fields matter."""

    kind: type[Out]
    fields: dict[str, object]

    def fits(self, out: Out) -> bool:
        return isinstance(out, self.kind) and all(
            getattr(out, name) == value for name, value in self.fields.items()
        )

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.fields.items())
        return f"{self.kind.__name__}({shown}, …)"


class Wait(NamedTuple):
    """Time passes, with a tick at every deadline on the way."""

    seconds: float


def like(kind: type[Out], /, **fields: object) -> Like:
    for name in fields:
        assert name in kind.__struct_fields__, f"{kind.__name__} has no {name}"
    return Like(kind, fields)


def arrives(leg: str, dialled: str = "100") -> CallerArrived:
    return CallerArrived(LegId(leg), dialled, Caller("+4930123", "Ada"))


def chooses(operator: str, availability: Availability, reason: str = "") -> AvailabilityAsked:
    return AvailabilityAsked(OperatorId(operator), availability, reason, operator)


def plan_with(queues: str = SUPPORT, *, numbers: str = NUMBERS, more: str = FLOW) -> Plan:
    listed = "\n".join(f"  - {queue}" for queue in queues.splitlines() if queue.strip())
    return parse_plan(f"name: playbook\nnumbers:{numbers}\nqueues:\n{listed}\n{more}\n", "playbook")


class Playbook:
    """The core with operators at work; those in `ready` were freed one second apart."""

    def __init__(
        self,
        plan: Plan | None = None,
        *,
        ready: Iterable[str] = ("anna",),
        queues: dict[str, tuple[str, ...]] | None = None,
        recording: bool = False,
        waits: bool = False,
        restarts: bool = True,
    ) -> None:
        self.plan = plan or plan_with()
        self.shelves = Shelves.of({0: self.plan})
        self._restarts = restarts
        self.now = START
        self.journal: list[Step] = []
        self._left_out = (*(() if recording else _RECORDING), *(() if waits else _WAITS))
        self._ids = Ids()
        self.engine = build_engine(self.shelves, self._ids)
        self._out: deque[Out] = deque()
        self._begin(ready, queues or {})
        self._out.clear()

    def __rshift__(self, given: Input | Wait) -> Self:
        self._nothing_left(f"before {given}")
        if isinstance(given, Wait):
            self._wait(given.seconds)
        else:
            self._give(given)
        return self

    def __lshift__(self, expected: Out | Like) -> Self:
        assert self._out, f"expected {expected}, but nothing more came"
        got = self._out.popleft()
        fits = expected.fits(got) if isinstance(expected, Like) else expected == got
        assert fits, f"expected {expected}\n     got {got}\n    then {list(self._out)}"
        return self

    def __bool__(self) -> bool:
        self._nothing_left("at the end")
        return True

    def run(self, *given: Input | Wait) -> Self:
        """Give inputs whose answers are not what the test is about."""
        for one in given:
            _ = self >> one
            self._out.clear()
        return self

    def rest(self) -> list[Out]:
        """Take whatever is left of the last answer."""
        left = list(self._out)
        self._out.clear()
        return left

    def leg(self, operator: str) -> LegId:
        """The leg of the operator's open offer or of its call."""
        for call in self.engine.book.calls.values():
            for offer in call.offers:
                if offer.operator == operator:
                    return offer.leg
            if call.operator == operator and call.operator_leg is not None:
                return call.operator_leg
        raise AssertionError(f"{operator} has no leg")

    def since_start(self, seconds: float) -> datetime:
        """A moment counted from the first input after the operators came to work."""
        return self.begun + timedelta(seconds=seconds)

    def rebuilt(self, plan: Plan | None = None) -> None:
        """Go on with a core that knows the journal only, under another plan if need be."""
        if plan is not None:
            self.plan, self.shelves = plan, Shelves.of({0: plan})
        self.engine = self._from_journal(self._ids)

    def publish(self, revision: int, plan: Plan) -> Self:
        """A plan is on the shelves and given; its facts are left to be taken."""
        self.shelves.put(revision, plan)
        return self >> PlanGiven(revision, "vera")

    def facts(self, kind: type[Told]) -> list[Told]:
        """All facts of a kind in the journal."""
        return [fact for step in self.journal for fact in step.facts if isinstance(fact, kind)]

    def _begin(self, ready: Iterable[str], queues: dict[str, tuple[str, ...]]) -> None:
        everything = tuple(queue.queue for queue in self.plan.queues)
        entries = [
            OperatorEntry(
                OperatorId(name),
                name.title(),
                extension,
                tuple(map(QueueId, queues.get(name, everything))),
            )
            for name, extension in EXTENSIONS.items()
        ]
        self._give(Starting("test"))
        self._give(OperatorsListed(tuple(entries)))
        self._give(LinesSurveyed(()))
        for entry in entries:
            self._give(PhoneReported(entry.extension, PhoneState.FREE))
        for name in ready:
            self.now += timedelta(seconds=1)
            self._give(chooses(name, Availability.READY))
        self.begun = self.now

    def _wait(self, seconds: float) -> None:
        until = self.now + timedelta(seconds=seconds)
        while (due := self.engine.deadline()) is not None and due <= until:
            self.now = max(self.now, due)
            self._give(Tick())
        self.now = until

    def _give(self, given: Input) -> None:
        ids = Ids(self._ids.made), Ids(self._ids.made)
        copies: tuple[Engine, ...] = ()
        if self._restarts:
            copies = self._from_checkpoint(ids[0]), self._from_journal(ids[1])
        before = _known(self.engine)
        for copy in copies:
            assert _known(copy) == before, "a restart would know something else"
        step, commands = self.engine.step(self.now, given)
        answer = self._visible(step, commands)
        for copy in copies:
            again = self._visible(*copy.step(self.now, given))
            assert again == answer, f"after a restart another answer to {given}"
        if step is not None:
            self.journal.append(step)
        self._out.extend(answer)

    def _visible(self, step: Step | None, commands: Iterable[Command]) -> list[Out]:
        everything = (*(step.facts if step else ()), *commands)
        return [out for out in everything if not isinstance(out, self._left_out)]

    def _from_checkpoint(self, ids: Ids) -> Engine:
        stored = msgspec.json.encode(self.engine.state())
        return build_engine(self.shelves, ids, msgspec.json.decode(stored, type=EngineState))

    def _from_journal(self, ids: Ids) -> Engine:
        engine = build_engine(self.shelves, ids)
        for step in self.journal:
            engine.replay(step)
        return engine

    def _nothing_left(self, when: str) -> None:
        left = [f"\n  {out}" for out in self._out]
        assert not left, f"not expected {when}:{''.join(left)}"


def _known(engine: Engine) -> tuple[object, ...]:
    """What a restart must find again. When a recording is asked for once more is not in it:
    after a restart that may come sooner."""
    return engine.state(), engine.book.deadline(), engine.floor.deadline()

"""Plans as nobody would write them, and callers who walk through them.

Targets lead anywhere: to nodes, to queues, to nothing. Many such plans cannot be used;
the others have to let every caller go in the end.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import yaml
from hypothesis import strategies as st

from switchboard.compose import build_engine
from switchboard.plan import Plan
from switchboard.shelves import Shelves
from tests.support.ids import Ids
from vocabulary.commands import (
    Command,
    LookUp,
    PlayPrompt,
    RecordMessage,
    RingOutside,
)
from vocabulary.facts import CallEnded, Caller, Fact, NodeEntered
from vocabulary.ids import LegId
from vocabulary.inputs import (
    CallerArrived,
    DigitPressed,
    Input,
    LegAnswered,
    LegEnded,
    LegsJoined,
    LinesSurveyed,
    LookUpDone,
    MessageEnded,
    PromptEnded,
    Starting,
    Tick,
)
from vocabulary.states import CallState, EndCause, LookUpResult

NODES = ("a", "b", "c", "d", "e", "f")
QUEUES = ("support", "sales")
OUTSIDE = "+4930555"
IN = LegId("in-1")
DAY_S = 86_400.0

_prompts = st.sampled_from(("hello", "ask"))
_tries = st.integers(1, 3)


def _fields(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(dict(fields))


def _node(kind: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return _fields(kind=st.just(kind), **fields)


def _keys(values: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, str]]:
    return st.dictionaries(st.sampled_from("0123456789*#"), values, min_size=1, max_size=4)


def _nodes(to: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, Any]]:
    return st.one_of(
        _node("say", say=_prompts, next=to, whole=st.booleans()),
        _node("menu", say=_prompts, keys=_keys(to), tries=_tries, otherwise=to),
        _node(
            "digits",
            say=_prompts,
            name=st.sampled_from(("x", "y")),
            most=st.integers(1, 4),
            tries=_tries,
            read_back=st.booleans(),
            sensitive=st.booleans(),
            next=to,
            otherwise=to,
        ),
        _node("hours", hours=st.sampled_from(("office", "never")), open=to, closed=to),
        _node("language", say=_prompts, keys=_keys(st.sampled_from(("en", "ru"))), next=to),
        _node("recognise", vip=to, otherwise=to),
        _node("look_up", key=st.sampled_from(("caller", "x")), found=to, missing=to),
        _node("criteria", priority=st.integers(0, 5), next=to),
        _node("queue", queue=st.sampled_from(QUEUES)),
        _node("callback", otherwise=to),
        _node("message", next=st.none() | to),
        _node("transfer", number=st.just(OUTSIDE), otherwise=to),
        _node("survey", say=_prompts, question=st.just("csat"), next=to),
        _node("hang_up"),
    )


def _waiting(to: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, Any]]:
    overflows = st.one_of(
        _fields(when=st.just("nobody"), to=to),
        _fields(when=st.just("too_long"), to=to, after_s=st.integers(1, 600)),
        _fields(when=st.just("too_many"), to=to, waiting=st.integers(1, 3)),
        _fields(when=st.just("ratio"), to=to, ratio=st.integers(1, 3)),
    )
    return st.one_of(
        st.just({}),
        _fields(overflow=st.lists(overflows, max_size=2), keys=_keys(to)),
        _fields(hours=st.sampled_from(("office", "never")), closed=to, at_closing=to),
        _fields(after_talk=to),
    )


@st.composite
def plans(draw: st.DrawFn) -> str:
    """The text of a plan; in one of four, targets may lead to nothing."""
    names = NODES[: draw(st.integers(1, len(NODES)))]
    targets = NODES if draw(st.integers(0, 3)) == 0 else names
    to = st.sampled_from((*QUEUES, *targets))
    flow = {name: draw(_nodes(to)) for name in names}
    document = {
        "name": "generated",
        "languages": ["en", "ru"],
        "prompts": {name: {"en": name, "ru": name} for name in ("hello", "ask")},
        "hours": {"office": {"week": {"mon-sun": "08:00-18:00"}}, "never": {}},
        "outside": [OUTSIDE],
        "flow": flow,
        "numbers": [{"number": "100", "start": names[0]}],
        "queues": [{"queue": name, "name": name, "waiting": draw(_waiting(to))} for name in QUEUES],
        "callers": [{"number": "+4930123", "vip": True}],
    }
    return yaml.safe_dump(document)


class Caller100:
    """One caller on a plan, with a line that works. Keys are pressed one after another,
    each once the prompt of its moment is over; then the caller only listens."""

    def __init__(self, plan: Plan, keys: str, at: datetime) -> None:
        self.now = at
        self.facts: list[Fact] = []
        self.steps = 0
        self._keys = list(keys)
        self._inputs: list[Input] = []
        self.engine = build_engine(Shelves.of({0: plan}), Ids())
        self._give(Starting("generated"))
        self._give(LinesSurveyed(()))
        self._give(CallerArrived(IN, "100", Caller("+4930123", "Ada")))
        self._give(LegAnswered(IN))

    def walk(self, limit: int = 20_000) -> None:
        """Until the call is over, or waits in a queue that keeps it for a day; then hang up."""
        while self.engine.book.calls:
            assert self.steps < limit, "the walk has no end"
            if self._inputs:
                self._give(self._inputs.pop(0))
            elif self._keys and self._state() in (CallState.IVR, CallState.WAITING):
                self._give(DigitPressed(IN, self._keys.pop(0)))
            elif not self._next_tick():
                self._give(LegEnded(IN, EndCause.HANG_UP))

    @property
    def end(self) -> CallEnded:
        (ended,) = (fact for fact in self.facts if isinstance(fact, CallEnded))
        return ended

    @property
    def way(self) -> list[str]:
        return [fact.node for fact in self.facts if isinstance(fact, NodeEntered)]

    def _state(self) -> CallState:
        return next(iter(self.engine.book.calls.values())).state

    def _next_tick(self) -> bool:
        due = self.engine.deadline()
        if due is None or (self._state() is CallState.WAITING and self._waited_long(due)):
            return False
        self.now = max(self.now, due)
        self._give(Tick())
        return True

    def _waited_long(self, due: datetime) -> bool:
        (call,) = self.engine.book.calls.values()
        return due > (call.place_since or self.now) + timedelta(seconds=DAY_S)

    def _give(self, given: Input) -> None:
        self.steps += 1
        step, commands = self.engine.step(self.now, given)
        self.facts.extend(step.facts if step else ())
        for command in commands:
            self._inputs.extend(self._carried_out(command))

    def _carried_out(self, command: Command) -> tuple[Input, ...]:
        match command:
            case PlayPrompt():
                return (PromptEnded(command.leg, command.token),)
            case RecordMessage():
                return (MessageEnded(command.recording),)
            case LookUp():
                found = LookUpResult.FOUND
                return (LookUpDone(command.call, command.node, found, (), command.asked),)
            case RingOutside() if self.steps % 2:
                return (LegEnded(command.leg, EndCause.BUSY),)
            case RingOutside():
                answered = LegAnswered(command.leg)
                joined = LegsJoined(command.call, command.leg)
                return answered, joined, LegEnded(command.leg, EndCause.HANG_UP)
            case _:
                return ()


NOON = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
NIGHT = datetime(2026, 1, 5, 23, 0, tzinfo=UTC)

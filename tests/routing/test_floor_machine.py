"""The floor under any order of facts and inputs: nobody lost, nobody rung twice.

Only the floor and its router, without telephony: calls are queued, phones answer, refuse
or fall silent, operators come and go, lines fall, the service restarts. What must hold is
checked from the facts alone.
"""

from collections import deque
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from routing.floor import Floor, FloorState
from routing.plan import QueuePlan, RoutingPlan
from tests.support.ids import Ids
from vocabulary.facts import (
    CallConnected,
    CallEnded,
    CallQueued,
    CallRequeued,
    Fact,
    LinesLost,
    LinesSeen,
    NodeEntered,
    OfferEnded,
    OfferMade,
    PlanPublished,
    QueueLeft,
    TalkEnded,
)
from vocabulary.ids import CallId, NodeId, OfferId, OperatorId, QueueId
from vocabulary.inputs import (
    AvailabilityAsked,
    Input,
    OperatorEntry,
    OperatorsListed,
    PhoneReported,
    Tick,
    WrapUpDone,
)
from vocabulary.shelf import Shelf
from vocabulary.states import (
    Availability,
    EndReason,
    OfferResult,
    Outcome,
    PhoneState,
    QueueExit,
)

START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
PLAIN: dict[str, Any] = {
    "name": "Plain",
    "ring_s": 10,
    "wrap_up_s": 4,
    "keep_free": 1,
    "takes_kept_after_s": 9,
}
SKILLED: dict[str, Any] = {
    "name": "Skilled",
    "ring_s": 10,
    "wrap_up_s": 0,
    "requires": {"greek": 5},
    "ring_at_once": 2,
    "hold_preferred_s": 7,
    "takes_kept_after_s": 9,
    "widen": [
        {"after_s": 6.3, "requires": {"greek": 2}},
        {"after_s": 15, "requires": {}, "join": "all"},
    ],
}
SPARE: dict[str, Any] = {
    "name": "Spare",
    "operators": ["boris"],
    "widen": [{"after_s": 12, "join": "all"}],
}
ABLE: dict[str, Any] = {
    "anna": {"skills": {"greek": 8}},
    "boris": {"skills": {"greek": 3}, "queues": {"plain": {"rank": 2, "delay_s": 3.1}}},
    "vera": {"reserve_s": 5},
}
OTHERS: dict[str, Any] = {
    "anna": {"queues": {"plain": {"rank": 3, "delay_s": 2}}},
    "boris": {"skills": {"greek": 9}},
}


def plan(operators: dict[str, Any], **queues: dict[str, Any]) -> RoutingPlan:
    """A revision of the plan."""
    named = {name: {"queue": name, **queue} for name, queue in queues.items()}
    return RoutingPlan.model_validate(
        {"queues": named, "operators": operators, "weights": {"guard_s": 40}}
    )


PLANS = {
    1: plan(ABLE, plain=PLAIN, skilled=SKILLED),
    2: plan(OTHERS, plain={"name": "Plain", "ring_at_once": 2, "wrap_up_s": 1}, spare=SPARE),
    3: plan(ABLE | {"vera": {}}, plain=PLAIN, skilled=SKILLED),
}
NAMES = {"anna": "101", "boris": "102", "vera": "103"}
QUEUES: dict[int, dict[str, tuple[str, ...]]] = {
    1: {"anna": ("plain", "skilled"), "boris": ("plain", "skilled"), "vera": ("plain",)},
    2: {"anna": ("plain",), "boris": ("spare",), "vera": ("plain",)},
    3: {"anna": ("plain", "skilled"), "boris": ("plain", "skilled"), "vera": ("plain",)},
}
OPERATORS = st.sampled_from(sorted(NAMES))
REFUSALS = (
    OfferResult.DECLINED,
    OfferResult.BUSY,
    OfferResult.UNREACHABLE,
    OfferResult.FAILED,
)


class FloorMachine(RuleBasedStateMachine):
    """Facts that telephony would state are stated by rules."""

    def __init__(self) -> None:
        super().__init__()
        self.plans = Shelf(PLANS)
        self.revision = 1
        self.ids = Ids()
        self.floor = Floor(self.plans, self.ids)
        self.now = START
        self.calls: dict[CallId, CallQueued] = {}
        self.offers: dict[OfferId, OfferMade] = {}
        self.talks: dict[CallId, OperatorId] = {}
        self.after_talk: list[CallId] = []
        self.history: list[tuple[datetime, Fact]] = []
        self.lines_up = False
        self.step(given=(PlanPublished(1, "test"),))
        self.list_operators(sorted(NAMES))
        self.lines_up = True
        self.step(given=(LinesSeen(0),))
        for name, extension in NAMES.items():
            self.step(PhoneReported(extension, PhoneState.FREE))
            self.step(AvailabilityAsked(OperatorId(name), Availability.READY, "", name))

    def step(self, *inputs: Input, given: tuple[Fact, ...] = ()) -> None:
        """One decision, as the engine takes it."""
        pending: deque[Fact] = deque(given)
        for one in inputs or (PhoneReported("999", PhoneState.FREE),):
            pending.extend(self.floor.decide(self.now, one).facts)
        self._settle(pending)
        while matched := self.floor.match(self.now):
            self._settle(deque(matched))

    def _settle(self, pending: deque[Fact]) -> None:
        while pending:
            fact = pending.popleft()
            self.floor.apply(self.now, fact)
            self.history.append((self.now, fact))
            assert b"@" not in msgspec.json.encode(fact), "a name that no plan has"
            self._judge(fact)
            pending.extend(self.floor.react(self.now, fact).facts)

    def _judge(self, fact: Fact) -> None:
        match fact:
            case OfferMade():
                mine = [offer for offer in self.offers.values() if offer.call == fact.call]
                limit = self._queue(self.calls[fact.call]).ring_at_once
                assert len(mine) < limit, "too many phones ring"
                held = {offer.operator for offer in self.offers.values()}
                assert fact.operator not in held, "an operator has two offers"
                assert fact.operator not in self.talks.values(), "an operator at work is rung"
                assert fact.call not in self.talks, "a call that is taken rings"
                assert self.lines_up
                assert fact.trace is not None
                self._in_turn(fact)
                self.offers[fact.offer] = fact
            case OfferEnded():
                del self.offers[fact.offer]

    def _in_turn(self, fact: OfferMade) -> None:
        """No equal that has waited longer is passed over, nobody who waits too long."""
        mine = self.calls[fact.call]
        rung = {offer.call for offer in self.offers.values()}
        for other in self.calls.values():
            if other.call in rung or other.call in self.talks:
                continue
            like = msgspec.structs.replace(mine, call=other.call, place_since=other.place_since)
            older = other.place_since < mine.place_since
            if older and like == other and self._step(mine) == self._step(other):
                raise AssertionError(f"{other.call} was passed over by its like {mine.call}")
            guard = self.now - timedelta(seconds=40)
            starves = other.place_since <= guard < mine.place_since
            assert not (starves and other.queue == mine.queue == "plain"), "a call starves"

    def _step(self, call: CallQueued) -> int:
        waited = (self.now - call.place_since).total_seconds()
        return sum(waited >= step.after_s for step in self._queue(call).widen)

    def _queue(self, call: CallQueued) -> QueuePlan:
        return PLANS[call.revision].queues[call.queue]

    def list_operators(self, names: list[str]) -> None:
        entries = [
            OperatorEntry(
                OperatorId(name),
                name,
                NAMES[name],
                tuple(map(QueueId, QUEUES[self.revision][name])),
            )
            for name in names
        ]
        self.step(OperatorsListed(tuple(entries)))

    @rule(
        other=st.booleans(),
        of_before=st.sampled_from([0, 0, 0, 1, 2]),
        priority=st.sampled_from([0, 0, 0, 3]),
        preferred=st.sampled_from([None, None, "anna", "nobody"]),
    )
    def a_call_is_queued(
        self, other: bool, of_before: int, priority: int, preferred: str | None
    ) -> None:
        call = CallId(f"call{len(self.history)}")
        wanted = OperatorId(preferred) if preferred else None
        revision = 1 + (self.revision - 1 + of_before) % len(PLANS)
        queue = self._pick(revision, other)
        fact = CallQueued(call, queue, self.now, priority, preferred=wanted, revision=revision)
        self.calls[call] = fact
        self.step(given=(fact,))

    def _pick(self, revision: int, other: bool) -> QueueId:
        return sorted(PLANS[revision].queues)[other]

    @rule(revision=st.sampled_from(sorted(PLANS)), listed=st.booleans())
    def a_plan_is_published(self, revision: int, listed: bool) -> None:
        self.revision = revision
        self.step(given=(PlanPublished(revision, "test"),))
        there = [one.operator for one in self.floor.operators.values() if not one.unlisted]
        self.list_operators([str(name) for name in there] if listed else sorted(NAMES))

    @rule(draw=st.integers(0, 50), to_queue=st.booleans())
    def a_call_leaves_its_queue(self, draw: int, to_queue: bool) -> None:
        waiting = [call for call in self.calls if call not in self.talks]
        if not waiting:
            return
        before = self.calls.pop(waiting[draw % len(waiting)])
        left = QueueLeft(before.call, before.queue, QueueExit.TOO_LONG, "elsewhere")
        if not to_queue:
            self.step(given=(left, NodeEntered(before.call, NodeId("x"), "say", "left")))
            return
        other = self._pick(before.revision, before.queue == "plain")
        after = msgspec.structs.replace(before, queue=other)
        self.calls[before.call] = after
        self.step(given=(left, after))

    @rule(draw=st.integers(0, 50))
    def a_talk_ends_before_its_call(self, draw: int) -> None:
        if self.talks:
            call = list(self.talks)[draw % len(self.talks)]
            operator = self.talks.pop(call)
            del self.calls[call]
            self.after_talk.append(call)
            self.step(given=(TalkEnded(call, operator, EndReason.OPERATOR_HUNG_UP),))

    @rule(again=st.booleans())
    def a_caller_goes_on_after_its_talk(self, again: bool) -> None:
        if not self.after_talk:
            return
        call = self.after_talk.pop()
        if again:
            fact = CallQueued(call, QueueId("plain"), self.now, revision=self.revision)
            self.calls[call] = fact
            self.step(given=(fact,))
        else:
            over = CallEnded(call, Outcome.ANSWERED, EndReason.FLOW_ENDED)
            self.step(given=(over,))

    @rule(draw=st.integers(0, 50), result=st.sampled_from(REFUSALS))
    def a_phone_refuses(self, draw: int, result: OfferResult) -> None:
        if self.offers:
            offer = list(self.offers.values())[draw % len(self.offers)]
            self.step(given=(OfferEnded(offer.offer, offer.call, offer.operator, result),))

    @rule(draw=st.integers(0, 50), joins=st.booleans())
    def a_phone_answers(self, draw: int, joins: bool) -> None:
        if not self.offers:
            return
        offer = list(self.offers.values())[draw % len(self.offers)]
        self.talks[offer.call] = offer.operator
        self.step(
            given=(OfferEnded(offer.offer, offer.call, offer.operator, OfferResult.ACCEPTED),)
        )
        if joins:
            self.step(given=(CallConnected(offer.call, offer.operator, offer.leg),))
        else:
            del self.talks[offer.call]
            self.step(given=(CallRequeued(offer.call),))

    @rule(draw=st.integers(0, 50))
    def a_call_ends(self, draw: int) -> None:
        if self.calls:
            call = list(self.calls)[draw % len(self.calls)]
            talked = self.talks.pop(call, None)
            del self.calls[call]
            outcome = Outcome.ANSWERED if talked else Outcome.ABANDONED
            self.step(given=(CallEnded(call, outcome, EndReason.CALLER_HUNG_UP, talked),))

    @rule(name=OPERATORS, wanted=st.sampled_from(Availability))
    def an_operator_chooses(self, name: str, wanted: Availability) -> None:
        self.step(AvailabilityAsked(OperatorId(name), wanted, "", name))

    @rule(name=OPERATORS)
    def an_operator_is_ready(self, name: str) -> None:
        self.step(AvailabilityAsked(OperatorId(name), Availability.READY, "", name))

    @rule(name=OPERATORS, phone=st.sampled_from(PhoneState))
    def a_phone_changes(self, name: str, phone: PhoneState) -> None:
        self.step(PhoneReported(NAMES[name], phone))

    @rule(name=OPERATORS)
    def a_wrap_up_is_done(self, name: str) -> None:
        self.step(WrapUpDone(OperatorId(name)))

    @rule(names=st.lists(OPERATORS, unique=True, min_size=1))
    def people_change(self, names: list[str]) -> None:
        self.list_operators(names)

    @rule(seconds=st.sampled_from([0.4, 1, 3.1, 5, 6.3, 10, 45]))
    def time_passes(self, seconds: float) -> None:
        until = self.now + timedelta(seconds=seconds)
        for _ in range(1000):
            due = self.floor.deadline()
            if due is None or due > until:
                break
            self.now = max(self.now, due)
            self.step(Tick())
        else:
            raise AssertionError("the floor is never content")
        self.now = until

    @rule()
    def the_line_falls_and_is_back(self) -> None:
        self.lines_up = False
        self.step(given=(LinesLost("gone"),))
        assert not self.floor.match(self.now)
        self.lines_up = True
        self.step(given=(LinesSeen(0),))

    @rule(from_journal=st.booleans())
    def the_service_restarts(self, from_journal: bool) -> None:
        before = self.floor.state(), self.floor.deadline()
        if from_journal:
            again = Floor(Shelf(PLANS), self.ids)
            for at, fact in self.history:
                again.apply(at, fact)
        else:
            stored = msgspec.json.encode(self.floor.state())
            again = Floor(self.plans, self.ids, msgspec.json.decode(stored, type=FloorState))
        assert (again.state(), again.deadline()) == before
        self.floor = again

    @invariant()
    def nobody_is_lost(self) -> None:
        assert set(self.floor.waiting) == set(self.calls)
        assert self.floor.state().left == ()
        assert b"@" not in msgspec.json.encode(self.floor.state())
        rings = {
            operator.offer.offer for operator in self.floor.operators.values() if operator.offer
        }
        assert rings == set(self.offers)

    @invariant()
    def nobody_waits_beside_somebody_who_is_free(self) -> None:
        """Long enough for every rule that keeps them apart to have let go."""
        free = [one.operator for one in self.floor.operators.values() if one.may_take()]
        rung = {offer.call for offer in self.offers.values()}
        for call in self.calls.values():
            waited = (self.now - call.place_since).total_seconds()
            if self.lines_up and free and waited > 15 and call.call not in {*rung, *self.talks}:
                raise AssertionError(f"{call.call} waits beside {free}")

    def teardown(self) -> None:
        """Whatever happened, everybody is served once there are operators at work."""
        self.list_operators(sorted(NAMES))
        for _ in range(4 * len(self.calls) + 4):
            for name, extension in NAMES.items():
                self.step(PhoneReported(extension, PhoneState.FREE))
                self.step(AvailabilityAsked(OperatorId(name), Availability.READY, "", name))
            self.time_passes(5.0)
            for offer in list(self.offers.values()):
                if offer.offer in self.offers and offer.call not in self.talks:
                    self.a_phone_answers(list(self.offers).index(offer.offer), joins=True)
            for call in list(self.talks):
                self.a_call_ends(list(self.calls).index(call))
        assert not self.calls, "a call was never served"


FloorMachine.TestCase.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, derandomize=True
)
TestFloorMachine = FloorMachine.TestCase

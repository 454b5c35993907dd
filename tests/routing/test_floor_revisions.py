"""Callers are served by the plan under which they came, whatever is published meanwhile.

The floor without telephony. Every step is also given to two more floors, one back from a
checkpoint and one back from the journal: a restart at any moment changes nothing.
"""

from collections import deque
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from routing.floor import Floor, FloorState
from routing.forecaster import SilentForecaster
from routing.plan import RoutingPlan
from tests.support.ids import Ids
from vocabulary.commands import Command, ConfirmFeature
from vocabulary.decisions import Forecast, Rule, Trigger
from vocabulary.facts import (
    AvailabilityChanged,
    CallArrived,
    CallConnected,
    CallEnded,
    Caller,
    CallQueued,
    Fact,
    KeyChosen,
    LinesSeen,
    NodeEntered,
    OfferEnded,
    OfferMade,
    OutsideChosen,
    OutsideConnected,
    PlanPublished,
    QueueChosen,
    QueueLeft,
    TalkEnded,
    WaitExplained,
    WaitPromised,
    WrapUpEnded,
    WrapUpStarted,
)
from vocabulary.ids import CallId, LegId, NodeId, OperatorId, QueueId
from vocabulary.inputs import (
    AvailabilityAsked,
    FeatureDialled,
    Input,
    OperatorEntry,
    OperatorsListed,
    PhoneReported,
    Tick,
)
from vocabulary.shelf import Shelf
from vocabulary.states import Availability, EndReason, OfferResult, Outcome, PhoneState, QueueExit

START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
READY, BREAK = Availability.READY, Availability.BREAK
SUPPORT, SALES = QueueId("support"), QueueId("sales")
ONE, TWO, THREE = CallId("one"), CallId("two"), CallId("three")
EXTENSIONS = {"anna": "101", "boris": "102", "vera": "103"}


class Sure(SilentForecaster):
    """Knows every wait."""

    def forecast(self, now: datetime, call: CallId) -> Forecast:
        return Forecast(20.0, 60.0)

    def for_newcomer(self, now: datetime, queue: QueueId) -> Forecast:
        return Forecast(30.0, 90.0)


def plan(operators: dict[str, Any] | None = None, **queues: dict[str, Any]) -> RoutingPlan:
    named = {name: {"queue": name, "name": name, **queue} for name, queue in queues.items()}
    return RoutingPlan.model_validate({"queues": named, "operators": operators or {}})


class Story:
    """A floor, its revisions and its journal. Revision 1 is published first."""

    def __init__(self, *plans: RoutingPlan, ready: tuple[str, ...] = ("anna",)) -> None:
        self.plans = dict(enumerate(plans, 1))
        self.now = START
        self.journal: list[tuple[datetime, tuple[Fact, ...]]] = []
        self.ids = Ids()
        self.floor = self.new(self.ids)
        self.stated: list[Fact] = []
        self.commands: list[Command] = []
        self.step(PlanPublished(1, "test"))
        self.list_operators(*plans[0].queues)
        self.step(LinesSeen(0))
        for extension in EXTENSIONS.values():
            self.step(PhoneReported(extension, PhoneState.FREE))
        for name in ready:
            self.wait(1)
            self.chooses(name, READY)

    def new(self, ids: Ids, state: FloorState | None = None) -> Floor:
        return Floor(Shelf(self.plans), ids, state, Sure())

    def step(self, *given: Fact | Input) -> list[Fact]:
        """One decision of three floors, which must agree."""
        ids = Ids(self.ids.made), Ids(self.ids.made)
        stored = msgspec.json.encode(self.floor.state())
        copies = [self.new(ids[0], msgspec.json.decode(stored, type=FloorState)), self.new(ids[1])]
        for at, facts in self.journal:
            for fact in facts:
                copies[1].apply(at, fact)
        for copy in copies:
            assert (copy.state(), copy.deadline()) == (self.floor.state(), self.floor.deadline())
        facts = self._decide(self.floor, given)
        for copy in copies:
            assert self._decide(copy, given) == facts, "after a restart another answer"
        self.journal.append((self.now, facts))
        told = [fact for fact in facts if fact not in given]
        self.stated += told
        assert b"@" not in msgspec.json.encode([facts, self.floor.state()])
        return told

    def _decide(self, floor: Floor, given: tuple[Fact | Input, ...]) -> tuple[Fact, ...]:
        pending: deque[Fact] = deque()
        done: list[Fact] = []
        self.commands.clear()
        for one in given or (Tick(),):
            if isinstance(one, Fact):
                pending.append(one)
            answer = floor.decide(self.now, one if isinstance(one, Input) else Tick())
            pending.extend(answer.facts)
            self.commands.extend(answer.commands)
        while True:
            if not pending:
                pending.extend(floor.match(self.now))
            if not pending:
                break
            fact = pending.popleft()
            floor.apply(self.now, fact)
            done.append(fact)
            pending.extend(floor.react(self.now, fact).facts)
        return tuple(done)

    def list_operators(
        self, *queues: str, names: tuple[str, ...] = tuple(EXTENSIONS)
    ) -> list[Fact]:
        serve = tuple(map(QueueId, queues))
        entries = [OperatorEntry(OperatorId(n), n, EXTENSIONS[n], serve) for n in names]
        return self.step(OperatorsListed(tuple(entries)))

    def publish(self, revision: int) -> list[Fact]:
        return self.step(PlanPublished(revision, "test"))

    def chooses(self, name: str, availability: Availability) -> list[Fact]:
        return self.step(AvailabilityAsked(OperatorId(name), availability, "", name))

    def queue(self, call: CallId, queue: QueueId, revision: int, **more: Any) -> list[Fact]:
        return self.step(CallQueued(call, queue, self.now, revision=revision, **more))

    def wait(self, seconds: float) -> list[Fact]:
        told: list[Fact] = []
        until = self.now + timedelta(seconds=seconds)
        for _ in range(1000):
            due = self.floor.deadline()
            if due is None or due > until:
                break
            self.now = max(self.now, due)
            told += self.step()
        else:
            raise AssertionError("the floor is never content")
        self.now = until
        return told

    def answer(self, call: CallId) -> OperatorId:
        """Whoever is rung for the call takes it."""
        open_for = self.floor.waiting[call].offers
        offer = next(one for one in self.made() if one.offer in open_for)
        self.step(OfferEnded(offer.offer, call, offer.operator, OfferResult.ACCEPTED))
        self.step(CallConnected(call, offer.operator, offer.leg))
        return offer.operator

    def made(self) -> list[OfferMade]:
        return [fact for fact in self.stated if isinstance(fact, OfferMade)]


def offers(facts: list[Fact]) -> list[tuple[str, str]]:
    return [(fact.call, fact.operator) for fact in facts if isinstance(fact, OfferMade)]


def explained(facts: list[Fact]) -> list[WaitExplained]:
    return [fact for fact in facts if isinstance(fact, WaitExplained)]


def ended(call: CallId) -> CallEnded:
    return CallEnded(call, Outcome.ANSWERED, EndReason.CALLER_HUNG_UP)


SLOW = {"ring_s": 30, "wrap_up_s": 60, "requires": {"greek": 5}}
QUICK = {"ring_s": 10, "wrap_up_s": 5}
GREEK = {"anna": {"skills": {"greek": 7}}}


def test_who_came_before_is_served_as_before_and_who_comes_now_as_now() -> None:
    story = Story(plan(GREEK, support=SLOW), plan(GREEK, support=QUICK), ready=())
    story.queue(ONE, SUPPORT, 1)
    assert story.publish(2) == []
    assert offers(story.chooses("boris", READY)) == [], "who came before still asks for greek"
    story.wait(2)
    assert offers(story.queue(TWO, SUPPORT, 2)) == [("two", "boris")]
    story.wait(1)
    assert offers(story.chooses("anna", READY)) == [("one", "anna")]
    first, second = story.made()
    assert first.expires_at - story.now == timedelta(seconds=9)
    assert second.expires_at - story.now == timedelta(seconds=30)
    assert second.trace is not None and second.trace.queue == SUPPORT
    for call, wrap_up_s in ((ONE, 60), (TWO, 5)):
        story.answer(call)
        (wrap_up,) = [f for f in story.step(ended(call)) if isinstance(f, WrapUpStarted)]
        assert wrap_up.until - story.now == timedelta(seconds=wrap_up_s)


def test_a_place_counts_whoever_came_before_under_whichever_plan() -> None:
    story = Story(plan(support=SLOW), plan(support=QUICK), ready=())
    story.queue(ONE, SUPPORT, 1)
    story.publish(2)
    story.wait(1)
    (stated,) = explained(story.queue(TWO, SUPPORT, 2))
    assert (stated.queue, stated.place) == (SUPPORT, 2)
    story.step(ended(ONE))
    (stated,) = explained(story.wait(30))
    assert stated.place == 1


def test_a_new_plan_may_find_somebody_at_once() -> None:
    story = Story(plan(support=SLOW), plan(GREEK, support=SLOW))
    assert offers(story.queue(ONE, SUPPORT, 1)) == []
    assert offers(story.publish(2)) == [("one", "anna")], "what she can do is the present"


def test_a_queue_that_left_the_plan_is_served_by_its_own_operators() -> None:
    old = plan(
        {"boris": {"queues": {"sales": {"rank": 2}}}},
        support={},
        sales={"operators": ["boris"]},
    )
    story = Story(old, plan(support={}), ready=())
    story.queue(ONE, SALES, 1)
    story.publish(2)
    story.list_operators("support")
    assert offers(story.chooses("anna", READY)) == []
    (stated,) = explained(story.wait(30))
    rules = {one.operator: one.rule for one in stated.excluded}
    assert rules[OperatorId("anna")] is Rule.NOT_IN_QUEUE
    assert offers(story.chooses("boris", READY)) == [("one", "boris")]


def test_it_is_served_by_everybody_once_its_own_operators_are_gone() -> None:
    story = Story(plan(sales={"operators": ["boris"]}), plan(support={}))
    assert offers(story.queue(ONE, SALES, 1)) == [("one", "anna")], "as the facts say"
    story.step(ended(ONE))
    story.publish(2)
    assert offers(story.queue(TWO, SALES, 1)) == []
    gone = story.list_operators("support", names=("anna", "vera"))
    assert offers(gone) == [("two", "anna")]


def test_a_call_of_the_flow_comes_late_to_the_queue_of_its_revision() -> None:
    story = Story(plan(support=QUICK), plan(support=SLOW))
    story.publish(2)
    story.wait(600)
    assert offers(story.queue(ONE, SUPPORT, 2)) == []
    assert offers(story.queue(TWO, SUPPORT, 1)) == [("two", "anna")]


def test_a_plan_taken_back_serves_those_of_between_by_their_own() -> None:
    story = Story(plan(support=QUICK), plan(support=SLOW), plan(support=QUICK), ready=())
    story.publish(2)
    story.queue(ONE, SUPPORT, 2)
    story.publish(3)
    story.queue(TWO, SUPPORT, 1)
    assert offers(story.chooses("anna", READY)) == [("two", "anna")]


def test_operators_are_kept_free_only_from_calls_of_a_plan_that_keeps_them() -> None:
    keeping = plan(support={"takes_kept_after_s": 600}, sales={"keep_free": 1})
    at_home = {"anna": {"queues": {"support": {"rank": 2}}}}
    story = Story(
        keeping.model_copy(update={"operators": plan(at_home).operators}),
        plan(at_home, support={}, sales={}),
    )
    first = story.queue(ONE, SUPPORT, 1)
    assert offers(first) == []
    (stated,) = explained(first)
    (kept,) = [one for one in stated.excluded if one.operator == "anna"]
    assert (kept.rule, kept.detail) == (Rule.KEPT_FREE, "sales")
    assert offers(story.publish(2)) == [], "who came before lets her alone as before"
    story.wait(1)
    story.queue(THREE, SALES, 1)
    story.step(ended(THREE))
    assert offers(story.queue(TWO, SUPPORT, 2)) == [("two", "anna")]


def test_so_many_as_wait_in_a_queue_are_counted_over_all_plans() -> None:
    at_home = {"anna": {"queues": {"support": {"rank": 2}}}}
    usual = {"takes_kept_after_s": 600, "takes_kept_at": 2}
    story = Story(
        plan(at_home, support=usual, sales={"keep_free": 1}),
        plan(at_home, support=usual | {"ring_s": 20}, sales={"keep_free": 1}),
    )
    assert offers(story.queue(ONE, SUPPORT, 1)) == []
    story.publish(2)
    assert offers(story.queue(TWO, SUPPORT, 2)) == [("one", "anna")]


def test_codes_rests_and_misses_are_those_of_the_plan_in_force() -> None:
    strict = plan(support={"ring_s": 10}).model_copy(
        update=RoutingPlan.model_validate(
            {
                "queues": {},
                "codes": {"ready": "*7", "take_break": "*8"},
                "offers": {"rest_s": 50, "misses_before_break": 1},
            }
        ).model_dump(include={"codes", "offers"})
    )
    strict = RoutingPlan.model_validate(strict.model_dump(warnings=False))
    story = Story(plan(support={"ring_s": 20}), strict)
    story.queue(ONE, SUPPORT, 1)
    story.publish(2)
    told = story.wait(20)
    assert AvailabilityChanged(OperatorId("anna"), BREAK, "missed calls", "callwright") in told
    story.step(FeatureDialled(LegId("x"), "101", "*1"))
    assert story.commands == [ConfirmFeature(LegId("x"), accepted=False)]
    story.step(FeatureDialled(LegId("x"), "101", "*7"))
    assert story.commands == [ConfirmFeature(LegId("x"), accepted=True)]


def test_only_queues_in_force_have_newcomers() -> None:
    story = Story(plan(support={}, sales={}), plan(support={}))
    assert set(story.floor.newcomers(START)) == {SUPPORT, SALES}
    story.queue(ONE, SALES, 1)
    story.publish(2)
    assert set(story.floor.newcomers(START)) == {SUPPORT}


def test_a_revision_that_nobody_knows_is_the_one_in_force() -> None:
    story = Story(plan(support=QUICK))
    assert offers(story.queue(ONE, SUPPORT, 77)) == [("one", "anna")]


def test_work_for_an_older_plan_teaches_how_long_the_queue_takes() -> None:
    story = Story(plan(support={"wrap_up_s": 0}), plan(support={"wrap_up_s": 1}))
    story.queue(ONE, SUPPORT, 1)
    story.publish(2)
    story.answer(ONE)
    story.wait(100)
    story.step(ended(ONE))
    memory = story.floor.state().router
    assert memory.queues["support"].handling.sum_s == 5 * 180 + 100
    assert memory.operators["anna"].handling["support"].sum_s == 100


LEFT = QueueLeft(ONE, SUPPORT, QueueExit.TOO_LONG, "sales")


def test_a_call_that_leaves_its_queue_is_offered_no_more() -> None:
    story = Story(plan(support={}, sales={}), ready=("anna", "boris"))
    story.queue(ONE, SUPPORT, 1)
    told = story.step(LEFT, NodeEntered(ONE, NodeId("menu"), "menu", "left support"))
    assert [(type(fact), fact.result) for fact in told if isinstance(fact, OfferEnded)] == [
        (OfferEnded, OfferResult.WITHDRAWN)
    ]
    assert offers(told) == []
    assert story.floor.waiting == {}
    assert story.wait(600) == []


def test_nothing_is_stated_of_a_call_between_two_queues() -> None:
    story = Story(plan(support={}, sales={}), ready=())
    assert [type(fact) for fact in story.queue(ONE, SUPPORT, 1)] == [WaitPromised, WaitExplained]
    assert story.step(LEFT) == []
    assert story.chooses("anna", READY) == [
        AvailabilityChanged(OperatorId("anna"), READY, "", "anna")
    ]
    assert story.wait(600) == []
    (left,) = story.floor.state().left
    assert (left.call, left.promised) == (ONE, True)
    assert offers(story.step(CallQueued(ONE, SALES, START, revision=1))) == [("one", "anna")]
    assert story.floor.state().left == ()


def test_what_was_told_to_a_call_counts_in_its_next_queue_and_not_after_a_node() -> None:
    story = Story(plan(support={}, sales={}), ready=())
    story.queue(ONE, SUPPORT, 1)
    chosen = QueueChosen(ONE, SALES, "left support")
    again = story.step(LEFT, chosen, CallQueued(ONE, SALES, START, revision=1))
    assert [type(fact) for fact in again] == [WaitExplained], "a wait is promised once"
    back = QueueLeft(ONE, SALES, QueueExit.KEY, "menu", "1")
    story.step(back, NodeEntered(ONE, NodeId("menu"), "menu", "left sales"))
    anew = story.queue(ONE, SUPPORT, 1)
    assert [type(fact) for fact in anew] == [WaitPromised, WaitExplained]


def test_a_call_that_rings_and_overflows_rings_in_its_next_queue() -> None:
    story = Story(plan(support={}, sales={"operators": ["boris"]}), ready=("anna",))
    story.queue(ONE, SUPPORT, 1)
    told = story.step(LEFT, CallQueued(ONE, SALES, START, revision=1))
    assert [fact.result for fact in told if isinstance(fact, OfferEnded)] == [OfferResult.WITHDRAWN]
    assert offers(told) == [("one", "anna")]


def test_a_talk_that_ends_frees_the_operator_while_the_caller_stays() -> None:
    story = Story(plan(support={"wrap_up_s": 10}))
    story.queue(ONE, SUPPORT, 1)
    anna = story.answer(ONE)
    story.wait(50)
    told = story.step(TalkEnded(ONE, anna, EndReason.OPERATOR_HUNG_UP))
    assert told == [WrapUpStarted(anna, ONE, story.now + timedelta(seconds=10))]
    assert story.floor.waiting == {}
    story.step(NodeEntered(ONE, NodeId("survey"), "survey", "talked"))
    assert story.wait(10) == [WrapUpEnded(anna, ONE)]
    assert story.step(ended(ONE)) == []
    assert story.floor.state().router.operators["anna"].handling["support"].sum_s == 60
    assert offers(story.queue(TWO, SUPPORT, 1)) == [("two", "anna")]


def test_the_end_of_a_call_leaves_the_wrap_up_of_its_talk_alone() -> None:
    story = Story(plan(support={"wrap_up_s": 10}))
    story.queue(ONE, SUPPORT, 1)
    anna = story.answer(ONE)
    story.step(TalkEnded(ONE, anna, EndReason.OPERATOR_HUNG_UP))
    story.wait(4)
    assert story.step(ended(ONE)) == []
    assert story.wait(6) == [WrapUpEnded(anna, ONE)]


def test_a_second_talk_of_a_call_begins_like_a_first() -> None:
    story = Story(plan(support={"wrap_up_s": 10}), ready=("anna", "boris"))
    story.queue(ONE, SUPPORT, 1)
    first = story.answer(ONE)
    story.step(TalkEnded(ONE, first, EndReason.OPERATOR_HUNG_UP))
    again = story.queue(ONE, SUPPORT, 1)
    assert offers(again) == [("one", "boris")]
    second = story.answer(ONE)
    assert story.step(ended(ONE)) == [WrapUpStarted(second, ONE, story.now + timedelta(seconds=10))]


def test_what_the_flow_states_disturbs_nobody() -> None:
    story = Story(plan(support={}), ready=())
    story.queue(ONE, SUPPORT, 1)
    before = story.floor.state()
    flow = (
        CallArrived(TWO, LegId("l"), "100", Caller(), 1),
        NodeEntered(TWO, NodeId("menu"), "menu", "start"),
        KeyChosen(TWO, NodeId("menu"), "1"),
        OutsideChosen(TWO, NodeId("out"), "+4930", 20.0, LegId("out-two-1")),
        OutsideConnected(TWO, LegId("out-two-1")),
        CallEnded(TWO, Outcome.TRANSFERRED, EndReason.OUTSIDE_ENDED),
    )
    assert story.step(*flow) == []
    assert story.floor.state() == before


def test_the_trigger_after_a_publication_is_told() -> None:
    story = Story(plan(support=SLOW), plan(GREEK, support=SLOW))
    story.queue(ONE, SUPPORT, 1)
    (offer,) = [fact for fact in story.publish(2) if isinstance(fact, OfferMade)]
    assert offer.trace is not None
    assert offer.trace.trigger in (Trigger.TOGETHER, Trigger.OPERATOR_FREED)

"""Operators who dial, are asked, and are given calls; the floor under what telephony states."""

from collections import deque
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from msgspec.structs import replace

from routing.floor import Floor, FloorState
from routing.follows import Follows
from routing.parties import Parties
from routing.plan import QueuePlan, RoutingPlan
from routing.ranking.handling import QUEUE_PRIOR_CALLS
from routing.ranking.memory import FIRST_GUESS_S, Rate
from routing.revisions import Revisions
from routing.state import OpenOffer, Operator
from tests.support.ids import Ids
from vocabulary.facts import (
    CallConnected,
    CallEnded,
    Caller,
    CallHeld,
    CallPlaced,
    CallQueued,
    CallReturned,
    CallTransferred,
    ConsultAnswered,
    ConsultEnded,
    ConsultStarted,
    Fact,
    LinesSeen,
    NodeEntered,
    OfferEnded,
    OfferMade,
    OperatorLost,
    OperatorRung,
    PlanPublished,
    TalkEnded,
    WrapUpEnded,
    WrapUpStarted,
)
from vocabulary.ids import CallId, LegId, NodeId, OfferId, OperatorId, QueueId
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
    Activity,
    Availability,
    EndReason,
    OfferResult,
    Outcome,
    PhoneState,
    TransferKind,
)

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
SUPPORT, SALES = QueueId("support"), QueueId("sales")
PLAN = RoutingPlan(
    queues={
        SUPPORT: QueuePlan(queue=SUPPORT, name="Support", wrap_up_s=30),
        SALES: QueuePlan(queue=SALES, name="Sales", wrap_up_s=7),
    }
)
CALL, LEG, NUMBER = CallId("c"), LegId("leg"), "+49301234"
ANNA, BORIS, VERA = (OperatorId(name) for name in ("anna", "boris", "vera"))
IDLE, OFFERED, TALKING, WRAPPING = (
    Activity.IDLE,
    Activity.OFFERED,
    Activity.TALKING,
    Activity.WRAPPING_UP,
)
BLIND, CONSULTED = TransferKind.BLIND, TransferKind.CONSULTED
ASKED = ConsultStarted(CALL, ANNA, LEG, AT + timedelta(seconds=20), BORIS, "102")
ANSWERED = ConsultAnswered(CALL, LEG, BORIS)
GONE = ConsultEnded(CALL, LEG, OfferResult.TIMED_OUT, BORIS)
OVER = CallEnded(CALL, Outcome.ANSWERED, EndReason.CALLER_HUNG_UP, ANNA)


class Centre:
    """A floor with its loop. Anna has a call of support; Boris and Vera are on a break."""

    def __init__(self, *, talking: bool = True) -> None:
        self.now = AT
        self.floor = Floor(Shelf({1: PLAN}), Ids())
        self.facts: list[Fact] = []
        self.tell(PlanPublished(1, "test"), LinesSeen(0))
        names = {ANNA: "101", BORIS: "102", VERA: "103"}
        entries = (OperatorEntry(n, n, e, (SUPPORT, SALES)) for n, e in names.items())
        self.give(OperatorsListed(tuple(entries)))
        for extension in names.values():
            self.give(PhoneReported(extension, PhoneState.FREE))
        self.choose(ANNA, Availability.READY)
        if talking:
            self.tell(CallQueued(CALL, SUPPORT, AT, revision=1))
            self.accept()
            self.tell(CallConnected(CALL, ANNA, LEG))

    def tell(self, *told: Fact) -> None:
        self._run(deque(told))

    def give(self, given: Input) -> None:
        self._run(deque(self.floor.decide(self.now, given).facts))

    def _run(self, pending: deque[Fact]) -> None:
        while True:
            while pending:
                fact = pending.popleft()
                self.floor.apply(self.now, fact)
                self.facts.append(fact)
                pending.extend(self.floor.react(self.now, fact).facts)
            pending.extend(self.floor.match(self.now))
            if not pending:
                return

    def choose(self, name: OperatorId, wanted: Availability) -> None:
        self.give(AvailabilityAsked(name, wanted, "", name))

    def accept(self) -> OfferMade:
        made = [fact for fact in self.facts if isinstance(fact, OfferMade)][-1]
        self.tell(OfferEnded(made.offer, made.call, made.operator, OfferResult.ACCEPTED))
        return made

    def later(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.give(Tick())

    def wrap_ups(self) -> list[tuple[OperatorId, datetime]]:
        found = [fact for fact in self.facts if isinstance(fact, WrapUpStarted)]
        return [(fact.operator, fact.until) for fact in found]

    def offered(self) -> list[OperatorId]:
        return [fact.operator for fact in self.facts if isinstance(fact, OfferMade)]

    def who(self, name: OperatorId) -> Operator:
        return self.floor.operators[name]

    def doing(self, name: OperatorId) -> tuple[Activity, CallId | None, bool]:
        one = self.who(name)
        return one.activity, one.call, one.aside


def placed(queue: QueueId | None = SALES, operator: OperatorId = ANNA) -> CallPlaced:
    return CallPlaced(CALL, operator, LEG, "101", LEG, "100", Caller(NUMBER), 20.0, queue, 1)


def given(
    kind: TransferKind, to: OperatorId | None = None, queue: QueueId | None = None
) -> CallTransferred:
    number = "" if to or queue else NUMBER
    return CallTransferred(CALL, ANNA, kind, to, number, queue, LEG)


@pytest.fixture
def centre() -> Centre:
    return Centre()


def test_whoever_calls_out_is_busy_and_has_the_wrap_up_of_the_queue_it_called_for() -> None:
    centre = Centre(talking=False)
    centre.tell(placed())
    anna = centre.who(ANNA)
    assert (anna.activity, anna.call, anna.serves, anna.talked) == (TALKING, CALL, SALES, False)
    centre.tell(CallQueued(CallId("other"), SUPPORT, AT, revision=1))
    assert centre.offered() == []
    centre.tell(CallConnected(CALL, ANNA, LEG))
    assert (centre.who(ANNA).talked, centre.who(ANNA).serves) == (True, SALES)
    centre.tell(OVER)
    assert centre.wrap_ups() == [(ANNA, AT + timedelta(seconds=7))]
    centre.later(7)
    assert centre.offered() == [ANNA]


def test_a_call_out_that_nobody_answers_leaves_no_wrap_up() -> None:
    centre = Centre(talking=False)
    centre.tell(placed())
    centre.tell(CallEnded(CALL, Outcome.UNREACHED, EndReason.CALLEE_BUSY, ANNA))
    assert (centre.doing(ANNA), centre.wrap_ups()) == ((IDLE, None, False), [])


def test_whoever_calls_out_in_its_wrap_up_is_not_freed_by_that_ones_end(centre: Centre) -> None:
    centre.tell(OVER)
    other = replace(placed(), call=CallId("out"))
    centre.tell(other)
    centre.later(60)
    assert centre.doing(ANNA) == (TALKING, "out", False)


def test_a_colleague_who_is_asked_is_busy_and_keeps_its_place_among_the_idle(
    centre: Centre,
) -> None:
    centre.choose(BORIS, Availability.READY)
    idle_since = centre.who(BORIS).idle_since
    centre.later(5)
    centre.tell(CallHeld(CALL, ANNA), ASKED)
    assert centre.doing(BORIS) == (OFFERED, CALL, True)
    centre.tell(CallQueued(CallId("other"), SUPPORT, AT, revision=1))
    centre.later(2)
    centre.tell(ANSWERED)
    assert centre.doing(BORIS) == (TALKING, CALL, True)
    assert centre.offered() == [ANNA], "nobody in a call is rung"
    assert centre.doing(ANNA) == (TALKING, CALL, False)
    centre.tell(GONE)
    assert (centre.doing(BORIS)[1:], centre.who(BORIS).idle_since) == ((None, False), idle_since)
    assert (centre.offered(), centre.wrap_ups()) == ([ANNA, BORIS], [])


def test_a_call_that_was_talked_about_is_the_colleagues_at_once(centre: Centre) -> None:
    centre.tell(ASKED)
    centre.tell(ANSWERED)
    centre.later(40)
    centre.tell(given(CONSULTED, BORIS))
    assert centre.doing(ANNA) == (WRAPPING, CALL, False)
    assert centre.wrap_ups() == [(ANNA, centre.now + timedelta(seconds=30))]
    boris = centre.who(BORIS)
    assert (boris.activity, boris.aside, boris.talked) == (TALKING, False, False)
    assert (boris.serves, boris.revision, boris.accepted_at) == (SUPPORT, 1, centre.now)
    centre.tell(CallConnected(CALL, BORIS, LEG))
    centre.give(WrapUpDone(ANNA))
    assert centre.doing(ANNA) == (IDLE, None, False)
    centre.tell(replace(OVER, operator=BORIS))
    assert [name for name, _ in centre.wrap_ups()] == [ANNA, BORIS]
    centre.later(30)
    assert centre.doing(BORIS) == (IDLE, None, False)
    assert centre.floor.waiting == {}


@pytest.mark.parametrize("known", [False, True])
def test_a_call_that_is_given_blindly_is_the_colleagues_once_they_are_joined(
    centre: Centre, known: bool
) -> None:
    if known:
        centre.tell(ASKED)
    centre.tell(given(BLIND, BORIS))
    assert (centre.doing(ANNA)[0], centre.doing(BORIS)) == (WRAPPING, (OFFERED, CALL, True))
    centre.tell(ANSWERED)
    assert centre.doing(BORIS) == (TALKING, CALL, True)
    centre.later(3)
    centre.tell(CallConnected(CALL, BORIS, LEG))
    boris = centre.who(BORIS)
    assert (boris.aside, boris.talked, boris.serves, boris.revision) == (False, True, SUPPORT, 1)
    assert boris.accepted_at == centre.now


def test_a_call_out_that_is_given_away_keeps_the_queue_that_it_was_for() -> None:
    centre = Centre(talking=False)
    centre.tell(placed())
    centre.tell(CallConnected(CALL, ANNA, LEG))
    centre.tell(given(BLIND, BORIS))
    centre.tell(ANSWERED, CallConnected(CALL, BORIS, LEG))
    assert (centre.who(BORIS).serves, centre.who(BORIS).revision) == (SALES, 1)


def test_a_colleague_who_does_not_take_it_sends_the_call_back_to_its_place(
    centre: Centre,
) -> None:
    centre.tell(given(BLIND, BORIS))
    centre.choose(VERA, Availability.READY)
    centre.tell(
        GONE,
        CallReturned(CALL, OfferResult.TIMED_OUT),
        CallQueued(CALL, SUPPORT, AT, revision=1),
    )
    assert centre.doing(BORIS) == (IDLE, None, False)
    assert len(centre.wrap_ups()) == 1
    assert centre.offered() == [ANNA, VERA]
    assert centre.floor.waiting[CALL].place_since == AT


def test_a_phone_that_is_lost_does_not_free_its_operator(centre: Centre) -> None:
    centre.tell(ASKED)
    centre.give(PhoneReported("101", PhoneState.UNREACHABLE))
    assert centre.doing(ANNA) == (TALKING, CALL, False)
    centre.tell(OperatorLost(CALL, ANNA, AT + timedelta(seconds=30)))
    assert centre.doing(ANNA) == (TALKING, CALL, False)
    assert centre.doing(BORIS) == (IDLE, None, False), "whom it asked is free"
    centre.give(PhoneReported("101", PhoneState.FREE))
    centre.later(10)
    centre.tell(OperatorRung(CALL, ANNA, LegId("again")))
    centre.tell(CallConnected(CALL, ANNA, LegId("again")))
    assert (centre.who(ANNA).accepted_at, centre.wrap_ups()) == (AT, [])


def test_an_operator_who_does_not_come_back_has_its_wrap_up_and_the_call_waits(
    centre: Centre,
) -> None:
    centre.tell(OperatorLost(CALL, ANNA, AT + timedelta(seconds=30)))
    centre.later(30)
    centre.tell(
        CallReturned(CALL, OfferResult.UNREACHABLE, ANNA),
        CallQueued(CALL, SUPPORT, AT, revision=1),
    )
    assert centre.wrap_ups() == [(ANNA, centre.now + timedelta(seconds=30))]
    assert not centre.floor.waiting[CALL].held


def test_a_call_that_comes_back_to_a_closed_queue_waits_for_nobody(centre: Centre) -> None:
    centre.tell(given(BLIND, BORIS))
    centre.tell(
        GONE,
        CallReturned(CALL, OfferResult.BUSY),
        NodeEntered(CALL, NodeId("closed"), "say", "closed"),
    )
    assert (centre.floor.waiting, centre.floor.state().left) == ({}, ())


def test_a_call_that_is_given_to_another_queue_arrives_there(centre: Centre) -> None:
    told = replace(centre.floor.waiting[CALL], explained=4, promised=True)
    state = msgspec.structs.replace(centre.floor.state(), waiting=(told,))
    centre.floor = Floor(Shelf({1: PLAN}), Ids(), state)
    centre.choose(BORIS, Availability.READY)
    centre.tell(given(BLIND, queue=SALES), CallQueued(CALL, SALES, AT, revision=1))
    assert centre.offered() == [ANNA, BORIS]
    known = centre.floor.waiting[CALL]
    assert (known.queue, known.promised, known.explained >= 4) == (SALES, True, True)
    assert centre.floor.state().router.queues[SALES].arrivals != Rate()
    assert centre.floor.state().left == ()


def test_whoever_is_asked_has_no_wrap_up_when_the_call_or_the_talk_ends(centre: Centre) -> None:
    for end in (OVER, TalkEnded(CALL, ANNA, EndReason.OPERATOR_HUNG_UP)):
        centre = Centre()
        centre.tell(ASKED)
        centre.tell(ANSWERED)
        before = centre.who(BORIS).idle_since
        centre.later(5)
        centre.tell(end)
        assert [name for name, _ in centre.wrap_ups()] == [ANNA]
        assert (centre.doing(BORIS), centre.who(BORIS).idle_since) == ((IDLE, None, False), before)


def test_whoever_was_asked_and_is_not_given_the_call_is_free(centre: Centre) -> None:
    centre.tell(ASKED)
    centre.tell(given(BLIND, VERA))
    assert centre.doing(BORIS) == (IDLE, None, False)
    assert centre.doing(VERA) == (OFFERED, CALL, True)


def test_an_operator_who_wraps_up_a_call_that_is_given_on_has_one_wrap_up(centre: Centre) -> None:
    centre.tell(given(BLIND, BORIS))
    centre.tell(ANSWERED, CallConnected(CALL, BORIS, LEG))
    centre.tell(replace(given(BLIND, VERA), operator=BORIS))
    assert [name for name, _ in centre.wrap_ups()] == [ANNA, BORIS]


def test_whoever_is_joined_unasked_serves_as_the_call_waited(centre: Centre) -> None:
    centre.tell(given(BLIND, BORIS))
    centre.tell(GONE, CallConnected(CALL, VERA, LEG))
    vera = centre.who(VERA)
    assert (vera.activity, vera.talked, vera.serves, vera.revision) == (TALKING, True, SUPPORT, 1)


@pytest.mark.parametrize("fact", [ASKED, CallTransferred(CALL, ANNA, BLIND, BORIS)], ids=type)
def test_an_offer_that_is_open_on_somebody_who_is_asked_is_taken_back(fact: Fact) -> None:
    centre = Centre()
    centre.choose(BORIS, Availability.READY)
    centre.tell(CallQueued(CallId("other"), SUPPORT, AT, revision=1))
    assert centre.offered() == [ANNA, BORIS]
    centre.tell(fact)
    ended = [fact for fact in centre.facts if isinstance(fact, OfferEnded)][-1]
    assert (ended.call, ended.operator, ended.result) == ("other", BORIS, OfferResult.WITHDRAWN)
    assert (centre.doing(BORIS), centre.who(BORIS).offer) == ((OFFERED, CALL, True), None)


def test_a_wrap_up_ends_for_whoever_is_asked_and_its_idle_time_begins_then(centre: Centre) -> None:
    centre.tell(given(BLIND, BORIS))
    centre.tell(ANSWERED, CallConnected(CALL, BORIS, LEG))
    centre.later(4)
    back = ConsultStarted(CALL, BORIS, LEG, AT, ANNA, "101")
    asked_at = centre.now
    centre.tell(back)
    centre.later(40)
    assert centre.doing(ANNA) == (OFFERED, CALL, True), "the end of its wrap-up does not free it"
    centre.tell(ConsultEnded(CALL, LEG, OfferResult.DECLINED, ANNA))
    assert centre.who(ANNA).idle_since == asked_at
    assert not [fact for fact in centre.facts if isinstance(fact, WrapUpEnded)]


def test_who_is_in_another_call_is_not_taken_out_of_it(centre: Centre) -> None:
    other = CallId("other")
    for fact in (
        ConsultStarted(other, BORIS, LEG, AT, ANNA, "101"),
        CallTransferred(other, BORIS, BLIND, ANNA),
        CallConnected(other, ANNA, LEG),
        replace(placed(), call=other),
    ):
        centre.tell(fact)
        assert centre.doing(ANNA) == (TALKING, CALL, False)


def test_the_time_until_a_transfer_and_its_wrap_up_is_handling_and_being_asked_is_none(
    centre: Centre,
) -> None:
    centre.choose(BORIS, Availability.READY)
    centre.tell(ASKED)
    centre.tell(ANSWERED)
    centre.later(100)
    centre.tell(GONE)
    assert centre.floor.state().router.operators[BORIS].load.occupancy == 0
    centre.tell(given(BLIND, BORIS))
    centre.tell(ANSWERED, CallConnected(CALL, BORIS, LEG))
    centre.later(30)
    learnt = centre.floor.state().router
    prior = FIRST_GUESS_S * QUEUE_PRIOR_CALLS
    assert learnt.queues[SUPPORT].handling.sum_s == pytest.approx(prior + 130)
    assert SUPPORT in learnt.operators[ANNA].handling
    assert learnt.operators[ANNA].load.occupancy > 0
    assert SUPPORT not in learnt.operators[BORIS].handling


def test_a_call_out_teaches_nothing_of_the_queues_calls() -> None:
    centre = Centre(talking=False)
    centre.tell(placed(SUPPORT))
    centre.tell(CallConnected(CALL, ANNA, LEG))
    centre.later(500)
    centre.tell(OVER)
    centre.later(30)
    assert SUPPORT not in centre.floor.state().router.operators[ANNA].handling


def test_facts_about_whom_nobody_knows_change_nothing() -> None:
    parties = Parties({}, {}, Follows({}, Revisions(Shelf({1: PLAN}), 1)))
    for fact in (placed(), ASKED, ANSWERED, GONE, given(BLIND, BORIS), given(CONSULTED)):
        assert parties.changed(AT, fact) == ()
    assert parties.ended(AT, CALL) == ()


def test_an_old_checkpoint_has_nobody_aside() -> None:
    anna = replace(Centre().who(ANNA), offer=OpenOffer(OfferId("o"), CALL, AT))
    old = msgspec.to_builtins(FloorState((anna,)))
    del old["operators"][0]["aside"]
    (restored,) = msgspec.convert(old, FloorState).operators
    assert restored == anna

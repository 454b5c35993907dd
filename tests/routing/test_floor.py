"""The floor: offers made, refused, taken back and made again."""

from datetime import datetime, timedelta

import msgspec
import pytest

from routing.floor import Floor, FloorState
from routing.forecaster import SilentForecaster
from tests.support.ids import Ids
from tests.support.playbook import START, Playbook, Wait, arrives, chooses, like, plan_with
from vocabulary.commands import (
    AnswerCaller,
    CloseCall,
    HangUpLeg,
    JoinLegs,
    RingOperator,
    StartMusic,
)
from vocabulary.decisions import Forecast, Rule, Silence, Trigger
from vocabulary.facts import (
    AvailabilityChanged,
    CallArrived,
    CallEnded,
    CallQueued,
    Fact,
    LinesLost,
    LinesSeen,
    OfferEnded,
    OfferMade,
    OfferRang,
    OperatorListed,
    OperatorUnlisted,
    PhoneChanged,
    PlanPublished,
    RestEnded,
    WaitExplained,
    WaitPromised,
    WrapUpEnded,
    WrapUpStarted,
)
from vocabulary.ids import CallId, LegId, OperatorId, QueueId
from vocabulary.inputs import (
    LegAnswered,
    LegEnded,
    LegRang,
    LegsJoined,
    LinesDropped,
    OperatorEntry,
    OperatorsListed,
    PhoneReported,
    Tick,
    WrapUpDone,
)
from vocabulary.shelf import Shelf
from vocabulary.states import Activity, Availability, EndCause, OfferResult, PhoneState

READY, BREAK, OUT = Availability.READY, Availability.BREAK, Availability.SIGNED_OUT
IN, CALL, ANNA = LegId("in-1"), CallId("id1"), OperatorId("anna")
ONE_NUMBER = '\n  - {number: "100", queue: support}'
TWO_AT_ONCE = plan_with("{queue: support, name: Support, ring_at_once: 2}")


def ringing(ready: tuple[str, ...] = ("anna",)) -> Playbook:
    return Playbook(ready=ready).run(arrives("in-1"))


def talking(play: Playbook | None = None) -> Playbook:
    play = (play or Playbook()).run(arrives("in-1"))
    phone = play.leg("anna")
    return play.run(LegAnswered(phone), LegsJoined(CALL, phone))


def offers(play: Playbook) -> list[tuple[str, str]]:
    return [(fact.call, fact.operator) for fact in play.facts(OfferMade)]


def test_nobody_ready_and_the_caller_waits_until_somebody_is() -> None:
    play = Playbook(ready=())
    assert (
        play
        >> arrives("in-1")
        << like(CallArrived)
        << like(CallQueued)
        << like(AnswerCaller)
        << like(StartMusic)
        >> Wait(3600)
        >> chooses("boris", READY)
        << like(AvailabilityChanged, operator="boris")
        << like(OfferMade, operator="boris", call=CALL, expires_at=play.since_start(3615))
        << like(RingOperator, extension="102")
    )


@pytest.mark.parametrize(
    ("cause", "result"),
    [
        (EndCause.DECLINED, OfferResult.DECLINED),
        (EndCause.BUSY, OfferResult.BUSY),
        (EndCause.UNREACHABLE, OfferResult.UNREACHABLE),
        (EndCause.GONE, OfferResult.UNREACHABLE),
        (EndCause.FAILED, OfferResult.FAILED),
    ],
)
def test_a_phone_that_does_not_take_it_passes_the_caller_to_the_next(
    cause: EndCause, result: OfferResult
) -> None:
    play = ringing(("anna", "boris"))
    assert (
        play
        >> LegRang(play.leg("anna"))
        << like(OfferRang, operator="anna")
        >> LegEnded(LegId("op-id2"), cause)
        << like(OfferEnded, operator="anna", result=result)
        << like(OfferMade, operator="boris", call=CALL)
        << like(HangUpLeg, leg="op-id2")
        << like(RingOperator, extension="102")
    )


def test_a_phone_that_is_not_answered_passes_the_caller_to_the_next() -> None:
    play = ringing(("anna", "boris"))
    assert (
        play
        >> Wait(14.9)
        >> Wait(0.1)
        << like(OfferEnded, operator="anna", result=OfferResult.TIMED_OUT)
        << like(OfferMade, operator="boris", expires_at=play.since_start(30))
        << HangUpLeg(LegId("op-id2"))
        << like(RingOperator)
    )


def test_a_phone_that_dies_while_it_rings_passes_the_caller_to_the_next() -> None:
    assert (
        ringing(("anna", "boris"))
        >> PhoneReported("101", PhoneState.UNREACHABLE)
        << PhoneChanged(ANNA, PhoneState.UNREACHABLE)
        << like(OfferEnded, operator="anna", result=OfferResult.UNREACHABLE)
        << like(OfferMade, operator="boris")
        << like(HangUpLeg, leg="op-id2")
        << like(RingOperator, extension="102")
    )


def test_an_unregistered_phone_is_not_rung_until_it_is_back() -> None:
    play = Playbook(ready=()).run(PhoneReported("101", PhoneState.UNREACHABLE))
    play.run(chooses("anna", READY), arrives("in-1"))
    assert offers(play) == []
    assert (
        play
        >> PhoneReported("101", PhoneState.FREE)
        << like(PhoneChanged)
        << like(OfferMade, operator="anna")
        << like(RingOperator)
    )


def test_a_phone_in_a_private_call_is_not_rung() -> None:
    play = Playbook().run(PhoneReported("101", PhoneState.BUSY), arrives("in-1"))
    assert offers(play) == []
    play.run(PhoneReported("101", PhoneState.FREE))
    assert offers(play) == [("id1", "anna")]


def test_after_a_refusal_the_operator_rests_and_is_offered_again() -> None:
    assert (
        ringing()
        >> LegEnded(LegId("op-id2"), EndCause.DECLINED)
        << like(OfferEnded, result=OfferResult.DECLINED)
        << like(HangUpLeg)
        >> Wait(4.9)
        >> Wait(0.1)
        << RestEnded(ANNA)
        << like(OfferMade, operator="anna", call=CALL)
        << like(RingOperator)
    )


def test_whoever_refused_goes_behind_the_others() -> None:
    play = ringing(("anna", "boris", "vera"))
    for operator in ("anna", "boris", "vera"):
        play.run(LegEnded(play.leg(operator), EndCause.DECLINED), Wait(1))
    play.run(Wait(5))
    assert [operator for _, operator in offers(play)] == ["anna", "boris", "vera", "anna"]


def test_offers_missed_in_a_row_put_the_operator_on_break() -> None:
    play = ringing()
    for _ in range(2):
        play.run(Wait(15), Wait(5))
    assert (
        play
        >> Wait(15)
        << like(OfferEnded, result=OfferResult.TIMED_OUT)
        << AvailabilityChanged(ANNA, BREAK, "missed calls", "callwright")
        << like(HangUpLeg)
        >> Wait(5)
        << RestEnded(ANNA)
        >> Wait(600)
        >> chooses("anna", READY)
        << like(AvailabilityChanged, availability=READY)
        << like(OfferMade, operator="anna")
        << like(RingOperator)
    )


@pytest.mark.parametrize("between", ["accepted", "ready again"])
def test_only_misses_in_a_row_count(between: str) -> None:
    play = ringing()
    for _ in range(2):
        play.run(Wait(15), Wait(5))
    if between == "accepted":
        phone = play.leg("anna")
        play.run(LegAnswered(phone), LegsJoined(CALL, phone), LegEnded(IN, EndCause.HANG_UP))
        play.run(Wait(10), arrives("in-2"))
    else:
        play.run(chooses("anna", BREAK), chooses("anna", READY))
    play.run(Wait(15), Wait(5))
    assert play.engine.floor.operators[ANNA].availability is READY
    assert play.engine.floor.operators[ANNA].misses == 1


def test_a_decline_is_no_miss() -> None:
    play = ringing()
    for _ in range(5):
        play.run(LegEnded(play.leg("anna"), EndCause.DECLINED), Wait(5))
    assert play.engine.floor.operators[ANNA].availability is READY


def test_the_number_of_misses_is_the_plans() -> None:
    plan = plan_with(numbers=ONE_NUMBER, more="offers: {misses_before_break: 1}")
    play = Playbook(plan).run(arrives("in-1"), Wait(15))
    assert play.engine.floor.operators[ANNA].availability is BREAK


@pytest.mark.parametrize("wanted", [BREAK, OUT])
def test_whoever_leaves_while_it_rings_costs_the_caller_nothing(wanted: Availability) -> None:
    play = ringing()
    assert (
        play
        >> chooses("anna", wanted)
        << like(AvailabilityChanged, availability=wanted)
        << like(OfferEnded, result=OfferResult.WITHDRAWN)
        << HangUpLeg(LegId("op-id2"), elsewhere=True)
        >> LegEnded(LegId("op-id2"), EndCause.HANG_UP)
        >> chooses("anna", READY)  # no rest after an offer that was taken back
        << like(AvailabilityChanged)
        << like(OfferMade, call=CALL)
        << like(RingOperator)
    )


def test_a_disabled_operator_is_let_go_at_once() -> None:
    rest = (OperatorEntry(OperatorId("boris"), "Boris", "102", (QueueId("support"),)),)
    assert (
        ringing(("anna", "boris"))
        >> OperatorsListed(rest)
        << OperatorUnlisted(ANNA)
        << OperatorUnlisted(OperatorId("vera"))
        << like(OfferEnded, operator="anna", result=OfferResult.WITHDRAWN)
        << like(OfferMade, operator="boris")
        << like(HangUpLeg)
        << like(RingOperator)
    )


def test_a_disabled_operator_ends_its_talk_in_peace() -> None:
    play = talking().run(OperatorsListed(()))
    assert play.engine.floor.operators[ANNA].activity is Activity.TALKING
    play.run(LegEnded(IN, EndCause.HANG_UP), Wait(10), arrives("in-2"))
    assert len(offers(play)) == 1


def test_signing_out_in_a_talk_lets_it_go_on_and_takes_no_more() -> None:
    play = talking().run(chooses("anna", OUT), arrives("in-2"))
    play.run(LegEnded(IN, EndCause.HANG_UP), Wait(600))
    assert len(offers(play)) == 1
    assert play.engine.floor.operators[ANNA].activity is Activity.IDLE


def test_wrap_up_ends_by_itself_or_early() -> None:
    play = talking()
    assert (
        play
        >> LegEnded(IN, EndCause.HANG_UP)
        << like(CallEnded)
        << WrapUpStarted(ANNA, CALL, play.since_start(10))
        << like(HangUpLeg, leg="op-id2")
        << CloseCall(CALL)
        >> Wait(3)
        >> WrapUpDone(ANNA)
        << WrapUpEnded(ANNA, CALL, early=True)
        >> WrapUpDone(ANNA)
        >> Wait(60)
    )


def test_no_wrap_up_in_the_plan_means_idle_at_once() -> None:
    play = talking(Playbook(plan_with("{queue: support, name: Support, wrap_up_s: 0}")))
    play.run(arrives("in-2"), LegEnded(IN, EndCause.HANG_UP))
    assert [(fact.early, fact.call) for fact in play.facts(WrapUpEnded)] == [(False, "id1")]
    assert offers(play) == [("id1", "anna"), ("id3", "anna")]


def test_nobody_is_rung_in_wrap_up() -> None:
    play = talking().run(LegEnded(IN, EndCause.HANG_UP), arrives("in-2"), Wait(9.9))
    assert len(offers(play)) == 1
    play.run(Wait(0.1))
    assert len(offers(play)) == 2


def test_priority_goes_first_when_an_operator_frees() -> None:
    play = Playbook(ready=()).run(arrives("in-1"), Wait(60), arrives("in-2", "300"))
    play.run(chooses("anna", READY))
    assert offers(play) == [("id2", "anna")]


def test_callers_are_rung_to_operators_of_their_queue_only() -> None:
    plan = plan_with(
        "{queue: support, name: Support}\n{queue: sales, name: Sales}",
        numbers='\n  - {number: "100", queue: support}\n  - {number: "200", queue: sales}',
    )
    serve = {"anna": ("support",), "boris": ("sales",), "vera": ("support", "sales")}
    play = Playbook(plan, ready=("anna", "boris", "vera"), queues=serve)
    play.run(arrives("in-1", "200"), arrives("in-2", "200"), arrives("in-3", "200"))
    assert [operator for _, operator in offers(play)] == ["boris", "vera"]


def test_a_queue_that_left_the_plan_still_finds_an_operator() -> None:
    play = Playbook(ready=()).run(arrives("in-1"))
    play.rebuilt(
        plan_with(
            "{queue: sales, name: Sales}",
            numbers='\n  - {number: "100", queue: sales}',
            more="",
        )
    )
    entries = (OperatorEntry(ANNA, "Anna", "101", (QueueId("sales"),)),)
    play.run(OperatorsListed(entries), chooses("anna", READY))
    assert offers(play) == [("id1", "anna")]
    phone = play.leg("anna")
    play.run(LegAnswered(phone), LegsJoined(CALL, phone), LegEnded(IN, EndCause.HANG_UP))
    (wrap_up,) = play.facts(WrapUpStarted)
    assert wrap_up.until == play.since_start(15)


def test_two_phones_ring_and_one_that_declines_is_replaced() -> None:
    play = Playbook(TWO_AT_ONCE, ready=("anna", "boris", "vera")).run(arrives("in-1"))
    assert offers(play) == [("id1", "anna"), ("id1", "boris")]
    play.run(LegEnded(play.leg("anna"), EndCause.DECLINED))
    assert offers(play)[2:] == [("id1", "vera")]


def test_two_phones_ring_and_both_give_up_at_the_same_moment() -> None:
    play = Playbook(TWO_AT_ONCE, ready=("anna", "boris")).run(arrives("in-1"))
    assert (
        play
        >> Wait(15)
        << like(OfferEnded, operator="anna", result=OfferResult.TIMED_OUT)
        << like(OfferEnded, operator="boris", result=OfferResult.TIMED_OUT)
        << like(HangUpLeg, leg="op-id2")
        << like(HangUpLeg, leg="op-id3")
    )


def test_no_offer_times_out_while_the_line_is_down() -> None:
    play = ringing()
    assert play >> LinesDropped("gone") << LinesLost("gone") >> Wait(600)
    assert play.engine.floor.deadline() is None


def test_a_rest_that_ends_while_the_line_is_down_lets_no_offer_time_out() -> None:
    play = ringing(("anna", "boris"))
    play.run(LegEnded(play.leg("anna"), EndCause.DECLINED), Wait(4.9), LinesDropped("gone"))
    assert play >> Wait(0.1) << RestEnded(ANNA)
    later = play.run(Wait(30), chooses("vera", READY), Tick())
    assert [fact.result for fact in later.facts(OfferEnded)] == [OfferResult.DECLINED]


def test_the_earliest_of_offers_rests_and_wrap_ups_is_due() -> None:
    play = ringing(("anna", "boris"))
    assert play.engine.floor.deadline() == play.since_start(15)
    play.run(LegEnded(play.leg("anna"), EndCause.DECLINED))
    assert play.engine.floor.deadline() == play.since_start(5)
    phone = play.leg("boris")
    play.run(LegAnswered(phone), LegsJoined(CALL, phone), Wait(5))
    assert play.engine.floor.deadline() is None
    play.run(LegEnded(IN, EndCause.HANG_UP))
    assert play.engine.floor.deadline() == play.since_start(15)


def test_an_accepted_caller_is_offered_to_nobody_else() -> None:
    play = ringing().run(LegAnswered(LegId("op-id2")))
    assert play.engine.floor.waiting[CALL].held
    play.run(chooses("boris", READY))
    assert offers(play) == [("id1", "anna")]


def test_an_empty_floor_has_nothing_to_do() -> None:
    floor = Floor(Shelf({0: plan_with().routing}), Ids())
    assert floor.state() == FloorState()
    assert floor.deadline() is None
    assert floor.match(START) == ()
    assert floor.decide(START, Tick()).facts == ()


def test_facts_of_strangers_are_passed_by() -> None:
    floor = Floor(Shelf({0: plan_with().routing}), Ids())
    for fact in (RestEnded(ANNA), PhoneChanged(ANNA, PhoneState.FREE), OperatorUnlisted(ANNA)):
        floor.apply(START, fact)
        assert not floor.react(START, fact).facts
    floor.apply(START, OperatorListed(ANNA, "Anna", "101", ()))
    assert floor.operators[ANNA].idle_since == START


def test_the_join_is_asked_for_the_phone_that_answered() -> None:
    play = Playbook(TWO_AT_ONCE, ready=("anna", "boris")).run(arrives("in-1"))
    boris = play.leg("boris")
    assert (
        play
        >> LegAnswered(boris)
        << like(OfferEnded, operator="boris", result=OfferResult.ACCEPTED)
        << like(OfferEnded, operator="anna", result=OfferResult.WITHDRAWN)
        << JoinLegs(CALL, IN, boris)
        << like(HangUpLeg, leg="op-id2", elsewhere=True)
    )


SKILLED = """
  anna: {skills: {greek: 8}}
  boris: {skills: {greek: 3}, queues: {greek: {delay_s: 4}}}
  vera: {}
"""
GREEK = plan_with(
    "{queue: support, name: Support}\n"
    "{queue: greek, name: Greek, requires: {greek: 5}, hold_preferred_s: 6, operators: "
    "[anna, boris], widen: [{after_s: 20, requires: {greek: 2}}, {after_s: 45, join: all, "
    "requires: {}}]}",
    numbers='\n  - {number: "100", queue: support}\n  - {number: "500", queue: greek}',
    more=f"operators:{SKILLED}callers: [{{number: '+49 30 123', preferred: anna}}]",
)
SERVE = {"anna": ("support", "greek"), "boris": ("support", "greek"), "vera": ("support",)}


def greek(*ready: str, waits: bool = False) -> Playbook:
    return Playbook(GREEK, ready=ready, queues=SERVE, waits=waits)


def test_only_whoever_has_the_skill_is_rung_until_the_criteria_widen() -> None:
    play = greek("boris", "vera").run(arrives("in-1", "500"), Wait(19.9))
    assert offers(play) == []
    play.run(Wait(0.1))
    assert offers(play) == [("id1", "boris")]
    (offer,) = play.facts(OfferMade)
    assert offer.trace is not None
    assert (offer.trace.trigger, offer.trace.step) == (Trigger.CALL_WIDENED, 1)
    assert [one.rule for one in offer.trace.excluded] == [Rule.SIGNED_OUT, Rule.NOT_IN_QUEUE]


def test_others_join_in_the_end() -> None:
    play = greek("vera").run(arrives("in-1", "500"), Wait(44.9))
    assert offers(play) == []
    assert offers(play.run(Wait(0.1))) == [("id1", "vera")]


def test_a_call_is_held_for_the_operator_whom_the_caller_knows() -> None:
    play = greek("anna", "boris").run(arrives("in-0"), chooses("boris", BREAK))
    (first,) = offers(play)
    play.run(LegAnswered(play.leg(first[1])), chooses("boris", READY))
    held = greek("anna", "boris")
    held.run(arrives("in-1", "500"))
    assert offers(held) == [("id1", "anna")]
    (queued,) = held.facts(CallQueued)
    assert queued.preferred == ANNA


def test_a_refused_call_is_held_no_longer_for_whoever_refused() -> None:
    plan = plan_with(
        "{queue: support, name: Support, hold_preferred_s: 60}",
        numbers=ONE_NUMBER,
        more="callers: [{number: '+49 30 123', preferred: anna}]",
    )
    play = Playbook(plan, ready=("anna", "boris")).run(arrives("in-1"))
    assert offers(play) == [("id1", "anna")]
    play.run(LegEnded(play.leg("anna"), EndCause.DECLINED))
    assert offers(play) == [("id1", "anna"), ("id1", "boris")]


def test_a_held_call_waits_while_the_operator_talks_and_no_longer_than_that() -> None:
    plan = plan_with(
        "{queue: support, name: Support, hold_preferred_s: 12}",
        numbers=ONE_NUMBER,
        more="callers: [{number: '+49 30 123', preferred: anna}]",
    )
    play = Playbook(plan, ready=("anna",)).run(arrives("in-0"), chooses("boris", READY))
    phone = play.leg("anna")
    play.run(LegAnswered(phone), LegsJoined(CALL, phone), arrives("in-1"), Wait(11.9))
    assert len(offers(play)) == 1
    assert offers(play.run(Wait(0.1)))[1:] == [("id3", "boris")]


def test_why_a_call_waits_is_stated_on_joining_and_every_half_minute() -> None:
    play = Playbook(ready=(), waits=True)
    assert (
        play
        >> arrives("in-1")
        << like(CallArrived)
        << like(CallQueued)
        << like(WaitExplained, call=CALL, waited_s=0.0, place=1, ahead=0)
        << like(AnswerCaller)
        << like(StartMusic)
        >> Wait(29.9)
        >> Wait(0.1)
        << like(WaitExplained, waited_s=30.0)
        >> Wait(30)
        << like(WaitExplained, waited_s=60.0)
    )
    stated = play.facts(WaitExplained)[0]
    rules = {one.operator: one.rule for one in stated.excluded}
    assert rules == dict.fromkeys(("anna", "boris", "vera"), Rule.SIGNED_OUT)
    assert stated.forecast == Forecast(silent=Silence.NOBODY_SERVES)


def test_it_is_stated_for_half_an_hour_and_then_no_more() -> None:
    play = Playbook(ready=(), waits=True)
    play.run(arrives("in-1"), Wait(3600))
    assert len(play.facts(WaitExplained)) == 60
    assert play.engine.floor.deadline() is None


def test_it_is_stated_at_each_step_of_widening() -> None:
    play = greek("vera", waits=True).run(arrives("in-1", "500"), chooses("vera", OUT), Wait(60))
    stated = [(fact.waited_s, fact.step) for fact in play.facts(WaitExplained)]
    assert stated == [(0.0, 0), (4.0, 0), (6.0, 0), (20.0, 1), (45.0, 2)]


def test_nothing_is_stated_while_a_phone_rings_and_all_of_it_afterwards() -> None:
    play = Playbook(waits=True).run(arrives("in-1"), Wait(14))
    assert play.facts(WaitExplained) == []
    play.run(LegEnded(play.leg("anna"), EndCause.DECLINED))
    (stated,) = play.facts(WaitExplained)
    assert stated.waited_s == 14.0
    assert stated.excluded[0].rule is Rule.RESTING


def test_every_offer_says_why() -> None:
    play = ringing(("anna", "boris"))
    (offer,) = play.facts(OfferMade)
    assert offer.trace is not None
    assert offer.trace.chosen.operator == offer.operator == "anna"
    assert [rival.operator for rival in offer.trace.rivals] == ["boris"]


class Certain(SilentForecaster):
    """A forecaster that always says the same."""

    def __init__(self) -> None:
        self.heard: list[Fact] = []

    def apply(self, at: datetime, fact: Fact) -> None:
        self.heard.append(fact)

    def forecast(self, now: datetime, call: CallId) -> Forecast:
        return Forecast(20.0, 60.0)

    def for_newcomer(self, now: datetime, queue: QueueId) -> Forecast:
        return Forecast(30.0, 90.0)


def test_a_wait_is_promised_once() -> None:
    forecaster = Certain()
    floor = Floor(Shelf({0: plan_with().routing}), Ids(), forecaster=forecaster)
    floor.apply(START, LinesSeen(0))
    floor.apply(START, CallQueued(CALL, QueueId("support"), START))
    promised, stated = floor.match(START)
    assert promised == WaitPromised(CALL, QueueId("support"), Forecast(20.0, 60.0))
    assert isinstance(stated, WaitExplained)
    for fact in (promised, stated):
        floor.apply(START, fact)
    assert floor.match(START) == ()
    again = floor.match(START + timedelta(seconds=30))
    assert [type(fact) for fact in again] == [WaitExplained]
    assert forecaster.heard[-1] == stated
    assert floor.newcomers(START) == {QueueId("support"): Forecast(30.0, 90.0)}


def test_a_checkpoint_of_before_the_router_still_loads() -> None:
    play = Playbook(ready=("anna", "boris")).run(chooses("boris", BREAK), arrives("in-1"))
    play.run(arrives("in-2"))
    old = msgspec.to_builtins(play.engine.floor.state())
    del old["router"]
    for call in old["waiting"]:
        for name in ("credit_s", "language", "needs", "preferred", "explained", "explain_at"):
            del call[name]
    floor = Floor(Shelf({0: play.plan.routing}), Ids(90), msgspec.convert(old, FloorState))
    floor.apply(play.now, LinesSeen(0))
    freed = AvailabilityChanged(OperatorId("boris"), READY)
    floor.apply(play.now, freed)
    (offer,) = floor.match(play.now)
    assert isinstance(offer, OfferMade)
    assert (offer.operator, offer.call) == ("boris", "id3")


def test_a_plan_is_published_while_callers_wait() -> None:
    """With telephony and all: the floor's own stories are in `test_floor_revisions.py`."""
    play = Playbook(ready=()).run(arrives("in-1"))
    quick = plan_with("{queue: support, name: Support, ring_s: 7, wrap_up_s: 1}")
    assert play.publish(1, quick) << like(PlanPublished, revision=1)
    play.run(arrives("in-2"), chooses("anna", READY))
    assert [fact.revision for fact in play.facts(CallQueued)] == [0, 1]
    (first,) = play.facts(OfferMade)
    assert (first.call, first.expires_at) == (CALL, play.since_start(15))
    phone = play.leg("anna")
    play.run(LegAnswered(phone), LegsJoined(CALL, phone), LegEnded(IN, EndCause.HANG_UP))
    assert play.facts(WrapUpStarted)[0].until == play.since_start(10)
    play.run(Wait(10))
    second = play.facts(OfferMade)[1]
    assert (second.call, second.expires_at) == ("id2", play.since_start(17))

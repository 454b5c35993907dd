"""How each fact changes one operator."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from routing import changes
from routing.plan import OfferPlan
from routing.state import Operator
from vocabulary.facts import (
    AvailabilityChanged,
    CallQueued,
    OfferEnded,
    OfferMade,
    OperatorListed,
    OperatorUnlisted,
    RestEnded,
)
from vocabulary.ids import CallId, LegId, OfferId, OperatorId, QueueId
from vocabulary.states import Activity, Availability, OfferResult, PhoneState

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
LATER = AT + timedelta(seconds=30)
ANNA, CALL, QUEUE = OperatorId("anna"), CallId("c"), QueueId("support")
OFFER = OfferMade(OfferId("o"), CALL, ANNA, LegId("op-o"), "101", LATER)
IDLE = Operator(
    operator=ANNA,
    name="Anna",
    extension="101",
    queues=frozenset({QUEUE}),
    idle_since=AT,
    availability=Availability.READY,
    phone=PhoneState.FREE,
)


def listed(**given: object) -> OperatorListed:
    whole = {"operator": ANNA, "name": "Anna", "extension": "101", "queues": (QUEUE,)} | given
    return OperatorListed(**whole)  # type: ignore[arg-type]  # fields by name, as the test says


def refused(operator: Operator, result: OfferResult) -> Operator:
    fact = OfferEnded(OFFER.offer, CALL, ANNA, result)
    plan = OfferPlan(rest_s=5)
    return changes.not_accepted(LATER, changes.offered(operator, OFFER), fact, plan)


def refused_while(operator: Operator, result: OfferResult) -> Operator:
    """An offer ends on somebody who is in a call by another way."""
    rung = replace(changes.offered(operator, OFFER), activity=operator.activity)
    fact = OfferEnded(OFFER.offer, CALL, ANNA, result)
    return changes.not_accepted(LATER, rung, fact, OfferPlan(rest_s=5))


def test_a_new_operator_begins_signed_out() -> None:
    new = changes.listed(AT, None, listed())
    assert (new.name, new.extension, new.queues) == ("Anna", "101", frozenset({QUEUE}))
    assert (new.availability, new.activity, new.idle_since) == (
        Availability.SIGNED_OUT,
        Activity.IDLE,
        AT,
    )


def test_a_new_name_or_queue_disturbs_nothing() -> None:
    talking = replace(IDLE, activity=Activity.TALKING, call=CALL)
    changed = changes.listed(LATER, talking, listed(name="Anna B.", queues=()))
    assert changed == replace(talking, name="Anna B.", queues=frozenset())


def test_a_new_extension_has_to_be_heard_of_first() -> None:
    changed = changes.listed(LATER, IDLE, listed(extension="105"))
    assert (changed.extension, changed.phone) == ("105", PhoneState.UNREACHABLE)


def test_whoever_is_listed_again_is_back() -> None:
    assert not changes.listed(LATER, replace(IDLE, unlisted=True), listed()).unlisted


def test_an_offer_occupies_the_operator() -> None:
    offered = changes.offered(IDLE, OFFER)
    assert offered.activity is Activity.OFFERED
    assert offered.offer is not None
    assert offered.offer.expires_at == LATER
    assert not offered.may_take()


def test_accepting_clears_the_misses() -> None:
    taken = changes.accepted(AT, changes.offered(replace(IDLE, misses=2), OFFER), CALL, QUEUE)
    assert (taken.activity, taken.call, taken.serves, taken.offer, taken.misses) == (
        Activity.TALKING,
        CALL,
        QUEUE,
        None,
        0,
    )


@pytest.mark.parametrize(
    "result",
    [result for result in OfferResult if result not in (OfferResult.ACCEPTED, "withdrawn")],
)
def test_whoever_did_not_take_it_rests_and_goes_to_the_back(result: OfferResult) -> None:
    after = refused(replace(IDLE, misses=1), result)
    assert (after.activity, after.offer) == (Activity.IDLE, None)
    assert (after.idle_since, after.rest_until) == (LATER, LATER + timedelta(seconds=5))
    assert after.misses == (2 if result is OfferResult.TIMED_OUT else 1)


def test_a_withdrawn_offer_costs_nothing() -> None:
    assert refused(IDLE, OfferResult.WITHDRAWN) == IDLE


def test_an_offer_that_ends_does_not_take_anybody_out_of_a_call() -> None:
    aside = changes.asked(AT, IDLE, CallId("other"))
    after = refused_while(aside, OfferResult.WITHDRAWN)
    assert (after.activity, after.call, after.offer) == (Activity.OFFERED, "other", None)


def test_whoever_is_asked_and_let_go_is_as_before() -> None:
    assert changes.let_go(changes.asked(LATER, IDLE, CALL)) == IDLE


def test_a_call_is_given_as_the_one_before_had_it() -> None:
    had = changes.accepted(AT, IDLE, CALL, QUEUE, 7)
    given = changes.given(LATER, replace(IDLE, misses=2), CALL, had)
    assert (given.serves, given.revision, given.accepted_at) == (QUEUE, 7, LATER)
    assert (given.activity, given.talked, given.aside, given.misses) == (
        Activity.TALKING,
        False,
        False,
        0,
    )


def test_whoever_leaves_a_call_without_having_talked_is_free() -> None:
    had = changes.accepted(AT, IDLE, CALL, QUEUE)
    assert changes.left(LATER, had) == replace(IDLE, idle_since=LATER)
    talked = replace(had, talked=True)
    assert changes.left(LATER, talked) == replace(talked, activity=Activity.WRAPPING_UP)


def test_a_freed_operator_goes_to_the_back() -> None:
    busy = replace(
        IDLE,
        activity=Activity.WRAPPING_UP,
        call=CALL,
        serves=QUEUE,
        talked=True,
        wrap_up_until=LATER,
    )
    assert changes.freed(LATER, busy) == replace(IDLE, idle_since=LATER)


def test_wrap_up_keeps_the_call() -> None:
    wrapping = changes.wrapping_up(replace(IDLE, activity=Activity.TALKING), CALL, LATER)
    assert (wrapping.activity, wrapping.call, wrapping.wrap_up_until) == (
        Activity.WRAPPING_UP,
        CALL,
        LATER,
    )


def test_ready_begins_idle_time_anew_and_forgives() -> None:
    tired = replace(IDLE, availability=Availability.BREAK, misses=3, rest_until=LATER)
    ready = changes.availability(LATER, tired, AvailabilityChanged(ANNA, Availability.READY))
    assert ready == replace(IDLE, idle_since=LATER)


def test_a_break_changes_the_choice_only() -> None:
    talking = replace(IDLE, activity=Activity.TALKING, call=CALL, misses=1)
    fact = AvailabilityChanged(ANNA, Availability.BREAK, "lunch")
    after = changes.availability(LATER, talking, fact)
    assert after == replace(talking, availability=Availability.BREAK, reason="lunch")


def test_a_call_is_taken_and_served_under_its_own_revision() -> None:
    taken = changes.accepted(AT, IDLE, CALL, QUEUE, 7)
    assert taken.revision == 7
    assert changes.freed(LATER, taken).revision == 0


def test_a_call_that_is_queued_again_keeps_what_was_told_and_takes_its_new_revision() -> None:
    first = changes.queued(AT, None, CallQueued(CALL, QUEUE, AT, revision=1))
    told = replace(first, explained=3, promised=True)
    again = changes.queued(LATER, told, CallQueued(CALL, QueueId("sales"), AT, revision=2))
    assert (again.explained, again.promised, again.explain_at) == (3, True, LATER)
    assert (again.queue, again.place_since, again.revision) == ("sales", AT, 2)


def test_nothing_is_kept_of_whom_nobody_listed() -> None:
    assert changes.changed(AT, None, RestEnded(ANNA)) is None
    assert changes.changed(AT, None, listed()) is not None
    assert changes.changed(LATER, IDLE, OperatorUnlisted(ANNA)) == replace(
        IDLE, unlisted=True, availability=Availability.SIGNED_OUT
    )

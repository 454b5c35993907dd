"""What follows for operators from facts and from time; the floor's tests have the stories."""

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from routing.follows import NOTHING, Follows
from routing.plan import QueuePlan, RoutingPlan
from routing.revisions import Revisions
from routing.state import OpenOffer, Operator
from vocabulary.facts import (
    CallEnded,
    CallReturned,
    CallTransferred,
    OfferEnded,
    QueueLeft,
    RestEnded,
    TalkEnded,
    WrapUpEnded,
    WrapUpStarted,
)
from vocabulary.ids import CallId, OfferId, OperatorId, QueueId
from vocabulary.shelf import Shelf
from vocabulary.states import (
    Activity,
    Availability,
    EndReason,
    OfferResult,
    Outcome,
    PhoneState,
    QueueExit,
    TransferKind,
)

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
SUPPORT = QueueId("support")
OLD, NEW = (
    RoutingPlan(queues={SUPPORT: QueuePlan(queue=SUPPORT, name="Support", wrap_up_s=wrap_up_s)})
    for wrap_up_s in (40, 10)
)
ANNA, CALL, OFFER = OperatorId("anna"), CallId("c"), OfferId("o")
IDLE = Operator(
    operator=ANNA,
    name="Anna",
    extension="101",
    queues=frozenset({SUPPORT}),
    idle_since=AT,
    availability=Availability.READY,
    phone=PhoneState.FREE,
)
RUNG = replace(IDLE, activity=Activity.OFFERED, offer=OpenOffer(OFFER, CALL, AT))
TALKS = replace(IDLE, activity=Activity.TALKING, call=CALL, serves=SUPPORT, talked=True, revision=1)
ENDED = CallEnded(CALL, Outcome.ANSWERED, EndReason.CALLER_HUNG_UP, ANNA)


def follows(operator: Operator) -> Follows:
    return Follows({ANNA: operator}, Revisions(Shelf({0: OLD, 1: NEW}), 1))


def test_whoever_is_asked_does_not_serve_the_call() -> None:
    asked = follows(replace(TALKS, aside=True, talked=False))
    assert asked.serving(CALL) == []
    assert asked.react(AT, ENDED) == NOTHING


def test_whoever_left_a_call_that_goes_on_has_a_wrap_up_once() -> None:
    left = replace(TALKS, activity=Activity.WRAPPING_UP)
    given = CallTransferred(CALL, ANNA, TransferKind.BLIND, queue=SUPPORT)
    returned = CallReturned(CALL, OfferResult.UNREACHABLE, ANNA)
    for fact in (given, returned):
        assert follows(left).react(AT, fact).facts == (
            WrapUpStarted(ANNA, CALL, AT + timedelta(seconds=10)),
        )
        assert follows(replace(left, wrap_up_until=AT)).react(AT, fact).facts == ()


def test_an_idle_operator_waits_for_nothing() -> None:
    assert list(follows(IDLE).dues(lines_up=True)) == []
    assert follows(IDLE).tick(AT, lines_up=True) == NOTHING
    assert follows(IDLE).serving(CALL) == []


def test_an_offer_is_over_in_time_while_the_line_is_up() -> None:
    assert list(follows(RUNG).dues(lines_up=True)) == [AT]
    assert list(follows(RUNG).dues(lines_up=False)) == []
    over = OfferEnded(OFFER, CALL, ANNA, OfferResult.TIMED_OUT)
    assert follows(RUNG).tick(AT, lines_up=True).facts == (over,)
    assert follows(RUNG).tick(AT, lines_up=False).facts == ()


def test_wrap_ups_and_rests_are_over_in_time() -> None:
    wraps = replace(TALKS, activity=Activity.WRAPPING_UP, wrap_up_until=AT)
    assert follows(wraps).tick(AT, lines_up=False).facts == (WrapUpEnded(ANNA, CALL),)
    assert follows(replace(IDLE, rest_until=AT)).tick(AT, lines_up=False).facts == (
        RestEnded(ANNA),
    )


def test_a_call_that_ends_leaves_a_wrap_up() -> None:
    (wrap_up,) = follows(TALKS).react(AT, ENDED).facts
    assert wrap_up == WrapUpStarted(ANNA, CALL, AT + timedelta(seconds=10))


def test_a_talk_that_ends_leaves_one_too_as_its_own_revision_says() -> None:
    talk_ended = TalkEnded(CALL, ANNA, EndReason.OPERATOR_HUNG_UP)
    older = follows(replace(TALKS, revision=0))
    (wrap_up,) = older.react(AT, talk_ended).facts
    assert wrap_up == WrapUpStarted(ANNA, CALL, AT + timedelta(seconds=40))
    wraps = replace(TALKS, activity=Activity.WRAPPING_UP, wrap_up_until=AT)
    assert follows(wraps).react(AT, ENDED).facts == (), "the call's own end begins no other"


def test_a_call_that_leaves_its_queue_takes_its_offers_back() -> None:
    left = QueueLeft(CALL, SUPPORT, QueueExit.KEY, "callback", "1")
    (withdrawn,) = follows(RUNG).react(AT, left).facts
    assert withdrawn == OfferEnded(OFFER, CALL, ANNA, OfferResult.WITHDRAWN)


def test_a_call_that_ends_takes_its_offers_back() -> None:
    (withdrawn,) = follows(RUNG).react(AT, ENDED).facts
    assert withdrawn == OfferEnded(OFFER, CALL, ANNA, OfferResult.WITHDRAWN)

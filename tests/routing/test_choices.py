"""Offers and explanations, each with its reason; the floor's tests have the stories."""

from datetime import UTC, datetime, timedelta

from routing.choices import Choices, Sources
from routing.forecaster import SilentForecaster
from routing.live import LiveRouter
from routing.plan import QueuePlan, RoutingPlan
from routing.ranking.memory import RouterMemory
from routing.revisions import Revisions
from routing.state import Operator, Waiting
from routing.waits import Timetable
from tests.support.ids import Ids
from vocabulary.decisions import Rule
from vocabulary.facts import OfferMade, WaitExplained
from vocabulary.ids import CallId, OperatorId, QueueId
from vocabulary.shelf import Shelf
from vocabulary.states import Availability, PhoneState

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
SUPPORT, CALL, ANNA = QueueId("support"), CallId("c"), OperatorId("anna")
OLD, NEW = (
    RoutingPlan(queues={SUPPORT: QueuePlan(queue=SUPPORT, name="Support", ring_s=ring_s)})
    for ring_s in (20, 40)
)
WAITS = Waiting(CALL, SUPPORT, AT, 0, explain_at=AT, revision=1)


def choices(availability: Availability) -> Choices:
    operator = Operator(
        ANNA, "Anna", "101", frozenset({SUPPORT}), AT, availability, phone=PhoneState.FREE
    )
    operators, waiting = {ANNA: operator}, {CALL: WAITS}
    plans = Revisions(Shelf({1: OLD, 2: NEW}), 2)
    router = LiveRouter(plans, RouterMemory(at=AT.timestamp()), operators, waiting)
    router.look_again()
    sources = Sources(operators, waiting, plans, router, Timetable(waiting), SilentForecaster())
    return Choices(sources, Ids())


def test_an_offer_rings_as_long_as_the_calls_own_plan_says() -> None:
    (offer,) = choices(Availability.READY).offers(AT)
    assert isinstance(offer, OfferMade)
    assert (offer.offer, offer.call, offer.operator, offer.extension) == ("id1", CALL, ANNA, "101")
    assert offer.expires_at == AT + timedelta(seconds=20)
    assert offer.trace is not None and offer.trace.queue == SUPPORT


def test_a_call_that_nobody_takes_is_explained_once_it_is_due() -> None:
    made = choices(Availability.BREAK)
    assert made.offers(AT) == ()
    (stated,) = made.explanations(AT)
    assert isinstance(stated, WaitExplained)
    assert (stated.queue, stated.place) == (SUPPORT, 1)
    assert [one.rule for one in stated.excluded] == [Rule.ON_BREAK]
    assert made.explanations(AT) == ()

"""Clicks, feature codes and reports of phones."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from routing.clicks import NOTHING, Clicks
from routing.plan import FeatureCodes
from routing.state import OpenOffer, Operator
from tests.support.playbook import Playbook, chooses, like
from vocabulary.commands import ConfirmFeature
from vocabulary.facts import (
    AvailabilityChanged,
    OfferEnded,
    OperatorListed,
    OperatorUnlisted,
    PhoneChanged,
    WrapUpEnded,
)
from vocabulary.ids import CallId, LegId, OfferId, OperatorId, QueueId
from vocabulary.inputs import (
    AvailabilityAsked,
    DeclineAsked,
    FeatureDialled,
    Input,
    OperatorEntry,
    OperatorsListed,
    PhoneReported,
    Tick,
    WrapUpDone,
)
from vocabulary.ports import Decision
from vocabulary.states import Activity, Availability, OfferResult, PhoneState

AT = datetime(2026, 1, 5, 9, tzinfo=UTC)
ANNA, BORIS, LEG = OperatorId("anna"), OperatorId("boris"), LegId("f-1")
READY, BREAK, OUT = Availability.READY, Availability.BREAK, Availability.SIGNED_OUT
ENTRY = OperatorEntry(ANNA, "Anna", "101", (QueueId("support"),))


def anna(**changed: object) -> Operator:
    queues = frozenset({QueueId("support")})
    known = Operator(ANNA, "Anna", "101", queues, AT, READY, phone=PhoneState.FREE)
    return replace(known, **changed)


def decide(given: Input, *operators: Operator) -> Decision:
    known = {operator.operator: operator for operator in operators}
    return Clicks(known, FeatureCodes()).decide(given)


@pytest.mark.parametrize(
    ("code", "before", "availability", "reason"),
    [
        ("*1", OUT, READY, ""),
        ("*1", BREAK, READY, ""),
        ("*2", READY, BREAK, "break"),
        ("*21", READY, BREAK, "lunch"),
        ("*23", BREAK, BREAK, "meeting"),
    ],
)
def test_a_feature_code_is_a_choice_of_its_own_operator(
    code: str, before: Availability, availability: Availability, reason: str
) -> None:
    assert decide(FeatureDialled(LEG, "101", code), anna(availability=before)) == Decision(
        (AvailabilityChanged(ANNA, availability, reason, "anna"),),
        (ConfirmFeature(LEG, accepted=True),),
    )


@pytest.mark.parametrize("code", ["*29", "*3", "*", "", "*11", "1", "**1"])
def test_an_unknown_code_is_refused_to_the_ear(code: str) -> None:
    refused = Decision((), (ConfirmFeature(LEG, accepted=False),))
    assert decide(FeatureDialled(LEG, "101", code), anna()) == refused


@pytest.mark.parametrize("extension", ["999", "", "1"])
def test_an_unknown_extension_is_refused_to_the_ear(extension: str) -> None:
    refused = Decision((), (ConfirmFeature(LEG, accepted=False),))
    assert decide(FeatureDialled(LEG, extension, "*1"), anna()) == refused
    assert decide(FeatureDialled(LEG, "101", "*1"), anna(unlisted=True)) == refused


def test_a_code_that_changes_nothing_is_still_confirmed() -> None:
    confirmed = Decision((), (ConfirmFeature(LEG, accepted=True),))
    assert decide(FeatureDialled(LEG, "101", "*1"), anna()) == confirmed


def test_a_code_from_the_phone_goes_through_the_whole_core() -> None:
    assert (
        Playbook(ready=())
        >> FeatureDialled(LEG, "101", "*1")
        << AvailabilityChanged(ANNA, READY, "", "anna")
        << ConfirmFeature(LEG, accepted=True)
        >> FeatureDialled(LEG, "101", "*21")
        << AvailabilityChanged(ANNA, BREAK, "lunch", "anna")
        << ConfirmFeature(LEG, accepted=True)
        >> FeatureDialled(LEG, "101", "*2999")
        << ConfirmFeature(LEG, accepted=False)
    )


def test_a_choice_names_who_made_it() -> None:
    asked = AvailabilityAsked(ANNA, BREAK, "x" * 200, "vera")
    (fact,) = decide(asked, anna()).facts
    assert fact == AvailabilityChanged(ANNA, BREAK, "x" * 80, "vera")


@pytest.mark.parametrize("availability", [READY, OUT])
def test_asking_for_what_is_changes_nothing(availability: Availability) -> None:
    assert decide(chooses("anna", availability), anna(availability=availability)) == NOTHING


def test_another_reason_for_a_break_is_news() -> None:
    asked = chooses("anna", BREAK, "meeting")
    assert decide(asked, anna(availability=BREAK)).facts == (
        AvailabilityChanged(ANNA, BREAK, "meeting", "anna"),
    )


def test_nobody_chooses_for_those_who_are_not_listed() -> None:
    assert decide(chooses("nobody", READY), anna()) == NOTHING
    assert decide(chooses("anna", READY), anna(unlisted=True, availability=OUT)) == NOTHING


@pytest.mark.parametrize(
    ("before", "activity", "reported", "news"),
    [
        (PhoneState.UNREACHABLE, Activity.IDLE, PhoneState.FREE, True),
        (PhoneState.FREE, Activity.IDLE, PhoneState.FREE, False),
        (PhoneState.FREE, Activity.IDLE, PhoneState.BUSY, True),
        (PhoneState.FREE, Activity.WRAPPING_UP, PhoneState.BUSY, True),
        (PhoneState.FREE, Activity.OFFERED, PhoneState.BUSY, False),
        (PhoneState.FREE, Activity.TALKING, PhoneState.BUSY, False),
        (PhoneState.FREE, Activity.TALKING, PhoneState.UNREACHABLE, True),
        (PhoneState.UNREACHABLE, Activity.TALKING, PhoneState.BUSY, True),
        (PhoneState.BUSY, Activity.TALKING, PhoneState.FREE, True),
    ],
)
def test_our_own_ringing_is_no_news(
    before: PhoneState, activity: Activity, reported: PhoneState, news: bool
) -> None:
    facts = decide(PhoneReported("101", reported), anna(phone=before, activity=activity)).facts
    assert facts == ((PhoneChanged(ANNA, reported),) if news else ())


def test_phones_of_nobody_are_passed_by() -> None:
    assert decide(PhoneReported("999", PhoneState.FREE), anna()) == NOTHING
    unlisted = anna(unlisted=True, phone=PhoneState.BUSY)
    assert decide(PhoneReported("101", PhoneState.FREE), unlisted) == NOTHING


def test_wrap_up_is_ended_early_once() -> None:
    wrapping = anna(activity=Activity.WRAPPING_UP, call=CallId("c"), wrap_up_until=AT)
    assert decide(WrapUpDone(ANNA), wrapping).facts == (WrapUpEnded(ANNA, CallId("c"), early=True),)
    assert decide(WrapUpDone(ANNA), anna()) == NOTHING
    assert decide(WrapUpDone(OperatorId("nobody"))) == NOTHING


def test_the_list_of_operators_tells_only_what_changed() -> None:
    assert decide(OperatorsListed((ENTRY,)), anna()) == NOTHING
    renamed = replace(ENTRY, name="Anna B.")
    assert decide(OperatorsListed((renamed,)), anna()).facts == (
        OperatorListed(ANNA, "Anna B.", "101", (QueueId("support"),)),
    )


def test_queues_in_another_order_are_the_same() -> None:
    both = (QueueId("a"), QueueId("b"))
    known = anna(queues=frozenset(both))
    assert decide(OperatorsListed((replace(ENTRY, queues=both[::-1]),)), known) == NOTHING


def test_operators_come_go_and_come_back() -> None:
    boris = OperatorEntry(BORIS, "Boris", "102", ())
    assert decide(OperatorsListed((boris,)), anna()).facts == (
        OperatorListed(BORIS, "Boris", "102", ()),
        OperatorUnlisted(ANNA),
    )
    gone = anna(unlisted=True)
    assert decide(OperatorsListed(()), gone) == NOTHING
    assert decide(OperatorsListed((ENTRY,)), gone).facts == (
        OperatorListed(ANNA, "Anna", "101", (QueueId("support"),)),
    )


def test_two_operators_may_swap_their_extensions() -> None:
    play = Playbook(ready=())
    swapped = (OperatorEntry(ANNA, "Anna", "102", ()), OperatorEntry(BORIS, "Boris", "101", ()))
    play.run(OperatorsListed(swapped))
    assert (
        play
        >> PhoneReported("101", PhoneState.FREE)
        << PhoneChanged(BORIS, PhoneState.FREE)
        >> FeatureDialled(LEG, "102", "*1")
        << like(AvailabilityChanged, operator="anna")
        << like(ConfirmFeature, accepted=True)
    )


def test_time_is_not_its_business() -> None:
    assert decide(Tick(), anna()) == NOTHING


def test_an_operator_declines_the_offer_that_is_open() -> None:
    offer = OpenOffer(OfferId("o"), CallId("c"), AT)
    rung = anna(activity=Activity.OFFERED, offer=offer)
    declined = OfferEnded(OfferId("o"), CallId("c"), ANNA, OfferResult.DECLINED)
    assert decide(DeclineAsked(ANNA, "anna"), rung) == Decision((declined,))


def test_there_is_nothing_to_decline_without_an_offer() -> None:
    aside = anna(activity=Activity.OFFERED, call=CallId("c"), aside=True)
    for one in (anna(), aside):
        assert decide(DeclineAsked(ANNA, "anna"), one) == NOTHING
    assert decide(DeclineAsked(BORIS, "boris"), anna()) == NOTHING


def test_our_own_ringing_of_one_who_is_asked_is_no_news_of_its_phone() -> None:
    aside = anna(activity=Activity.OFFERED, call=CallId("c"), aside=True)
    assert decide(PhoneReported("101", PhoneState.BUSY), aside) == NOTHING

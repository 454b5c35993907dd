"""What waiting callers hear and press, and when they leave unserved."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from telephony.waiting import room, voice
from tests.support.walk import CALL, IN, START, Walk, telephony
from vocabulary.commands import HangUpLeg, PlayPrompt, StartMusic, StopPrompt
from vocabulary.facts import (
    Announced,
    CallArrived,
    Caller,
    CallQueued,
    Fact,
    IncidentHeard,
    LinesSeen,
    NodeEntered,
    OfferEnded,
    OfferMade,
    QueueLeft,
    TalkEnded,
    WrapUpStarted,
)
from vocabulary.ids import LegId, OfferId, OperatorId, QueueId
from vocabulary.inputs import (
    AvailabilityAsked,
    CallerArrived,
    HoursSwitchAsked,
    IncidentSwitchAsked,
    LegAnswered,
    LegEnded,
    OperatorEntry,
    OperatorsListed,
    PlanGiven,
    PromptEnded,
)
from vocabulary.shelf import Shelf
from vocabulary.states import (
    Availability,
    CallState,
    EndCause,
    EndReason,
    OfferResult,
    Outcome,
    QueueExit,
)

NUMBER = {"number": "100", "queue": "support", "music": "calm"}
FLOW = {
    "away": {"kind": "say", "say": "away", "next": "bye"},
    "bye": {"kind": "hang_up", "say": "farewell"},
}
OFFICE = {"office": {"week": {"mon-sun": "09:00-10:00"}}}
HALF_PAST_NINE = datetime(2026, 1, 5, 8, 30, tzinfo=UTC)


def waiting(
    there: tuple[str, ...] = (),
    at: datetime = START,
    incidents: frozenset[str] = frozenset({"outage"}),
    **rules: Any,
) -> Walk:
    """One caller in `support`, which has these rules; `sales` has none."""
    queues = {"support": rules, "sales": {}}
    walk = Walk(
        FLOW, queues=queues, number=NUMBER, hours=OFFICE, there=there, at=at, incidents=incidents
    )
    return walk.call()


def left(walk: Walk) -> list[tuple[QueueExit, str]]:
    return [(fact.why, fact.to) for fact in walk.facts(QueueLeft)]


def another(walk: Walk, leg: str) -> Walk:
    walk.give(CallerArrived(LegId(leg), "100", Caller()))
    return walk.give(LegAnswered(LegId(leg)))


def test_a_key_leads_away_and_no_other_does() -> None:
    walk = waiting(keys={"1": "away", "2": "sales"}).press("9")
    assert walk.queue == "support"
    walk.press("1")
    assert left(walk) == [(QueueExit.KEY, "away")]
    assert (walk.node, walk.hears) == ("away", ["away"])
    assert walk.facts(NodeEntered)[-1].by == "left support"
    assert walk.facts(QueueLeft)[0].key == "1"


def test_another_queue_keeps_the_place() -> None:
    walk = waiting(keys={"2": "sales"}).wait(30).press("2")
    first, second = walk.facts(CallQueued)
    assert walk.queue == "sales"
    assert (second.queue, second.place_since) == ("sales", first.place_since)
    assert not walk.done(PlayPrompt)


def test_a_phone_that_rings_for_a_caller_who_left_is_withdrawn() -> None:
    walk = waiting(("anna",), keys={"1": "away"})
    (offer,) = walk.living.offers
    walk.press("1")
    assert [fact.result for fact in walk.facts(OfferEnded)] == [OfferResult.WITHDRAWN]
    assert HangUpLeg(offer.leg, elsewhere=True) in walk.commands
    assert walk.node == "away"


def test_an_operator_who_picks_up_too_late_hears_that_it_is_taken() -> None:
    walk = waiting(("anna",), keys={"1": "away"})
    (offer,) = walk.living.offers
    walk.press("1").give(LegAnswered(offer.leg))
    assert walk.done(HangUpLeg) == [HangUpLeg(offer.leg, elsewhere=True)]


def test_who_waited_too_long_goes_on_as_the_plan_says() -> None:
    walk = waiting(overflow=[{"when": "too_long", "after_s": 60, "to": "away"}]).wait(59)
    assert not left(walk)
    assert left(walk.wait(1)) == [(QueueExit.TOO_LONG, "away")]


def test_the_time_counts_from_the_first_queue_and_a_restart_forgets_none_of_it() -> None:
    rules: dict[str, Any] = {"overflow": [{"when": "too_long", "after_s": 60, "to": "sales"}]}
    walk = waiting(**rules).wait(40).restart().wait(19)
    assert walk.queue == "support"
    assert walk.wait(1).queue == "sales"


def test_nobody_is_taken_away_from_a_phone_that_rings() -> None:
    walk = waiting(("anna",), overflow=[{"when": "too_long", "after_s": 5, "to": "away"}]).wait(10)
    assert walk.queue == "support"
    walk.wait(5)  # the offer timed out, and anna rests
    assert left(walk) == [(QueueExit.TOO_LONG, "away")]


def test_a_full_queue_is_left_in_the_moment_of_joining_it() -> None:
    walk = waiting(overflow=[{"when": "too_many", "waiting": 1, "to": "sales"}])
    assert walk.queue == "support"
    another(walk, "in-2")
    assert left(walk) == [(QueueExit.TOO_MANY, "sales")]


def test_too_many_for_those_who_are_there() -> None:
    rules: dict[str, Any] = {"overflow": [{"when": "ratio", "ratio": 2, "to": "sales"}]}
    walk = waiting(("anna",), **rules)
    another(walk, "in-2")
    assert not left(walk)
    another(walk, "in-3")
    assert left(walk) == [(QueueExit.RATIO, "sales")]
    assert left(waiting(**rules)) == [(QueueExit.RATIO, "sales")]


def test_a_queue_that_nobody_serves_is_left_at_once_or_when_the_last_goes_home() -> None:
    rules: dict[str, Any] = {"overflow": [{"when": "nobody", "to": "away"}]}
    assert left(waiting(**rules)) == [(QueueExit.NOBODY, "away")]
    walk = waiting(("anna",), **rules)
    assert walk.queue == "support"
    anna = OperatorId("anna")
    walk.give(AvailabilityAsked(anna, Availability.BREAK, "lunch", anna))
    assert walk.queue == "support"  # somebody on break comes back
    walk.give(AvailabilityAsked(anna, Availability.SIGNED_OUT, "", anna))
    assert left(walk) == [(QueueExit.NOBODY, "away")]


def test_a_closed_queue_is_not_even_joined() -> None:
    walk = waiting(at=HALF_PAST_NINE.replace(hour=10), hours="office", closed="away")
    assert (walk.node, walk.facts(CallQueued)) == ("away", [])
    assert walk.facts(NodeEntered)[0].by == "closed"


def test_at_closing_time_callers_stay_or_go_as_the_plan_says() -> None:
    kept = waiting(at=HALF_PAST_NINE, hours="office", closed="away").wait(3600)
    assert kept.queue == "support"
    gone = waiting(at=HALF_PAST_NINE, hours="office", closed="away", at_closing="away")
    assert gone.wait(1799).queue == "support"
    assert left(gone.wait(1)) == [(QueueExit.CLOSED, "away")]


def test_closing_by_hand_counts_as_closing_time() -> None:
    walk = waiting(at=HALF_PAST_NINE, hours="office", closed="away", at_closing="away")
    walk.give(HoursSwitchAsked("office", True, "vera"))
    assert left(walk) == [(QueueExit.CLOSED, "away")]


ANNOUNCE = {"first_s": 10, "every_s": 30, "place": True, "wait": True, "comfort": ["busy", "soon"]}


def test_the_place_is_told_when_it_is_new_and_comfort_otherwise() -> None:
    walk = waiting(announce=ANNOUNCE).wait(9)
    assert not walk.hears
    walk.wait(1)
    assert walk.hears == ["place_next"]
    walk.said()
    assert walk.done(StartMusic) == [StartMusic(IN, "calm")]
    walk.wait(30)
    assert walk.hears == ["busy"]
    walk.said().wait(30)
    assert walk.hears == ["soon"]
    assert [fact.place for fact in walk.facts(Announced)] == [1, None, None]


def test_the_second_in_line_hears_its_place_and_hears_it_fall() -> None:
    walk = waiting(announce=ANNOUNCE)
    another(walk, "in-2").wait(12)
    second = walk.playing[LegId("in-2")]
    assert [one.prompt for one in second.say] == ["place"]
    assert second.say[0].values == (("place", "2"),)
    walk.give(PromptEnded(LegId("in-2"), second.token)).hang_up().wait(31)
    assert [one.prompt for one in walk.playing[LegId("in-2")].say] == ["place_next"]


def test_nothing_is_said_where_there_is_nothing_to_say() -> None:
    quiet = {"first_s": 10, "every_s": 30, "wait": True}  # no data yet: the forecast is silent
    walk = waiting(announce=quiet).wait(300)
    assert not walk.facts(Announced)


def test_what_may_be_pressed_is_said_first_and_then_now_and_then() -> None:
    plan = {"first_s": 10, "every_s": 30, "comfort": ["busy"], "keys": "press_one"}
    walk = waiting(announce=plan, keys={"1": "away"})
    heard: list[list[str]] = []
    for _ in range(4):
        walk.wait(10 if not heard else 30)
        heard.append(walk.hears)
        walk.said()
    assert heard == [["busy", "press_one"], ["busy"], ["busy"], ["busy", "press_one"]]


def test_a_key_breaks_an_announcement_off() -> None:
    walk = waiting(announce=ANNOUNCE, keys={"1": "away"}).wait(10)
    late = walk.playing[IN].token
    walk.press("1")
    assert walk.hears == ["away"]
    walk.give(PromptEnded(IN, late))
    assert not walk.done(StartMusic)
    assert walk.node == "away"


def test_nothing_is_announced_while_a_phone_rings() -> None:
    walk = waiting(("anna",), announce=ANNOUNCE).wait(12)
    assert not walk.facts(Announced)


def test_an_incident_is_told_to_those_who_wait_already() -> None:
    walk = waiting().give(IncidentSwitchAsked("outage", "vera"))
    assert walk.hears == ["outage"]
    assert walk.said().done(StartMusic)
    walk.give(IncidentSwitchAsked("", "vera")).give(IncidentSwitchAsked("outage", "vera"))
    assert len(walk.facts(IncidentHeard)) == 1


def test_another_incident_is_told_too() -> None:
    walk = waiting(incidents=frozenset({"outage", "strike"}))
    walk.give(IncidentSwitchAsked("outage", "vera")).give(IncidentSwitchAsked("strike", "vera"))
    assert [fact.prompt for fact in walk.facts(IncidentHeard)] == ["outage", "strike"]


@pytest.mark.parametrize(("queue", "heard"), [("support", ["outage"]), ("sales", [])])
def test_an_incident_may_concern_some_queues_only(queue: str, heard: list[str]) -> None:
    walk = Walk(FLOW, queues={"support": {}, "sales": {}}, number=NUMBER)
    walk.give(IncidentSwitchAsked("outage", "vera", (QueueId(queue),))).call()
    assert walk.hears == heard


def test_after_the_talk_the_flow_goes_on() -> None:
    walk = waiting(("anna",), after_talk="away").talk()
    assert walk.living.state is CallState.TALKING
    phone = walk.living.operator_leg or LegId("")
    walk.give(LegEnded(phone, EndCause.HANG_UP))
    assert (walk.node, walk.hears) == ("away", ["away"])
    assert walk.facts(TalkEnded)[0].reason is EndReason.OPERATOR_HUNG_UP
    assert walk.facts(WrapUpStarted)
    walk.hang_up()
    assert (walk.end.outcome, walk.end.operator) == (Outcome.ANSWERED, "anna")


def test_a_caller_who_hangs_up_first_hears_nothing_more() -> None:
    walk = waiting(("anna",), after_talk="away").talk().hang_up()
    assert (walk.end.outcome, walk.way) == (Outcome.ANSWERED, [])


def test_a_checkpoint_keeps_everything_that_lasts() -> None:
    walk = waiting(announce=ANNOUNCE).wait(10)
    before = walk.engine.state().waiting
    walk.restart()
    assert walk.engine.state().waiting.guests == before.guests
    assert room.RoomState() != before
    assert before.guests[0].call == CALL


# -- what nobody may be left in ----------------------------------------------------------


def test_two_operators_struck_off_at_once_lead_a_caller_away_once() -> None:
    walk = waiting(("anna", "boris"), overflow=[{"when": "nobody", "to": "away"}])
    boris = OperatorId("boris")
    walk.give(AvailabilityAsked(boris, Availability.SIGNED_OUT, "", boris))
    walk.press("9").wait(60)  # anna did not pick up, and rests
    assert walk.queue == "support"
    walk.give(OperatorsListed(()))
    assert left(walk) == [(QueueExit.NOBODY, "away")]


def test_the_last_to_go_home_while_the_phone_rings_leaves_nobody_waiting() -> None:
    walk = waiting(("anna",), overflow=[{"when": "nobody", "to": "away"}])
    assert walk.living.offers
    anna = OperatorId("anna")
    walk.give(AvailabilityAsked(anna, Availability.SIGNED_OUT, "", anna)).wait(0)
    assert left(walk) == [(QueueExit.NOBODY, "away")]


def test_an_operator_who_serves_the_queue_no_more_is_nobody_for_it() -> None:
    walk = waiting(("anna",), overflow=[{"when": "nobody", "to": "away"}]).wait(16)
    walk.give(OperatorsListed((OperatorEntry(OperatorId("anna"), "Anna", "101", ()),)))
    assert left(walk.wait(1)) == [(QueueExit.NOBODY, "away")]


def test_phones_that_ring_one_after_another_do_not_keep_a_caller_who_waited_too_long() -> None:
    there = tuple(f"person{n}" for n in range(6))
    walk = waiting(there, overflow=[{"when": "too_long", "after_s": 20, "to": "away"}]).wait(45)
    assert left(walk) == [(QueueExit.TOO_LONG, "away")]


@pytest.mark.parametrize(("waited_s", "goes"), [(60, False), (121, True)])
def test_phones_that_ring_in_turns_do_not_keep_a_caller_for_ever(waited_s: int, goes: bool) -> None:
    late = {"when": "too_long", "after_s": 60, "to": "away"}
    shelf = Shelf({0: telephony(FLOW, queues={"support": {"overflow": [late]}}, number=NUMBER)})
    waits = room.WaitingRoom(shelf)
    facts: tuple[Fact, ...] = (
        LinesSeen(0),
        CallArrived(CALL, IN, "100", Caller()),
        CallQueued(CALL, QueueId("support"), START),
        *(OfferMade(OfferId(n), CALL, OperatorId(n), LegId(n), n, START) for n in "ab"),
        ended := OfferEnded(OfferId("a"), CALL, OperatorId("a"), OfferResult.TIMED_OUT),
    )
    for fact in facts:
        waits.apply(START, fact)
    answer = waits.react(START + timedelta(seconds=waited_s), ended)
    assert [type(fact) for fact in answer.facts] == ([QueueLeft] if goes else [])


def test_who_was_led_away_and_comes_back_may_wait_as_long_once_more() -> None:
    rules: dict[str, Any] = {"overflow": [{"when": "too_long", "after_s": 60, "to": "back"}]}
    flow = {"back": {"kind": "say", "say": "sorry", "next": "support"}}
    walk = Walk(flow, queues={"support": rules}, number=NUMBER).call().wait(60).said().wait(59)
    assert walk.queue == "support"
    assert len(left(walk)) == 1
    assert len(left(walk.wait(1))) == 2
    assert len({fact.place_since for fact in walk.facts(CallQueued)}) == 1


def test_an_incident_that_was_switched_on_while_a_phone_rang_is_told_afterwards() -> None:
    walk = waiting(("anna",)).give(IncidentSwitchAsked("outage", "vera"))
    assert not walk.hears
    walk.wait(16)
    assert walk.hears == ["outage"]


def test_an_incident_that_the_callers_revision_does_not_know_is_not_told() -> None:
    walk = waiting()
    walk.plans.put(1, walk.plan._replace(incidents=frozenset({"flood"})))
    walk.give(PlanGiven(1, "vera")).give(IncidentSwitchAsked("flood", "vera"))
    assert not walk.hears
    another(walk, "in-2")
    assert [one.prompt for one in walk.playing[LegId("in-2")].say] == ["flood"]


def test_an_announcement_whose_end_is_never_told_does_not_end_the_music_for_ever() -> None:
    walk = waiting(announce=ANNOUNCE).wait(10)
    walk.wait(voice.LONGEST.total_seconds() - 1)
    assert len(walk.facts(Announced)) == 1
    walk.wait(1)
    assert walk.done(StartMusic) == [StartMusic(IN, "calm")]
    assert len(walk.wait(31).facts(Announced)) == 2


def test_an_announcement_is_broken_off_when_the_caller_leaves() -> None:
    walk = waiting(announce=ANNOUNCE, keys={"2": "sales"}).wait(10)
    token = walk.playing[IN].token
    assert walk.press("2").done(StopPrompt) == [StopPrompt(IN, token)]


def test_what_was_due_before_a_restart_is_found_after_it() -> None:
    late = {"when": "too_long", "after_s": 20, "to": "away"}
    queues: dict[str, Any] = {"support": {"keys": {"2": "sales"}}, "sales": {"overflow": [late]}}
    walk = Walk(FLOW, queues=queues, number=NUMBER).call().wait(30).press("2").restart()
    assert walk.queue == "sales"
    assert left(walk.wait(0))[-1] == (QueueExit.TOO_LONG, "away")


def test_a_look_in_between_does_not_put_an_announcement_off() -> None:
    walk = waiting(announce=ANNOUNCE).wait(10).said().wait(20)
    walk.survey().wait(0)
    assert len(walk.facts(Announced)) == 1
    assert len(walk.wait(10).facts(Announced)) == 2
